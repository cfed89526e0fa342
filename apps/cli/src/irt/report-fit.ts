import { answerCount, type Config, type InteractionLog } from "@zpd/core";
import { saveModel } from "@zpd/core/node";
import { answersLogLikelihood, type IrtPosterior, posteriorToModelFile, type VariationalFit } from "@zpd/kt/irt";
import type { CommonOptions } from "../options";
import { logFacts } from "../output/log-facts";
import { textTable } from "../output/text-table";
import { warningText } from "../output/warning-text";
import { peakMemoryMB, type Run, roundSeconds } from "../run-command";
import { heldOutByConcept, heldOutScores } from "./irt-held-out";

export interface IrtFitRecord {
  readonly fit: VariationalFit;
  /** What the fit was made on. */
  readonly log: InteractionLog;
  readonly engine: string;
  readonly config: Config;
  /** What the saved posterior is to be updated with; absent: `config`. */
  readonly savedConfig?: Config;
  readonly protocol?: string;
  /** Answers the fit has not seen, and the posterior that is to foretell them. */
  readonly held?: { readonly posterior: IrtPosterior; readonly test: InteractionLog };
}

interface ReportOptions extends Pick<CommonOptions, "json" | "seed"> {
  readonly out?: string;
  readonly by?: string;
}

/** Saves a fit where asked to, and prints it: the same JSON for `irt fit` and `irt update`. */
export async function reportIrtFit(options: ReportOptions, run: Run, record: IrtFitRecord): Promise<void> {
  const { fit, log, engine, config, savedConfig = config, protocol, held } = record;
  const { posterior, report } = fit;
  const data = await logFacts(log);
  const heldOut = held === undefined ? undefined : heldOutScores(held.posterior, held.test);
  if (options.out !== undefined) {
    const file = posteriorToModelFile(posterior, savedConfig);
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
    model: posterior.model,
    engine,
    factors: posterior.factors,
    learners: posterior.learners.size,
    items: posterior.items.size,
    answers: answerCount(log),
    passes: report.iterations,
    converged: report.converged,
    loss: report.history ?? [],
    logLikelihood: answersLogLikelihood(posterior, log),
    ...(protocol === undefined ? {} : { protocol }),
    ...(heldOut === undefined ? {} : { heldOut }),
    ...(held === undefined || options.by === undefined ? {} : { byGroup: heldOutByConcept(held.posterior, held.test) }),
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
  if (result.protocol !== undefined) parts.push(`${result.protocol}\n`);
  if (result.path !== undefined) parts.push(`saved in ${result.path}\n`);
  parts.push(`${result.seconds} s\n`);
  return parts.join("\n");
}
