import { expect, it } from "vitest";
import { gaussHermite } from "./gauss-hermite";

// numpy 2: x, w = numpy.polynomial.hermite_e.hermegauss(n); w / w.sum(), the upper half.
const published: [number, [number, number][]][] = [
  [1, [[0, 1]]],
  [2, [[1, 0.5]]],
  [
    3,
    [
      [0, 2 / 3],
      [Math.sqrt(3), 1 / 6],
    ],
  ],
  [
    21,
    [
      [0, 0.27026018357287707],
      [0.678045692440644, 0.2153337156950597],
      [1.3597658232112302, 0.10839228562641949],
      [2.049102468257163, 0.033952729786542866],
      [2.7505929810523733, 0.006439697051408777],
      [3.4698466904753764, 0.0007080477954815369],
      [4.214343981688422, 4.219234742551663e-5],
      [4.994963944782025, 1.2253548361482526e-6],
      [5.8293820073044715, 1.4506612844930857e-8],
      [6.751444718717461, 4.9753686041217186e-11],
      [7.8493828951138225, 2.0989912195656712e-14],
    ],
  ],
];

it.each(published)("%d nodes as numpy has them, symmetric about 0", (points, upper) => {
  const { node, weight } = gaussHermite(points);
  for (const [k, [x, w]] of upper.entries()) {
    const right = points - upper.length + k;
    expect(Math.abs(node[right]! - x)).toBeLessThan(1e-14 * (1 + x));
    expect(Math.abs(weight[right]! / w - 1)).toBeLessThan(1e-12);
    expect(node[points - 1 - right]).toBe(x === 0 ? 0 : -node[right]!);
    expect(weight[points - 1 - right]).toBe(weight[right]);
  }
});

it.each([4, 20, 61, 300])("%d nodes have the moments of N(0,1): 1, 1, 3, 15, 105", (points) => {
  const { node, weight } = gaussHermite(points);
  for (const [half, moment] of [1, 1, 3, 15, 105].entries()) {
    if (2 * half >= 2 * points) continue;
    const found = node.reduce((sum, x, q) => sum + weight[q]! * x ** (2 * half), 0);
    expect(Math.abs(found / moment - 1)).toBeLessThan(1e-11);
  }
});

it.each([0, 1.5, -3, 301, Number.NaN])("refuses %d points", (points) =>
  expect(() => gaussHermite(points)).toThrow(expect.objectContaining({ code: "INVALID_CONFIG" })),
);
