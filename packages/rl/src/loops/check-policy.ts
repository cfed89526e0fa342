import {
  type CheckFinding,
  CheckFindings,
  NO_ITEM,
  type Policy,
  type Recommendation,
  type ScoreExplanation,
} from "@zpd/core";
import { firstDifference, playTranscript, type TranscriptPlan } from "../parts/policy-transcript";

export interface CheckPolicyOptions {
  /** Steps of each run. Default 12. */
  readonly steps?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default 5. */
  readonly batchSize?: number;
  /** Places of a slate. Default 3. */
  readonly k?: number;
  /** Test before the course of every learner `[B]`, for policies that need one. */
  readonly preTest?: Float64Array;
}

/** What holds for every recommendation. */
function checkRecommendation(
  findings: CheckFindings,
  offer: Recommendation,
  actionMask: Uint8Array | undefined,
  batchSize: number,
  k: number,
  itemCount: number,
): void {
  const { items, scores, propensities } = offer;
  const size = batchSize * k;
  const whole =
    findings.hasShape("items", items, Int32Array, size) &&
    findings.hasShape("scores", scores, Float32Array, size) &&
    (propensities === undefined || findings.hasShape("propensities", propensities, Float32Array, size));
  if (!whole) return;
  for (let b = 0; b < batchSize; b++) {
    const slate = new Set<number>();
    let allowed = false;
    for (let i = 0; i < itemCount && !allowed; i++)
      allowed = actionMask === undefined || actionMask[b * itemCount + i] === 1;
    if (allowed && items[b * k] === NO_ITEM)
      findings.report("offers", "expected an item where one is allowed, got none");
    for (let at = b * k; at < (b + 1) * k; at++) {
      const item = items[at]!;
      if (item === NO_ITEM) {
        if (!Number.isNaN(scores[at]!)) findings.report("empty places", `expected the score NaN, got ${scores[at]}`);
        continue;
      }
      if (!(item >= 0 && item < itemCount)) {
        findings.report("known items", `expected 0…${itemCount - 1} or NO_ITEM, got ${item}`);
        continue;
      }
      if (Number.isNaN(scores[at]!)) findings.report("empty places", `expected a score with item ${item}, got NaN`);
      if (at > b * k && items[at - 1] === NO_ITEM)
        findings.report("empty places", "expected them at the end of the slate");
      if (at > b * k && scores[at]! > scores[at - 1]!) findings.report("best first", "expected scores that never rise");
      if (slate.has(item)) findings.report("no repeats", `item ${item} comes twice in a slate`);
      slate.add(item);
      if (actionMask?.[b * itemCount + item] === 0) findings.report("mask honoured", `offered the masked item ${item}`);
      if (propensities !== undefined && !(propensities[at]! > 0 && propensities[at]! <= 1))
        findings.report("propensities", `expected a probability above 0, got ${propensities[at]}`);
    }
  }
}

/** What holds for every explanation of a slate. */
function checkExplanation(findings: CheckFindings, { formula, parts }: ScoreExplanation, items: Int32Array): void {
  const names = parts.map(({ name }) => name);
  if (new Set(names).size !== names.length || !names.every((name) => name !== "" && formula.includes(name)))
    findings.report("explains", `expected a formula of the parts' names, got "${formula}" and ${names.join(", ")}`);
  for (const { name, values } of parts) {
    if (!findings.hasShape(`explanation ${name}`, values, Float32Array, items.length)) continue;
    const at = values.findIndex((value, n) => (items[n] === NO_ITEM) !== Number.isNaN(value));
    if (at >= 0) findings.report("explains", `${name}: got ${values[at]} for item ${items[at]}`);
  }
}

