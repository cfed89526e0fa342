import { createRandomField, nearestName, ZpdError } from "@zpd/core";
import {
  ADAPTIVE_CHOICES,
  type AdaptiveChoice,
  type AdaptiveStart,
  type AdaptiveTest,
  createAdaptiveTest,
  playAdaptiveTest,
} from "@zpd/rl";
import { Command, InvalidArgumentError, Option } from "commander";
import { readSavedModel, type SavedIrtModel } from "../irt/saved-model";
import { adaptiveStudy } from "../irt-play/adaptive-study";
import { endText, type PlayedTest, stepHead, stepLine, studyText, type TestStep } from "../irt-play/adaptive-text";
import { type AnswerOptions, type AnswerSource, openAnswers } from "../irt-play/answer-source";
import { readItemTexts } from "../irt-play/item-texts";
import { addCommonOptions, type CommonOptions, parseCount, parseOneOf } from "../options";
import type { Terminal } from "../output/terminal";
import { actionOf, type Run, roundSeconds } from "../run-command";

interface IrtTestOptions extends CommonOptions, AnswerOptions {
  readonly learner?: string;
  readonly choice: AdaptiveChoice;
  readonly maxLength: number;
  readonly se: number;
  readonly theta?: number;
  readonly repeats?: number;
  readonly texts?: string;
}

const WHERE = "irt test";
const DEFAULT_MAX_LENGTH = 30;
const DEFAULT_SE = 0.3;

function parseAbility(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("expected an ability, e.g. 0.5");
  return value;
}

function parseStandardError(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("expected a standard error above 0, e.g. 0.3");
  }
  return value;
}

export function irtTestCommand(terminal: Terminal): Command {
  return addCommonOptions(new Command("test").argument("<dir>", "a saved model of one factor"))
    .description("An adaptive test: each item is the one that tells most about the learner at hand.")
    .option("--learner <name>", "who is tested; one of the model starts from what it knows of her")
    .addOption(
      new Option("--choice <name>", "how the next item is chosen")
        .choices(ADAPTIVE_CHOICES)
        .default("maximum-information")
        .argParser(parseOneOf(ADAPTIVE_CHOICES)),
    )
    .addOption(new Option("--max-length <n>", "items at most").default(DEFAULT_MAX_LENGTH).argParser(parseCount))
    .addOption(
      new Option("--se <x>", "the test ends at this standard error").default(DEFAULT_SE).argParser(parseStandardError),
    )
    .option("--answers <file>", "answers instead of typed ones, one a line: r or w")
    .option("--simulate", "answers drawn from the model for a made learner")
    .addOption(new Option("--theta <x>", "ability of made learners (default: drawn)").argParser(parseAbility))
    .addOption(
      new Option("--repeats <n>", "with --simulate: so many made learners, beside items taken at random").argParser(
        parseCount,
      ),
    )
    .option("--texts <file>", "CSV with the columns item and text: shown with the ids")
    .addHelpText(
      "after",
      `
On a terminal each item is shown and its answer asked for. After each answer stands the ability (mean of the posterior under the
learners' normal prior) with its standard error, and both on an axis from -3 to 3. The parameters of the items count as exact.
--repeats gives bias, root mean squared error and length over made learners, with 95 % intervals, beside items at random for the
same learners. Abilities below 0 are written with an equals sign: --theta=-1.

Examples:
  zpd irt test models/2pl --simulate --theta 0.5 --se 0.5 --max-length 12
  zpd irt test models/2pl --simulate --repeats 50 --choice a-stratified`,
    )
    .action(actionOf<IrtTestOptions>(terminal, test));
}

async function test(options: IrtTestOptions, run: Run, directory = ""): Promise<void> {
  checkUse(options);
  const saved = await readSavedModel(directory);
  const { parameters: bank, model } = saved;
  if (bank.factors !== 1) {
    throw new ZpdError("UNSUPPORTED", {
      where: WHERE,
      expected: "a model of one factor",
      got: `${model} with ${bank.factors} factors`,
      location: { file: directory },
      advice: "fit rasch, 2pl or 3pl",
    });
  }
  const adaptive = { choice: options.choice, maxItems: options.maxLength, standardError: options.se };
  const start = startOf(options, saved, run);
  if (options.repeats === undefined) {
    await playOne(options, run, saved, createAdaptiveTest(bank, adaptive), start);
    return;
  }
  const study = await adaptiveStudy(bank, adaptive, {
    repeats: options.repeats,
    seed: options.seed,
    mean: start.ability,
    scale: start.abilityScale,
    ...(options.theta === undefined ? {} : { trueAbility: options.theta }),
    signal: run.signal,
    onProgress: run.display.onProgress,
  });
  const { choice, maxLength, se, repeats } = options;
  finish(options, run, { choice, maxLength, targetSe: se, repeats, ...study }, studyText(study, repeats));
}

