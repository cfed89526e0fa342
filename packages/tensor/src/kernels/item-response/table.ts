/**
 * Where the kernels of item response models find everything: positions, in words of four bytes, in the table they are given.
 * Addresses are bytes of the kernels' memory; numbers of eight bytes take two words. assembly/item-response/table.ts reads it.
 */
export const ITEM_RESPONSE_TABLE = {
  learnerOffsets: 0,
  byLearner: 1,
  itemOffsets: 2,
  byItem: 3,
  learnerRows: 4,
  itemRows: 5,
  learnerPrior: 6,
  itemPrior: 7,
  knownLearnerRows: 8,
  knownItemRows: 9,
  learnerFlags: 10,
  itemFlags: 11,
  learnerBlocks: 12,
  itemBlocks: 13,
  likelihoods: 14,
  learnerDivergences: 15,
  itemDivergences: 16,
  itemScales: 17,
  knownItemScales: 18,
  sharedModes: 19,
  factors: 20,
  newton: 21,
  fixedDiscrimination: 22,
  minDiscrimination: 24,
  itemDamping: 26,
  maxStep: 28,
  words: 30,
} as const;
