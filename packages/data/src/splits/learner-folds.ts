import { createRandomStream, type Fold, type InteractionLog, ZpdError } from "@zpd/core";

/** Learner indices in a seeded order that depends on the ids only, not on their order in the file. */
function shuffledLearners(log: InteractionLog, seed: number, purpose: string): Int32Array {
  const { ids } = log.learners;
  // Compared by code unit: the same on every machine, whatever its language.
  const byId = Int32Array.from(ids, (_, l) => l).sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1));
  return createRandomStream(seed, purpose).shuffle(byId);
}

function splitOff(name: string, shuffled: Int32Array, from: number, to: number): Fold {
  const test = shuffled.slice(from, to).sort();
  const train = new Int32Array(shuffled.length - test.length);
  train.set(shuffled.subarray(0, from));
  train.set(shuffled.subarray(to), from);
  return { name, train: train.sort(), test };
}

/**
 * Splits learners into `folds` parts of equal size (give or take one); in each fold one part is tested and the rest trains.
 * Every learner is tested exactly once. The same ids and seed give the same split in whatever order a file holds them.
 * O(L log L). @throws INVALID_CONFIG unless 2 <= folds <= learners
 */
export function learnerFolds(
  log: InteractionLog,
  { folds, seed = 1 }: { readonly folds: number; readonly seed?: number },
): Fold[] {
  const learners = log.learners.size;
  if (!Number.isInteger(folds) || folds < 2 || folds > learners) {
    throw new ZpdError("INVALID_CONFIG", {
      where: "learnerFolds",
      expected: `a whole number of folds, 2 to ${learners} (the number of learners)`,
      got: `${folds}`,
    });
  }
  const shuffled = shuffledLearners(log, seed, "learner-folds");
  const start = (fold: number): number => Math.floor((fold * learners) / folds);
  return Array.from({ length: folds }, (_, fold) =>
    splitOff(`fold ${fold + 1}`, shuffled, start(fold), start(fold + 1)),
  );
}

/**
 * Holds out a share of the learners (0…1, rounded, at least one learner on either side) for testing.
 * O(L log L). @throws INVALID_CONFIG unless 0 < share < 1 and there are two learners
 */
export function holdOut(
  log: InteractionLog,
  { share, seed = 1 }: { readonly share: number; readonly seed?: number },
): Fold {
  const learners = log.learners.size;
  if (!(share > 0 && share < 1) || learners < 2) {
    throw new ZpdError("INVALID_CONFIG", {
      where: "holdOut",
      expected: "a share between 0 and 1 of at least 2 learners",
      got: `${share} of ${learners}`,
    });
  }
  const count = Math.min(learners - 1, Math.max(1, Math.round(share * learners)));
  return splitOff("hold-out", shuffledLearners(log, seed, "hold-out"), 0, count);
}
