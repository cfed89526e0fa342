import { ZpdError } from "@zpd/core";

/** Elements of a cache line: addresses are multiples of it, so that threads never write into the same line. */
const LINE = 16;

export function roundUpToLine(count: number): number {
  return Math.ceil(count / LINE) * LINE;
}

/**
 * Hands out addresses of a memory from the bottom up: first what is reserved for good, above it scratch as a stack.
 * `grow(end)` makes the memory reach to `end` elements.
 */
export class MemoryStack {
  private top: number;
  private reservedEnd: number;

  constructor(
    start: number,
    private readonly grow: (end: number) => void,
  ) {
    this.top = roundUpToLine(start);
    this.reservedEnd = this.top;
  }

  get used(): number {
    return this.top;
  }

  reserve(count: number): number {
    if (this.top !== this.reservedEnd) {
      throw new ZpdError("RESOURCE", {
        where: "machine.reserve",
        expected: "no scratch in use",
        got: `${this.top - this.reservedEnd} elements of it`,
        advice: "reserve before the first allocate, or after a release of all",
      });
    }
    const address = this.allocate(count);
    this.reservedEnd = this.top;
    return address;
  }

  allocate(count: number): number {
    const address = this.top;
    const end = address + roundUpToLine(count);
    this.grow(end);
    this.top = end;
    return address;
  }

  release(mark: number): void {
    this.top = Math.max(mark, this.reservedEnd);
  }
}
