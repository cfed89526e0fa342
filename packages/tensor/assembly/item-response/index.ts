// Kernels of item response models, a module of their own: they share one large memory with the arrays of a fit. A block of rows
// is what a thread takes; it writes nothing that another block reads.
import { clearLosses, divergence, likelihood, stepItem, stepLearner } from "./factor-rows";
import { scaleItem } from "./item-scales";
import {
  clearLossesOfOne,
  divergenceOfOne,
  likelihoodOfOne,
  stepItemOfOne,
  stepLearnerOfOne,
} from "./one-factor";
import { layOut } from "./scratch";
import {
  FACTORS,
  ITEM_BLOCKS,
  ITEM_DIVERGENCES,
  ITEM_FLAGS,
  ITEM_OFFSETS,
  KNOWN,
  LEARNER_BLOCKS,
  LEARNER_DIVERGENCES,
  LEARNER_FLAGS,
  LEARNER_OFFSETS,
  LIKELIHOODS,
  addressAt,
  wholeAt,
  wordAt,
} from "./table";

export { scratchBytes } from "./scratch";
// Exported, so that they stay functions of their own (see tile-8.ts).
export { tile8x1, tile8x2, tile8x3, tile8x4, tile8x5, tile8x6 } from "../tile-8";
export { gatherItems, gatherLearners } from "./gather";

/** Whether a row has no new answers but a prior of its own: what an earlier posterior says of it stays as it is. */
function isSettled(flags: usize, offsets: usize, row: i32): bool {
  return (load<u8>(flags + row) & KNOWN) !== 0 && wholeAt(offsets, row) === wholeAt(offsets, row + 1);
}

/** Updates one block of learners, items held. */
export function learnerBlock(table: usize, scratch: usize, block: i32): void {
  const factors = wordAt(table, FACTORS);
  layOut(factors, scratch);
  clearLosses();
  clearLossesOfOne();
  const blocks = addressAt(table, LEARNER_BLOCKS);
  const flags = addressAt(table, LEARNER_FLAGS);
  const offsets = addressAt(table, LEARNER_OFFSETS);
  const end = wholeAt(blocks, block + 1);
  for (let l = wholeAt(blocks, block); l < end; l++) {
    if (isSettled(flags, offsets, l)) continue;
    if (factors === 1) stepLearnerOfOne(table, l);
    else stepLearner(table, l);
  }
  store<f64>(addressAt(table, LIKELIHOODS) + (<usize>block << 3), likelihood + likelihoodOfOne);
  store<f64>(addressAt(table, LEARNER_DIVERGENCES) + (<usize>block << 3), divergence + divergenceOfOne);
}

/** Updates one block of items, learners held. */
export function itemBlock(table: usize, scratch: usize, block: i32): void {
  const factors = wordAt(table, FACTORS);
  layOut(factors, scratch);
  clearLosses();
  clearLossesOfOne();
  const blocks = addressAt(table, ITEM_BLOCKS);
  const flags = addressAt(table, ITEM_FLAGS);
  const offsets = addressAt(table, ITEM_OFFSETS);
  const end = wholeAt(blocks, block + 1);
  for (let i = wholeAt(blocks, block); i < end; i++) {
    if (isSettled(flags, offsets, i)) continue;
    if (factors === 1) stepItemOfOne(table, i);
    else stepItem(table, i);
  }
  store<f64>(addressAt(table, ITEM_DIVERGENCES) + (<usize>block << 3), divergence + divergenceOfOne);
}

/** Works out the standard deviations of one block of items. */
export function scaleBlock(table: usize, scratch: usize, block: i32): void {
  layOut(wordAt(table, FACTORS), scratch);
  const blocks = addressAt(table, ITEM_BLOCKS);
  const end = wholeAt(blocks, block + 1);
  for (let i = wholeAt(blocks, block); i < end; i++) scaleItem(table, i);
}
