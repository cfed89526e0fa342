/** Takes arrays for one call of a kernel; each lies between guard words. Returns element addresses. */
export interface Take {
  /** Random floats in `least`…`most` (-2…2 when absent): inputs, and what outputs hold before the call. */
  floats(count: number, least?: number, most?: number): number;
  /** Row numbers of a table of `rows` rows, -1 among them. */
  ids(count: number, rows: number): number;
  /** Room that a kernel works in, `count` floats a thread; what it leaves there is not compared. */
  scratch(count: number): number;
  /** Given whole numbers. */
  integers(values: readonly number[]): number;
}

/**
 * How to call a kernel in a test. Every array taken is compared afterwards, so outputs need no list, and inputs are
 * checked to stay. A kernel that works in place is called so in one of its variants.
 */
export interface KernelCase {
  /** How often to call it; `given` gets the number of the call. 1 when absent. */
  readonly variants?: number;
  /** Why NaN may reach further than in the reference; it must reach as far in any case. */
  readonly spreads?: string;
  /** Arguments for sizes m and n, which may be 0. */
  given(take: Take, m: number, n: number, variant: number): readonly number[];
}
