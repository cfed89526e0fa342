import fc from "fast-check";
import { expect, it } from "vitest";
import { distinctIds } from "./distinct-ids";

it("numbers ids by first appearance", () => {
  const { distinct, local } = distinctIds(Int32Array.of(5, -1, 2, 5, 2, 0), 6);
  expect([...distinct]).toEqual([5, 2, 0]);
  expect([...local]).toEqual([0, -1, 1, 0, 1, 2]);
});

it("leads back to the ids, each once", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 20 })), (ids) => {
      const { distinct, local } = distinctIds(Int32Array.from(ids), 21);
      expect([...local].map((k) => (k < 0 ? -1 : distinct[k]))).toEqual(ids);
      expect(new Set(distinct).size).toBe(distinct.length);
    }),
  );
});
