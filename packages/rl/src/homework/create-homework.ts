import { assertLength, checkOptions, type ItemParameters, NO_ITEM, ZpdError } from "@zpd/core";
import { checkBank } from "../parts/check-bank";
import { createLimitedList } from "../parts/limited-list";
import { checkHomeworkOptions, PROBABILITY_REASON, readContentLimit, scaleColumns } from "./homework-checks";
import type { Homework, HomeworkItem, HomeworkLearner, HomeworkOptions } from "./homework-types";
import { createItemSearch } from "./item-search";
import type { SearchRequest } from "./search-types";

const DEFAULT_TARGET = 0.7;
const DEFAULT_K = 10;

/** Throws INVALID_INPUT on a target or `k` out of range. */
function checkCall(where: string, target: number, k: number): void {
  if (!(target >= 0 && target <= 1))
    throw new ZpdError("INVALID_INPUT", { where, expected: "a target in 0…1", got: String(target) });
  if (!Number.isSafeInteger(k) || k < 1)
    throw new ZpdError("INVALID_INPUT", { where, expected: "k of at least 1", got: String(k) });
}

/** Copies one learner's values `[D]` into `out`. @throws SHAPE, INVALID_INPUT */
function readRow(
  where: string,
  name: string,
  values: number | ArrayLike<number>,
  out: Float64Array,
  isValid: (value: number) => boolean,
  rule: string,
): void {
  const list = typeof values === "number" ? [values] : values;
  assertLength(where, name, list, out.length, "[D]");
  for (let d = 0; d < out.length; d++) {
    out[d] = list[d]!;
    if (!isValid(out[d]!))
      throw new ZpdError("INVALID_INPUT", { where, expected: `${name} ${rule}`, got: `${out[d]}` });
  }
}

/**
 * Smart Homework: what a learner should practise next out of a large bank, each item with its reasons.
 *
 *   score = probabilityWeight (-|P(correct) - target|) + sum over columns of weight x scaled value
 *
 * A list holds the `k` items of the highest score among those not seen, eligible and inside the content limits; ties go
 * to the earlier item. P(correct) is averaged over the posterior of ability and item parameters by MacKay's probit form
 *
 *   P = guess + (1 - guess) sigmoid(m / sqrt(1 + pi v / 8)),  m = E a . E theta - E b,
 *   v = sum_d (E a_d)² Var theta_d + Var a_d (E theta_d² + Var theta_d) + Var b
 *
 * as `predictAnswers` of `@zpd/kt/irt` has it. Its error against the exact average over a normal logit is below 0.02
 * everywhere, and below 0.005 where v is at most 1. `integrate: false` plugs the means in.
 *
 * The content limits choose the list of the largest total score that keeps them; an item has one area.
 *
 * Source: Shi & Athey's Smart Homework (homework whose predicted probability is near 0.7, unseen items only, further
 * weighted factors). The searches are this project's, and exact: a k-d tree with bounds for up to five factors
 * (`tree-search.ts`), a scan of packed rows for more (`scan-search.ts`).
 * Cost: building O(I (D + log I)), 0.4 s for 334,000 items of one factor; a learner's list 0.3 ms there, and with 20
 * factors 7 to 17 ms, O(I D). Memory beside the bank, bytes an item: with scales about 18 D + 50 in a tree, 6 D + 30 in a scan.
 * @throws SHAPE, INVALID_INPUT, INVALID_CONFIG, UNKNOWN_NAME
 */
