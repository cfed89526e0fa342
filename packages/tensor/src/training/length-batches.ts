import { assertThat, createRandomStream, ZpdError } from "@zpd/core";

/** A stretch of one sequence: its answers `from`…`to - 1`. */
export interface Window {
  readonly sequence: number;
  readonly from: number;
  readonly to: number;
}

export interface LengthBatchOptions {
  /** Windows in a batch; one batch, that of the longest windows, has what is left over. */
  readonly batchSize: number;
  /** A longer sequence is cut into windows of this length. */
  readonly windowLength: number;
  /** Sequences shorter than this are left out, and no window is shorter; 1 when absent: nothing is left out. */
  readonly minimumLength?: number;
  readonly seed: number;
  /** Each epoch has an order of its own. */
  readonly epoch: number;
}

/**
 * Cuts sequences into windows and sorts these into batches of like length, so that filling a batch up to its longest
 * window costs little.
 *
 * Windows follow each other without overlap from the sequence's begin; the last is as long as what is left. Where that
 * is less than `minimumLength`, the last but one gives up as many answers as it lacks. So every answer is in exactly
 * one window. Which windows of equal length share a batch, and the order of the batches, follow from seed and epoch.
 * O(windows + windowLength).
 *
 * @throws INVALID_CONFIG when an option is no whole number or too small; INVALID_INPUT on a negative length
 */
export function bucketByLength(lengths: Int32Array, options: LengthBatchOptions): readonly (readonly Window[])[] {
  const { batchSize, seed, epoch } = options;
  const windows = cutWindows(lengths, options);
  const random = createRandomStream(seed, `length batches of epoch ${epoch}`);
  const ascending = sortByLength(windows, random.shuffle(Uint32Array.from(windows.keys())), options.windowLength);
  const count = Math.ceil(windows.length / batchSize);
  return Array.from(random.shuffle(Uint32Array.from({ length: count }, (_, k) => k)), (k) =>
    ascending.slice(k * batchSize, (k + 1) * batchSize),
  );
}

/** Share of a batch's places that hold no answer when each batch is filled up to its longest window, 0…1; 0 of none. */
export function paddingShare(batches: readonly (readonly Window[])[]): number {
  let answers = 0;
  let places = 0;
  for (const windows of batches) {
    let longest = 0;
    for (const { from, to } of windows) {
      answers += to - from;
      longest = Math.max(longest, to - from);
    }
    places += windows.length * longest;
  }
  return places === 0 ? 0 : 1 - answers / places;
}

function cutWindows(lengths: Int32Array, options: LengthBatchOptions): Window[] {
  const { batchSize, windowLength, minimumLength = 1, epoch } = options;
  const where = "bucketByLength";
  for (const [name, value] of Object.entries({ batchSize, windowLength, minimumLength, epoch })) {
    assertThat(Number.isSafeInteger(value) && value >= 1, "INVALID_CONFIG", {
      where,
      expected: `${name} to be an integer >= 1`,
      got: String(value),
    });
  }
  assertThat(windowLength >= 2 * minimumLength - 1, "INVALID_CONFIG", {
    where,
    expected: `a windowLength of at least ${2 * minimumLength - 1}, so that two windows of minimumLength fit beyond it`,
    got: String(windowLength),
  });
  const windows: Window[] = [];
  for (let sequence = 0; sequence < lengths.length; sequence++) {
    const length = lengths[sequence]!;
    if (length < 0) {
      throw new ZpdError("INVALID_INPUT", {
        where,
        expected: "lengths >= 0",
        got: `${length} of sequence ${sequence}`,
      });
    }
    if (length < minimumLength) continue;
    for (let from = 0; from < length; ) {
      const beyond = length - from - windowLength;
      const lacking = beyond > 0 ? Math.max(0, minimumLength - beyond) : 0;
      const to = Math.min(from + windowLength - lacking, length);
      windows.push({ sequence, from, to });
      from = to;
    }
  }
  return windows;
}

/** Counting sort; windows of equal length stay in the given order. */
function sortByLength(windows: readonly Window[], order: Uint32Array, windowLength: number): Window[] {
  const next = new Uint32Array(windowLength + 2);
  for (const { from, to } of windows) next[to - from + 1]!++;
  for (let length = 1; length < next.length; length++) next[length]! += next[length - 1]!;
  const sorted = new Array<Window>(windows.length);
  for (const k of order) {
    const window = windows[k]!;
    sorted[next[window.to - window.from]!++] = window;
  }
  return sorted;
}
