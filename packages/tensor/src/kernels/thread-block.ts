/**
 * Below lies what AssemblyScript keeps for itself, at most 4,096 bytes (scripts/build-kernels.mjs checks it).
 *
 * The words through which the main thread hands work to the others, at the bottom of the shared memory. Whole numbers
 * are addressed as elements; each word that threads poll has a cache line of its own.
 */
export const THREAD_BLOCK = {
  /**
   * The current call's number times `CALL_STEP`, plus how many of its parts are taken: whoever counts it up by one has
   * taken a part. -1 ends the threads.
   */
  claim: 1024,
  /** Parts of the current call that are finished. */
  done: 1040,
  /** Threads asleep, to be woken by `Atomics.notify`. */
  asleep: 1056,
  /** Number of the kernel in `kernelNames`. */
  kernel: 1072,
  argumentCount: 1073,
  /** Columns of the panels of a product: 8, or 16 where V8 joins vectors (assembly/panels.ts reads it). */
  panelColumns: 1074,
  /** Set by a thread whose kernel threw. */
  failed: 1088,
  /** Set while the main thread sleeps, to be woken when `done` rises. */
  waiting: 1089,
  /** Arguments as float64, counted in float64 elements: the element address 1104 halved. */
  argumentsAt64: 552,
  argumentLimit: 32,
  /** First element that allocation may use. */
  end: 1184,
} as const;

/** Calls are counted in steps of this, which leaves room for the parts of one. */
export const CALL_STEP = 256;
