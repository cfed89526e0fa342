import { createVocabulary, type InteractionLog, identityQMatrix, sigmoid } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { makeResponses, meanLogLoss } from "../../../test/made-responses";
import { fitVariational } from "./fit-variational";
import { itemParametersOf, learnerAbilitiesOf } from "./posterior-columns";
import { posteriorFromModelFile, posteriorToModelFile } from "./posterior-file";
import { predictAnswers } from "./predict-answers";

/** Answers `from … to - 1` of every learner. */
function answersBetween(log: InteractionLog, from: number, to: number): InteractionLog {
  const rows: number[] = [];
  const offsets = [0];
  for (let l = 0; l < log.learners.size; l++) {
    for (let n = log.offsets[l]! + from; n < Math.min(log.offsets[l]! + to, log.offsets[l + 1]!); n++) rows.push(n);
    offsets.push(rows.length);
  }
  return {
    ...log,
    offsets: Int32Array.from(offsets),
    item: Int32Array.from(rows, (n) => log.item[n]!),
    score: Uint8Array.from(rows, (n) => log.score[n]!),
  };
}

function smallLog(ids: readonly [learner: string, item: string, right: 0 | 1][]): InteractionLog {
  const learners = createVocabulary([...new Set(ids.map(([learner]) => learner))]);
  const items = createVocabulary([...new Set(ids.map(([, item]) => item))]);
  const rows = learners.ids.flatMap((id) => ids.filter(([learner]) => learner === id));
  const counts = learners.ids.map((id) => ids.filter(([learner]) => learner === id).length);
  const offsets = [0];
  for (const count of counts) offsets.push(offsets.at(-1)! + count);
  return {
    learners,
    items,
    qMatrix: identityQMatrix(items),
    offsets: Int32Array.from(offsets),
    item: Int32Array.from(rows, ([, item]) => items.indexOf(item)),
    score: Uint8Array.from(rows, ([, , right]) => right),
  };
}

