import { type CheckpointStore, type EpochRecord, type InteractionLog, type ModelFile, selectLearners } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { makeLog } from "../../../test/made-log";
import { dktDescriptor } from "../models/dkt";

// The shared training of deep tracers, seen through the quickest of them.

const log = makeLog({ seed: 3, learners: 40, answersEach: 15 });
const quick = { units: 4, embeddingSize: 4, maxEpochs: 4, batchSize: 16 };
const { fit } = dktDescriptor;

function memoryStore(): CheckpointStore & { saved: ModelFile[] } {
  const saved: ModelFile[] = [];
  return {
    saved,
    load: async () => saved.at(-1),
    save: async (state) => {
      saved.push(structuredClone(state));
    },
  };
}

const codesOf = (warnings: readonly { code: string }[]): string[] => warnings.map(({ code }) => code);

describe("a fit in epochs", () => {
  it("tells each epoch as it ends, and what computed", async () => {
    const told: EpochRecord[] = [];
    const { report } = await fit(log, quick, { seed: 1, onEpoch: (record) => told.push(record) });
    expect(told.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(report.epochs).toEqual(told);
    expect(report.iterations).toBe(4);
    expect(report.backend?.reason).not.toBe("");
    expect(codesOf(report.warnings)).toEqual(expect.arrayContaining(["MASTERY_BY_PROBES", "NOT_CONVERGED"]));
  });

  it("goes on from a checkpoint to the same bytes", async () => {
    const whole = await fit(log, quick, { seed: 1 });
    const checkpoint = memoryStore();
    const controller = new AbortController();
    const enough = new Error("enough");
    const stopped = fit(log, quick, {
      seed: 1,
      checkpoint,
      signal: controller.signal,
      onEpoch: ({ epoch }) => epoch === 3 && controller.abort(enough),
    });
    await expect(stopped).rejects.toBe(enough);
    expect(checkpoint.saved.length).toBeGreaterThanOrEqual(2);
    const resumed = await fit(log, quick, { seed: 1, checkpoint });
    expect(resumed.tracer.toModelFile()).toEqual(whole.tracer.toModelFile());
  });

  it("refuses a checkpoint of other data or other settings", async () => {
    const checkpoint = memoryStore();
    await fit(log, { ...quick, maxEpochs: 1 }, { seed: 1, checkpoint });
    const other = selectLearners(
      log,
      Int32Array.from({ length: 39 }, (_, l) => l),
    );
    await expect(fit(other, quick, { seed: 1, checkpoint })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(fit(log, { ...quick, l2: 0.1 }, { seed: 1, checkpoint })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    const { report } = await fit(log, { ...quick, maxEpochs: 2 }, { seed: 1, checkpoint });
    expect(report.iterations).toBe(2);
  });

  it("stops when learners kept back gain nothing more", async () => {
    const coin = makeLog({ seed: 4, learners: 40, answersEach: 15, coin: true });
    const { report } = await fit(coin, { ...quick, maxEpochs: 60, patience: 3 }, { seed: 1 });
    const best = report.epochs!.reduce((a, b) => (b.validationAuc! > a.validationAuc! ? b : a));
    expect(report.converged).toBe(true);
    expect(report.iterations).toBe(best.epoch + 3);
  });
});

describe("odd logs", () => {
  const lengths = (counts: readonly number[]): InteractionLog => {
    const offsets = new Int32Array(counts.length + 1);
    for (const [l, count] of counts.entries()) offsets[l + 1] = offsets[l]! + count;
    const answers = offsets.at(-1)!;
    return {
      ...log,
      learners: selectLearners(log, Int32Array.from(counts.keys())).learners,
      offsets,
      item: log.item.slice(0, answers),
      score: log.score.slice(0, answers),
    };
  };

  it.each([
    ["one learner", lengths([30])],
    ["one answer", lengths([1])],
    ["learners without answers", lengths([0, 5, 0, 9, 1, 0])],
  ])("fits on %s, with nobody to keep back", async (_, odd) => {
    const { tracer, report } = await fit(odd, quick, { seed: 1 });
    expect(codesOf(report.warnings)).toContain("NO_VALIDATION");
    for (const p of [...tracer.predict(tracer.start(1)), ...tracer.mastery(tracer.start(1))]) {
      expect(p >= 0 && p <= 1).toBe(true);
    }
  });

  it("fits on answers of one kind", async () => {
    const { tracer, report } = await fit({ ...log, score: log.score.slice().fill(1) }, quick, { seed: 1 });
    expect(codesOf(report.warnings)).toEqual(expect.arrayContaining(["ONE_OUTCOME", "NO_VALIDATION"]));
    for (const p of tracer.predict(tracer.start(1))) expect(p >= 0 && p <= 1).toBe(true);
  });

  it("cuts histories longer than a window, and goes on at run time", async () => {
    const { tracer } = await fit(log, { ...quick, windowLength: 4 }, { seed: 1 });
    const state = tracer.start(1);
    const before = tracer.predict(state).slice();
    for (let t = 0; t < 12; t++) tracer.observe(state, Int32Array.of(t % 5), Float32Array.of(t % 2));
    expect([...tracer.predict(state)]).not.toEqual([...before]);
  });
});

describe("mastery", () => {
  it("is calibrated: on learners it has not seen it is as high as their answers are right", async () => {
    const train = makeLog({ seed: 5, learners: 300, answersEach: 30 });
    const { tracer } = await fit(train, { ...quick, maxEpochs: 6, validationShare: 0.3 }, { seed: 1 });
    const test = makeLog({ seed: 6, learners: 300, answersEach: 30 });
    const state = tracer.start(300);
    const { offsets, concept } = test.qMatrix;
    const concepts = test.qMatrix.concepts.size;
    let [foretold, answered, count] = [0, 0, 0];
    for (let t = 0; t < 30; t++) {
      const mastery = tracer.mastery(state);
      const items = new Int32Array(300);
      const scores = new Float32Array(300);
      for (let l = 0; l < 300; l++) {
        items[l] = test.item[30 * l + t]!;
        scores[l] = test.score[30 * l + t]!;
        for (let e = offsets[items[l]!]!; e < offsets[items[l]! + 1]!; e++) {
          foretold += mastery[l * concepts + concept[e]!]!;
          answered += scores[l]!;
          count++;
        }
      }
      tracer.observe(state, items, scores);
    }
    expect(Math.abs(foretold - answered) / count).toBeLessThan(0.03);
  });
});
