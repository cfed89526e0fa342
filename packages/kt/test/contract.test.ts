import {
  type Config,
  createRandomStream,
  type FitReport,
  type FitResult,
  type FittedTracer,
  type InteractionLog,
  isZpdError,
  type ModelFile,
  NO_ITEM,
  type TracerDescriptor,
  type TracerState,
} from "@zpd/core";
import { describe, expect, it } from "vitest";
import { dqktDescriptor } from "../src/neural/models/dqkt";
import { neuralTracerDescriptors } from "../src/neural/registry";
import { tracerDescriptors } from "../src/registry";
import { bktDescriptor } from "../src/tracers/bkt";
import { rankAuc } from "./auc";
import { makeLog } from "./made-log";
import { predictLog } from "./replay";

const log = makeLog({ seed: 5, learners: 60, answersEach: 20 });
const itemCount = log.items.size;
const seed = 11;

/** Small networks and few epochs for deep tracers, whose defaults would take minutes here. Others run on their defaults. */
const quickSettings: Readonly<Record<string, Config>> = {
  dkt: { units: 8, embeddingSize: 8, maxEpochs: 3 },
  "dkt-plus": { units: 8, embeddingSize: 8, maxEpochs: 3 },
  dkvmn: { slots: 4, keySize: 6, valueSize: 8, summarySize: 6, maxEpochs: 3 },
  dqkt: { slots: 4, vectorSize: 6, maxEpochs: 3 },
  iekt: { vectorSize: 8, cognitionLevels: 3, acquisitionLevels: 3, maxEpochs: 2 },
  sakt: { vectorSize: 8, heads: 2, feedForwardSize: 8, cacheLength: 30, maxEpochs: 3 },
  simplekt: { vectorSize: 8, heads: 2, feedForwardSize: 8, headSize: 8, cacheLength: 30, maxEpochs: 3 },
  akt: { vectorSize: 8, heads: 2, feedForwardSize: 8, headSize: 8, cacheLength: 30, maxEpochs: 3 },
};

function settingsOf(descriptor: TracerDescriptor): Config {
  return quickSettings[descriptor.id] ?? {};
}

/** A report without what differs from run to run: how long things took. */
function withoutTimes(report: FitReport): FitReport {
  const { epochs } = report;
  if (epochs === undefined) return report;
  return { ...report, epochs: epochs.map((epoch) => ({ ...epoch, seconds: 0, answersPerSecond: 0 })) };
}

/** Fits are shared by the tests that only read: the same log, seed and settings. */
const fits = new Map<string, Promise<FitResult>>();
function fitOnce(descriptor: TracerDescriptor): Promise<FitResult> {
  const known = fits.get(descriptor.id) ?? descriptor.fit(log, settingsOf(descriptor), { seed });
  fits.set(descriptor.id, known);
  return known;
}

async function fitted(descriptor: TracerDescriptor): Promise<FittedTracer> {
  return (await fitOnce(descriptor)).tracer;
}

/** Random histories: items and scores of `batch` learners over `steps` steps, some steps without an answer. */
function histories(batch: number, steps: number): { items: Int32Array; scores: Float32Array }[] {
  const random = createRandomStream(3, "histories");
  return Array.from({ length: steps }, () => ({
    items: Int32Array.from({ length: batch }, () => (random.uniform() < 0.2 ? NO_ITEM : random.integer(itemCount))),
    scores: Float32Array.from({ length: batch }, () => (random.uniform() < 0.6 ? 1 : 0)),
  }));
}

/** Beliefs of `batch` learners after random histories. */
function practised(tracer: FittedTracer, batch: number, steps = 15): TracerState {
  const state = tracer.start(batch);
  for (const { items, scores } of histories(batch, steps)) tracer.observe(state, items, scores);
  return state;
}

/** Every candidate for every learner `[B, I]`. */
function allItems(batch: number): Int32Array {
  return Int32Array.from({ length: batch * itemCount }, (_, k) => k % itemCount);
}

/** All a tracer says about a state, as plain numbers that `toEqual` compares bit by bit. */
function beliefs(tracer: FittedTracer, state: TracerState): number[][] {
  return [[...tracer.predict(state)], [...tracer.mastery(state)]];
}

