import { createRandomField, ZpdError } from "@zpd/core";
import {
  currentTask,
  type PracticeLogEntry,
  type PracticeState,
  similarItems,
  startPractice,
  stepPractice,
} from "@zpd/rl";
import { Command } from "commander";
import { type AnswerOptions, type AnswerSource, openAnswers } from "../irt-play/answer-source";
import { readExplanations } from "../irt-play/explanations";
import { addHomeworkOptions, type HomeworkCommandOptions } from "../irt-play/homework-options";
import { standingText } from "../irt-play/homework-text";
import { readItemTexts } from "../irt-play/item-texts";
import type { LearnerStanding } from "../irt-play/learner-standing";
import { type OpenHomework, openHomework } from "../irt-play/open-homework";
import { plural } from "../irt-play/plural";
import { loadPractice, savePractice } from "../irt-play/practice-file";
import { effectText, resultsText, taskText } from "../irt-play/practice-text";
import { unknownIdError } from "../irt-play/unknown-id";
import { addCommonOptions, addRequiredOption } from "../options";
import type { Terminal } from "../output/terminal";
import { actionOf, type Run, roundSeconds } from "../run-command";

interface PractiseOptions extends HomeworkCommandOptions, AnswerOptions {
  readonly learner: string;
  readonly explanations?: string;
  readonly texts?: string;
  readonly state?: string;
}

const WHERE = "irt practise";
/** Similar items kept of each homework item; one is given, the others where it was given before. */
const SIMILAR_KEPT = 10;
/** A made learner is right on a step of an explanation so often: no model knows these. */
const STEP_PROBABILITY = 0.7;

export function irtPractiseCommand(terminal: Terminal): Command {
  return addHomeworkOptions(
    addRequiredOption(
      addCommonOptions(new Command("practise").argument("<dir>", "a saved model")),
      "--learner <id>",
      "who practises",
    ),
  )
    .description("Play homework that learns, practises and explains: steps and a similar item after a wrong answer.")
    .option("--explanations <file>", "JSON: item ids to lists of steps, each with an id and hints")
    .option("--texts <file>", "CSV with the columns item and text: shown with the ids")
    .option("--answers <file>", "answers instead of typed ones, one a line: r or w")
    .option("--simulate", "answers drawn from the model")
    .option("--state <file>", "keep the practice in this file after each answer, and go on from it")
    .addHelpText(
      "after",
      `
On a terminal each item is shown and its answer asked for: right, wrong, or leave. An item answered wrongly is explained in steps
that only a right answer passes, a wrong one brings a hint; then comes one similar item, and the homework goes on. Without
--explanations each concept of an item stands for one step. Similar items share concepts and are equally hard for the learner.
With --simulate steps are answered rightly with probability ${STEP_PROBABILITY}, for no model knows them. A practice of --state keeps its items:
--k, --target and what else chooses them count at its start.

Example:
  zpd irt practise models/2pl --learner learner-7 --k 4 --data answers.csv --simulate --state practice.json`,
    )
    .action(actionOf<PractiseOptions>(terminal, practise));
}

async function practise(options: PractiseOptions, run: Run, directory = ""): Promise<void> {
  const { learner, state: path, json, seed } = options;
  const open = await openHomework("--learner", [learner], directory, options, run);
  const standing = open.standings[0]!;
  const textOf = await readItemTexts(options.texts, open.bank.items, run);
  const before = path === undefined ? undefined : await loadPractice(path, learner);
  if (before !== undefined) checkItems(before.state, open, path!);
  const { target, state: start } = before ?? {
    target: options.target,
    state: await startOf(open, standing, options),
  };
  const draw = drawer(open, standing, seed);
  let reached = start;
  const source = start.phase === "done" ? noAnswers : await openAnswers(WHERE, options, run, () => draw(reached));
  // Beside the one document the play is shown to who answers, and to nobody else.
  const show = json !== true ? run.terminal.out : source.isTyped ? run.terminal.err : () => undefined;
  run.display.end();
  const onwards = start.phase === "done" ? "is over" : "goes on";
  const from =
    before === undefined ? "" : `the practice of ${path} ${onwards} after ${plural(start.eventCount, "answer")}\n`;
  show(`${standingText(standing)}\n${from}${start.phase === "done" ? "" : "\n"}`);
  const stage: Stage = {
    source,
    textOf,
    show,
    keep: async (state) => {
      if (path !== undefined) await savePractice(path, { learner, target, state });
    },
    leavingEnds: path === undefined,
    signal: run.signal,
  };
  const { state, entries } = await play(start, stage, (state) => {
    reached = state;
  });
  const result = {
    learner,
    target,
    plan: state.plan.items,
    ...(before === undefined ? {} : { resumedAfter: start.eventCount }),
    events: entries,
    results: state.results,
    finished: state.phase === "done",
    ...(path === undefined ? {} : { path }),
    seed,
    backend: run.backend,
    seconds: roundSeconds(run.seconds()),
  };
  const end = state.phase === "done" ? "" : `; kept in ${path}, the same command goes on`;
  run.terminal.out(json === true ? `${JSON.stringify(result)}\n` : `\n${resultsText(state.results)}${end}\n`);
}