/** @throws INVALID_INPUT on options that do not go together */
function checkUse({ simulate, theta, repeats, learner, answers }: IrtTestOptions): void {
  const refuse = (expected: string, got: string): never => {
    throw new ZpdError("INVALID_INPUT", { where: WHERE, expected, got });
  };
  if (simulate !== true && theta !== undefined) refuse("--simulate with --theta", "--theta alone");
  if (simulate !== true && repeats !== undefined) refuse("--simulate with --repeats", "--repeats alone");
  if (repeats === 1) refuse("2 or more --repeats: one value has no spread", "1");
  if (repeats !== undefined && learner !== undefined) refuse("one of --learner and --repeats", "both");
  if (repeats !== undefined && answers !== undefined) refuse("one of --answers and --repeats", "both");
}

type Start = Required<AdaptiveStart>;

/** What is known of the learner before the first answer. */
function startOf(
  { learner, seed }: IrtTestOptions,
  { abilities, learnerMean, learnerScale }: SavedIrtModel,
  run: Run,
): Start {
  const row = learner === undefined ? -1 : abilities.learners.indexOf(learner);
  if (row >= 0) return { seed, ability: abilities.ability[row]!, abilityScale: abilities.abilityScale[row]! };
  if (learner !== undefined) {
    const nearest = nearestName(learner, abilities.learners.ids);
    const hint = nearest === undefined ? "" : ` (did you mean "${nearest}"?)`;
    run.display.note(`"${learner}" is no learner of the model${hint}: the test starts from the average`);
  }
  return { seed, ability: learnerMean[0]!, abilityScale: learnerScale[0]! };
}

async function playOne(
  options: IrtTestOptions,
  run: Run,
  { parameters: bank, model }: SavedIrtModel,
  adaptive: AdaptiveTest,
  start: Start,
): Promise<void> {
  const { choice, learner, theta, seed, simulate, json } = options;
  const textOf = await readItemTexts(options.texts, bank.items, run);
  const truth = theta ?? start.ability + start.abilityScale * createRandomField(seed, "adaptive-learner").normal(0);
  const drawn = simulate === true ? playAdaptiveTest(adaptive, { ...start, trueAbility: truth }).correct : [];
  let place = 0;
  const source = await openAnswers(WHERE, options, run, () => drawn[place++]!);
  // Beside the one document the play is shown to who answers, and to nobody else.
  const show = json !== true ? run.terminal.out : source.isTyped ? run.terminal.err : () => undefined;
  const played = await play(adaptive, start, source, textOf, show);
  const made = simulate === true ? { trueTheta: truth } : {};
  const { ability, standardError } = played.state;
  const result = {
    ...(learner === undefined ? {} : { learner }),
    model,
    choice,
    ...made,
    theta: ability,
    se: standardError,
    stop: played.stop,
    items: played.steps,
  };
  finish(options, run, result, endText(played, options, made.trueTheta));
}

async function play(
  adaptive: AdaptiveTest,
  start: Start,
  source: AnswerSource,
  textOf: (id: string) => string,
  show: (text: string) => void,
): Promise<PlayedTest> {
  const steps: TestStep[] = [];
  let state = adaptive.start(start);
  show(`${stepHead()}${stepLine("", "start", state).trimEnd()}\n`);
  try {
    for (let item = adaptive.next(state); item !== undefined; item = adaptive.next(state)) {
      const id = adaptive.bank.items.ids[item]!;
      const shown = `item ${steps.length + 1}, ${textOf(id)}`;
      if (source.isTyped) show(`\n${shown}\n`);
      const correct = await source.next(shown);
      if (correct === "quit") return { state, steps, stop: "quit" };
      state = adaptive.answer(state, item, correct);
      steps.push({ item: id, correct, theta: state.ability, se: state.standardError });
      show(`${stepLine(`${steps.length}`, correct ? "right" : "wrong", state)}${textOf(id)}\n`);
    }
    return { state, steps, stop: adaptive.stopReason(state)! };
  } finally {
    source.end();
  }
}

function finish(options: IrtTestOptions, run: Run, result: object, text: string): void {
  run.display.end();
  const { seed, json } = options;
  const document = { ...result, seed, backend: run.backend, seconds: roundSeconds(run.seconds()) };
  run.terminal.out(json === true ? `${JSON.stringify(document)}\n` : text);
}
