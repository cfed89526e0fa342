import { ZpdError } from "@zpd/core";
import type { Heap } from "./heap";
import { type KernelArguments, type KernelName, referenceKernels } from "./kernel-set";
import type { Machine } from "./machine";
import { MemoryStack } from "./memory-stack";

/** Elements at most: 4 GiB of float64. */
const LIMIT = 1 << 29;

class GrowingHeap implements Heap {
  float: Float32Array | Float64Array;
  int = new Int32Array(1024);

  constructor(private readonly FloatArray: typeof Float32Array | typeof Float64Array) {
    this.float = new FloatArray(1024);
  }

  readonly grow = (end: number): void => {
    if (end <= this.int.length) return;
    const length = Math.max(end, 2 * this.int.length);
    if (end > LIMIT) {
      throw new ZpdError("RESOURCE", {
        where: "machine.allocate",
        expected: `at most ${LIMIT} elements`,
        got: `${end}`,
        advice: "use a smaller batch",
      });
    }
    const float = new this.FloatArray(length);
    const int = new Int32Array(length);
    float.set(this.float);
    int.set(this.int);
    this.float = float;
    this.int = int;
  };
}

/**
 * A machine of plain TypeScript: the meaning of every kernel. In `float64` it is what gradients are checked on; in
 * `float32` it is the `cpu` backend for where WebAssembly has no SIMD.
 */
export function createReferenceMachine(variant: "float32" | "float64"): Machine {
  const heap = new GrowingHeap(variant === "float64" ? Float64Array : Float32Array);
  const stack = new MemoryStack(0, heap.grow);
  return {
    variant,
    threads: 1,
    get float() {
      return heap.float;
    },
    get int() {
      return heap.int;
    },
    get used() {
      return stack.used;
    },
    reserve(count) {
      const address = stack.reserve(count);
      heap.float.fill(0, address, address + count);
      heap.int.fill(0, address, address + count);
      return address;
    },
    allocate: (count) => stack.allocate(count),
    mark: () => stack.used,
    release: (mark) => stack.release(mark),
    call<Name extends KernelName>(name: Name, _work: number, ...given: KernelArguments<Name>) {
      const kernel = referenceKernels[name] as (heap: Heap, ...given: readonly unknown[]) => void;
      kernel(heap, ...given);
    },
    close() {},
  };
}
