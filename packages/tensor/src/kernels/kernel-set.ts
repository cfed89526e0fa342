import type { Heap } from "./heap";
import * as adam from "./reference/adam";
import * as attention from "./reference/attention";
import * as elementwise from "./reference/elementwise";
import * as gru from "./reference/gru";
import * as layerNorm from "./reference/layer-norm";
import * as levelItems from "./reference/level-items";
import * as linear from "./reference/linear";
import * as losses from "./reference/losses";
import * as lstm from "./reference/lstm";
import * as memory from "./reference/memory";
import * as memoryItems from "./reference/memory-items";
import * as rows from "./reference/rows";
import * as sample from "./reference/sample";
import * as softmax from "./reference/softmax";
import * as sparsemax from "./reference/sparsemax";
import * as tableAttention from "./reference/table-attention";

/**
 * Every kernel, by name, in plain TypeScript: what it means, and what the WebAssembly build is checked against.
 *
 * Arguments are element addresses and counts (whole numbers) and a few floats. A kernel named `...Backward` adds to
 * the gradients it is given, or overwrites them where its argument `accumulate` is 0. Rows are independent unless the line says otherwise.
 */
export const referenceKernels = {
  ...adam,
  ...attention,
  ...elementwise,
  ...gru,
  ...layerNorm,
  ...levelItems,
  ...linear,
  ...losses,
  ...lstm,
  ...memory,
  ...memoryItems,
  ...rows,
  ...sample,
  ...softmax,
  ...sparsemax,
  ...tableAttention,
};

type ReferenceKernels = typeof referenceKernels;

export type KernelName = keyof ReferenceKernels;

/** What a kernel is called with, after the heap. */
export type KernelArguments<Name extends KernelName> =
  Parameters<ReferenceKernels[Name]> extends [Heap, ...infer Rest] ? Rest : never;

/** In a fixed order, so that threads can name a kernel by its number. */
export const kernelNames: readonly KernelName[] = (Object.keys(referenceKernels) as KernelName[]).sort();
