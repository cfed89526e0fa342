import { createItemResponseKernels, ITEM_RESPONSE_TABLE, type ItemResponseKernels } from "@zpd/tensor/kernels";
import type { BlockSteps } from "./block-runner";
import type { StepArrays, StepSettings } from "./coordinate-steps";

/** What a thread needs to run the kernels: addresses in bytes of the shared memory. */
export interface KernelStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly table: number;
  /** A place that no other thread uses. */
  readonly scratch: number;
}

/** Arrays of `StepArrays`, the table, and scratch of so many threads. */
const ARRAY_COUNT = 100;
/** Bytes of the small arrays, the blocks and the scratch of threads: far above what they take. */
const SMALL_ARRAYS = 1 << 24;

/** Kernels with a memory that a log's arrays fit into; `undefined` where they do not, or kernels cannot run. */
export function kernelsFor(
  answers: number,
  learners: number,
  items: number,
  factors: number,
  hasPrior: boolean,
): ItemResponseKernels | undefined {
  const learnerBytes = 4 + 1 + 8 * factors * (hasPrior ? 2 : 1);
  const itemBytes = 4 + 1 + (12 * factors + 12) * (hasPrior ? 2 : 1);
  return createItemResponseKernels(
    8 * answers + learnerBytes * learners + itemBytes * items + SMALL_ARRAYS,
    ARRAY_COUNT,
  );
}

/** Writes the table of arrays that all stand on the kernels' memory. Returns its address. */
export function writeTable(kernels: ItemResponseKernels, arrays: StepArrays, settings: StepSettings): number {
  const TABLE = ITEM_RESPONSE_TABLE;
  const place = kernels.allocate(4 * TABLE.words);
  const words = new Uint32Array(place.buffer, place.byteOffset, TABLE.words);
  for (const name of Object.keys(arrays) as (keyof StepArrays)[]) words[TABLE[name]] = arrays[name].byteOffset;
  words[TABLE.factors] = settings.factors;
  words[TABLE.newton] = settings.newton ? 1 : 0;
  words[TABLE.fixedDiscrimination] = settings.fixedDiscrimination ? 1 : 0;
  const numbers = new Float64Array(place.buffer, place.byteOffset, TABLE.words / 2);
  for (const name of ["minDiscrimination", "itemDamping", "maxStep"] as const)
    numbers[TABLE[name] / 2] = settings[name];
  return place.byteOffset;
}

/** A thread's own scratch. */
export function startOf(kernels: ItemResponseKernels, table: number, factors: number): KernelStart {
  const { module, memory, exports } = kernels;
  return { module, memory, table, scratch: kernels.allocate(exports.scratchBytes(factors)).byteOffset };
}

/** The steps as kernels: the same interface as the plain ones. Refers to nothing else: threads are given its text. */
export function createKernelSteps({ module, memory, table, scratch }: KernelStart): BlockSteps {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = exports as unknown as ItemResponseKernels["exports"];
  return {
    learnerBlock: (block) => kernels.learnerBlock(table, scratch, block),
    itemBlock: (block) => kernels.itemBlock(table, scratch, block),
    scaleBlock: (block) => kernels.scaleBlock(table, scratch, block),
  };
}
