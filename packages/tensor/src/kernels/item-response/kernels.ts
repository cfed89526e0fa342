import { fastestBuildOf, findBuildOf, type WasmBuild, type WasmBuilds, type WasmVariant } from "../compiled-builds";
import { relaxedSimdBinary, simdBinary } from "../generated/item-response-binaries";

const builds: WasmBuilds = { texts: { "relaxed-simd": relaxedSimdBinary, simd: simdBinary }, compiled: new Map() };

const PAGE = 65_536;
/** 4 GiB, all that 32 bits address. */
const MAXIMUM_PAGES = 65_536;
/** Below lies what AssemblyScript keeps for itself (scripts/build-kernels.mjs checks it). */
const FIRST_ADDRESS = 4096;
/** Arrays start on cache lines, and as many bytes after each are no other's: kernels read vectors beyond an end. */
const LINE = 64;

/** What the module exports; `table` as in `ITEM_RESPONSE_TABLE`, `scratch` a place of `scratchBytes` that no other thread uses. */
export interface ItemResponseExports {
  learnerBlock(table: number, scratch: number, block: number): void;
  itemBlock(table: number, scratch: number, block: number): void;
  scaleBlock(table: number, scratch: number, block: number): void;
  scratchBytes(factors: number): number;
}

/** The kernels of item response models and a memory that their arrays stand on, shared between threads. */
export interface ItemResponseKernels {
  readonly variant: WasmVariant;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly exports: ItemResponseExports;
  /** Zeroed bytes; their offset in their buffer is their address. The memory grows by what is missing, no more. @throws RangeError */
  allocate(bytes: number): Uint8Array<SharedArrayBuffer>;
  /** Frees all that was allocated, for arrays to come; nothing may use it any more. */
  clear(): void;
}

/** Whether arrays of so many bytes, `arrays` of them, fit into a memory. */
function fits(bytes: number, arrays: number): boolean {
  return FIRST_ADDRESS + bytes + arrays * 2 * LINE <= MAXIMUM_PAGES * PAGE;
}

function createMemory(): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true });
  } catch {
    return undefined;
  }
}

/**
 * Kernels with an empty memory; `undefined` where WebAssembly has no SIMD, memory cannot be shared, or `arrays` arrays of `bytes`
 * in all are more than it can hold. The fastest build that runs here, or the one asked for.
 */
export function createItemResponseKernels(
  bytes: number,
  arrays: number,
  variant?: WasmVariant,
): ItemResponseKernels | undefined {
  if (!fits(bytes, arrays)) return undefined;
  const build: WasmBuild | undefined = variant === undefined ? fastestBuildOf(builds) : findBuildOf(builds, variant);
  const memory = build === undefined ? undefined : createMemory();
  if (build === undefined || memory === undefined) return undefined;
  const { exports } = new WebAssembly.Instance(build.module, { env: { memory } });
  let end = FIRST_ADDRESS;
  return {
    ...build,
    memory,
    exports: exports as unknown as ItemResponseExports,
    allocate(size) {
      const address = end;
      end = Math.ceil((address + size) / LINE) * LINE + LINE;
      const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
      if (missing > 0) memory.grow(missing);
      return new Uint8Array(memory.buffer as unknown as SharedArrayBuffer, address, size);
    },
    clear() {
      new Uint8Array(memory.buffer, FIRST_ADDRESS, Math.min(end, memory.buffer.byteLength) - FIRST_ADDRESS).fill(0);
      end = FIRST_ADDRESS;
    },
  };
}
