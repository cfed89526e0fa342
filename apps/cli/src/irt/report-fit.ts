import { answerCount, type Config, type InteractionLog } from "@zpd/core";
import { saveModel } from "@zpd/core/node";
import type { ItemGroups } from "@zpd/eval";
import type { CommonOptions } from "../options";
import { logFacts } from "../output/log-facts";
import { warningText } from "../output/warning-text";
import { peakMemoryMB, type Run, roundSeconds } from "../run-command";
import { type AreasReportOptions, writeAreasReport } from "./areas-report";
import { judgeFits, type OtherFit } from "./compare-models";
import { fitText } from "./fit-text";
import { type FittedIrt, sizeFields } from "./fitted-model";
import { heldOutScores } from "./held-out";

export interface IrtFitRecord {
  readonly fit: FittedIrt;
  /** What the fit was made on. */
  readonly log: InteractionLog;
  readonly engine: string;
  readonly config: Config;
  /** What the saved posterior is to be updated with; absent: `config`. */
  readonly savedConfig?: Config;
  readonly protocol?: string;
  /** Answers the fit has not seen, what foretells them, other fits that do, and the groups of their items. */
  readonly held?: {
    readonly fit: FittedIrt;
    readonly test: InteractionLog;
    readonly others?: readonly OtherFit[];
    readonly groups?: ItemGroups;
    readonly page?: AreasPage;
  };
}

interface ReportOptions extends Pick<CommonOptions, "json" | "seed"> {
  readonly out?: string;
}

/** Where a page is to be drawn of how content areas are foretold, and the command line that its reader can repeat. */
export type AreasPage = AreasReportOptions & { readonly report: string };

/** Saves a fit where asked to, and prints it: the same JSON for `irt fit` and `irt update`. */
export async function reportIrtFit(options: ReportOptions, run: Run, record: IrtFitRecord): Promise<void> {
  const { fit, log, engine, config, savedConfig = config, protocol, held } = record;
  const { report } = fit;
  const data = await logFacts(log);
  const probability = held && Float64Array.from(await held.fit.predict(held.test));
  const heldOut = held && probability && heldOutScores(probability, held.test);
  const judgement =
    held && probability && heldOut
      ? await judgeFits(probability, held.others ?? [], held.test, held.groups, run, options.seed)
      : {};
  if (options.out !== undefined) {
    const file = await fit.toModelFile(savedConfig);
    const provenance = {
      data,
      seed: options.seed,
      engine,
      settings: config,
      ...(fit.more?.covariates === undefined ? {} : { covariates: fit.more.covariates }),
      ...(heldOut === undefined ? {} : { heldOut }),
    };
    await saveModel(options.out, { ...file, config: { ...file.config, provenance } });
  }
  const size = sizeFields(fit);
  const backend = report.backend ?? run.backend;
  const page = held?.page;
  if (page !== undefined && heldOut !== undefined) {
    await writeAreasReport(page.report, page, {
      ...judgement,
      size,
      heldOut,
      data,
      backend,
      ...(protocol === undefined ? {} : { protocol }),
    });
  }
  run.display.end();
  for (const warning of report.warnings) run.display.note(`warning: ${warningText(warning)}`);
  const result = {
    ...size,
    engine,
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
    ...judgement,
    config,
    warnings: report.warnings,
    backend,
    seed: options.seed,
    data,
    ...(options.out === undefined ? {} : { path: options.out }),
    ...(page === undefined ? {} : { report: page.report }),
    seconds: roundSeconds(run.seconds()),
    peakMemoryMB: peakMemoryMB(),
  };
  run.terminal.out(options.json === true ? `${JSON.stringify(result)}\n` : fitText(result));
}
