import { createNumberedVocabulary, createRandomStream, type InteractionLog, identityQMatrix } from "@zpd/core";
import { createItemResponseKernels } from "@zpd/tensor/kernels";
import { describe, expect, it } from "vitest";
import { type AllocateBytes, allocatePlain } from "./allocate-arrays";
import { BLOCKS, type BlockSteps, createPlainSteps } from "./block-runner";
import type { StepArrays, StepSettings } from "./coordinate-steps";
import { createKernelSteps, startOf, writeTable } from "./kernel-steps";
import { noteSharedModes } from "./shared-modes";
import { createStepArrays } from "./starting-arrays";

const random = createRandomStream(7, "kernel-steps");

/** Learners with 0, 1, 3, 5, 63, 64, 65 and 1,500 answers, so that sums end everywhere in a vector, a batch and a block. */
const LENGTHS = [0, 1, 3, 5, 63, 64, 65, 1500, 0, 12, 700, 7];

function makeLog(items: number): InteractionLog {
  const offsets = new Int32Array(LENGTHS.length + 1);
  for (const [l, length] of LENGTHS.entries()) offsets[l + 1] = offsets[l]! + length;
  const answers = offsets[LENGTHS.length]!;
  // The last two items are never met.
  const item = Int32Array.from({ length: answers }, () => Math.floor((items - 2) * random.uniform() ** 2));
  const score = Uint8Array.from(item, (i) => (random.uniform() < 0.3 + (0.5 * i) / items ? 1 : 0));
  const ids = createNumberedVocabulary(items);
  const learners = createNumberedVocabulary(LENGTHS.length);
  return { learners, items: ids, qMatrix: identityQMatrix(ids), offsets, item, score };
}

const log = makeLog(23);

function startArrays(settings: StepSettings, model: "rasch" | "factor", allocate: AllocateBytes): StepArrays {
  const arrays = createStepArrays("test", model, log, settings.factors, { seed: 3, allocate });
  const { factors } = settings;
  // Some rows have priors of their own, some are frozen, some both.
  const mixed = createRandomStream(5, "kernel-steps");
  const known = (rows: Float32Array): Float32Array => {
    const place = allocate(4 * rows.length);
    const own = new Float32Array(place.buffer, place.byteOffset, rows.length);
    return own.fill(0.5).map(() => 0.2 + 0.5 * mixed.uniform());
  };
  const copy = (values: Float32Array): Float32Array => {
    const place = allocate(4 * values.length);
    const own = new Float32Array(place.buffer, place.byteOffset, values.length);
    own.set(values);
    return own;
  };
  for (let l = 0; l < LENGTHS.length; l++) arrays.learnerFlags[l] = l % 4;
  for (let i = 0; i < 23; i++) arrays.itemFlags[i] = (i * 3) % 8 > 3 ? 0 : (i * 3) % 4;
  return {
    ...arrays,
    knownLearnerRows: copy(known(arrays.learnerRows)),
    knownItemRows: copy(known(arrays.itemRows)),
    knownItemScales: copy(known(new Float32Array(23 * (factors + 1)))),
  };
}

/** Two passes and the scales, the second pass from rows that have moved. */
function sweep(steps: BlockSteps, arrays: StepArrays, factors: number): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let block = 0; block < BLOCKS; block++) steps.learnerBlock(block);
    for (let block = 0; block < BLOCKS; block++) steps.itemBlock(block);
  }
  noteSharedModes(factors, arrays);
  for (let block = 0; block < BLOCKS; block++) steps.scaleBlock(block);
}

/** Greatest difference, relative to 1 or to the value where that is more. */
function distance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < x.length; k++) {
    const apart = Math.abs(x[k]! - y[k]!) / Math.max(1, Math.abs(y[k]!));
    // NaN counts.
    if (!(apart <= most)) most = apart;
  }
  return most;
}

const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 20, 31, 32, 33];
const rules = [
  ["newton", 0.01],
  ["bound", 0.01],
  ["bound", Number.NEGATIVE_INFINITY],
] as const;
const cases = (["relaxed-simd", "simd"] as const).flatMap((variant) =>
  sizes.flatMap((factors) => rules.map(([rule, least]) => [variant, factors, rule, least, "factor"] as const)),
);

describe("kernels do what the plain steps do", () => {
  it.each([
    ...cases,
    ["relaxed-simd", 1, "newton", 0.01, "rasch"] as const,
    ["simd", 1, "bound", 0.01, "rasch"] as const,
  ])("%s, %i factors, %s, discriminations from %f, %s", (variant, factors, rule, minDiscrimination, model) => {
    const settings: StepSettings = {
      factors,
      newton: rule === "newton",
      fixedDiscrimination: model === "rasch",
      minDiscrimination,
      itemDamping: rule === "newton" ? 0.6 : 1,
      maxStep: rule === "newton" ? 1 : Number.POSITIVE_INFINITY,
    };
    const kernels = createItemResponseKernels(1 << 22, 100, variant)!;
    const fast = startArrays(settings, model, kernels.allocate);
    const plain = startArrays(settings, model, allocatePlain);
    sweep(createKernelSteps(startOf(kernels, writeTable(kernels, fast, settings), factors)), fast, factors);
    sweep(createPlainSteps(plain, settings), plain, factors);
    // Single precision, through the solution of a system whose condition is some hundreds.
    expect(distance(fast.learnerRows, plain.learnerRows)).toBeLessThan(5e-4);
    expect(distance(fast.itemRows, plain.itemRows)).toBeLessThan(5e-4);
    expect(distance(fast.itemScales, plain.itemScales)).toBeLessThan(5e-4);
    expect(distance(fast.likelihoods, plain.likelihoods)).toBeLessThan(1e-4);
    expect(distance(fast.learnerDivergences, plain.learnerDivergences)).toBeLessThan(1e-4);
    expect(distance(fast.itemDivergences, plain.itemDivergences)).toBeLessThan(1e-4);
  });
});

it("kernels have no memory for more than 32 bits address", () => {
  expect(createItemResponseKernels(2 ** 32, 1)).toBeUndefined();
});
