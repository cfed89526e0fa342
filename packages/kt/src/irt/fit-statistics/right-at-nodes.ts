import { type ItemParameters, sigmoid } from "@zpd/core";
import type { Quadrature } from "../ability/gauss-hermite";

/** P(right | node) `[I, Q]`. */
export function rightAtNodes({ discrimination, threshold, guess }: ItemParameters, { node }: Quadrature): Float64Array {
  const right = new Float64Array(discrimination.length * node.length);
  for (let i = 0, at = 0; i < discrimination.length; i++) {
    const low = guess === undefined ? 0 : guess[i]!;
    for (let q = 0; q < node.length; q++, at++) {
      right[at] = low + (1 - low) * sigmoid(discrimination[i]! * node[q]! - threshold[i]!);
    }
  }
  return right;
}
