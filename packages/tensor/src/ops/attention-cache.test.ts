import { describe, expect, it } from "vitest";
import { exactEngine, randomWeights } from "../../test/central-differences";
import { createInference } from "../engines/inference";
import { createReferenceMachine } from "../kernels/reference-machine";

const [learners, steps, d, heads] = [3, 6, 8, 2];
const shape = [learners * steps, d];
const weights = randomWeights(3, { query: shape, key: shape, value: shape, rates: [heads] });
const lengths = Int32Array.of(6, 3, 0);

/** The rows of a `[learners * steps, D]` value at each learner's step `lengths[b] - back`, or zeros. */
function rowsAt(x: ArrayLike<number>, back: number): Float32Array {
  const rows = new Float32Array(learners * d);
  for (let b = 0; b < learners; b++) {
    const step = lengths[b]! - back;
    for (let c = 0; c < d && step >= 0; c++) rows[b * d + c] = x[(b * steps + step) * d + c]!;
  }
  return rows;
}

describe("ops.attendCache", () => {
  it.each([
    ["without decay", false, 0],
    ["with decay", true, 0],
    ["without decay, in a ring", false, 4],
    ["with decay, in a ring", true, 4],
  ] as const)("gives what attention over the whole sequence gives at the newest step, %s", async (_, decays, start) => {
    const [whole] = await exactEngine()
      .createTrainable(weights)
      .evaluate((ops, { query, key, value, rates }) => {
        const decay = decays ? { decay: ops.activate(rates!, "abs") } : {};
        const input = { batch: learners, steps, query: query!, key: key!, value: value!, heads };
        return [ops.causalAttention({ ...input, past: "inclusive", ...decay })];
      });
    // The step at position p of the sequence stands at (start + p) mod 6 of the room.
    const inRing = (x: Float32Array) => {
      const ring = new Float32Array(x.length);
      for (let row = 0; row < learners * steps; row++) {
        const at = Math.floor(row / steps) * steps + ((start + row) % steps);
        ring.set(x.subarray(row * d, (row + 1) * d), at * d);
      }
      return ring;
    };
    const inference = createInference(createReferenceMachine("float64"), weights);
    const [newest] = inference.run((ops, { rates }) => [
      ops.attendCache({
        batch: learners,
        count: 1,
        query: ops.constant(rowsAt(weights.query!.data, 1), [learners, d]),
        key: ops.constant(inRing(weights.key!.data), shape),
        value: ops.constant(inRing(weights.value!.data), shape),
        heads,
        lengths: ops.indices(lengths),
        past: "inclusive",
        ...(start > 0 ? { starts: ops.indices(Int32Array.of(start, start, start)) } : {}),
        ...(decays ? { decay: ops.activate(rates!, "abs") } : {}),
      }),
    ]);
    const expected = rowsAt(whole!, 1);
    for (let k = 0; k < learners * d; k++) expect(newest![k]).toBeCloseTo(expected[k]!, 6);
  });

  it("shared queries see each learner's own past", () => {
    const inference = createInference(createReferenceMachine("float64"), weights);
    const count = 2;
    const shared = weights.query!.data.subarray(0, count * d);
    const [once, repeated] = inference.run((ops, { key, value }) => {
      const rest = { batch: learners, count, key: key!, value: value!, heads, lengths: ops.indices(lengths) };
      const own = Float32Array.from({ length: learners * count * d }, (_, k) => shared[k % (count * d)]!);
      return [
        ops.attendCache({ ...rest, query: ops.constant(shared, [count, d]), past: "strict" }),
        ops.attendCache({ ...rest, query: ops.constant(own, [learners * count, d]), past: "strict" }),
      ];
    });
    expect(once).toEqual(repeated);
    expect(once!.subarray(0, 16)).not.toEqual(once!.subarray(16, 32));
    expect(Array.from(once!.subarray(32))).toEqual(new Array(16).fill(0));
  });

  it("refuses more steps than there is room for", () => {
    const inference = createInference(createReferenceMachine("float64"), weights);
    const attend = (length: number, start: number) => () =>
      inference.run((ops, { query, key, value }) => [
        ops.attendCache({
          batch: 1,
          count: learners * steps,
          query: query!,
          key: key!,
          value: value!,
          heads,
          lengths: ops.indices(Int32Array.of(length)),
          starts: ops.indices(Int32Array.of(start)),
          past: "strict",
        }),
      ]);
    expect(attend(18, 17)).not.toThrow();
    expect(attend(19, 0)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    expect(attend(3, 18)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});
