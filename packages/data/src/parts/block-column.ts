type ColumnArray = Int32Array | Float64Array | Float32Array | Uint8Array;

const BLOCK_BITS = 17;
const BLOCK_SIZE = 1 << BLOCK_BITS;

/** A typed column that grows in blocks: nothing is ever copied to make room, so the peak is the column itself. */
export class BlockColumn<A extends ColumnArray> {
  readonly #create: (length: number) => A;
  #blocks: A[] = [];
  #last: A;
  #filled = BLOCK_SIZE;

  constructor(create: (length: number) => A) {
    this.#create = create;
    this.#last = create(0);
  }

  get length(): number {
    return (this.#blocks.length - 1) * BLOCK_SIZE + this.#filled;
  }

  push(value: number): void {
    if (this.#filled === BLOCK_SIZE) {
      this.#last = this.#create(BLOCK_SIZE);
      this.#blocks.push(this.#last);
      this.#filled = 0;
    }
    this.#last[this.#filled++] = value;
  }

  at(index: number): number {
    return this.#blocks[index >>> BLOCK_BITS]![index & (BLOCK_SIZE - 1)]!;
  }

  /** The blocks in order; the last may be shorter. */
  *blocks(): Iterable<A> {
    for (const block of this.#blocks) yield block === this.#last ? (block.subarray(0, this.#filled) as A) : block;
  }

  /** Lets the memory go. */
  clear(): void {
    this.#blocks = [];
    this.#filled = BLOCK_SIZE;
  }
}
