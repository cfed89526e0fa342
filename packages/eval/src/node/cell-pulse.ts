/** Places in the shared memory. */
const BEATS = 0;
const DONE = 1;

/**
 * How a thread that plays a cell shows that it gets on: a few bytes of shared memory, which can be read while the thread is
 * held up by a call that never comes back.
 */
export class CellPulse {
  readonly buffer: SharedArrayBuffer;
  readonly #places: Int32Array;

  constructor(buffer = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#places = new Int32Array(buffer);
  }

  /** The thread got on; `done` answers are played. */
  beat(done: number): void {
    Atomics.store(this.#places, DONE, done);
    Atomics.add(this.#places, BEATS, 1);
  }

  /** Changes with every beat; 0 before the first, when the thread has not begun. */
  get beats(): number {
    return Atomics.load(this.#places, BEATS);
  }

  /** Answers played. */
  get done(): number {
    return Atomics.load(this.#places, DONE);
  }
}
