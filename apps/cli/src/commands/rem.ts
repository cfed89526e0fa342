import { writeFileAtomic } from "@zpd/core/node";
import { REWARD_MODEL_IDS, summariseRem, type TruthAgreement, truthAgreement, verdictSensitivity } from "@zpd/eval";
import { probeRedis } from "@zpd/eval/node";
import type { RemReportInput } from "@zpd/eval/report";
import { Command, Option } from "commander";
import { baseName } from "../base-name";
import { COURSE_SIMULATOR, catalogue, runtimeBackend } from "../compose";
import {
  addCommonOptions,
  addReadingOptions,
  anyBackend,
  type CommonOptions,
  type DataOptions,
  parseCount,
  parseLengths,
  parseNames,
  parseSomeOf,
} from "../options";
import { assertStudyFolder, TABLE_FORMATS, type TableFormat, writeStudyFolder } from "../out/study-folder";
import { logFacts } from "../output/log-facts";
import { simulatorQualityTable } from "../output/simulator-quality-table";
import type { Terminal } from "../output/terminal";
import { loadModules } from "../own/load-module";
import { readData } from "../read-data";
import { type BuiltStudy, buildStudy } from "../rem/build-study";
import {
  DEFAULT_LEARNERS,
  DEFAULT_LENGTHS,
  DEFAULT_POLICIES,
  DEFAULT_REPEATS,
  DEFAULT_SIMULATORS,
  DEFAULT_STEP_LIMIT,
} from "../rem/defaults";
import { judgeSimulators } from "../rem/judge-simulators";
import { modelFigures, modelsText } from "../rem/model-figures";
import { playStudy } from "../rem/play-study";
import { replaySeeds } from "../rem/replay-seeds";
import { chooseStudy, type StudyOptions } from "../rem/study-choice";
import { demoSource, logSource, type StudySource } from "../rem/study-source";
import { actionOf, peakMemoryMB, type Run, roundSeconds } from "../run-command";

interface RemOptions extends CommonOptions, Omit<DataOptions, "data">, StudyOptions {
  readonly report?: string;
  readonly picture?: string;
  readonly out?: string;
  readonly outFormat: readonly TableFormat[];
  readonly force?: boolean;
  readonly replays?: number;
  readonly stepLimit: number;
}

export function remCommand(terminal: Terminal): Command {
  const command = new Command("rem")
    .description(
      "The Robust Evaluation Matrix: every policy against every simulator, and which verdicts hold under all.",
    )
    .option("--data <file...>", "the log; plain, .gz, .parquet, a folder, or - for standard input")
    .option("--demo", "a made course instead of a log; its truth is known, so the verdicts can be checked");
  return addReadingOptions(addCommonOptions(command))
    .addOption(
      new Option("--policies <a,b>", "which policies")
        .default(
          undefined,
          `those of the published study, ${DEFAULT_POLICIES.log.join(",")}; with --demo ${DEFAULT_POLICIES.course.join(",")}`,
        )
        .argParser(parseNames),
    )
    .addOption(
      new Option("--simulators <a,b>", "which simulators")
        .default(undefined, `${DEFAULT_SIMULATORS.log.join(",")}; with --demo ${DEFAULT_SIMULATORS.course.join(",")}`)
        .argParser(parseNames),
    )
    .option(
      "--policy <module...>",
      "policies of your own: files of TypeScript or JavaScript, which run with your rights",
    )
    .option("--simulator <module...>", "simulators of your own, likewise")
    .addOption(
      new Option("--lengths <10,20>", "after how many answers learners are scored")
        .default(undefined, `${DEFAULT_LENGTHS.log.join(",")}; with --demo ${DEFAULT_LENGTHS.course.join(",")}`)
        .argParser(parseLengths),
    )
    .addOption(
      new Option("--repeats <n>", "how often each learner is played")
        .default(undefined, `${DEFAULT_REPEATS.log}; with --demo ${DEFAULT_REPEATS.course}`)
        .argParser(parseCount),
    )
    .addOption(
      new Option("--learners <n>", "how many learners at most").default(DEFAULT_LEARNERS).argParser(parseCount),
    )
    .addOption(
      new Option(
        "--reward-model <id>",
        "what foretells the test after the course; the others are held against it",
      ).choices(REWARD_MODEL_IDS),
    )
    .addOption(
      new Option(
        "--replays <n>",
        "play everything again under this many other seeds, to see which verdicts hang on luck",
      )
        .default(undefined, "0")
        .argParser(parseCount),
    )
    .option("--report <file>", "write an HTML report")
    .option("--picture <file>", "write the matrix after the longest length as an SVG picture")
    .option("--out <dir>", "write every score and every answer, so that others can redo the statistics")
    .addOption(
      new Option("--out-format <a,b>", `tables of --out: ${TABLE_FORMATS.join(", ")}`)
        .default(["parquet"], "parquet")
        .argParser(parseSomeOf(TABLE_FORMATS)),
    )
    .option("--force", "let --out replace a study")
    .option("--checkpoint <dir>", "keep every finished cell here")
    .option("--resume", "go on from the cells in --checkpoint")
    .addOption(
      new Option("--step-limit <seconds>", "end a policy or a simulator that makes no step for so long")
        .default(DEFAULT_STEP_LIMIT)
        .argParser(parseCount),
    )
    .option("--queue <url>", "let `zpd worker` play the cells, here or elsewhere, through the Redis at this address")
    .addHelpText(
      "after",
      `
A policy is better than another only if it is under every simulator, beyond luck at 5 % for all comparisons together (Holm's
correction); else the verdict is "cannot tell".

--out DIR holds manifest.json (what identifies the study), result.json (the matrix and its verdicts), cells (a row for each
score: policy, simulator, length, learner, repeat, score, gain, true_score) and trajectories (a row for each answer: policy,
simulator, learner, repeat, step, item, response).

--policy and --simulator take files whose default export makes one; they run with your rights, so name only what you would
run yourself. Their text is part of what identifies a study.

--queue redis://HOST:PORT hands the cells to \`zpd worker --queue redis://HOST:PORT\` on any machines; the matrix has the same
bytes. The fitted models, the learners' pre-tests and what they knew at the end lie in that Redis until the study ends:
use one that only you can reach, or rediss:// with a password.

Examples:
  zpd rem --demo --report report.html
  zpd rem --data answers.csv --policies random,bkt-zone --lengths 10,20`,
    )
    .action(actionOf<RemOptions>(terminal, rem, anyBackend));
}

