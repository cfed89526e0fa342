import { createRandomStream } from "@zpd/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createByteRows } from "./byte-rows";
import { BLOCK, createPackedRows } from "./packed-rows";

/** Rows of values whose size differs by column, some columns constant, some rows all zero. */
function makeRows(seed: number, count: number, width: number): Float64Array[] {
  const random = createRandomStream(seed, "packed-rows");
  return Array.from({ length: count }, () => {
    const scale = random.uniform() < 0.1 ? 0 : 1;
    return Float64Array.from({ length: width }, (_, c) =>
      c % 4 === 3 ? 2 : scale * 0.8 ** c * (c % 2 === 0 ? random.normal() : Math.abs(random.normal())),
    );
  });
}

const world = fc.record({
  seed: fc.nat(),
  count: fc.integer({ min: 1, max: 3 * BLOCK }),
  width: fc.constantFrom(1, 2, 5, 21),
  /** Also learners of no ability at all, and of one beyond all bounds. */
  size: fc.constantFrom(0, 1e-9, 1, 1, 50, 1e12, 1e308),
  low: fc.constantFrom(-1, 0, 0.3),
  length: fc.constantFrom(0, 0.01, 1, Number.POSITIVE_INFINITY),
});

const sumOf = (row: Float64Array, weights: Float64Array) => row.reduce((sum, x, c) => sum + x * weights[c]!, 0);

describe("packed rows", () => {
  it("find every place in the interval, its sum within the error they state", () => {
    fc.assert(
      fc.property(world, ({ seed, count, width, size, low, length }) => {
        const rows = makeRows(seed, count, width);
        const random = createRandomStream(seed, "weights");
        const weights = Float64Array.from({ length: width }, () => size * random.normal());
        const packed = createPackedRows(count, width, (place, row) => row.set(rows[place]!));
        const query = packed.createQuery();
        packed.prepare(query, weights);
        const from = low * size;
        const to = from + length * size;
        for (let block = 0; block < packed.blocks; block++) {
          const places = packed.find(query, block, from, to);
          const error = packed.errorOf(query, block);
          const found = new Map(Array.from({ length: places }, (_, n) => [query.found[n]!, query.values[n]!]));
          for (let n = 0; n < BLOCK && block * BLOCK + n < count; n++) {
            const sum = sumOf(rows[block * BLOCK + n]!, weights);
            const value = found.get(n);
            if (sum >= from && sum <= to) expect(value).toBeDefined();
            if (value === undefined || size > 1e300) continue;
            expect(Math.abs(value - sum)).toBeLessThanOrEqual(error);
          }
          expect([...found.keys()].every((n) => block * BLOCK + n < count)).toBe(true);
        }
      }),
    );
  });

  it("find few places besides those in the interval", () => {
    const rows = makeRows(1, 20 * BLOCK, 21);
    const random = createRandomStream(2, "weights");
    const weights = Float64Array.from({ length: 21 }, () => random.normal());
    const packed = createPackedRows(rows.length, 21, (place, row) => row.set(rows[place]!));
    const query = packed.createQuery();
    packed.prepare(query, weights);
    let found = 0;
    for (let block = 0; block < packed.blocks; block++) found += packed.find(query, block, 1, 1.1);
    const right = rows.filter((row) => sumOf(row, weights) >= 1 && sumOf(row, weights) <= 1.1).length;
    expect(right).toBeGreaterThan(20);
    expect(found).toBeLessThan(1.3 * right + 5);
  });
});

describe("byte rows", () => {
  it("bound every sum from below, and from above by the spread", () => {
    fc.assert(
      fc.property(world, ({ seed, count, width, size }) => {
        const rows = makeRows(seed, count, width).map((row) => row.map((x) => x * x));
        const random = createRandomStream(seed, "weights");
        const weights = Float64Array.from({ length: width }, () => Math.min(size, 1e300) * random.uniform());
        const bytes = createByteRows(count, width, (place, row) => row.set(rows[place]!));
        const query = bytes.createQuery();
        bytes.prepare(query, weights);
        const places = Int32Array.from({ length: count }, (_, n) => n);
        const least = new Float64Array(count);
        bytes.least(query, 0, places, count, least);
        for (const [n, row] of rows.entries()) {
          const sum = sumOf(row, weights);
          expect(least[n]!).toBeLessThanOrEqual(sum);
          expect(least[n]! + query.spread).toBeGreaterThanOrEqual(sum);
        }
      }),
    );
  });
});
