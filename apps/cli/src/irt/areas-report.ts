import { type Config, ZpdError } from "@zpd/core";
import { writeFileAtomic } from "@zpd/core/node";
import type { ContentAreasReportInput } from "@zpd/eval/report";
import { baseName } from "../base-name";
import type { DataOptions } from "../options";
import type { LogFacts } from "../output/log-facts";
import { readVersion } from "../version";
import type { Judgement } from "./compare-models";
import type { ComparedScores } from "./content-area-scores";
import { type ModelSize, modelLabel } from "./fitted-model";
import type { HeldOutScores } from "./held-out";
import type { ModelChoice } from "./model-list";

/** What `--report` draws content areas with: all that the command line chose. */
export interface AreasReportOptions extends Pick<DataOptions, "data" | "format" | "qmatrix"> {
  readonly seed: number;
  readonly report?: string;
  readonly test?: readonly string[];
  readonly prior?: string;
  readonly freeze?: string;
  readonly covariates?: string;
  readonly factors?: number;
  readonly engine?: string;
  readonly holdout?: number;
  readonly maxPasses?: number;
  readonly missing?: string;
  readonly by?: string;
  readonly set?: Config;
  readonly compare?: readonly ModelChoice[];
}

/** What a fit found out. */
export interface AreasJudged extends Judgement {
  readonly size: ModelSize;
  readonly heldOut: HeldOutScores;
  readonly protocol?: string;
  readonly data: LogFacts;
  readonly backend: { readonly name: string; readonly reason: string };
}

/** @throws INVALID_INPUT where there are no content areas to draw */
export function assertAreasToDraw({ report, by }: Pick<AreasReportOptions, "report" | "by">): void {
  if (report === undefined || by !== undefined) return;
  throw new ZpdError("INVALID_INPUT", {
    where: "--report",
    expected: "--by COLUMN, whose groups the report draws",
    got: "no --by",
    advice: "add --by concept, or --by a column of the table",
  });
}

/** Writes the page that `--report` names. The charts are loaded here: without a report none is drawn. */
export async function writeAreasReport(file: string, options: AreasReportOptions, judged: AreasJudged): Promise<void> {
  const { renderContentAreasReport } = await import("@zpd/eval/report");
  await writeFileAtomic(file, renderContentAreasReport(areasInput(options, judged)));
}

function areasInput(options: AreasReportOptions, judged: AreasJudged): ContentAreasReportInput {
  const { size, heldOut, protocol, data, backend, byGroup = [], rareGroups, compared = [] } = judged;
  const settings = Object.entries(options.set ?? {}).map(([name, value]) => `${name}=${value}`);
  const label = distinctLabels();
  const model = label(settings.length === 0 ? modelLabel(size) : `${modelLabel(size)} (${settings.join(", ")})`);
  const others = compared.map((other) => label(modelLabel(other)));
  const comparedWith = (scores: readonly ComparedScores[] = []) =>
    scores.map(({ auc, f1, aucGain }, k) => ({
      model: others[k]!,
      f1,
      ...(auc === undefined ? {} : { auc }),
      ...(aucGain === undefined ? {} : { aucGain }),
    }));
  return {
    command: commandLine(options, size.model),
    seed: options.seed,
    data: { title: options.data.map(baseName).join(", "), ...data },
    model,
    heldOut,
    compared: compared.map(({ heldOut: scores }, k) => ({ model: others[k]!, heldOut: scores })),
    areas: byGroup.map(({ group, compared: scores, ...own }) => ({
      area: group,
      ...own,
      compared: comparedWith(scores),
    })),
    ...(rareGroups === undefined ? {} : { rare: { ...rareGroups, compared: comparedWith(rareGroups.compared) } }),
    ...(protocol === undefined ? {} : { protocol }),
    versions: { zpd: readVersion(), node: process.versions.node },
    backend,
  };
}

/** A model may be compared with itself under other settings: the second of a name gets a number. */
function distinctLabels(): (label: string) => string {
  const used = new Map<string, number>();
  return (label) => {
    const count = (used.get(label) ?? 0) + 1;
    used.set(label, count);
    return count === 1 ? label : `${label} (${count})`;
  };
}

/** Options whose values are files: only their names are told. */
const FILES = ["data", "qmatrix", "test", "prior", "freeze", "covariates"] as const;
/** Options that decide what is found out, in the order of `--help`. */
const DECIDING = ["format", "factors", "engine", "holdout", "maxPasses", "missing", "by"] as const;

/** Options that the command line has when nobody gave them. */
const DEFAULTS: Partial<Record<(typeof DECIDING)[number], string>> = { format: "auto", missing: "error" };

/** The command that makes the same report again; files by their names only, so that a report tells no folder. */
function commandLine(options: AreasReportOptions, model: string): string {
  const parts = [`zpd irt fit ${model}`];
  const add = (name: string, value: unknown): void => {
    if (value === undefined) return;
    parts.push(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${value}`);
  };
  for (const name of FILES) {
    const value = options[name];
    add(name, value && [value].flat().map(baseName).join(" "));
  }
  for (const name of DECIDING) if (options[name] !== DEFAULTS[name]) add(name, options[name]);
  for (const [name, value] of Object.entries(options.set ?? {})) add("set", `${name}=${value}`);
  const { compare } = options;
  add("compare", compare?.map(({ model: name, factors }) => (factors ? `${name}:${factors}` : name)).join(","));
  add("seed", options.seed);
  return parts.join(" ");
}
