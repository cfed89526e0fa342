import { assertLength, assertThat, type Vocabulary } from "@zpd/core";
import type { RemStudy } from "../types/rem-study";

const WHERE = "RemStudy";

function sameIds(a: Vocabulary, b: Vocabulary): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (let index = 0; index < a.size; index++) if (a.ids[index] !== b.ids[index]) return false;
  return true;
}

function assertDistinct(kind: string, ids: readonly string[]): void {
  assertThat(ids.length > 0, "INVALID_INPUT", { where: WHERE, expected: `at least one ${kind}`, got: "none" });
  const seen = new Set<string>();
  for (const id of ids) {
    assertThat(!seen.has(id), "INVALID_INPUT", {
      where: WHERE,
      expected: `${kind} ids that differ`,
      got: `"${id}" twice`,
    });
    seen.add(id);
  }
}

/**
 * Checks a study once, before anything is played: O(I · (policies + simulators) + L).
 * @throws INVALID_INPUT, SHAPE
 */
export function checkStudy(study: RemStudy): void {
  assertDistinct(
    "policy",
    study.policies.map(({ id }) => id),
  );
  assertDistinct(
    "simulator",
    study.simulators.map(({ id }) => id),
  );
  assertDistinct(
    "reward model",
    [study.rewardModel, ...(study.otherRewardModels ?? [])].map(({ id }) => id),
  );
  const { items } = study.rewardTracer;
  for (const [kind, list] of [
    ["policy", study.policies],
    ["simulator", study.simulators],
  ] as const) {
    for (const each of list) {
      assertThat(sameIds(each.items, items), "INVALID_INPUT", {
        where: WHERE,
        expected: `${kind} "${each.id}" to know the ${items.size} items of the reward tracer "${study.rewardTracer.id}"`,
        got: `a vocabulary of ${each.items.size} items`,
        advice: "build policies, simulators and tracers on one vocabulary",
      });
    }
  }
  for (const { id, rewardTracer } of study.otherRewardModels ?? []) {
    assertThat(rewardTracer === undefined || sameIds(rewardTracer.items, items), "INVALID_INPUT", {
      where: WHERE,
      expected: `the tracer of reward model "${id}" to know the ${items.size} items of "${study.rewardTracer.id}"`,
      got: `a vocabulary of ${rewardTracer?.items.size} items`,
    });
  }
  const { lengths, learners, preTest, repeats, seed } = study;
  const ascending = lengths.every((length, k) => Number.isInteger(length) && length > (k === 0 ? 0 : lengths[k - 1]!));
  assertThat(lengths.length > 0 && ascending, "INVALID_INPUT", {
    where: WHERE,
    expected: "lengths to be whole numbers from 1, strictly ascending",
    got: `[${lengths.join(", ")}]`,
  });
  assertThat(learners.length >= 2, "INVALID_INPUT", {
    where: WHERE,
    expected: "at least two learners, since intervals come from the spread between learners",
    got: `${learners.length}`,
  });
  assertThat(new Set(learners).size === learners.length, "INVALID_INPUT", {
    where: WHERE,
    expected: "each learner once, since the same learner twice would count as two",
    got: `${learners.length} indices of ${new Set(learners).size} learners`,
    advice: "ask for more repeats instead",
  });
  assertThat(Number.isInteger(repeats) && repeats >= 1, "INVALID_INPUT", {
    where: WHERE,
    expected: "repeats to be a whole number from 1",
    got: `${repeats}`,
  });
  assertThat(Number.isSafeInteger(seed) && seed >= 0, "INVALID_INPUT", {
    where: WHERE,
    expected: "seed to be a whole number from 0",
    got: `${seed}`,
  });
  if (preTest === undefined) return;
  assertLength(WHERE, "preTest", preTest, learners.length, "[L]");
  for (let l = 0; l < preTest.length; l++) {
    assertThat(!(preTest[l]! < 0 || preTest[l]! > 1), "INVALID_INPUT", {
      where: WHERE,
      expected: "preTest in 0…1, or NaN where a learner has none",
      got: `${preTest[l]} for learner ${learners[l]}`,
    });
  }
}
