import {
  assertThat,
  type LearnerEnv,
  type Observation,
  type ResetOptions,
  type ResetResult,
  type Simulator,
  type StepInfo,
  type StepResult,
  ZpdError,
} from "@zpd/core";
import { checkActions, checkBatchSize, checkReset, notReset } from "../parts/check-actions";
import { createFoldedInfo, type FoldRows } from "../parts/folded-info";
import type { EnvironmentDescriptor } from "../types/simulated-env";

export interface FoldedSimulatorOptions {
  /** One simulator a fold, all of one id and over the same items. */
  readonly simulators: readonly Simulator[];
  /** Fold that each learner of the population belongs to `[L]`: an index into `simulators`, or `NO_FOLD`. */
  readonly foldOf: Int32Array;
  /** Name for reports. Default: the first simulator's. */
  readonly title?: string;
}

/** For a learner whom no fold may play: a reset that names her throws. */
export const NO_FOLD = -1;

const WHERE = "foldedSimulator";

/** The rows of a batch by the fold of their learner; folds without a row are left out. O(B + F). */
function rowsByFold(learners: Int32Array, foldOf: Int32Array, folds: number): { fold: number; rows: Int32Array }[] {
  const rows: number[][] = Array.from({ length: folds }, () => []);
  for (let b = 0; b < learners.length; b++) rows[foldOf[learners[b]!]!]!.push(b);
  return rows.flatMap((list, fold) => (list.length === 0 ? [] : [{ fold, rows: Int32Array.from(list) }]));
}

function createFoldedEnv(first: Simulator, batchSize: number, options: FoldedSimulatorOptions): LearnerEnv {
  const { simulators, foldOf } = options;
  const { id, items, qMatrix } = first;
  const where = `${WHERE} "${id}"`;
  const observation: Observation = { lastItem: new Int32Array(batchSize), lastScore: new Float32Array(batchSize) };
  const response = new Float32Array(batchSize);
  const reward = new Float64Array(batchSize);
  const terminated = new Uint8Array(batchSize);
  const truncated = new Uint8Array(batchSize);
  const gatherInfo = createFoldedInfo(where, batchSize, items.size);
  const envs: (LearnerEnv | undefined)[] = simulators.map(() => undefined);
  let groups: (FoldRows & { readonly env: LearnerEnv; readonly actions: Int32Array })[] | undefined;
  let info: StepInfo = {};

  function gather(results: readonly ResetResult[]): void {
    for (const [g, { rows }] of groups!.entries()) {
      const from = results[g]!.observation;
      for (let k = 0; k < rows.length; k++) {
        observation.lastItem[rows[k]!] = from.lastItem[k]!;
        observation.lastScore[rows[k]!] = from.lastScore[k]!;
      }
    }
    info = gatherInfo(
      groups!,
      results.map((result) => result.info),
    );
  }

  return {
    id,
    batchSize,
    items,
    qMatrix,

    reset(resetOptions: ResetOptions): ResetResult {
      const streams = checkReset(`${where}.reset`, resetOptions, batchSize, foldOf.length);
      const { seed, learners } = resetOptions;
      const homeless = learners.find((learner) => foldOf[learner] === NO_FOLD);
      assertThat(homeless === undefined, "INVALID_INPUT", {
        where: `${where}.reset`,
        expected: "learners who belong to a fold",
        got: `learner ${homeless}, who belongs to none`,
        advice: "play only learners that some fold was fitted without",
      });
      groups = rowsByFold(learners, foldOf, simulators.length).map(({ fold, rows }) => {
        let env = envs[fold];
        if (env?.batchSize !== rows.length) env = envs[fold] = simulators[fold]!.create(rows.length);
        return { fold, rows, env, actions: new Int32Array(rows.length) };
      });
      gather(
        groups.map(({ env, rows }) =>
          env.reset({ seed, learners: rows.map((b) => learners[b]!), streams: rows.map((b) => streams[b]!) }),
        ),
      );
      return { observation, info };
    },

    step(actions: Int32Array): StepResult {
      if (groups === undefined) throw notReset(`${where}.step`);
      // Before any fold moves: a refused step changes nothing.
      checkActions(`${where}.step`, actions, batchSize, items.size, info.actionMask);

      const results = groups.map(({ env, rows, actions: own }) => {
        for (let k = 0; k < rows.length; k++) own[k] = actions[rows[k]!]!;
        return env.step(own);
      });
      for (const [g, { rows }] of groups.entries()) {
        const result = results[g]!;
        for (let k = 0; k < rows.length; k++) {
          const b = rows[k]!;
          response[b] = result.response[k]!;
          reward[b] = result.reward[k]!;
          terminated[b] = result.terminated[k]!;
          truncated[b] = result.truncated[k]!;
        }
      }
      gather(results);
      return { observation, response, reward, terminated, truncated, info };
    },
  };
}

/**
 * One population of learners played by several simulators: learner `l` by the one of her fold. With simulators that
 * were each fitted without a fold's learners, nobody is played by a model that has seen her answers.
 *
 * Rows keep their order and every row is exactly what its fold's simulator makes of that learner, stream and seed. A
 * step costs the folds' steps, each on its own rows, plus O(B), or O(B I) where there is a mask. `F` folds, `L` learners.
 * @throws INVALID_INPUT when simulators differ in id or items, or a fold is not -1…F-1; CONTRACT when one fold knows a
 *   pre-test, a truth or a mask and another does not
 */
export function foldedSimulator(options: FoldedSimulatorOptions): Simulator {
  const { simulators, foldOf } = options;
  const first = simulators[0];
  if (first === undefined) {
    throw new ZpdError("INVALID_INPUT", { where: WHERE, expected: "at least one simulator", got: "none" });
  }
  for (const { id, items } of simulators) {
    assertThat(id === first.id, "INVALID_INPUT", {
      where: WHERE,
      expected: `folds of one simulator, "${first.id}"`,
      got: `"${id}" among them`,
    });
    const same = items === first.items || items.ids.every((item, index) => item === first.items.ids[index]);
    assertThat(same && items.size === first.items.size, "INVALID_INPUT", {
      where: WHERE,
      expected: `every fold of "${id}" to know the same ${first.items.size} items`,
      got: `${items.size} items in one, or others`,
      advice: "fit every fold on a log with the whole log's vocabularies (selectLearners keeps them)",
    });
  }
  const stray = foldOf.findIndex((fold) => !(fold >= NO_FOLD && fold < simulators.length));
  assertThat(stray < 0, "INVALID_INPUT", {
    where: WHERE,
    expected: `folds 0…${simulators.length - 1}, or ${NO_FOLD} for none`,
    got: `${foldOf[stray]} for learner ${stray}`,
  });
  const fixed = { ...options, foldOf: foldOf.slice() };
  return {
    id: first.id,
    title: options.title ?? first.title,
    items: first.items,
    qMatrix: first.qMatrix,
    create(batchSize) {
      checkBatchSize(`${WHERE}.create`, batchSize);
      return createFoldedEnv(first, batchSize, fixed);
    },
  };
}

export const foldedEnvironmentDescriptor: EnvironmentDescriptor = {
  id: "folded",
  title: "Learners played by the simulator of their fold; it takes that simulator's id",
  citation:
    "Cross-fitting, as in cross-validation by learner (Stone, Journal of the Royal Statistical Society B 36, 1974).",
  defaults: {},
};
