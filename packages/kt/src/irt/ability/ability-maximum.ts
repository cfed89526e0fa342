import type { AbilityObjective } from "./ability-objective";

/** Beyond this an ability is as good as infinite on any scale of items. */
const FARTHEST = 1e9;
const FLAT = 1e-12;
const MAX_STEPS = 200;
/** Looks at most over the range of one learner's items, when guessing may give several maxima. */
const MAX_LOOKS = 400;

const range = new Float64Array(3);

/**
 * The ability between `low` and `high` at which the slope falls through 0: Newton's method with the expected
 * information, and bisection where that leaves the bracket or does not halve the slope. The slope must be >= 0 at `low`
 * and <= 0 at `high`.
 */
function fallingRoot(objective: AbilityObjective, low: number, high: number): number {
  let left = low;
  let right = high;
  let at = 0.5 * (left + right);
  let before = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MAX_STEPS; step++) {
    objective.evaluate(at);
    if (objective.slope === 0) return at;
    if (objective.slope > 0) left = at;
    else right = at;
    const newton = at + objective.slope / objective.information;
    const trusted = newton > left && newton < right && Math.abs(objective.slope) < 0.5 * before;
    const next = trusted ? newton : 0.5 * (left + right);
    before = Math.abs(objective.slope);
    if (Math.abs(next - at) <= 1e-12 * (1 + Math.abs(at))) return next;
    at = next;
  }
  return at;
}

/** From `start` outwards to where the slope points back; NaN when it never does. */
function reach(objective: AbilityObjective, start: number, direction: number): number {
  for (let at = start, step = direction; Math.abs(at) < FARTHEST; at += step, step *= 2) {
    objective.evaluate(at);
    if (objective.slope * direction <= 0) return at;
  }
  return Number.NaN;
}

/**
 * The highest maximum of an objective for the learner it is turned to; plus or minus infinity when it rises for ever,
 * which only a likelihood without a prior does.
 *
 * Without guessing likelihood and posterior have one maximum. With it, and for several answers, they may have more:
 * then the slope is looked at all over the range of the items, and the highest of the maxima found is taken. Two maxima
 * nearer than half the width of the steepest item may be taken for one.
 *
 * O(answers x 5 to 10), with guessing O(answers x 50 to 400).
 * @param bounded whether a prior or Warm's term keeps the maximum finite
 */
export function maximiseAbility(objective: AbilityObjective, bounded: boolean): number {
  if (!objective.guesses()) {
    if (!bounded) {
      if (objective.limit(1) > Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
      if (objective.limit(-1) > Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
    }
    return fallingRoot(objective, reach(objective, -1, -1), reach(objective, 1, 1));
  }
  objective.fillRange(range);
  const low = range[0]!;
  const high = range[1]!;
  const looks = Math.min(MAX_LOOKS, Math.ceil((high - low) * 2 * range[2]!) + 1);
  let best = Number.NaN;
  let bestValue = Number.NEGATIVE_INFINITY;
  const consider = (from: number, to: number): void => {
    const root = fallingRoot(objective, from, to);
    objective.evaluate(root);
    // Without any information the slope is 0 because it has underflowed: no maximum, but the way to infinity.
    if (objective.information > FLAT && objective.value > bestValue) {
      bestValue = objective.value;
      best = root;
    }
  };
  objective.evaluate(low);
  let rising = objective.slope > 0;
  // A slope that falls already at the low end has its maximum below, or at minus infinity.
  if (!rising) {
    const below = reach(objective, low, -1);
    if (!Number.isNaN(below)) consider(below, low);
  }
  let from = low;
  for (let k = 1; k <= looks; k++) {
    const to = low + ((high - low) * k) / looks;
    objective.evaluate(to);
    const rises = objective.slope > 0;
    if (rising && !rises) consider(from, to);
    rising = rises;
    from = to;
  }
  if (rising) {
    const above = reach(objective, high, 1);
    if (!Number.isNaN(above)) consider(high, above);
  }
  if (bounded) return best;
  const limit = Math.max(objective.limit(1), objective.limit(-1));
  if (limit < bestValue) return best;
  return objective.limit(1) === limit ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
