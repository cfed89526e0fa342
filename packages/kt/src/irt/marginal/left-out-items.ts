import { sigmoid } from "@zpd/core";
import type { Quadrature } from "../ability/gauss-hermite";

/** The intercept at which an item of this slope is answered right by a share `rate` of N(0,1). Bisection, O(60 Q). */
export function interceptOfRate(rate: number, slope: number, { node, weight }: Quadrature): number {
  let low = -1000;
  let high = 1000;
  for (;;) {
    const middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) return middle;
    let right = 0;
    for (let q = 0; q < node.length; q++) right += weight[q]! * sigmoid(slope * node[q]! + middle);
    if (right < rate) low = middle;
    else high = middle;
  }
}

/** The middle one of the values, 1 when there are none: a discrimination for items that cannot have their own. */
export function typicalSlope(slopes: Float64Array): number {
  return slopes.length === 0 ? 1 : slopes.toSorted()[slopes.length >> 1]!;
}
