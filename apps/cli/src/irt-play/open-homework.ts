import { type ItemParameters, ZpdError } from "@zpd/core";
import { createHomework, type Homework } from "@zpd/rl";
import { readItemList } from "../irt/item-list";
import { readSavedModel, type SavedIrtModel } from "../irt/saved-model";
import { readData } from "../read-data";
import type { Run } from "../run-command";
import { contentOfConcepts } from "./concept-limits";
import type { HomeworkCommandOptions } from "./homework-options";
import { answersToKnown, type LearnerStanding, standingsOf } from "./learner-standing";
import { plural } from "./plural";
import { unknownIdError } from "./unknown-id";
import { readWeightedColumns } from "./weighted-columns";

/** A bank, who is to practise, and how a list is made. */
export interface OpenHomework {
  readonly saved: SavedIrtModel;
  readonly standings: readonly LearnerStanding[];
  readonly homework: Homework;
  /** The model's items as `homework` has them: without scales where these do not count. */
  readonly bank: ItemParameters;
  /** 1 for every item that may be given at all `[I]`. */
  readonly eligible: Uint8Array;
}

/**
 * Reads everything that lists of homework for some learners need.
 * @param where option that named the learners, for messages
 * @throws UNKNOWN_ID, INVALID_INPUT, UNSUPPORTED
 */
export async function openHomework(
  where: string,
  learners: readonly string[],
  directory: string,
  options: HomeworkCommandOptions,
  run: Run,
): Promise<OpenHomework> {
  const saved = await readSavedModel(directory);
  const { items } = saved.parameters;
  const eligible = await eligibleItems(options.exclude, saved.parameters);
  const columns = await readWeightedColumns(options, items, run);
  const content =
    options.limit === undefined ? {} : { content: contentOfConcepts(options.limit, saved.qMatrix, items) };
  const log = await readAnswers(options, saved, run);
  const standings = await standingsOf(where, learners, saved, log, options, run);
  const unseen = log === undefined ? 0 : standings.filter(({ seen }) => seen.length === 0).length;
  if (unseen > 0) {
    run.display.note(`  no answers in --data to leave out for ${plural(unseen, "learner")} of ${standings.length}`);
  }
  const integrate = options.integrate === true;
  const bank = bankFor(saved.parameters, integrate, run);
  const homework = createHomework(bank, {
    k: options.k,
    target: options.target,
    columns,
    integrate,
    eligible,
    ...content,
  });
  return { saved, standings, homework, bank, eligible };
}

/** 1 for every item but those of `--exclude`. */
async function eligibleItems(path: string | undefined, { items }: ItemParameters): Promise<Uint8Array> {
  const eligible = new Uint8Array(items.size).fill(1);
  if (path === undefined) return eligible;
  for (const id of await readItemList("--exclude", path)) {
    const index = items.indexOf(id);
    if (index < 0) {
      const location = { file: path };
      throw unknownIdError({ where: "--exclude", expected: "an item of the model", id, known: items.ids, location });
    }
    eligible[index] = 0;
  }
  return eligible;
}

/** The answers of `--data` to items that the model knows; what else there is, is said. */
async function readAnswers({ data, ...options }: HomeworkCommandOptions, saved: SavedIrtModel, run: Run) {
  if (data === undefined) {
    if (options.exclude === undefined) {
      run.display.note("without --data nobody knows which items were seen: the list may hold some of them");
    }
    return undefined;
  }
  const { dataset } = await readData({ ...options, data }, run);
  const { log, unknownItems, unknownAnswers } = answersToKnown(dataset.log, saved);
  if (dataset.log.item.length === unknownAnswers) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--data",
      expected: "answers to items of the model",
      got: `${unknownItems.toLocaleString("en-US")} other items`,
      location: { file: data.join(" ") },
      advice: "give the log that the model was fitted on, or one over the same items",
    });
  }
  if (unknownAnswers > 0) {
    const counts = `${plural(unknownAnswers, "answer")} to ${plural(unknownItems, "item")}`;
    run.display.note(`  left out: ${counts} that the model does not know`);
  }
  return log;
}

const SCALES = ["discriminationScale", "thresholdScale", "guessScale"] as const;

/** The bank with its uncertainty where that counts; a standard error that the fit could not give counts as 0, and is said. */
function bankFor(parameters: ItemParameters, integrate: boolean, run: Run): ItemParameters {
  const { discriminationScale: _a, thresholdScale: _t, guessScale: _g, ...means } = parameters;
  if (!integrate) return means;
  const scales: Partial<Record<(typeof SCALES)[number], Float64Array>> = {};
  let unknown = 0;
  for (const name of SCALES) {
    const scale = parameters[name];
    if (scale === undefined) continue;
    unknown += scale.filter((value) => !Number.isFinite(value)).length;
    scales[name] = scale.map((value) => (Number.isFinite(value) ? value : 0));
  }
  if (unknown > 0) run.display.note(`  warning: ${unknown} standard errors of items are unknown and count as 0`);
  return { ...means, ...scales };
}
