import {
  createNumberedVocabulary,
  createRandomStream,
  type InteractionLog,
  identityQMatrix,
  sigmoid,
  ZpdError,
} from "@zpd/core";
import { kendallTau, pearsonCorrelation, spearmanCorrelation } from "./rank-correlation";

export const RETRIEVAL_DESIGNS = ["dense", "overlap"] as const;

/** `dense`: every learner answers every item; `overlap`: two groups, each with items of its own and some in common. */
export type RetrievalDesign = (typeof RETRIEVAL_DESIGNS)[number];

/** What an estimator makes of a log: each item's threshold (difficulty in logit = a theta - t) and its standard deviation. */
export interface DifficultyEstimate {
  /** `[I]` */
  readonly difficulty: ArrayLike<number>;
  /** `[I]`, absent where the estimator has none. */
  readonly scale?: ArrayLike<number>;
}

export interface RetrievalEstimator {
  readonly name: string;
  estimate(log: InteractionLog): Promise<DifficultyEstimate>;
}

/** How one estimator did on one made log. */
export interface RetrievalOutcome {
  /** What the log was made from. */
  readonly seed: number;
  /** True thresholds `[I]`. */
  readonly truth: Float64Array;
  readonly estimate: DifficultyEstimate;
  readonly pearson: number;
  readonly kendall: number;
  readonly spearman: number;
  /** Share of the true difficulties in mean plus and minus 1.645 standard deviations; absent without scales. */
  readonly coverage90?: number;
}

/** 50 learners and 30 items, as in Shi & Athey's Tables 1 and 2. */
const LEARNERS = 50;
const ITEMS = 30;
/** In the overlapping design, items at either end that only one of the groups of 25 learners meets; 20 are met by both. */
const OWN_ITEMS = 5;
/** Standard deviation of the logarithm of true discriminations. */
const DISCRIMINATION_SPREAD = 0.5;
/** A normal holds 90 % within this many standard deviations. */
const QUANTILE_90 = 1.6448536269514722;

export interface RetrievalWorld {
  readonly log: InteractionLog;
  /** True thresholds `[I]`. */
  readonly difficulty: Float64Array;
}

/** Learners next to each other who all answer the same items, which are next to each other too. */
export interface RetrievalGroup {
  readonly learners: number;
  readonly firstItem: number;
  readonly items: number;
}

/** Who answers what: the groups of a design, in the order of their learners. */
export function retrievalGroups(design: RetrievalDesign): readonly RetrievalGroup[] {
  if (design === "dense") return [{ learners: LEARNERS, firstItem: 0, items: ITEMS }];
  const group = { learners: LEARNERS / 2, items: ITEMS - OWN_ITEMS };
  return [
    { ...group, firstItem: 0 },
    { ...group, firstItem: OWN_ITEMS },
  ];
}

/**
 * A made log whose truth is known: abilities and thresholds N(0,1), discriminations log-normal around 1. The published text
 * gives neither the law of the discriminations nor how many items the groups share; both are ours. Equal seeds, equal logs.
 */
export function makeRetrievalWorld(design: RetrievalDesign, seed: number): RetrievalWorld {
  const random = createRandomStream(seed, "irt-retrieval");
  const ability = Float64Array.from({ length: LEARNERS }, () => random.normal());
  const discrimination = Float64Array.from({ length: ITEMS }, () => Math.exp(DISCRIMINATION_SPREAD * random.normal()));
  const difficulty = Float64Array.from({ length: ITEMS }, () => random.normal());
  const item: number[] = [];
  const score: number[] = [];
  const offsets = [0];
  const groupOf = retrievalGroups(design).flatMap((group) => Array.from({ length: group.learners }, () => group));
  for (let l = 0; l < LEARNERS; l++) {
    const { firstItem, items: met } = groupOf[l]!;
    for (let i = 0; i < ITEMS; i++) {
      // Drawn for every pair, so that the designs differ in what is seen and in nothing else.
      const draw = random.uniform();
      if (i < firstItem || i >= firstItem + met) continue;
      item.push(i);
      score.push(draw < sigmoid(discrimination[i]! * ability[l]! - difficulty[i]!) ? 1 : 0);
    }
    offsets.push(item.length);
  }
  const items = createNumberedVocabulary(ITEMS, "item ", 1);
  return {
    log: {
      learners: createNumberedVocabulary(LEARNERS, "learner ", 1),
      items,
      qMatrix: identityQMatrix(items),
      offsets: Int32Array.from(offsets),
      item: Int32Array.from(item),
      score: Uint8Array.from(score),
    },
    difficulty,
  };
}

export interface RetrievalOptions {
  readonly design: RetrievalDesign;
  /** How many logs are made, of seeds `seed … seed + repeats - 1`. */
  readonly repeats: number;
  readonly seed: number;
  readonly onRepeat?: (done: number) => void;
}

/**
 * The parameter retrieval study: makes logs of known truth and compares what each estimator makes of them with it. The same
 * logs for all estimators. Returns each estimator's outcomes in the order of the seeds.
 * @throws INVALID_CONFIG unless there are two repeats, the least that has a spread
 */
export async function retrievalStudy(
  estimators: readonly RetrievalEstimator[],
  { design, repeats, seed, onRepeat }: RetrievalOptions,
): Promise<readonly { readonly name: string; readonly outcomes: readonly RetrievalOutcome[] }[]> {
  if (!(Number.isSafeInteger(repeats) && repeats >= 2)) {
    throw new ZpdError("INVALID_CONFIG", { where: "retrievalStudy", expected: "2 repeats or more", got: `${repeats}` });
  }
  const results = estimators.map(({ name }) => ({ name, outcomes: [] as RetrievalOutcome[] }));
  for (let repeat = 0; repeat < repeats; repeat++) {
    const world = makeRetrievalWorld(design, seed + repeat);
    for (const [k, estimator] of estimators.entries()) {
      const estimate = await estimator.estimate(world.log);
      results[k]!.outcomes.push({
        seed: seed + repeat,
        truth: world.difficulty,
        estimate,
        ...compareWithTruth(estimate, world.difficulty),
      });
    }
    onRepeat?.(repeat + 1);
  }
  return results;
}

function compareWithTruth(
  { difficulty, scale }: DifficultyEstimate,
  truth: Float64Array,
): Omit<RetrievalOutcome, "seed" | "truth" | "estimate"> {
  return {
    pearson: pearsonCorrelation(difficulty, truth),
    kendall: kendallTau(difficulty, truth),
    spearman: spearmanCorrelation(difficulty, truth),
    ...(scale === undefined ? {} : { coverage90: coverage(difficulty, scale, truth) }),
  };
}

function coverage(difficulty: ArrayLike<number>, scale: ArrayLike<number>, truth: Float64Array): number {
  let covered = 0;
  for (let i = 0; i < truth.length; i++) {
    if (Math.abs(difficulty[i]! - truth[i]!) <= QUANTILE_90 * scale[i]!) covered++;
  }
  return covered / truth.length;
}
