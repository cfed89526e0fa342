import { addBatch, clearSums, finishSums } from "./accumulate";
import { takeItem } from "./factor-rows";
import { gatherLearners } from "./gather";
import { BATCH, factor, factors, gram, solution, stride } from "./scratch";
import { factorise, solveForward } from "./solve";
import {
  BY_ITEM,
  FIXED_DISCRIMINATION,
  FROZEN,
  ITEM_FLAGS,
  ITEM_OFFSETS,
  ITEM_PRIOR,
  ITEM_ROWS,
  ITEM_SCALES,
  KNOWN,
  KNOWN_ITEM_SCALES,
  LEARNER_ROWS,
  SHARED_MODES,
  addressAt,
  wholeAt,
  wordAt,
} from "./table";
import { weighForScales } from "./weigh";

/** The standard deviations of an item's parameters, as kt's item-scales.ts describes them. */
export function scaleItem(table: usize, i: i32): void {
  const size = factors + 1;
  const first: usize = wordAt(table, FIXED_DISCRIMINATION) !== 0 ? factors : 0;
  const scales = addressAt(table, ITEM_SCALES) + <usize>(i * size << 2);
  const before = addressAt(table, KNOWN_ITEM_SCALES) + <usize>(i * size << 2);
  const flags = load<u8>(addressAt(table, ITEM_FLAGS) + i);
  const known = (flags & KNOWN) !== 0;
  const offsets = addressAt(table, ITEM_OFFSETS);
  const start = wholeAt(offsets, i);
  const end = wholeAt(offsets, i + 1);
  if (known && (start === end || (flags & FROZEN) !== 0)) {
    memory.copy(scales, before, <usize>size << 2);
    return;
  }
  const spreadAt: usize = <usize>factors << 2;
  const row = addressAt(table, ITEM_ROWS) + <usize>i * (2 * spreadAt + 8);
  takeItem(row);
  const threshold = load<f32>(row + 2 * spreadAt);
  const thresholdVariance = load<f32>(row + 2 * spreadAt, 4);
  const list = addressAt(table, BY_ITEM);
  const rows = addressAt(table, LEARNER_ROWS);
  clearSums();
  for (let n = start; n < end; n += BATCH) {
    const count = min(BATCH, end - n);
    gatherLearners(list + (<usize>n << 2), count, rows, 2 * spreadAt, factors, threshold, thresholdVariance);
    weighForScales(count);
    addBatch(count, size);
  }
  finishSums(size, false);
  const priors = addressAt(table, ITEM_PRIOR);
  for (let d: usize = 0; d < <usize>size; d++) {
    const at = gram + ((d * <usize>(stride + 1)) << 3);
    const variance = known ? square(before + (d << 2)) : load<f64>(priors + (placeOf(d) << 3));
    store<f64>(at, load<f64>(at) + 1 / variance);
  }
  // What is fixed stands apart: the rest alone is inverted.
  const corner = gram + ((first * <usize>(stride + 1)) << 3);
  writeScales(corner, <usize>size - first, scales + (first << 2));
  if (start === end) return;
  const modes = addressAt(table, SHARED_MODES);
  const ofThreshold = scales + spreadAt;
  for (let d: usize = 0; d < <usize>factors; d++) {
    const a = <f64>load<f32>(row + (d << 2));
    addInQuadrature(ofThreshold, a * a * load<f64>(modes + (d << 3)));
    if (first === 0) addInQuadrature(scales + (d << 2), a * a * load<f64>(modes + ((<usize>factors + d) << 3)));
  }
}

/** Roots of the diagonal of the inverse. Row d of the factor's inverse, squared and summed, is the diagonal's entry d. */
function writeScales(matrix: usize, size: usize, to: usize): void {
  memory.copy(factor, matrix, (size * <usize>stride) << 3);
  factorise(factor, stride, size);
  for (let d: usize = 0; d < size; d++) {
    memory.fill(solution, 0, <usize>stride << 3);
    store<f64>(solution + (d << 3), 1);
    solveForward(factor, stride, size, d, solution);
    let variance: f64 = 0;
    for (let k = d; k < size; k++) {
      const x = load<f64>(solution + (k << 3));
      variance += x * x;
    }
    store<f32>(to + (d << 2), <f32>sqrt(variance));
  }
}

// @ts-expect-error: decorator
@inline
function square(scale: usize): f64 {
  const x = <f64>load<f32>(scale);
  return x * x;
}

/** Where in an item's row the variance of unknown `d` stands: `[mean D, variance D]`, then the threshold's pair. */
// @ts-expect-error: decorator
@inline
function placeOf(d: usize): usize {
  return d < <usize>factors ? <usize>factors + d : 2 * d + 1;
}

// @ts-expect-error: decorator
@inline
function addInQuadrature(scale: usize, variance: f64): void {
  const own = <f64>load<f32>(scale);
  store<f32>(scale, <f32>sqrt(own * own + variance));
}
