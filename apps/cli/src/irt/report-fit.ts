import { answerCount, type Config, type InteractionLog } from "@zpd/core";
import { saveModel } from "@zpd/core/node";
import type { CommonOptions } from "../options";
import { logFacts } from "../output/log-facts";
import { textTable } from "../output/text-table";
import { warningText } from "../output/warning-text";
import { peakMemoryMB, type Run, roundSeconds } from "../run-command";
import type { FittedIrt } from "./fitted-model";
import { type GroupScores, heldOutByGroup, heldOutScores } from "./held-out";

export interface IrtFitRecord {
  readonly fit: FittedIrt;
  /** What the fit was made on. */
  readonly log: InteractionLog;
  readonly engine: string;
  readonly config: Config;
  /** What the saved posterior is to be updated with; absent: `config`. */
  readonly savedConfig?: Config;
  readonly protocol?: string;
  /** Answers the fit has not seen, what foretells them, and the groups of their items where each is judged apart. */
  readonly held?: {
    readonly fit: FittedIrt;
    readonly test: InteractionLog;
    readonly groupsOf?: (item: number) => readonly string[];
  };
}

interface ReportOptions extends Pick<CommonOptions, "json" | "seed"> {
  readonly out?: string;
}

/** Saves a fit where asked to, and prints it: the same JSON for `irt fit` and `irt update`. */
export async function reportIrtFit(options: ReportOptions, run: Run, record: IrtFitRecord): Promise<void> {
  const { fit, log, engine, config, savedConfig = config, protocol, held } = record;
  const { report } = fit;
  const data = await logFacts(log);
  const probability = await held?.fit.predict(held.test);
  const heldOut = held && probability && heldOutScores(probability, held.test);
  if (options.out !== undefined) {
    const file = await fit.toModelFile(savedConfig);
    const provenance = {
      data,
      seed: options.seed,
      engine,
      settings: config,
      ...(heldOut === undefined ? {} : { heldOut }),
    };
    await saveModel(options.out, { ...file, config: { ...file.config, provenance } });
  }
  run.display.end();
  for (const warning of report.warnings) run.display.note(`warning: ${warningText(warning)}`);
  const result = {
    model: fit.model,
    engine,
    factors: fit.factors,
    learners: fit.learners,
    items: fit.items,
    answers: answerCount(log),
    passes: report.iterations,
    converged: report.converged,
    loss: fit.loss,
    logLikelihood: fit.logLikelihood(),
    ...fit.more,
    ...(protocol === undefined ? {} : { protocol }),
    ...(heldOut === undefined ? {} : { heldOut }),
    ...(held?.groupsOf === undefined || probability === undefined
      ? {}
      : { byGroup: heldOutByGroup(probability, held.test, held.groupsOf) }),
    config,
    warnings: report.warnings,
    backend: report.backend ?? run.backend,
    seed: options.seed,
    data,
    ...(options.out === undefined ? {} : { path: options.out }),
    seconds: roundSeconds(run.seconds()),
    peakMemoryMB: peakMemoryMB(),
  };
  run.terminal.out(options.json === true ? `${JSON.stringify(result)}\n` : fitText(result));
}

function fitText(result: {
  readonly model: string;
  readonly factors: number;
  readonly learners: number;
  readonly items: number;
  readonly answers: number;
  readonly passes: number;
  readonly converged: boolean;
  readonly protocol?: string;
  readonly heldOut?: object;
  readonly byGroup?: readonly GroupScores[];
  readonly path?: string;
  readonly seconds: number;
}): string {
  const count = (value: number): string => value.toLocaleString("en-US");
  const rows = [
    ["model", result.factors > 1 ? `${result.model}, ${result.factors} factors` : result.model],
    ["learners", count(result.learners)],
    ["items", count(result.items)],
    ["answers", count(result.answers)],
    ["passes", `${result.passes}${result.converged ? "" : ", not converged"}`],
    ...Object.entries(result.heldOut ?? {}).map(([name, value]) => [
      `held-out ${name}`,
      name === "answers" ? count(value as number) : (value as number).toFixed(4),
    ]),
  ];
  const parts = [textTable(["", "value"], rows, ["left", "right"])];
  if (result.byGroup !== undefined) parts.push(groupsText(result.byGroup));
  if (result.protocol !== undefined) parts.push(`${result.protocol}\n`);
  if (result.path !== undefined) parts.push(`saved in ${result.path}\n`);
  parts.push(`${result.seconds} s\n`);
  return parts.join("\n");
}

/** A longer table scrolls the figures that matter off the screen; --json has it all. */
const MOST_GROUPS = 30;

function groupsText(groups: readonly GroupScores[]): string {
  const rows = groups
    .slice(0, MOST_GROUPS)
    .map(({ group, answers, auc, f1 }) => [
      group,
      answers.toLocaleString("en-US"),
      auc === undefined ? "" : auc.toFixed(4),
      f1.toFixed(4),
    ]);
  const more = groups.length > MOST_GROUPS ? `… and ${groups.length - MOST_GROUPS} more (--json shows all)\n` : "";
  return textTable(["group", "answers held out", "AUC", "F1"], rows, ["left", "right", "right", "right"]) + more;
}