async function rem(options: RemOptions, run: Run): Promise<void> {
  const { display, signal, terminal } = run;
  const work = { signal, onProgress: display.onProgress };
  const choice = chooseStudy(options, await loadModules(options.policy, options.simulator));
  const backend = runtimeBackend(options.backend, choice.tracers);
  if (options.out !== undefined) await assertStudyFolder(options.out, options.force === true);
  if (options.queue !== undefined) await probeRedis(options.queue);
  const source = await openSource(options, run);
  const study = await buildStudy(source, choice, {
    ...work,
    backend: options.backend,
    threads: options.threads,
  });
  for (const note of study.notes) display.note(`  note: ${note}`);
  const spec = { ...study.spec, keepTrajectories: options.out !== undefined };
  const play = {
    ...work,
    threads: options.threads,
    stepLimit: options.stepLimit,
    note: display.note,
    ...(options.queue === undefined ? {} : { queue: options.queue }),
  };
  const { manifest, cells } = await playStudy(spec, source.fingerprint, {
    ...play,
    ...(options.checkpoint === undefined ? {} : { checkpoint: options.checkpoint }),
    resume: options.resume === true,
  });
  const simulatorQuality = await judgeSimulators(source, study, work);
  const result = summariseRem(manifest, cells);
  const sensitivity = verdictSensitivity(
    manifest,
    cells,
    await replaySeeds(spec, source.fingerprint, options.replays ?? 0, play),
  );
  const truthCells = cells.filter(({ simulator }) => simulator === COURSE_SIMULATOR);
  const truth = truthCells.length > 0 ? truthAgreement(result, truthCells) : undefined;
  // Loaded here: charts are heavy, and most commands draw none.
  const { renderMatrixSvg, renderRemReport, renderRemTable, renderTruthTable } = await import("@zpd/eval/report");
  if (options.report !== undefined) {
    const html = renderRemReport({
      ...reportInput(options, source, study, result, truth),
      simulatorQuality,
      sensitivity,
    });
    await writeFileAtomic(options.report, html);
  }
  if (options.picture !== undefined) {
    await writeFileAtomic(options.picture, renderMatrixSvg(result, result.lengths.at(-1)!));
  }
  const { title } = source;
  const found = {
    ...result,
    ...(truth === undefined ? {} : { truth: truth.counts }),
    models: modelFigures(study),
    sensitivity,
    simulatorQuality,
    notes: study.notes,
    backend,
    data: { title, ...(await logFacts(source.dataset.log, source.fingerprint)) },
  };
  if (options.out !== undefined) {
    const { learners, items } = source.dataset.log;
    const ids = { learners: Array.from(spec.learners, (learner) => learners.ids[learner]!), items: items.ids };
    await writeStudyFolder(options.out, { manifest, cells, ids, result: found }, options.outFormat);
  }
  display.end();
  const json = {
    ...found,
    ...(options.report === undefined ? {} : { report: options.report }),
    ...(options.picture === undefined ? {} : { picture: options.picture }),
    ...(options.out === undefined ? {} : { out: options.out }),
    seconds: roundSeconds(run.seconds()),
    peakMemoryMB: peakMemoryMB(),
  };
  if (options.json === true) {
    terminal.out(`${JSON.stringify(json)}\n`);
    return;
  }
  const view = { columns: terminal.columns, colour: terminal.colour };
  terminal.out(
    `\nData: ${title}\n\n${modelsText(study)}\n${simulatorQualityTable(simulatorQuality)}\n${renderRemTable(result, { ...view, simulatorQuality })}\n`,
  );
  if (truth !== undefined) terminal.out(`${renderTruthTable(truth, view)}\n`);
  terminal.out(closingText(options, json.seconds));
}

