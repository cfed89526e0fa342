import { type InteractionLog, unknownNameError, type Vocabulary } from "@zpd/core";
import { type IrtPosterior, itemRowWidth, learnerRowWidth, type PosteriorModel } from "../types/posterior";
import { type AllocateBytes, allocateFloat32, allocateFloat64 } from "./allocate-arrays";
import { balancedBlocks } from "./balanced-blocks";
import { BLOCKS } from "./block-runner";
import type { StepArrays } from "./coordinate-steps";
import { sortAnswers } from "./sorted-answers";
import { fillStartingRows } from "./starting-rows";

/** Ids whose posterior is to stay as it is, to the byte. */
export interface FrozenIds {
  readonly learners?: readonly string[];
  readonly items?: readonly string[];
}

export interface StartOptions {
  readonly seed: number;
  readonly prior?: IrtPosterior;
  readonly freeze?: FrozenIds;
  /** Where all arrays stand: shared memory for threads. */
  readonly allocate: AllocateBytes;
}

/** What a row costs besides its answers, in answers: its solve, and a look at rows without answers. */
const ROW_COST = 4;

/** Bits of a row's flag; see `StepArrays`. */
const KNOWN = 1;
const FROZEN = 2;

/**
 * Everything the steps need, at its start: answers sorted, rows, priors, flags, blocks. `log` stands in the order of `prior`.
 * @throws INVALID_INPUT, UNKNOWN_NAME as `fitVariational`
 */
export function createStepArrays(
  where: string,
  model: PosteriorModel,
  log: InteractionLog,
  factors: number,
  { seed, prior, freeze, allocate }: StartOptions,
): StepArrays {
  const answers = sortAnswers(where, log, allocate);
  const learnerRows = allocateFloat32(allocate, log.learners.size * learnerRowWidth(factors));
  const itemRows = allocateFloat32(allocate, log.items.size * itemRowWidth(factors));
  fillStartingRows(answers, factors, seed, learnerRows, itemRows);
  if (model === "rasch") for (let at = 1; at < itemRows.length; at += itemRowWidth(1)) itemRows[at] = 0;
  if (prior !== undefined) {
    learnerRows.set(prior.learnerRows);
    itemRows.set(prior.itemRows);
  }
  return {
    ...answers,
    learnerRows,
    itemRows,
    learnerPrior: allocateFloat64(allocate, learnerRowWidth(factors), prior?.learnerPrior ?? standardNormals(factors)),
    itemPrior: allocateFloat64(allocate, itemRowWidth(factors), prior?.itemPrior ?? startingItemPrior(model, factors)),
    knownLearnerRows: allocateFloat32(allocate, prior?.learnerRows.length ?? 0, prior?.learnerRows),
    knownItemRows: allocateFloat32(allocate, prior?.itemRows.length ?? 0, prior?.itemRows),
    learnerFlags: createFlags(where, allocate, log.learners, prior?.learners, freeze?.learners),
    itemFlags: createFlags(where, allocate, log.items, prior?.items, freeze?.items),
    learnerBlocks: balancedBlocks(answers.learnerOffsets, BLOCKS, ROW_COST, allocate),
    itemBlocks: balancedBlocks(answers.itemOffsets, BLOCKS, ROW_COST, allocate),
    likelihoods: allocateFloat64(allocate, BLOCKS),
    learnerDivergences: allocateFloat64(allocate, BLOCKS),
    itemDivergences: allocateFloat64(allocate, BLOCKS),
    itemScales: allocateFloat32(allocate, log.items.size * (factors + 1)),
    knownItemScales: allocateFloat32(allocate, prior?.itemScales.length ?? 0, prior?.itemScales),
    sharedModes: allocateFloat64(allocate, 2 * factors),
  };
}

/** Standard normals: `count` means 0, then `count` variances 1. */
function standardNormals(count: number): Float64Array {
  return new Float64Array(2 * count).fill(1, count);
}

function startingItemPrior(model: PosteriorModel, factors: number): Float64Array {
  if (model === "rasch") return Float64Array.of(1, 0, ...standardNormals(1));
  return Float64Array.of(...standardNormals(factors), ...standardNormals(1));
}

function createFlags(
  where: string,
  allocate: AllocateBytes,
  ids: Vocabulary,
  known: Vocabulary | undefined,
  frozen: readonly string[] = [],
): Uint8Array {
  const flags = allocate(ids.size).fill(KNOWN, 0, known?.size ?? 0);
  for (const id of frozen) {
    const index = known?.indexOf(id) ?? -1;
    if (index < 0) throw unknownNameError(where, "id to freeze", id, known?.ids ?? []);
    flags[index]! |= FROZEN;
  }
  return flags;
}
