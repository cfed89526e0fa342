// The table that tells the kernels where everything stands: words of four bytes, addresses in bytes. Their order is that of
// `ITEM_RESPONSE_TABLE` in src/kernels/item-response/table.ts; what the arrays mean stands with their owner, the fit.

// @ts-expect-error: decorator
@inline export const LEARNER_OFFSETS: i32 = 0;
// @ts-expect-error: decorator
@inline export const BY_LEARNER: i32 = 1;
// @ts-expect-error: decorator
@inline export const ITEM_OFFSETS: i32 = 2;
// @ts-expect-error: decorator
@inline export const BY_ITEM: i32 = 3;
// @ts-expect-error: decorator
@inline export const LEARNER_ROWS: i32 = 4;
// @ts-expect-error: decorator
@inline export const ITEM_ROWS: i32 = 5;
// @ts-expect-error: decorator
@inline export const LEARNER_PRIOR: i32 = 6;
// @ts-expect-error: decorator
@inline export const ITEM_PRIOR: i32 = 7;
// @ts-expect-error: decorator
@inline export const KNOWN_LEARNER_ROWS: i32 = 8;
// @ts-expect-error: decorator
@inline export const KNOWN_ITEM_ROWS: i32 = 9;
// @ts-expect-error: decorator
@inline export const LEARNER_FLAGS: i32 = 10;
// @ts-expect-error: decorator
@inline export const ITEM_FLAGS: i32 = 11;
// @ts-expect-error: decorator
@inline export const LEARNER_BLOCKS: i32 = 12;
// @ts-expect-error: decorator
@inline export const ITEM_BLOCKS: i32 = 13;
// @ts-expect-error: decorator
@inline export const LIKELIHOODS: i32 = 14;
// @ts-expect-error: decorator
@inline export const LEARNER_DIVERGENCES: i32 = 15;
// @ts-expect-error: decorator
@inline export const ITEM_DIVERGENCES: i32 = 16;
// @ts-expect-error: decorator
@inline export const ITEM_SCALES: i32 = 17;
// @ts-expect-error: decorator
@inline export const KNOWN_ITEM_SCALES: i32 = 18;
// @ts-expect-error: decorator
@inline export const SHARED_MODES: i32 = 19;
// @ts-expect-error: decorator
@inline export const FACTORS: i32 = 20;
// @ts-expect-error: decorator
@inline export const NEWTON: i32 = 21;
// @ts-expect-error: decorator
@inline export const FIXED_DISCRIMINATION: i32 = 22;
// Numbers of eight bytes follow, two words each.
// @ts-expect-error: decorator
@inline export const MIN_DISCRIMINATION: i32 = 24;
// @ts-expect-error: decorator
@inline export const ITEM_DAMPING: i32 = 26;
// @ts-expect-error: decorator
@inline export const MAX_STEP: i32 = 28;

/** Bits of a row's flag. */
// @ts-expect-error: decorator
@inline export const KNOWN: u8 = 1;
// @ts-expect-error: decorator
@inline export const FROZEN: u8 = 2;

// @ts-expect-error: decorator
@inline
export function addressAt(table: usize, word: i32): usize {
  return <usize>load<u32>(table + (<usize>word << 2));
}

// @ts-expect-error: decorator
@inline
export function wordAt(table: usize, word: i32): i32 {
  return load<i32>(table + (<usize>word << 2));
}

// @ts-expect-error: decorator
@inline
export function numberAt(table: usize, word: i32): f64 {
  return load<f64>(table + (<usize>word << 2));
}

/** Element `k` of an array of whole numbers. */
// @ts-expect-error: decorator
@inline
export function wholeAt(array: usize, k: i32): i32 {
  return load<i32>(array + (<usize>k << 2));
}
