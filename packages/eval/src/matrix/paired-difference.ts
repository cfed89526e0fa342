import { tInterval } from "../maths/t-interval";
import type { Interval } from "../types/interval";

/** Shape of a cell's values: `[lengths, learners, repeats]`. */
export interface CellShape {
  readonly learners: number;
  readonly repeats: number;
}

/** Mean over repeats of each learner's values at one length `[L]`: the unit of every interval. */
export function learnerMeans(values: Float64Array, lengthIndex: number, shape: CellShape): Float64Array {
  const { learners, repeats } = shape;
  const means = new Float64Array(learners);
  let at = lengthIndex * learners * repeats;
  for (let l = 0; l < learners; l++) {
    let sum = 0;
    for (let r = 0; r < repeats; r++) sum += values[at++]!;
    means[l] = sum / repeats;
  }
  return means;
}

/** Mean of a - b over learners at one length, Student's 95 % interval over the learners' differences. O(L · repeats). */
export function pairedDifference(a: Float64Array, b: Float64Array, lengthIndex: number, shape: CellShape): Interval {
  const ofA = learnerMeans(a, lengthIndex, shape);
  const ofB = learnerMeans(b, lengthIndex, shape);
  return tInterval(ofA.map((value, l) => value - ofB[l]!));
}
