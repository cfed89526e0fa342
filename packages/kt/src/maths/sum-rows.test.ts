import fc from "fast-check";
import { expect, test } from "vitest";
import { sumRows } from "./sum-rows";

test("rows of 1 to 9 numbers: the sums of their parts", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }), fc.nat(1000), (width, rows, from) => {
      // Whole numbers, whose sums are exact: from, from + 1, ... add up to the mean of the ends times the width.
      const matrix = Float32Array.from({ length: rows * width }, (_, k) => from + k);
      const out = new Float32Array(rows);
      sumRows(matrix, width, out);
      for (let n = 0; n < rows; n++) expect(out[n]).toBe((from + n * width + (width - 1) / 2) * width);
    }),
  );
});
