import { type Alignment, textTable } from "../output/text-table";
import type { AucGain, ComparedModel, ContentAreaScores, RareAreaScores } from "./content-area-scores";
import { type EngineFields, type ModelSize, modelLabel, modelSpelling } from "./fitted-model";
import type { HeldOutScores } from "./held-out";

/** A longer table scrolls the figures that matter off the screen; --json has it all. */
const MOST_GROUPS = 30;

const GAIN_LEGEND = `gain: AUC less the other model's, with the 95 % interval over learners drawn anew
cannot say: too few answers or learners, or one outcome; --json says which
`;

/** What of a fit's JSON its text shows. */
interface FitFacts extends ModelSize, Pick<EngineFields, "covariates" | "families" | "unansweredItems"> {
  readonly learners: number;
  readonly items: number;
  readonly answers: number;
  readonly passes: number;
  readonly converged: boolean;
  readonly protocol?: string;
  readonly heldOut?: HeldOutScores;
  readonly byGroup?: readonly ContentAreaScores[];
  readonly rareGroups?: RareAreaScores;
  readonly compared?: readonly ComparedModel[];
  readonly path?: string;
  readonly report?: string;
  readonly seconds: number;
}

/** A fit for people: what it is, how it foretells held-out answers, and how in each group; gains over other models beside it. */
export function fitText(facts: FitFacts): string {
  const { heldOut, byGroup, compared = [] } = facts;
  const parts = [factsTable(facts)];
  if (compared.length > 0 && heldOut !== undefined) parts.push(modelsTable(facts, heldOut, compared));
  if (byGroup !== undefined) parts.push(groupsTable(byGroup, facts.rareGroups, compared));
  if (compared.length > 0) parts.push(GAIN_LEGEND);
  if (facts.protocol !== undefined) parts.push(`${facts.protocol}\n`);
  if (facts.path !== undefined) parts.push(`saved in ${facts.path}\n`);
  if (facts.report !== undefined) parts.push(`Report: ${facts.report} (open it in a browser)\n`);
  parts.push(`${facts.seconds} s\n`);
  return parts.join("\n");
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function fixed(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(4);
}

function factsTable(facts: FitFacts): string {
  const { items, unansweredItems, covariates, families = [], heldOut } = facts;
  const rows = [
    ["model", modelLabel(facts)],
    ...(covariates === undefined ? [] : [["covariates", covariates]]),
    ...families.map(({ name, kind, attributes }) => [
      `  ${name}`,
      kind === "number" ? "numbers" : `${count(attributes)} values`,
    ]),
    ["learners", count(facts.learners)],
    ["items", count(items)],
    ...(unansweredItems === undefined ? [] : [["  by covariates alone", count(unansweredItems)]]),
    ["answers", count(facts.answers)],
    ["passes", `${facts.passes}${facts.converged ? "" : ", not converged"}`],
    ...Object.entries(heldOut ?? {}).map(([name, value]) => [
      `held-out ${name}`,
      name === "answers" ? count(value as number) : fixed(value as number),
    ]),
  ];
  return textTable(["", "value"], rows, ["left", "right"]);
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(4)}`;
}

/** A gain in a cell; why there is none stands in the JSON. */
function gainText(gain: AucGain | undefined): string {
  return gain === undefined ? "cannot say" : `${signed(gain.mean)} [${signed(gain.low)}, ${signed(gain.high)}]`;
}

function modelsTable(main: ModelSize, heldOut: HeldOutScores, compared: readonly ComparedModel[]): string {
  const figures = ({ auc, f1, logLoss }: HeldOutScores): string[] => [auc, f1, logLoss].map(fixed);
  return textTable(
    ["model", "AUC", "F1", "log loss", "gain over it"],
    [
      [modelLabel(main), ...figures(heldOut), ""],
      ...compared.map((other) => [modelLabel(other), ...figures(other.heldOut), gainText(other.aucGain)]),
    ],
    ["left", "right", "right", "right", "right"],
  );
}

function groupsTable(
  groups: readonly ContentAreaScores[],
  rare: RareAreaScores | undefined,
  others: readonly ModelSize[],
): string {
  const cells = (name: string, { answers, auc, f1, compared = [] }: Omit<ContentAreaScores, "group">): string[] => [
    name,
    count(answers),
    fixed(auc),
    fixed(f1),
    ...compared.map(({ aucGain }) => gainText(aucGain)),
  ];
  const rows = groups.slice(0, MOST_GROUPS).map((area) => cells(area.group, area));
  if (rare !== undefined) rows.push(cells(`the rarest ${rare.groups} together`, rare));
  const more = groups.length > MOST_GROUPS ? `… and ${groups.length - MOST_GROUPS} more (--json shows all)\n` : "";
  const header = [
    "group",
    "answers held out",
    "AUC",
    "F1",
    ...others.map((other) => `gain over ${modelSpelling(other)}`),
  ];
  const align = header.map((_, column): Alignment => (column === 0 ? "left" : "right"));
  return textTable(header, rows, align) + more;
}
