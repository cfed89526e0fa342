import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compactIds } from "./compact-ids";

describe("compactIds", () => {
  it("names each id once, ascending, and leaves -1", () => {
    const { distinct, place } = compactIds(Int32Array.of(5, -1, 2, 5, 9), 10);
    expect([...distinct]).toEqual([2, 5, 9]);
    expect([...place]).toEqual([1, -1, 0, 1, 2]);
  });

  it("gives back every id", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 19 })), (list) => {
        const { distinct, place } = compactIds(Int32Array.from(list), 20);
        expect(Array.from(place, (at) => (at < 0 ? -1 : distinct[at]))).toEqual(list);
        expect(distinct).toHaveLength(new Set(list.filter((id) => id >= 0)).size);
      }),
    );
  });
});
