import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type ItemParameters, type LearnerAbilities, type QMatrix, stableSum, ZpdError } from "@zpd/core";
import { writeFileAtomic } from "@zpd/core/node";
import { writeDatasetFile } from "@zpd/data/node";
import { difficulties } from "@zpd/kt/irt";
import { Command, Option } from "commander";
import { itemTableLines, learnerTableLines } from "../irt/item-table";
import { DESIGN_MODELS, type DesignModel, makeAnswers, makeItems, makeLearners } from "../irt/make-answers";
import { readSavedModel } from "../irt/saved-model";
import { addCommonOptions, addRequiredOption, type CommonOptions, parseCount, parseOneOf } from "../options";
import { encodeLines } from "../output/csv";
import { logFacts } from "../output/log-facts";
import type { Terminal } from "../output/terminal";
import { actionOf, type Run, roundSeconds } from "../run-command";

interface SimulateOptions extends CommonOptions {
  readonly model?: DesignModel;
  readonly items?: number;
  readonly factors?: number;
  readonly learners: number;
  readonly answers: number;
  readonly out: string;
  readonly truth?: string;
}

const DEFAULT_MODEL = "2pl";
const DEFAULT_ITEMS = 100;
const DEFAULT_FACTORS = 2;

export function irtSimulateCommand(terminal: Terminal): Command {
  return addRequiredOption(
    addCommonOptions(new Command("simulate").argument("[dir]", "a saved model whose items are answered")),
    "--out <file>",
    "the log to write, .parquet, .csv or .csv.gz",
  )
    .description("Answers of made learners to the items of a saved model, or of a design.")
    .addOption(new Option("--learners <n>", "how many learners").default(500).argParser(parseCount))
    .addOption(new Option("--answers <n>", "items that each learner meets").default(30).argParser(parseCount))
    .addOption(
      new Option("--model <name>", "without a saved model: which items are made (default: 2pl)")
        .choices(DESIGN_MODELS)
        .argParser(parseOneOf(DESIGN_MODELS)),
    )
    .addOption(new Option("--items <n>", "without a saved model: how many (default: 100)").argParser(parseCount))
    .addOption(new Option("--factors <d>", "of --model factor (default: 2)").argParser(parseCount))
    .option("--truth <dir>", "write what was made there: items.csv and learners.csv")
    .addHelpText(
      "after",
      `
Learners of a saved model are drawn as it believes new ones to be; its items are taken at their estimates. Without a model:
abilities and thresholds N(0, 1), discriminations 1 (rasch) or log-normal around 1, guesses of a 3pl up to 0.4. Every learner
meets different items at random. A fit of what comes out finds the truth again, as well as the answers allow.

Examples:
  zpd irt simulate models/2pl --learners 200 --answers 10 --out made.csv
  zpd irt simulate --model 2pl --items 50 --learners 300 --answers 20 --out made.parquet --truth truth`,
    )
    .action(actionOf<SimulateOptions>(terminal, simulate));
}

/** Items to answer and who answers them. */
interface World {
  readonly model: string;
  readonly parameters: ItemParameters;
  readonly difficulty: Float64Array;
  readonly qMatrix?: QMatrix;
  readonly learners: LearnerAbilities;
}

async function simulate(options: SimulateOptions, run: Run, directory?: string): Promise<void> {
  const world = directory === undefined ? designedWorld(options) : await savedWorld(directory, options);
  const { parameters, learners } = world;
  if (options.answers > parameters.items.size) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--answers",
      expected: `at most ${parameters.items.size}, for no learner meets an item twice`,
      got: `${options.answers}`,
    });
  }
  const log = makeAnswers(parameters, learners, options.answers, options.seed, world.qMatrix);
  await writeDatasetFile(options.out, { log });
  if (options.truth !== undefined) {
    await mkdir(options.truth, { recursive: true });
    await writeFileAtomic(join(options.truth, "items.csv"), encodeLines(itemTableLines(trueItems(world))));
    await writeFileAtomic(join(options.truth, "learners.csv"), encodeLines(learnerTableLines(learners)));
  }
  run.display.end();
  const facts = await logFacts(log);
  const right = stableSum(log.score);
  const result = {
    path: options.out,
    model: world.model,
    factors: parameters.factors,
    ...facts,
    correctRate: right / log.score.length,
    ...(options.truth === undefined ? {} : { truth: options.truth }),
    seed: options.seed,
    backend: run.backend,
    seconds: roundSeconds(run.seconds()),
  };
  const counts = `${facts.answers.toLocaleString("en-US")} answers of ${facts.learners.toLocaleString("en-US")} learners`;
  run.terminal.out(options.json === true ? `${JSON.stringify(result)}\n` : `${options.out}: ${counts}\n`);
}

/** What is known exactly has no standard error. */
function trueItems({ parameters, difficulty }: World): { parameters: ItemParameters; difficulty: Float64Array } {
  const { discriminationScale: _a, thresholdScale: _t, guessScale: _c, ...values } = parameters;
  return { parameters: values, difficulty };
}

function designedWorld({
  model = DEFAULT_MODEL,
  items = DEFAULT_ITEMS,
  factors,
  learners,
  seed,
}: SimulateOptions): World {
  if (factors !== undefined && model !== "factor") {
    throw new ZpdError("INVALID_INPUT", { where: "--factors", expected: "--model factor", got: `--model ${model}` });
  }
  const count = model === "factor" ? (factors ?? DEFAULT_FACTORS) : 1;
  const parameters = makeItems({ model, items, factors: count }, seed);
  const prior = { mean: new Float64Array(count), scale: new Float64Array(count).fill(1) };
  const difficulty = count === 1 && model !== "factor" ? difficulties(parameters).difficulty : parameters.threshold;
  return { model, parameters, difficulty, learners: makeLearners(learners, prior, seed) };
}

async function savedWorld(directory: string, options: SimulateOptions): Promise<World> {
  const foreign = (["model", "items", "factors"] as const).find((name) => options[name] !== undefined);
  if (foreign !== undefined) {
    throw new ZpdError("INVALID_INPUT", {
      where: "irt simulate",
      expected: "a saved model or a design",
      got: `${directory} and --${foreign}`,
      advice: "leave one of them out",
    });
  }
  const { model, parameters, difficulty, qMatrix, learnerMean, learnerScale } = await readSavedModel(directory);
  const prior = { mean: learnerMean, scale: learnerScale };
  return { model, parameters, difficulty, qMatrix, learners: makeLearners(options.learners, prior, options.seed) };
}
