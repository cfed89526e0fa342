import { createRandomStream, type ModelFile } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { makeLog } from "../../../test/made-log";
import { dktDescriptor } from "./dkt";

const log = makeLog({ seed: 8, learners: 30, answersEach: 12 });
const quick = { units: 5, embeddingSize: 4, maxEpochs: 2 };
const options = { seed: 2 };

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** DKT as the paper writes it, one learner, one number at a time, from the tensors of a model file. */
class PlainDkt {
  private readonly h: number[];
  private readonly c: number[];

  constructor(private readonly file: ModelFile) {
    this.h = [...this.tensor("startHidden").data];
    this.c = [...this.tensor("startCell").data];
  }

  private tensor(name: string) {
    return this.file.tensors[name]!;
  }

  /** An item's own row plus the mean of its concepts' rows; items without a concept share the last one. */
  private row(table: string, item: number, right?: number): number[] {
    const { offsets, concept } = this.file.config.qMatrix;
    const own = concept.slice(offsets[item], offsets[item + 1]);
    const concepts = own.length > 0 ? own : [this.file.config.concepts.length];
    const rowOf = (name: string, k: number): number[] => {
      const { shape, data } = this.tensor(`${table}.${name}`);
      const at = right === undefined ? k : 2 * k + right;
      return [...data.slice(at * shape[1]!, (at + 1) * shape[1]!)];
    };
    // Of rows beside concepts an item's own counts a tenth.
    const share = 0.1;
    const result = rowOf("items", item).map((value) => share * value);
    for (const k of concepts) {
      for (const [d, value] of rowOf("concepts", k).entries()) result[d]! += value / concepts.length;
    }
    return result;
  }

  observe(item: number, right: number): void {
    const x = this.row("answer", item, right);
    const units = this.h.length;
    const [w, u, b] = ["inputWeights", "recurrentWeights", "inputBias"].map((name) => this.tensor(name).data);
    const before = [...this.h];
    const gate = (kind: number, unit: number): number => {
      const column = kind * units + unit;
      let sum = b![column]!;
      for (const [d, value] of x.entries()) sum += value * w![d * 4 * units + column]!;
      for (const [k, value] of before.entries()) sum += value * u![k * 4 * units + column]!;
      return sum;
    };
    for (let unit = 0; unit < units; unit++) {
      const kept = sigmoid(gate(1, unit)) * this.c[unit]!;
      this.c[unit] = sigmoid(gate(0, unit)) * Math.tanh(gate(2, unit)) + kept;
      this.h[unit] = sigmoid(gate(3, unit)) * Math.tanh(this.c[unit]!);
    }
  }

  predict(item: number): number {
    const bias = this.row("easiness", item)[0]!;
    return sigmoid(this.row("question", item).reduce((sum, value, d) => sum + value * this.h[d]!, bias));
  }
}

describe("a fitted DKT", () => {
  it("foretells what the paper's equations give", async () => {
    const { tracer } = await dktDescriptor.fit(log, quick, options);
    const state = tracer.start(3);
    const file = tracer.toModelFile();
    const plain = [0, 1, 2].map(() => new PlainDkt(file));
    const random = createRandomStream(5, "answers");
    for (let t = 0; t < 15; t++) {
      const all = tracer.predict(state);
      const probed = Int32Array.from({ length: 3 }, () => random.integer(log.items.size));
      const asked = tracer.predictItems(state, probed);
      for (const [b, learner] of plain.entries()) {
        for (let i = 0; i < log.items.size; i++) {
          expect(all[b * log.items.size + i]).toBeCloseTo(learner.predict(i), 5);
        }
        expect(asked[b]).toBeCloseTo(learner.predict(probed[b]!), 5);
      }
      const items = Int32Array.from({ length: 3 }, () => random.integer(log.items.size));
      const scores = Float32Array.from({ length: 3 }, () => random.integer(2));
      tracer.observe(state, items, scores);
      for (const [b, learner] of plain.entries()) learner.observe(items[b]!, scores[b]!);
    }
  });

  it.each([
    ["items", ["answer.items", "question.items", "easiness.items"]],
    ["concepts", ["answer.concepts", "question.concepts", "easiness.concepts"]],
  ])("knows items by %s alone where it is told so", async (inputs, tables) => {
    const { tracer } = await dktDescriptor.fit(log, { ...quick, inputs }, options);
    const names = Object.keys(tracer.toModelFile().tensors).filter((name) => /^(answer|question|easiness)/.test(name));
    expect(names.sort()).toEqual(tables.sort());
    const [first, second] = tracer.predict(tracer.start(1));
    // Items 0 and 1 both need concept a alone.
    expect(first === second).toBe(inputs === "concepts");
  });

  it("learns from the order of answers", async () => {
    // Every answer is right if the one before was wrong, and the other way round: only a model with a memory sees it.
    const score = log.score.slice();
    const first = createRandomStream(6, "first");
    for (let l = 0; l < log.learners.size; l++) {
      score[log.offsets[l]!] = first.integer(2);
      for (let n = log.offsets[l]! + 1; n < log.offsets[l + 1]!; n++) score[n] = 1 - score[n - 1]!;
    }
    const settings = { units: 8, embeddingSize: 8, learningRate: 0.03, maxEpochs: 40, batchSize: 8, patience: 10 };
    const { tracer, report } = await dktDescriptor.fit({ ...log, score }, settings, options);
    expect(Math.max(...report.epochs!.map(({ validationAuc }) => validationAuc!))).toBeGreaterThan(0.97);
    const state = tracer.start(2);
    const item = Int32Array.of(3, 3);
    tracer.observe(state, item, Float32Array.of(1, 0));
    const [afterRight, afterWrong] = tracer.predictItems(state, item);
    // Training stops at the first epoch that ranks all answers, before it is sure of them.
    expect(afterWrong! - afterRight!).toBeGreaterThan(0.2);
  });

  it("names what an unknown way to know items was meant to be", async () => {
    await expect(dktDescriptor.fit(log, { inputs: "concept" }, options)).rejects.toThrow('did you mean "concepts"?');
  });
});