/** Homework with explanations and similar items, at its start. @throws INVALID_INPUT where no item may be given */
async function startOf(
  open: OpenHomework,
  standing: LearnerStanding,
  options: PractiseOptions,
): Promise<PracticeState> {
  const { homework, bank, saved, eligible } = open;
  const { items } = bank;
  const { ability, abilityScale, seen } = standing;
  const given = homework.recommend({ ability, abilityScale, exclude: seen });
  if (given.length === 0) {
    throw new ZpdError("INVALID_INPUT", {
      where: WHERE,
      expected: "items that may be given",
      got: `none: all ${items.size.toLocaleString("en-US")} are seen, excluded or over a limit`,
      advice: "exclude less, or leave out --data",
    });
  }
  const explanationOf = await readExplanations(options.explanations, items, saved.qMatrix);
  const barred = new Set([...seen, ...given.map(({ item }) => item)]);
  const similar = (id: string): string[] =>
    Array.from(similarItems(bank, saved.qMatrix, items.indexOf(id), { k: items.size, ability }))
      .filter((item) => eligible[item] === 1 && !barred.has(item))
      .slice(0, SIMILAR_KEPT)
      .map((item) => items.ids[item]!);
  const plan = { items: given.map(({ item, id }) => ({ item: id, explanation: explanationOf(item) })) };
  return startPractice(plan, { similar }).state;
}

/** Of a practice that is over, which needs none. */
const noAnswers: AnswerSource = { isTyped: false, next: async () => "quit", end: () => undefined };

/** Whether a made learner is right on a task, by the place of the answer in the practice: equal after an interrupt. */
function drawer(
  { homework, bank }: OpenHomework,
  { ability, abilityScale }: LearnerStanding,
  seed: number,
): (state: PracticeState) => boolean {
  const field = createRandomField(seed, "practice-answers");
  return (state) => {
    const task = currentTask(state)!;
    const probability =
      task.kind === "step"
        ? STEP_PROBABILITY
        : homework.explain({ ability, abilityScale }, [bank.items.indexOf(task.id)])[0]!.probability;
    return field.uniform(state.eventCount) < probability;
  };
}

/** @throws UNKNOWN_ID on a practice of another model */
function checkItems({ plan }: PracticeState, { bank }: OpenHomework, path: string): void {
  for (const { item, similar = [] } of plan.items) {
    const id = [item, ...similar].find((one) => bank.items.indexOf(one) < 0);
    if (id === undefined) continue;
    const location = { file: path };
    throw unknownIdError({ where: "--state", expected: "items of the model", id, known: bank.items.ids, location });
  }
}

interface Stage {
  readonly source: AnswerSource;
  readonly textOf: (id: string) => string;
  readonly show: (text: string) => void;
  readonly keep: (state: PracticeState) => Promise<void>;
  /** Whether leaving ends the practice, for there is nothing to go on from. */
  readonly leavingEnds: boolean;
  readonly signal: AbortSignal;
}

interface Played {
  readonly state: PracticeState;
  readonly entries: readonly PracticeLogEntry[];
}

async function play(start: PracticeState, stage: Stage, reach: (state: PracticeState) => void): Promise<Played> {
  const { source, textOf, show, keep, leavingEnds, signal } = stage;
  const entries: PracticeLogEntry[] = [];
  let state = start;
  try {
    // Also before the first answer: what cannot be kept should fail now.
    await keep(state);
    for (let task = currentTask(state); task !== undefined; task = currentTask(state)) {
      signal.throwIfAborted();
      reach(state);
      const shown = taskText(task, state, textOf);
      if (source.isTyped) show(`${shown}\n`);
      const answer = await source.next(shown.trim());
      if (answer === "quit" && !leavingEnds) break;
      const next = stepPractice(
        state,
        answer === "quit" ? { type: "stop" } : { type: "answer", to: task.id, isCorrect: answer },
      );
      state = next.state;
      entries.push(next.entry);
      await keep(state);
      const effect = effectText(next.effects);
      if (source.isTyped) show(effect === "" ? "" : `    ${effect}\n`);
      else show(`${[`${shown} … ${wordOf(answer)}`, ...(effect === "" ? [] : [effect])].join("; ")}\n`);
    }
    return { state, entries };
  } finally {
    source.end();
  }
}

function wordOf(answer: boolean | "quit"): string {
  if (answer === "quit") return "left";
  return answer ? "right" : "wrong";
}