export function createHomework(bank: ItemParameters, options: HomeworkOptions = {}): Homework {
  const itemCount = checkBank("createHomework", bank);
  checkHomeworkOptions(options);
  const { target: usualTarget = DEFAULT_TARGET, k: usualK = DEFAULT_K, probabilityWeight: weight = 1 } = options;
  const { integrate = true, eligible } = options;
  if (eligible !== undefined) assertLength("createHomework", "eligible", eligible, itemCount, "[I]");
  const columns = scaleColumns(options.columns ?? [], bank);
  const limits = readContentLimit(options.content, bank);
  const staticScore = new Float64Array(itemCount);
  for (const column of columns)
    for (let i = 0; i < itemCount; i++) staticScore[i]! += column.weight * column.values[i]!;
  const all = Int32Array.from({ length: itemCount }, (_, i) => i);
  const given = eligible === undefined ? all : all.filter((item) => eligible[item] !== 0);
  const { search, probability } = createItemSearch({
    bank,
    integrate,
    weight,
    staticScore,
    eligible: given,
    group: limits.area,
  });
  // How many eligible items each area has; one more place for those without an area.
  const available = new Int32Array(limits.names.length + 1);
  for (const item of given) available[limits.area[item]! < 0 ? limits.names.length : limits.area[item]!]!++;

  /** An empty list of at most `k` places: no more than could ever be filled, or its worst would never count. */
  function listOf(k: number) {
    const atMost = limits.atMost(k);
    let places = available[limits.names.length]!;
    for (const [area, most] of atMost.entries()) places += Math.min(most, available[area]!);
    return createLimitedList(Math.min(k, places), atMost);
  }

  // An item is blocked for a learner where its mark is the learner's number.
  const blocked = new Uint32Array(itemCount);
  let learnerNumber = 0;

  /** Marks a stretch of item indices as not to be given now. */
  function block(where: string, items: ArrayLike<number>, from: number, to: number): void {
    if (++learnerNumber > 0xffffffff) {
      blocked.fill(0);
      learnerNumber = 1;
    }
    for (let n = from; n < to; n++) {
      const item = items[n]!;
      if (!(item >= 0 && item < itemCount && Number.isInteger(item))) {
        throw new ZpdError("UNKNOWN_ID", { where, expected: `item indices 0…${itemCount - 1}`, got: String(item) });
      }
      blocked[item] = learnerNumber;
    }
  }

  function requestOf(where: string, learner: HomeworkLearner): SearchRequest {
    checkOptions(where, learner, {
      ability: { kind: "any" },
      abilityScale: { kind: "any" },
      exclude: { kind: "any" },
      mask: { kind: "any" },
      k: { kind: "any" },
      target: { kind: "any" },
    });
    const { ability, abilityScale = new Float64Array(bank.factors), target = usualTarget, mask } = learner;
    const row = new Float64Array(bank.factors);
    const variance = new Float64Array(bank.factors);
    readRow(where, "ability", ability, row, Number.isFinite, "of finite numbers");
    readRow(where, "abilityScale", abilityScale, variance, (x) => x >= 0 && x < Infinity, "of finite numbers from 0");
    for (let d = 0; d < variance.length; d++) variance[d]! *= variance[d]!;
    if (mask !== undefined) assertLength(where, "mask", mask, itemCount, "[I]");
    const mayGive = (item: number) => blocked[item] !== learnerNumber && (mask === undefined || mask[item] !== 0);
    return { ability: row, abilityVariance: variance, target, mayGive };
  }

  function describe(request: SearchRequest, item: number): HomeworkItem {
    const p = probability(request, item);
    const distance = -Math.abs(p - request.target);
    const reasons = [{ name: PROBABILITY_REASON, weight, value: distance }];
    for (const { name, weight, values } of columns) reasons.push({ name, weight, value: values[item]! });
    return { item, id: bank.items.ids[item]!, probability: p, score: staticScore[item]! + weight * distance, reasons };
  }

  return {
    recommend(learner) {
      const where = "recommend";
      const { exclude = [], k = usualK, target = usualTarget } = learner;
      checkCall(where, target, k);
      const request = requestOf(where, learner);
      block(where, exclude, 0, exclude.length);
      const list = listOf(k);
      if (list.entries.length > 0) search(request, list);
      return Array.from(list.entries.subarray(0, list.size), (item) => describe(request, item));
    },

    recommendBatch({ ability, abilityScale }, batch = {}) {
      const where = "recommendBatch";
      checkOptions(where, batch, {
        k: { kind: "any" },
        target: { kind: "any" },
        seen: { kind: "any" },
        mask: { kind: "any" },
        maxExposure: { kind: "number", low: Number.MIN_VALUE, high: 1 },
      });
      const { k = usualK, target = usualTarget, seen, mask, maxExposure } = batch;
      checkCall(where, target, k);
      const { factors } = bank;
      const learners = ability.length / factors;
      if (!Number.isInteger(learners)) {
        const expected = `ability [L, D] with D = ${factors}`;
        throw new ZpdError("SHAPE", { where, expected, got: `${ability.length} values` });
      }
      if (abilityScale !== undefined) assertLength(where, "abilityScale", abilityScale, ability.length, "[L, D]");
      if (seen !== undefined) assertLength(where, "seen.offsets", seen.offsets, learners + 1, "[L + 1]");
      if (mask !== undefined) assertLength(where, "mask", mask, itemCount, "[I]");
      const most = maxExposure === undefined ? Infinity : Math.max(1, Math.floor(maxExposure * learners + 1e-9));
      const exposed = new Uint32Array(maxExposure === undefined ? 0 : itemCount);
      const request: SearchRequest = {
        ability: new Float64Array(factors),
        abilityVariance: new Float64Array(factors),
        target,
        mayGive: (item) =>
          blocked[item] !== learnerNumber &&
          (mask === undefined || mask[item] !== 0) &&
          (maxExposure === undefined || exposed[item]! < most),
      };
      const list = listOf(k);
      const items = new Int32Array(learners * k).fill(NO_ITEM);
      const scores = new Float64Array(learners * k).fill(Number.NaN);
      const probabilities = new Float64Array(learners * k).fill(Number.NaN);
      if (list.entries.length === 0) return { k, items, scores, probabilities };
      for (let l = 0; l < learners; l++) {
        for (let d = 0; d < factors; d++) {
          const mean = ability[l * factors + d]!;
          const scale = abilityScale === undefined ? 0 : abilityScale[l * factors + d]!;
          if (!(Number.isFinite(mean) && scale >= 0 && scale < Infinity)) {
            const expected = "finite abilities, with scales from 0";
            throw new ZpdError("INVALID_INPUT", { where, expected, got: `${mean} and ${scale} for learner ${l}` });
          }
          request.ability[d] = mean;
          request.abilityVariance[d] = scale * scale;
        }
        if (seen === undefined) block(where, [], 0, 0);
        else block(where, seen.item, seen.offsets[l]!, seen.offsets[l + 1]!);
        list.clear();
        search(request, list);
        for (let n = 0; n < list.size; n++) {
          const item = list.entries[n]!;
          items[l * k + n] = item;
          scores[l * k + n] = list.scores[n]!;
          probabilities[l * k + n] = probability(request, item);
          if (maxExposure !== undefined) exposed[item]!++;
        }
      }
      return { k, items, scores, probabilities };
    },

    explain(learner, items) {
      const where = "explain";
      checkCall(where, learner.target ?? usualTarget, learner.k ?? usualK);
      const request = requestOf(where, learner);
      block(where, items, 0, items.length);
      return Array.from(items, (item) => describe(request, item));
    },
  };
}
