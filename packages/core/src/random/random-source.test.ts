import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandomField, createRandomStream } from "./random-source";

const DRAWS = 200_000;

function draw(count: number, next: () => number): Float64Array {
  return Float64Array.from({ length: count }, next);
}

/** Mean of x^power. */
function moment(x: Float64Array, power: number): number {
  return x.reduce((sum, value) => sum + value ** power, 0) / x.length;
}

/** Pearson's statistic of uniform draws in equal cells. */
function chiSquare(x: Float64Array, cells: number): number {
  const counts = new Float64Array(cells);
  for (const value of x) counts[Math.floor(value * cells)]!++;
  const expected = x.length / cells;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function correlation(x: Float64Array, y: Float64Array): number {
  const [mx, my] = [moment(x, 1), moment(y, 1)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [i, value] of x.entries()) {
    xy += (value - mx) * (y[i]! - my);
    xx += (value - mx) ** 2;
    yy += (y[i]! - my) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

const sources: [string, () => () => number][] = [
  [
    "stream",
    () => {
      const stream = createRandomStream(7, "moments");
      return () => stream.uniform();
    },
  ],
  [
    "field along its first coordinate",
    () => {
      const field = createRandomField(7, "moments");
      let a = 0;
      return () => field.uniform(a++, 3, 5);
    },
  ],
  [
    "field along its last coordinate",
    () => {
      const field = createRandomField(7, "moments");
      let c = 0;
      return () => field.uniform(3, 5, c++);
    },
  ],
];

describe.each(sources)("uniform draws of a %s", (_, create) => {
  const x = draw(DRAWS, create());

  it("lie in [0, 1) and fill it evenly", () => {
    expect(x.every((value) => value >= 0 && value < 1)).toBe(true);
    // 99.9 % point of chi-square with 99 degrees of freedom: 148.2 (tables); the lower 0.1 % point is 61.1.
    expect(chiSquare(x, 100)).toBeLessThan(148.2);
    expect(chiSquare(x, 100)).toBeGreaterThan(61.1);
  });

  it("have the moments 1/2, 1/3 and 1/4", () => {
    // Standard errors of the means of u, u^2, u^3: sqrt(1/12, 4/45, 9/112) / sqrt(200,000) = 6.5e-4 at most; 4 of them.
    for (const power of [1, 2, 3]) expect(Math.abs(moment(x, power) - 1 / (power + 1))).toBeLessThan(2.6e-3);
  });

  it("do not depend on the draw before", () => {
    // A correlation of independent draws has the standard error 1 / sqrt(n) = 2.2e-3; 4 of them.
    expect(Math.abs(correlation(x.subarray(1), x.subarray(0, -1)))).toBeLessThan(9e-3);
  });
});

it("normal draws have the moments 0, 1, 0 and 3", () => {
  const stream = createRandomStream(3, "normal");
  const field = createRandomField(3, "normal");
  for (const x of [
    draw(DRAWS, () => stream.normal()),
    Float64Array.from({ length: DRAWS }, (_, a) => field.normal(a)),
  ]) {
    // Variances of z, z^2, z^3, z^4: 1, 2, 15, 96; 4 standard errors at n = 200,000.
    const tolerances = [1, 2, 15, 96].map((v) => 4 * Math.sqrt(v / DRAWS));
    for (const [k, expected] of [0, 1, 0, 3].entries())
      expect(Math.abs(moment(x, k + 1) - expected)).toBeLessThan(tolerances[k]!);
  }
});

describe("equal arguments give equal draws, others give unrelated ones", () => {
  const first = (seed: number, purpose: string): Float64Array => {
    const stream = createRandomStream(seed, purpose);
    return draw(10_000, () => stream.uniform());
  };
  const base = first(1, "a");

  it("repeats", () => expect(first(1, "a")).toEqual(base));

  it.each<[string, Float64Array]>([
    ["another seed", first(2, "a")],
    ["a seed that differs above 32 bits", first(1 + 2 ** 32, "a")],
    ["a negative seed", first(-1, "a")],
    ["another purpose", first(1, "b")],
  ])("%s", (_, other) => {
    // 1 / sqrt(10,000) = 0.01; 4 of them.
    expect(Math.abs(correlation(base, other))).toBeLessThan(0.04);
  });

  it("a split, its parent and its sibling", () => {
    const parent = createRandomStream(1, "a");
    const [one, two] = [parent.split("one"), parent.split("two")];
    const drawn = [one, two].map((stream) => draw(10_000, () => stream.uniform()));
    expect(Math.abs(correlation(drawn[0]!, drawn[1]!))).toBeLessThan(0.04);
    expect(Math.abs(correlation(base, drawn[0]!))).toBeLessThan(0.04);
    const again = createRandomStream(1, "a").split("one");
    expect(draw(10_000, () => again.uniform())).toEqual(drawn[0]);
  });

  it("a split does not move its parent", () => {
    const parent = createRandomStream(1, "a");
    parent.split("one").uniform();
    expect(parent.uniform()).toBe(base[0]);
  });

  it("a field and a stream of one name, and a field's uniform and normal draws", () => {
    const field = createRandomField(1, "a");
    const uniforms = Float64Array.from({ length: 10_000 }, (_, i) => field.uniform(i));
    const normals = Float64Array.from({ length: 10_000 }, (_, i) => field.normal(i));
    expect(Math.abs(correlation(base, uniforms))).toBeLessThan(0.04);
    // Squares, because a normal draw made of these uniforms would be far out where they are small, on either side.
    const squares = normals.map((value) => value * value);
    expect(Math.abs(correlation(squares, uniforms))).toBeLessThan(0.04);
  });
});

it("a field's draws depend on the coordinate only, and on each part of it", () => {
  const field = createRandomField(9, "order");
  const coordinate = fc.nat(0x7fffffff);
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, (a, b, c) => {
      const value = field.uniform(a, b, c);
      field.normal(b, a);
      expect(field.uniform(a, b, c)).toBe(value);
      expect([field.uniform(a + 1, b, c), field.uniform(a, b + 1, c), field.uniform(a, b, c + 1)]).not.toContain(value);
    }),
  );
});

describe("integer", () => {
  it("is even where a plain remainder would not be", () => {
    // With bound 3 * 2^30 a remainder of 32 bits would fall below 2^30 in half of all draws, not in a third.
    const stream = createRandomStream(5, "integer");
    const bound = 3 * 2 ** 30;
    const low = draw(50_000, () => (stream.integer(bound) < 2 ** 30 ? 1 : 0));
    // sqrt(2/9 / 50,000) = 2.1e-3; 4 of them.
    expect(Math.abs(moment(low, 1) - 1 / 3)).toBeLessThan(8.5e-3);
  });

  it("stays in its range, also for a single value and for all words", () => {
    const stream = createRandomStream(5, "range");
    expect(stream.integer(1)).toBe(0);
    expect(stream.integer(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1])("refuses the bound %d", (bound) => {
    expect(() => createRandomStream(1).integer(bound)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});

it("shuffles to every order equally often", () => {
  const stream = createRandomStream(2, "shuffle");
  const counts = new Map<string, number>();
  const rounds = 24_000;
  for (let i = 0; i < rounds; i++) {
    const order = stream.shuffle([0, 1, 2, 3]).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  const statistic = [...counts.values()].reduce((sum, count) => sum + (count - rounds / 24) ** 2 / (rounds / 24), 0);
  // 99.9 % point of chi-square with 23 degrees of freedom: 49.7 (tables).
  expect(statistic).toBeLessThan(49.7);
});

it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("refuses the seed %d", (seed) => {
  expect(() => createRandomStream(seed)).toThrow("createRandomStream: expected a whole number as seed");
  expect(() => createRandomField(seed, "a")).toThrow("createRandomField: expected a whole number as seed");
});
