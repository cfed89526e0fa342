import { describe, expect, it } from "vitest";
import { exactEngine, randomWeights } from "../../test/central-differences";
import { createInference } from "../engines/inference";
import { createReferenceMachine } from "../kernels/reference-machine";

const [learners, slots, width, keyCount, tokenCount] = [3, 4, 5, 6, 7];
const weights = randomWeights(1, {
  weights: [keyCount, slots],
  erase: [tokenCount, width],
  add: [tokenCount, width],
  memory: [slots, width],
  summary: [keyCount, width],
  output: [width],
  bias: [1],
});

/** The memory before the first step, for every learner. */
function startMemories(): Float32Array {
  const data = new Float32Array(learners * slots * width);
  for (let b = 0; b < learners; b++) data.set(weights.memory!.data, b * slots * width);
  return data;
}

describe("memories at run time", () => {
  it("reading and writing step by step gives what the scan reads", async () => {
    const steps = 4;
    const keys = Int32Array.of(0, 1, 2, 0, -1, 5, 5, 4, 3, 3, 1, 2);
    const tokens = Int32Array.of(6, 0, -1, 1, 2, 3, 4, 5, 6, 6, 6, 0);
    const [scanned] = await exactEngine()
      .createTrainable(weights)
      .evaluate((ops, held) => [
        ops.memoryScan({
          batch: learners,
          steps,
          weights: held.weights!,
          keys: ops.indices(keys),
          erase: held.erase!,
          add: held.add!,
          tokens: ops.indices(tokens),
          memory: held.memory!,
        }),
      ]);
    const inference = createInference(createReferenceMachine("float64"), weights);
    const memory = startMemories();
    const shape = [learners * slots, width];
    for (let t = 0; t < steps; t++) {
      const at = (ids: Int32Array) => Int32Array.from({ length: learners }, (_, b) => ids[b * steps + t]!);
      const [read, written] = inference.run((ops, held) => {
        const given = ops.constant(memory, shape);
        const own = { weights: held.weights!, keys: ops.indices(at(keys)) };
        return [
          ops.readMemory({ batch: learners, count: 1, ...own, memory: given }),
          ops.writeMemory({
            ...own,
            memory: given,
            erase: held.erase!,
            add: held.add!,
            tokens: ops.indices(at(tokens)),
          }),
        ];
      });
      for (let b = 0; b < learners; b++) {
        for (let c = 0; c < width; c++) {
          expect(read![b * width + c]).toBeCloseTo(scanned![(b * steps + t) * width + c]!, 5);
        }
      }
      memory.set(written!);
    }
  });

  it("log-odds are those of reading, summary and output layer one after the other", () => {
    const inference = createInference(createReferenceMachine("float64"), weights);
    const [logits, composed] = inference.run((ops, held) => {
      const items = Int32Array.of(4, 0, 5, 2);
      const [batch, count] = [learners, items.length];
      const memory = ops.constant(startMemories(), [learners * slots, width]);
      const reading = { batch, count, weights: held.weights!, keys: ops.indices(items), memory };
      const repeated = Int32Array.from({ length: batch * count }, (_, k) => items[k % count]!);
      const inner = ops.add(ops.readMemory(reading), ops.gatherRows(held.summary!, ops.indices(repeated)));
      const output = ops.reshape(held.output!, [width, 1]);
      return [
        ops.memoryLogits({ ...reading, summary: held.summary!, output: held.output!, bias: held.bias! }),
        ops.linear(ops.activate(inner, "tanh"), output, held.bias!),
      ];
    });
    expect(logits!.length).toBe(12);
    for (let k = 0; k < 12; k++) expect(logits![k]).toBeCloseTo(composed![k]!, 12);
  });

  it("refuses memories that do not fit the weights", () => {
    const inference = createInference(createReferenceMachine("float64"), weights);
    const read = () =>
      inference.run((ops, held) => [
        ops.readMemory({
          batch: 2,
          count: 1,
          weights: held.weights!,
          keys: ops.indices(Int32Array.of(0)),
          memory: held.memory!,
        }),
      ]);
    expect(read).toThrow(expect.objectContaining({ code: "SHAPE" }));
  });
});