async function openSource(options: RemOptions, run: Run): Promise<StudySource> {
  if (options.data === undefined) {
    return demoSource(options.seed, { signal: run.signal, onProgress: run.display.onProgress });
  }
  const { dataset } = await readData({ ...options, data: options.data }, run);
  return logSource(options.data, dataset);
}

function reportInput(
  options: RemOptions,
  source: StudySource,
  study: BuiltStudy,
  result: ReturnType<typeof summariseRem>,
  truth: TruthAgreement | undefined,
): RemReportInput {
  const figures = new Map(modelFigures(study).map((model) => [model.id, model]));
  return {
    result,
    command: commandLine(options),
    dataFingerprint: source.fingerprint,
    policies: catalogue.policies().filter(({ id }) => result.policies.includes(id)),
    simulators: catalogue
      .simulators()
      .filter(({ id }) => result.simulators.includes(id))
      .map((simulator) => {
        const { auc, ece } = figures.get(simulator.id) ?? {};
        const quality = {
          ...(auc === undefined ? {} : { AUC: auc.value }),
          ...(ece === undefined ? {} : { ECE: ece }),
        };
        return { ...simulator, quality };
      }),
    ...(truth === undefined ? {} : { truth }),
    versions: { node: process.versions.node },
    notes: [`Data: ${source.title}.`, ...study.notes],
  };
}

/** The command that makes the same matrix again; files by their names only, so that a report tells no folder. */
function commandLine(options: RemOptions): string {
  const parts = [
    "zpd rem",
    options.demo === true ? "--demo" : `--data ${(options.data ?? []).map(baseName).join(" ")}`,
  ];
  if (options.policies !== undefined) parts.push(`--policies ${options.policies.join(",")}`);
  if (options.simulators !== undefined) parts.push(`--simulators ${options.simulators.join(",")}`);
  for (const file of options.policy ?? []) parts.push(`--policy ${baseName(file)}`);
  for (const file of options.simulator ?? []) parts.push(`--simulator ${baseName(file)}`);
  if (options.lengths !== undefined) parts.push(`--lengths ${options.lengths.join(",")}`);
  if (options.repeats !== undefined) parts.push(`--repeats ${options.repeats}`);
  if (options.rewardModel !== undefined) parts.push(`--reward-model ${options.rewardModel}`);
  if (options.replays !== undefined) parts.push(`--replays ${options.replays}`);
  parts.push(`--learners ${options.learners}`, `--seed ${options.seed}`);
  return parts.join(" ");
}

function closingText(options: RemOptions, seconds: number): string {
  const lines = [`${seconds} s`];
  if (options.report !== undefined) lines.push(`Report: ${options.report} (open it in a browser)`);
  if (options.out !== undefined) lines.push(`Scores and answers: ${options.out}`);
  if (options.demo === true) {
    lines.push(
      "Next:",
      "  npx zpd rem --data YOUR-LOG.csv --report report.html     the same on your own log",
      "  npx zpd data inspect --data YOUR-LOG.csv                 what your log holds",
      "  npx zpd list policies                                    what else could be compared",
    );
  }
  return `${lines.join("\n")}\n`;
}