/**
 * Puts a policy through its contract with made masks and answers, and returns the rules it breaks, the first finding
 * of each; an empty list means none was found. Whatever the policy throws is a finding.
 *
 * Rules: `shapes`, `known items`, `mask honoured`, `no repeats` (inside a slate), `best first`, `empty places`
 * (`NO_ITEM` with NaN, at the end), `offers` (something where anything is allowed), `propensities`, `determinism`,
 * `recommend changes nothing` (policies without propensities give the same answer twice, also after `explain`),
 * `explains` (a number for each item of a slate, NaN for none, in parts that the formula names), `plain state` (a
 * `structuredClone` goes on alike), `keeps no learners` (two runs at once do not meet), `batch invariance`,
 * `inputs untouched` (neither changed nor kept), `runs`. Cost: about 7 runs of `steps`.
 */
export function checkPolicy(policy: Policy, options: CheckPolicyOptions = {}): readonly CheckFinding[] {
  const { steps = 12, seed = 1, batchSize = 5, k = 3, preTest } = options;
  const findings = new CheckFindings();
  const learners = Int32Array.from({ length: batchSize }, (_, b) => b);
  const plan: TranscriptPlan = { seed, steps, k, learners, preTest };
  const compare = (rule: string, what: string, a: readonly number[][], b: readonly number[][]): void => {
    for (const [row, values] of a.entries()) {
      const at = firstDifference(values, b[row] ?? []);
      if (at >= 0) findings.report(rule, `${what}: row ${row} differs, ${values[at]} against ${b[row]?.[at]}`);
    }
  };
  try {
    const first = playTranscript(policy, {
      ...plan,
      onChangedInput: (name) => findings.report("inputs untouched", `expected ${name} to stay as handed in`),
      onRecommend: (offer, actionMask) =>
        checkRecommendation(findings, offer, actionMask, batchSize, k, policy.items.size),
    });
    if (findings.has("shapes")) return findings.list();
    compare("determinism", "a second run under the same seed", first, playTranscript(policy, plan));
    if (findings.has("determinism")) return findings.list();

    playTranscript(policy, {
      ...plan,
      onRecommend(offer, actionMask, state) {
        // Copied: the second call may use the same arrays.
        const items = Array.from(offer.items);
        const explanation = policy.explain?.(state, Int32Array.from(items));
        if (explanation !== undefined) checkExplanation(findings, explanation, Int32Array.from(items));
        if (offer.propensities !== undefined) return;
        const again = policy.recommend(state, { k, ...(actionMask === undefined ? {} : { actionMask }) });
        compare("recommend changes nothing", "a second call", [items], [Array.from(again.items)]);
      },
    });
    const cloned = playTranscript(policy, { ...plan, replaceState: (state) => structuredClone(state) });
    compare("plain state", "a run on copies of its state", first, cloned);

    const others = learners.map((learner) => learner + batchSize);
    const other = policy.start({
      batchSize,
      seed: seed + 1,
      learners: others,
      ...(preTest === undefined ? {} : { preTest }),
    });
    const between = playTranscript(policy, {
      ...plan,
      replaceState(state) {
        const { items } = policy.recommend(other, { k: 1 });
        policy.observe(other, items.slice(), new Float32Array(batchSize).fill(1));
        return state;
      },
    });
    compare("keeps no learners", "a run with another one between its steps", first, between);
    compare(
      "inputs untouched",
      "a run whose input arrays were overwritten after each call",
      first,
      playTranscript(policy, { ...plan, spoilInputs: true }),
    );

    const backwards = playTranscript(policy, {
      ...plan,
      learners: learners.slice().reverse(),
      preTest: preTest?.slice().reverse(),
    });
    compare("batch invariance", "the same learners in reversed order", first, backwards.reverse());
    for (const learner of [0, batchSize - 1]) {
      const alone = playTranscript(policy, {
        ...plan,
        learners: Int32Array.of(learner),
        preTest: preTest?.slice(learner, learner + 1),
      });
      compare("batch invariance", `learner ${learner} alone`, alone, [first[learner]!]);
    }
  } catch (error) {
    findings.report("runs", `threw ${String(error)}`);
  }
  return findings.list();
}