/** Expects of each item's concepts the mastery after an answer, and of all others the mastery before it. */
function expectLookAhead(tracer: FittedTracer, state: TracerState): void {
  const { offsets, concept, concepts } = tracer.qMatrix;
  const before = tracer.mastery(state).slice();
  for (const score of [0, 0.3, 1]) {
    const foreseen = tracer.masteryAfter!(state, score).slice();
    for (let i = 0; i < itemCount; i++) {
      const look = tracer.selectRows(
        state,
        Int32Array.from({ length: state.batchSize }, (_, b) => b),
      );
      tracer.observe(look, new Int32Array(state.batchSize).fill(i), new Float32Array(state.batchSize).fill(score));
      const expected = before.slice();
      for (let b = 0; b < state.batchSize; b++)
        for (let e = offsets[i]!; e < offsets[i + 1]!; e++)
          expected[b * concepts.size + concept[e]!] = foreseen[b * concept.length + e]!;
      // Float32 scores: 0.3 is not quite 0.3.
      for (const [at, value] of tracer.mastery(look).entries()) expect(expected[at]).toBeCloseTo(value, 6);
    }
  }
}

/** What comes back from disk: the configuration through JSON, the tensors as copies. */
function throughPlainData({ config, tensors }: ModelFile): ModelFile {
  return { config: JSON.parse(JSON.stringify(config)), tensors: structuredClone(tensors) };
}

function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== "object" || value === null) return 8;
  return Object.values(value).reduce<number>((sum, part) => sum + bytesOf(part), 0);
}

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return isZpdError(error) ? error.code : `not a ZpdError: ${String(error)}`;
  }
  return "nothing thrown";
}

