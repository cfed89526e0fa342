import { expect, it } from "vitest";
import { exactEngine } from "../../test/central-differences";

/** Samples through a one-hot table, because indices themselves do not leave the engine. */
async function drawn(rows: readonly number[][], uniforms: readonly number[]): Promise<number[]> {
  const n = rows[0]!.length;
  const p = { shape: [rows.length, n], data: Float32Array.from(rows.flat()) };
  const numbers = { shape: [n, 1], data: Float32Array.from({ length: n }, (_, k) => k + 1) };
  const [got] = await exactEngine()
    .createTrainable({ p, numbers })
    .evaluate((ops, weights) => [
      ops.gatherRows(weights.numbers!, ops.sample(weights.p!, Float32Array.from(uniforms))),
    ]);
  return [...got!].map((number) => number - 1);
}

it("draws where the running sum passes the uniform number", async () => {
  const row = [0.25, 0, 0.5, 0.25];
  expect(await drawn([row, row, row, row, row], [0, 0.2499, 0.25, 0.75, 0.9999])).toEqual([0, 0, 2, 3, 3]);
});

it("never draws a column without probability, whatever rounding does", async () => {
  // The sum stays below the uniform number: the last positive column.
  expect(await drawn([[0.5, 0.4999, 0]], [0.99999])).toEqual([1]);
  expect(await drawn([[0, 0, 1]], [0])).toEqual([2]);
  expect(await drawn([[0, 0, 0]], [0.5])).toEqual([-1]);
});

it("draws each column as often as its probability says", async () => {
  const row = [0.1, 0.2, 0.7];
  const uniforms = Array.from({ length: 1000 }, (_, k) => (k + 0.5) / 1000);
  const counts = [0, 0, 0];
  for (const column of await drawn(Array(1000).fill(row), uniforms)) counts[column]!++;
  expect(counts).toEqual([100, 200, 700]);
});

it("refuses another number of uniform numbers", async () => {
  await expect(drawn([[0.5, 0.5]], [0.1, 0.2])).rejects.toThrow("1 uniform number");
});
