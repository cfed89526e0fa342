import fc from "fast-check";
import { expect, it } from "vitest";
import { ascendingOrder, sortKeys } from "./radix-sort";

it("sorts unsigned words as numbers", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 0xffffffff }), { maxLength: 80 }), (words) => {
      expect([...sortKeys(Uint32Array.from(words))]).toEqual([...words].sort((a, b) => a - b));
    }),
  );
});

it("orders floats and doubles as a stable comparison does", () => {
  const value = fc.oneof(fc.constantFrom(0, -0, 1, -1), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 80 }), (values) => {
      for (const column of [Float64Array.from(values), Float32Array.from(values), values]) {
        const expected = Array.from(column, (_, n) => n).sort((a, b) => {
          const x = column[a]!;
          const y = column[b]!;
          return x < y ? -1 : x > y ? 1 : a - b;
        });
        expect([...ascendingOrder(column)]).toEqual(expected);
      }
    }),
  );
});
