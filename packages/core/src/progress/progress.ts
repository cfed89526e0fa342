/** One step of long work. Libraries report; apps print. */
export interface ProgressEvent {
  /** What is being done, in words fit for a user. */
  readonly task: string;
  readonly done: number;
  /** Absent while unknown. */
  readonly total?: number;
  /** What `done` counts, plural: "answers", "iterations". */
  readonly unit: string;
  /** Figures worth showing on the way, e.g. `{ logLikelihood: -127724 }`. */
  readonly metrics?: Readonly<Record<string, number>>;
}

export type OnProgress = (event: ProgressEvent) => void;

/** Options of every long call. */
export interface WorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** How long work may hold the thread before it lets timers and signals through. */
const HOLD_MS = 40;

/**
 * Lets a long loop be interrupted: `await pause()` is nearly free until 40 ms have passed, then gives the event loop
 * a turn and throws the signal's reason when the caller has aborted.
 */
export function createPause(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < HOLD_MS) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
    last = performance.now();
  };
}
