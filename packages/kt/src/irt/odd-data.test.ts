import { createVocabulary, type InteractionLog, identityQMatrix } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { createItemCovariates } from "./hierarchical/create-item-covariates";
import { fitHierarchical } from "./hierarchical/fit-hierarchical";
import { fitMarginal } from "./marginal/fit-marginal";
import type { IrtPosterior } from "./types/posterior";
import { fitStochastic } from "./variational/fit-stochastic";
import { fitVariational } from "./variational/fit-variational";
import { predictAnswers } from "./variational/predict-answers";

/** What each learner answered: item and 0 or 1. All items that are named, and those of `more`. */
function logOf(rows: Record<string, [item: string, right: 0 | 1][]>, more: string[] = []): InteractionLog {
  const lists = Object.values(rows);
  const items = createVocabulary([...new Set(lists.flat().map(([item]) => item)), ...more]);
  const offsets = [0];
  for (const list of lists) offsets.push(offsets.at(-1)! + list.length);
  return {
    learners: createVocabulary(Object.keys(rows)),
    items,
    qMatrix: identityQMatrix(items),
    offsets: Int32Array.from(offsets),
    item: Int32Array.from(lists.flat(), ([item]) => items.indexOf(item)),
    score: Uint8Array.from(lists.flat(), ([, right]) => right),
  };
}

/**
 * An item everyone got right, one nobody did, one never answered, a learner with one answer, one with none, the same answer
 * twice, and an item and a learner that nothing connects with the others.
 */
const odd = logOf(
  {
    ada: [
      ["mixed", 1],
      ["all right", 1],
      ["all wrong", 0],
    ],
    ben: [
      ["mixed", 0],
      ["all right", 1],
      ["all right", 1],
    ],
    "one answer": [["mixed", 1]],
    silent: [],
    island: [
      ["far", 1],
      ["far", 0],
    ],
  },
  ["never"],
);

function covariatesOf({ items }: InteractionLog) {
  return createItemCovariates(items, {
    item: items.ids,
    columns: { area: items.ids.map((_, i) => `${"abc"[i % 3]}`) },
  });
}

const fits = {
  "fitVariational rasch": (log: InteractionLog) => fitVariational("rasch", log, {}, { seed: 1 }),
  "fitVariational 2pl": (log: InteractionLog) => fitVariational("2pl", log, {}, { seed: 1 }),
  "fitVariational factor": (log: InteractionLog) => fitVariational("factor", log, {}, { seed: 1 }),
  "fitStochastic rasch": (log: InteractionLog) => fitStochastic("rasch", log, {}, { seed: 1 }),
  "fitStochastic 2pl": (log: InteractionLog) => fitStochastic("2pl", log, {}, { seed: 1 }),
  "fitStochastic factor": (log: InteractionLog) => fitStochastic("factor", log, {}, { seed: 1 }),
  "fitHierarchical bound": (log: InteractionLog) => fitHierarchical(log, covariatesOf(log), {}, { seed: 1 }),
  "fitHierarchical newton": (log: InteractionLog) =>
    fitHierarchical(log, covariatesOf(log), { weights: "newton", itemDamping: 0.6 }, { seed: 1 }),
};

function expectFinite({ learnerRows, itemRows, itemScales, learnerPrior, itemPrior }: IrtPosterior): void {
  for (const values of [learnerRows, itemRows, itemScales, learnerPrior, itemPrior]) {
    expect(values.every(Number.isFinite)).toBe(true);
  }
}

describe.each(Object.entries(fits))("%s", (_, fit) => {
  it("stays finite on odd data and says what is odd", async () => {
    const { posterior, report } = await fit(odd);
    expectFinite(posterior);
    const codes = report.warnings.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(["ITEM_WITHOUT_DATA", "ITEM_ONE_OUTCOME", "REPEATED_ANSWERS", "DISCONNECTED_GROUPS"]),
    );
    // An item everyone got right is easier than one nobody did.
    const threshold = (id: string) => {
      const width = 2 * posterior.factors + 2;
      return posterior.itemRows[posterior.items.indexOf(id) * width + 2 * posterior.factors]!;
    };
    expect(threshold("all right")).toBeLessThan(threshold("all wrong"));
  });

  it("predicts who and what it has not met by its priors", async () => {
    const { posterior } = await fit(odd);
    const unknown = logOf({ nobody: [["nothing", 1]], ada: [["nothing", 0]] });
    for (const p of predictAnswers(posterior, unknown)) expect(p > 0 && p < 1).toBe(true);
  });

  it("refuses a log without answers", async () => {
    const empty = logOf({ ada: [], ben: [] }, ["x", "y", "z"]);
    await expect(fit(empty)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("fitMarginal", () => {
  it.each(["rasch", "1pl", "2pl", "3pl"] as const)(
    "%s stays finite on odd data and says what is odd",
    async (model) => {
      const { parameters, logLikelihood, report } = await fitMarginal(odd, model);
      expect(Number.isFinite(logLikelihood)).toBe(true);
      expect(parameters.threshold.every(Number.isFinite)).toBe(true);
      expect(parameters.discrimination.every(Number.isFinite)).toBe(true);
      expect(report.warnings.map(({ code }) => code)).toEqual(
        expect.arrayContaining([
          "ITEM_WITHOUT_DATA",
          "ITEM_ALL_RIGHT",
          "ITEM_ALL_WRONG",
          "LEARNER_WITHOUT_DATA",
          "REPEATED_ANSWERS",
          "DISCONNECTED_GROUPS",
        ]),
      );
    },
  );

  it("refuses a log without answers", async () => {
    await expect(fitMarginal(logOf({ ada: [] }, ["x"]), "2pl")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("a posterior of another model", () => {
  it("is refused as prior", async () => {
    const { posterior: prior } = await fitVariational("2pl", odd, {}, { seed: 1 });
    const message = { code: "INVALID_INPUT", got: "one of 2pl with 1" };
    await expect(fitStochastic("rasch", odd, {}, { seed: 1, prior })).rejects.toMatchObject(message);
    await expect(fitHierarchical(odd, covariatesOf(odd), {}, { seed: 1, prior })).rejects.toMatchObject(message);
  });

  it("ids to freeze that the posterior does not know are refused", async () => {
    const { posterior: prior } = await fitHierarchical(odd, covariatesOf(odd), {}, { seed: 1 });
    const update = fitHierarchical(odd, undefined, {}, { seed: 1, prior, freeze: { items: ["mixd"] } });
    await expect(update).rejects.toMatchObject({ code: "UNKNOWN_NAME", advice: 'did you mean "mixed"?' });
  });
});

it("covariates that do not fit the items are refused", async () => {
  const few = createItemCovariates(createVocabulary(["x", "y"]), { item: ["x", "y"], columns: { area: ["a", "b"] } });
  await expect(fitHierarchical(odd, few, {}, { seed: 1 })).rejects.toMatchObject({ code: "SHAPE" });
  await expect(fitHierarchical(odd, undefined, {}, { seed: 1 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});