describe("an update", () => {
  const world = makeResponses({ seed: 9, learners: 500, items: 50, answersEach: 40 });

  it.each([
    ["2pl", { tolerance: 1e-4 }],
    ["factor", { factors: 2, tolerance: 1e-4, learnPriorScales: false }],
  ] as const)("of %s with new answers predicts as a fit on all answers", async (model, config) => {
    const early = await fitVariational(model, answersBetween(world.train, 0, 36), config, { seed: 1 });
    const updated = await fitVariational(model, answersBetween(world.train, 36, 40), config, {
      seed: 1,
      prior: early.posterior,
    });
    const all = await fitVariational(model, world.train, config, { seed: 1 });
    const loss = (posterior: typeof all.posterior) =>
      meanLogLoss(predictAnswers(posterior, world.test), world.test.score);
    expect(Math.abs(loss(updated.posterior) - loss(all.posterior))).toBeLessThan(0.002);
    // The new answers tell something.
    expect(loss(updated.posterior)).toBeLessThan(loss(early.posterior));
    expect(Array.from(updated.posterior.itemAnswers)).toEqual(Array.from(all.posterior.itemAnswers));
  });

  it("leaves frozen items, and learners without new answers, as they were to the byte", async () => {
    const before = (await fitVariational("2pl", world.train, {}, { seed: 1 })).posterior;
    const log = smallLog([
      ["learner 3", "item 0", 1],
      ["learner 3", "item 1", 0],
      ["nobody", "item 1", 1],
      ["learner 4", "item new", 0],
    ]);
    const after = (
      await fitVariational(
        "2pl",
        log,
        {},
        { seed: 1, prior: before, freeze: { items: ["item 1"], learners: ["learner 4"] } },
      )
    ).posterior;
    const itemRow = (rows: Float32Array, i: number) => Array.from(rows.subarray(4 * i, 4 * i + 4));
    const learnerRow = (rows: Float32Array, l: number) => Array.from(rows.subarray(2 * l, 2 * l + 2));
    expect(itemRow(after.itemRows, 1)).toEqual(itemRow(before.itemRows, 1));
    expect(itemRow(after.itemRows, 0)).not.toEqual(itemRow(before.itemRows, 0));
    expect(learnerRow(after.learnerRows, 4)).toEqual(learnerRow(before.learnerRows, 4));
    expect(learnerRow(after.learnerRows, 5)).toEqual(learnerRow(before.learnerRows, 5));
    expect(learnerRow(after.learnerRows, 3)).not.toEqual(learnerRow(before.learnerRows, 3));
    expect(after.learners.ids.at(-1)).toBe("nobody");
    expect(after.items.ids.at(-1)).toBe("item new");
    expect(after.itemAnswers.at(-1)).toBe(1);
    // She was right where most are not sure to be, so she is above the prior.
    expect(after.learnerRows[2 * after.learners.indexOf("nobody")]).toBeGreaterThan(0);
  });

  it("of one learner by one frozen item is the step worked out by hand", async () => {
    // Item: a = 1, t = 0, both with variance 1e-6 (nearly known). Learner: N(0, 1), one right answer. At the fixed point of
    // the bound, xi² = m² + v with m = mu, v = s²; precision 1 + 2 lambda(xi), mean (y - 1/2) / precision = 0.5 / precision:
    let [mu, s2] = [0, 1];
    for (let k = 0; k < 200; k++) {
      const xi = Math.sqrt(mu * mu + s2);
      const precision = 1 + Math.tanh(xi / 2) / (2 * xi);
      [mu, s2] = [0.5 / precision, 1 / precision];
    }
    const prior = {
      ...(await fitVariational("2pl", smallLog([["x", "item", 1]]), {}, { seed: 1 })).posterior,
      itemRows: Float32Array.of(1, 1e-6, 0, 1e-6),
    };
    const { posterior } = await fitVariational(
      "2pl",
      smallLog([["ada", "item", 1]]),
      { weights: "bound", itemDamping: 1, tolerance: 0, maxPasses: 100 },
      { seed: 1, prior, freeze: { items: ["item"] } },
    );
    const { ability, abilityScale } = learnerAbilitiesOf(posterior);
    expect(ability[1]).toBeCloseTo(mu, 5);
    expect(abilityScale[1]).toBeCloseTo(Math.sqrt(s2), 5);
    // By quadrature the exact posterior N(theta; 0, 1) sigmoid(theta) has mean 0.4132; the bound is close to it.
    let [mass, first] = [0, 0];
    for (let theta = -8; theta <= 8; theta += 1e-3) {
      const density = Math.exp((-theta * theta) / 2) * sigmoid(theta);
      mass += density;
      first += theta * density;
    }
    expect(ability[1]).toBeCloseTo(first / mass, 1);
  });

  it("refuses ids to freeze that it does not know, and posteriors of another model", async () => {
    const { posterior } = await fitVariational("2pl", world.test, {}, { seed: 1 });
    const update = (model: "2pl" | "rasch", items: string[]) =>
      fitVariational(model, world.test, {}, { seed: 1, prior: posterior, freeze: { items } });
    await expect(update("2pl", ["item  7"])).rejects.toMatchObject({ code: "UNKNOWN_NAME" });
    await expect(update("rasch", [])).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("odd data", () => {
  it.each(["rasch", "2pl", "factor"] as const)("%s stays finite and says what is odd", async (model) => {
    const odd = smallLog([
      ["a", "all right", 1],
      ["b", "all right", 1],
      ["b", "all wrong", 0],
      ["c", "island", 1],
      ["c", "island", 1],
      ["c", "island", 0],
    ]);
    const items = createVocabulary([...odd.items.ids, "never"]);
    const { posterior, report } = await fitVariational(
      model,
      { ...odd, items, qMatrix: identityQMatrix(items) },
      {},
      { seed: 1 },
    );
    expect(posterior.itemRows.every(Number.isFinite)).toBe(true);
    expect(posterior.learnerRows.every(Number.isFinite)).toBe(true);
    const codes = report.warnings.map(({ code }) => code);
    expect(codes).toContain("ITEM_WITHOUT_DATA");
    expect(codes).toContain("ITEM_ONE_OUTCOME");
    expect(codes).toContain("DISCONNECTED_GROUPS");
    const { threshold } = itemParametersOf(posterior);
    expect(threshold[0]).toBeLessThan(threshold[1]!);
  });

  it("refuses partial credit", async () => {
    const log = smallLog([["a", "x", 1]]);
    const fit = fitVariational("2pl", { ...log, score: Float32Array.of(0.5) }, {}, { seed: 1 });
    await expect(fit).rejects.toMatchObject({ code: "INVALID_INPUT", got: "0.5 at answer 0" });
  });
});

describe("a posterior's model file", () => {
  it("comes back with the same bytes, and refuses another model's", async () => {
    const world = makeResponses({ seed: 2, learners: 20, items: 6, answersEach: 8 });
    const { posterior } = await fitVariational("factor", world.train, { factors: 2 }, { seed: 1 });
    const file = posteriorToModelFile(posterior, { weights: "bound" });
    const back = posteriorFromModelFile(file);
    for (const name of [
      "learnerRows",
      "itemRows",
      "learnerPrior",
      "itemPrior",
      "learnerAnswers",
      "itemAnswers",
    ] as const) {
      expect(back[name]).toEqual(posterior[name]);
    }
    expect(back.learners.ids).toEqual(posterior.learners.ids);
    expect(back.items.ids).toEqual(posterior.items.ids);
    expect(() => posteriorFromModelFile({ ...file, config: { ...file.config, model: "bkt" } })).toThrow("bkt");
  });
});
