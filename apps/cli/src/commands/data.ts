import type { Dataset } from "@zpd/core";
import { type Inspection, inspectDataset } from "@zpd/data";
import { readLogFiles, writeDatasetFile } from "@zpd/data/node";
import { Command, Option } from "commander";
import { makeLog } from "../compose";
import {
  addCommonOptions,
  addDataOptions,
  addRequiredOption,
  type CommonOptions,
  type DataOptions,
  parseCount,
} from "../options";
import type { Terminal } from "../output/terminal";
import { textTable } from "../output/text-table";
import { readData } from "../read-data";
import { actionOf, peakMemoryMB, type Run, roundSeconds } from "../run-command";

export function dataCommand(terminal: Terminal): Command {
  return new Command("data")
    .description("Look at, convert or make logs of answers.")
    .addCommand(inspectCommand(terminal))
    .addCommand(convertCommand(terminal))
    .addCommand(simulateCommand(terminal));
}

type InspectOptions = CommonOptions & DataOptions;

function inspectCommand(terminal: Terminal): Command {
  return addDataOptions(addCommonOptions(new Command("inspect")))
    .description("What the log holds and what is wrong with it.")
    .addHelpText("after", "\nExample:\n  zpd data inspect --data answers.csv.gz")
    .action(
      actionOf<InspectOptions>(terminal, async (options, run) => {
        const read = await readData(options, run);
        const facts = {
          ...(await inspectDataset(read)),
          backend: run.backend,
          seconds: roundSeconds(run.seconds()),
          peakMemoryMB: peakMemoryMB(),
        };
        run.display.end();
        if (options.json === true) terminal.out(`${JSON.stringify(facts)}\n`);
        else terminal.out(inspectionText(facts));
      }),
    );
}

function inspectionText({ format, fingerprint, correctRate, lengths, conceptsPerItem, ...facts }: Inspection): string {
  const number = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 4 });
  const rows = [
    ["format", format],
    ...(["learners", "items", "concepts", "answers"] as const).map((name) => [name, number(facts[name])]),
  ];
  if (correctRate !== undefined) rows.push(["correct", `${(correctRate * 100).toFixed(2)} %`]);
  if (lengths !== undefined) {
    const { min, median, max } = lengths;
    rows.push(["answers per learner", `${number(min)} to ${number(max)}, median ${number(median)}`]);
  }
  if (conceptsPerItem !== undefined) {
    const { min, mean, max } = conceptsPerItem;
    rows.push(["concepts per item", `${number(min)} to ${number(max)}, mean ${number(mean)}`]);
  }
  return textTable(["what", "value"], [...rows, ["fingerprint", fingerprint]], ["left", "left"]);
}

interface ConvertOptions extends InspectOptions {
  readonly out: string;
}

function convertCommand(terminal: Terminal): Command {
  const command = addDataOptions(addCommonOptions(new Command("convert")));
  return addRequiredOption(command, "--out <file>", "file to write, .parquet, .csv or .csv.gz")
    .description("To one answer a row, as .parquet or .csv; reading it back gives the same log.")
    .addHelpText("after", "\nExample:\n  zpd data convert --data answers.csv --out answers.parquet")
    .action(
      actionOf<ConvertOptions>(terminal, async (options, run) => {
        const read = await readData(options, run);
        await writeDataset(options.out, read.dataset, run);
        const { fingerprint, answers } = await factsOfFile(options.out, read.dataset, run);
        const facts = { path: options.out, answers, fingerprint, backend: run.backend };
        run.display.end();
        if (options.json === true) terminal.out(`${JSON.stringify(facts)}\n`);
        else terminal.out(`${options.out}: ${answers.toLocaleString("en-US")} answers, fingerprint ${fingerprint}\n`);
      }),
    );
}

interface SimulateOptions extends CommonOptions {
  readonly course: string;
  readonly learners: number;
  readonly answers: number;
  readonly policy: string;
  readonly out: string;
}

function simulateCommand(terminal: Terminal): Command {
  const command = addCommonOptions(new Command("simulate"));
  addRequiredOption(command, "--course <name>", "which course (see: zpd list courses)");
  addRequiredOption(command, "--out <file>", "file to write, .parquet, .csv or .csv.gz");
  return command
    .description("Made learners with a known truth: a policy played on a course and recorded.")
    .addOption(new Option("--learners <n>", "how many learners").default(500).argParser(parseCount))
    .addOption(new Option("--answers <n>", "answers per learner, on average").default(100).argParser(parseCount))
    .option("--policy <name>", "what chose the items: random, instruct-seq or inv-instruct-seq", "random")
    .addHelpText(
      "after",
      "\nExample:\n  zpd data simulate --course small --learners 500 --answers 60 --out made.parquet",
    )
    .action(
      actionOf<SimulateOptions>(terminal, async (options, run) => {
        const dataset = await makeLog(
          { ...options, name: options.course },
          { signal: run.signal, onProgress: run.display.onProgress },
        );
        await writeDataset(options.out, dataset, run);
        const facts = await factsOfFile(options.out, dataset, run);
        run.display.end();
        if (options.json === true)
          terminal.out(`${JSON.stringify({ path: options.out, ...facts, backend: run.backend })}\n`);
        else
          terminal.out(
            `${options.out}: ${facts.answers.toLocaleString("en-US")} answers of ${facts.learners} learners\n`,
          );
      }),
    );
}

const IS_PARQUET = /\.parquet$/i;

/** Writes the dataset and says what the chosen kind of file cannot hold. */
async function writeDataset(path: string, dataset: Dataset, { display }: Run): Promise<void> {
  await writeDatasetFile(path, dataset);
  const { tests, folds, sequence } = dataset;
  const lost = Object.entries({ tests, folds, "the teacher's sequence": sequence }).filter(
    ([, part]) => part !== undefined,
  );
  if (IS_PARQUET.test(path) || lost.length === 0) return;
  display.note(
    `  warning: a table holds answers only, not ${lost.map(([name]) => name).join(", ")}; .parquet keeps all`,
  );
}

/** What reading a written file gives. Only Parquet keeps unanswered items and the numbering of ids: a table is read again. */
async function factsOfFile(path: string, dataset: Dataset, { signal, display }: Run): Promise<Inspection> {
  if (IS_PARQUET.test(path)) return inspectDataset({ dataset, format: "parquet", cleaned: [], warnings: [] });
  return inspectDataset(await readLogFiles(path, { signal, onProgress: display.onProgress }));
}