describe.each(
  [...tracerDescriptors, ...neuralTracerDescriptors].map((descriptor) => ({ id: descriptor.id, descriptor })),
)("the contract of $id", ({ descriptor }) => {
  it("names itself, its source and plain default options", () => {
    expect(descriptor.id).toMatch(/^[a-z0-9-]+$/);
    expect(descriptor.title.length * descriptor.citation.length).toBeGreaterThan(0);
    expect(JSON.parse(JSON.stringify(descriptor.defaults))).toEqual(descriptor.defaults);
  });

  it("fits the same bytes for the same seed", async () => {
    const once = await fitOnce(descriptor);
    const twice = await descriptor.fit(log, settingsOf(descriptor), { seed });
    expect(once.tracer.toModelFile()).toEqual(twice.tracer.toModelFile());
    expect(withoutTimes(once.report)).toEqual(withoutTimes(twice.report));
  });

  it("reports a finite course of the fit and warns with codes", async () => {
    const { report } = await fitOnce(descriptor);
    expect(report.iterations).toBeGreaterThanOrEqual(0);
    for (const value of report.history ?? []) expect(value).toBeLessThan(Number.POSITIVE_INFINITY);
    if (report.logLikelihood !== undefined) expect(report.logLikelihood).toBeLessThan(0);
    for (const { code, message } of report.warnings) {
      expect(code).toMatch(/^[A-Z0-9_]+$/);
      expect(message).not.toBe("");
    }
  });

  it("predicts candidates as it predicts all items, NaN for none", async () => {
    const tracer = await fitted(descriptor);
    const state = practised(tracer, 4);
    const all = tracer.predict(state);
    const some = tracer.predictItems(state, allItems(4));
    for (let k = 0; k < all.length; k++) expect(some[k]).toBeCloseTo(all[k]!, 6);
    expect([...tracer.predictItems(state, new Int32Array(8).fill(NO_ITEM))]).toEqual(new Array(8).fill(Number.NaN));
  });

  it("gives finite probabilities, also after long streaks, for every item and concept", async () => {
    const tracer = await fitted(descriptor);
    const state = tracer.start(3);
    const check = (): void => {
      for (const values of beliefs(tracer, state)) {
        for (const value of values) expect(value >= 0 && value <= 1, String(value)).toBe(true);
      }
    };
    check();
    for (let t = 0; t < 3000; t++) {
      const item = t % itemCount;
      tracer.observe(state, Int32Array.of(item, item, item), Float32Array.of(1, 0, 0.5));
    }
    check();
    for (let t = 0; t < 30; t++) {
      const item = t % itemCount;
      tracer.observe(state, Int32Array.of(item, item, item), Float32Array.of(0, 1, 1));
    }
    check();
    expect(tracer.predict(state)).toHaveLength(3 * itemCount);
    expect(tracer.mastery(state)).toHaveLength(3 * tracer.qMatrix.concepts.size);
  });

  it("writes into the array it is given", async () => {
    const tracer = await fitted(descriptor);
    const state = practised(tracer, 2);
    const all = new Float32Array(2 * itemCount);
    const one = new Float32Array(2);
    const known = new Float32Array(2 * tracer.qMatrix.concepts.size);
    expect(tracer.predict(state, all)).toBe(all);
    expect(tracer.predictItems(state, Int32Array.of(0, 1), one)).toBe(one);
    expect(tracer.mastery(state, known)).toBe(known);
  });

  it("changes nothing by predicting", async () => {
    const tracer = await fitted(descriptor);
    const state = practised(tracer, 3);
    const before = structuredClone(state);
    tracer.predict(state);
    tracer.predictItems(state, Int32Array.of(0, 1, 2));
    tracer.mastery(state);
    tracer.conceptSpace?.knowledge(state);
    expect(state).toEqual(before);
  });

  it("looks ahead, where it can without copies, to the mastery that answers then leave", async () => {
    const tracer = await fitted(descriptor);
    if (tracer.masteryAfter === undefined) return;
    expectLookAhead(tracer, practised(tracer, 3));
    const state = practised(tracer, 2);
    const before = structuredClone(state);
    const out = new Float32Array(2 * tracer.qMatrix.concept.length);
    expect(tracer.masteryAfter(state, 1, out)).toBe(out);
    expect(state).toEqual(before);
    expect(await codeOf(() => tracer.masteryAfter!(state, 1, new Float32Array(1)))).toBe("SHAPE");
    expect(await codeOf(() => tracer.masteryAfter!(state, 1.5))).toBe("INVALID_INPUT");
  });

  it("has finite vectors of the right shapes where it has a concept space", async () => {
    const tracer = await fitted(descriptor);
    const space = tracer.conceptSpace;
    if (space === undefined) return;
    const batch = 3;
    const state = practised(tracer, batch);
    const vectors = space.itemVectors().slice();
    const knowledge = space.knowledge(state);
    expect(Number.isInteger(space.size) && space.size >= 1).toBe(true);
    expect(vectors).toHaveLength(itemCount * space.size);
    expect(knowledge).toHaveLength(batch * space.size);
    for (const value of [...vectors, ...knowledge]) expect(Number.isFinite(value), String(value)).toBe(true);
    const out = new Float32Array(batch * space.size);
    expect(space.knowledge(state, out)).toBe(out);
    expect(out).toEqual(knowledge);
    expect(await codeOf(() => space.knowledge(state, new Float32Array(1)))).toBe("SHAPE");
    // Items stay where they are, and a learner's knowledge is that of her row alone, whatever is answered elsewhere.
    tracer.observe(state, Int32Array.of(NO_ITEM, 1, 2), Float32Array.of(1, 1, 0));
    expect(space.itemVectors()).toEqual(vectors);
    expect([...space.knowledge(state).subarray(0, space.size)]).toEqual([...knowledge.subarray(0, space.size)]);
    const last = tracer.selectRows(state, Int32Array.of(2));
    expect([...space.knowledge(last)]).toEqual([...space.knowledge(state).subarray(2 * space.size)]);
  });

  it("leaves a learner without an item as she is", async () => {
    const tracer = await fitted(descriptor);
    const state = practised(tracer, 2);
    const before = tracer.predict(state).slice(0, itemCount);
    tracer.observe(state, Int32Array.of(NO_ITEM, 3), Float32Array.of(1, 1));
    expect([...tracer.predict(state).subarray(0, itemCount)]).toEqual([...before]);
  });

  it("treats a learner in a batch as it treats her alone", async () => {
    const tracer = await fitted(descriptor);
    const batch = 5;
    const together = tracer.predict(practised(tracer, batch));
    for (let b = 0; b < batch; b++) {
      const state = tracer.start(1);
      for (const { items, scores } of histories(batch, 15)) {
        tracer.observe(state, items.slice(b, b + 1), scores.slice(b, b + 1));
      }
      expect([...tracer.predict(state)]).toEqual([...together.subarray(b * itemCount, (b + 1) * itemCount)]);
    }
  });

  it("lets no answer reach a prediction made before it", async () => {
    const tracer = await fitted(descriptor);
    const changed = 7;
    const score = log.score.slice();
    for (let l = 0; l < log.learners.size; l++)
      score[log.offsets[l]! + changed] = 1 - score[log.offsets[l]! + changed]!;
    const before = predictLog(tracer, log);
    const after = predictLog(tracer, { ...log, score });
    let later = 0;
    for (let l = 0; l < log.learners.size; l++) {
      const at = log.offsets[l]!;
      expect([...after.subarray(at, at + changed + 1)]).toEqual([...before.subarray(at, at + changed + 1)]);
      for (let n = at + changed + 1; n < log.offsets[l + 1]!; n++) if (after[n] !== before[n]) later++;
    }
    // A tracer that learns nothing from answers, as an item mean, may stay silent; the others must not.
    const observes = [...tracer.predict(practised(tracer, 3))].some((p, k) => p !== tracer.predict(tracer.start(3))[k]);
    expect(later > 0).toBe(observes);
  });

  it("selects rows, with repeats, as copies", async () => {
    const tracer = await fitted(descriptor);
    const state = practised(tracer, 3);
    const rows = Int32Array.of(2, 0, 2, 2);
    const selected = tracer.selectRows(state, rows);
    const original = tracer.predict(state).slice();
    const copies = tracer.predict(selected);
    expect(selected.batchSize).toBe(4);
    for (const [k, row] of rows.entries()) {
      expect([...copies.subarray(k * itemCount, (k + 1) * itemCount)]).toEqual([
        ...original.subarray(row * itemCount, (row + 1) * itemCount),
      ]);
    }
    tracer.observe(selected, Int32Array.of(0, 1, 2, 3), Float32Array.of(1, 0, 1, 0));
    expect([...tracer.predict(state)]).toEqual([...original]);
  });

  it("resumes from a copied state", async () => {
    const tracer = await fitted(descriptor);
    const state = practised(tracer, 3);
    const copy = structuredClone(state);
    for (const held of [state, copy]) tracer.observe(held, Int32Array.of(0, 4, 8), Float32Array.of(1, 0, 1));
    expect(beliefs(tracer, copy)).toEqual(beliefs(tracer, state));
  });

  it("keeps a state of the same size however long the history", async () => {
    const tracer = await fitted(descriptor);
    expect(bytesOf(practised(tracer, 3, 400))).toBe(bytesOf(practised(tracer, 3, 40)));
  });

  it("comes back from a model file with the same predictions", async () => {
    const tracer = await fitted(descriptor);
    const restored = descriptor.restore(throughPlainData(tracer.toModelFile()));
    expect(restored.id).toBe(tracer.id);
    expect(restored.items.ids).toEqual(tracer.items.ids);
    expect(beliefs(restored, practised(restored, 4))).toEqual(beliefs(tracer, practised(tracer, 4)));
    expect(restored.toModelFile()).toEqual(tracer.toModelFile());
  });

  it("refuses model files of another model, without a tensor, or not finite", async () => {
    const file = throughPlainData((await fitted(descriptor)).toModelFile());
    expect(await codeOf(() => descriptor.restore({ ...file, config: { ...file.config, model: "other" } }))).toBe(
      "INVALID_INPUT",
    );
    for (const [name, tensor] of Object.entries(file.tensors)) {
      const { [name]: _, ...others } = file.tensors;
      expect(await codeOf(() => descriptor.restore({ ...file, tensors: others })), name).toBe("INVALID_INPUT");
      if (tensor.data.length === 0 || tensor.data instanceof Int32Array || tensor.data instanceof Uint8Array) continue;
      const broken = { ...tensor, data: tensor.data.slice().fill(Number.NaN) };
      const tensors = { ...file.tensors, [name]: broken };
      expect(await codeOf(() => descriptor.restore({ ...file, tensors })), name).toBe("INVALID_INPUT");
    }
  });

  it("refuses unknown options and offers the nearest name", async () => {
    const known = Object.keys(descriptor.defaults)[0];
    const wrong = known === undefined ? "nothing" : `${known}x`;
    const refused = descriptor.fit(log, { [wrong]: 1 }, { seed });
    await expect(refused).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    if (known !== undefined) await expect(refused).rejects.toThrow(`did you mean "${known}"?`);
  });

  it("refuses batches of the wrong shape, unknown items and impossible scores", async () => {
    const tracer = await fitted(descriptor);
    const state = practised(tracer, 2);
    const items = Int32Array.of(0, 1);
    const scores = Float32Array.of(1, 0);
    const before = structuredClone(state);
    expect(await codeOf(() => tracer.observe(state, items.slice(1), scores))).toBe("SHAPE");
    expect(await codeOf(() => tracer.observe(state, items, scores.slice(1)))).toBe("SHAPE");
    expect(await codeOf(() => tracer.predict(state, new Float32Array(3)))).toBe("SHAPE");
    expect(await codeOf(() => tracer.predictItems(state, Int32Array.of(0, 1, 2)))).toBe("SHAPE");
    expect(await codeOf(() => tracer.observe(state, Int32Array.of(0, itemCount), scores))).toBe("INVALID_INPUT");
    expect(await codeOf(() => tracer.observe(state, Int32Array.of(0, -2), scores))).toBe("INVALID_INPUT");
    expect(await codeOf(() => tracer.observe(state, items, Float32Array.of(1, 1.5)))).toBe("INVALID_INPUT");
    expect(await codeOf(() => tracer.observe(state, items, Float32Array.of(1, Number.NaN)))).toBe("INVALID_INPUT");
    expect(await codeOf(() => tracer.predictItems(state, Int32Array.of(0, itemCount)))).toBe("INVALID_INPUT");
    expect(await codeOf(() => tracer.selectRows(state, Int32Array.of(2)))).toBe("INVALID_INPUT");
    expect(state).toEqual(before);
  });

  it("refuses a log whose columns do not fit together", async () => {
    const short: InteractionLog = { ...log, score: log.score.slice(1) };
    expect(await codeOf(() => descriptor.fit(short, {}, { seed }))).toBe("INVALID_INPUT");
  });

  it("fits on a log without any answer, or says why not", async () => {
    const empty: InteractionLog = {
      ...log,
      offsets: new Int32Array(log.offsets.length),
      item: new Int32Array(0),
      score: new Uint8Array(0),
    };
    const outcome = await codeOf(() => descriptor.fit(empty, {}, { seed }));
    expect(["nothing thrown", "INVALID_INPUT"]).toContain(outcome);
  });

  it("stops with the signal's reason", async () => {
    const reason = new Error("enough");
    await expect(descriptor.fit(log, {}, { seed, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("finds nothing in answers drawn by a coin", async () => {
    const train = makeLog({ seed: 1, learners: 400, answersEach: 50, coin: true });
    const test = makeLog({ seed: 2, learners: 1200, answersEach: 50, coin: true });
    const { tracer } = await descriptor.fit(train, settingsOf(descriptor), { seed });
    // Standard error of the AUC of 60,000 coin flips: 0.0024.
    expect(Math.abs(rankAuc(predictLog(tracer, test), test.score) - 0.5)).toBeLessThan(0.01);
  });
});

describe("the concept space of dqkt", () => {
  it("is the one it predicts in: P(correct) = sigmoid(knowledge . item), equation 5 of its paper", async () => {
    const tracer = await fitted(dqktDescriptor);
    const { size, itemVectors, knowledge } = tracer.conceptSpace!;
    const state = practised(tracer, 4);
    const vectors = itemVectors();
    const known = knowledge(state);
    const predicted = tracer.predict(state);
    for (let b = 0; b < 4; b++) {
      for (let i = 0; i < itemCount; i++) {
        let product = 0;
        for (let s = 0; s < size; s++) product += known[b * size + s]! * vectors[i * size + s]!;
        expect(predicted[b * itemCount + i]).toBeCloseTo(1 / (1 + Math.exp(-product)), 5);
      }
    }
  });

  it("has the rows of a learned Q-matrix: each sums to 1, nothing is negative", async () => {
    const { size, itemVectors } = (await fitted(dqktDescriptor)).conceptSpace!;
    const vectors = itemVectors();
    for (let i = 0; i < itemCount; i++) {
      const row = vectors.subarray(i * size, (i + 1) * size);
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    }
  });
});

describe("the look-ahead of bkt", () => {
  it("holds for every variant that has it; priors by past answers have none", async () => {
    for (const config of [
      { forgets: true, itemGuessSlip: true, itemLearn: true },
      { individualPrior: "first-answer" },
    ] as const) {
      const { tracer } = await bktDescriptor.fit(log, { ...config, starts: 1, maxIterations: 20 }, { seed });
      expectLookAhead(tracer, practised(tracer, 3, 4));
    }
    const { tracer } = await bktDescriptor.fit(log, { individualPrior: "past-answers", starts: 1 }, { seed });
    expect(tracer.masteryAfter).toBeUndefined();
  });
});
