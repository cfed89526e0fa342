import { assertThat } from "@zpd/core";

/** How a model foretells held-out answers. */
export interface HeldOutShown {
  readonly answers: number;
  /** Absent where all answers are right or all wrong. */
  readonly auc?: number;
  readonly f1: number;
  readonly logLoss?: number;
  readonly accuracy?: number;
}

/** A mean with its 95 % interval. */
export interface GainShown {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A compared model in one content area. */
export interface AreaComparisonShown {
  readonly model: string;
  readonly auc?: number;
  readonly f1: number;
  /** AUC of the report's model less that of this one, on the same answers; absent where there are too few to say. */
  readonly aucGain?: GainShown;
}

export interface ContentAreaShown {
  readonly area: string;
  /** Held-out answers. */
  readonly answers: number;
  /** Absent where all answers are right or all wrong. */
  readonly auc?: number;
  readonly f1: number;
  readonly compared: readonly AreaComparisonShown[];
}

/** The last areas in the order of frequency as if they were one. */
export interface RareAreasShown extends Omit<ContentAreaShown, "area"> {
  /** How many areas they are. */
  readonly groups: number;
}

/** Everything `renderContentAreasReport` needs; all text of it is escaped. */
export interface ContentAreasReportInput {
  /** Default: the question of the report. */
  readonly title?: string;
  /** The command that makes the same report again. */
  readonly command: string;
  readonly seed: number;
  readonly data: {
    /** What the log is called. */
    readonly title?: string;
    readonly fingerprint: string;
    readonly learners: number;
    readonly items: number;
    readonly answers: number;
  };
  /** The model the report is about. */
  readonly model: string;
  readonly heldOut: HeldOutShown;
  /** The models it is held against, by distinct names. */
  readonly compared: readonly { readonly model: string; readonly heldOut: HeldOutShown }[];
  /** The most answered first; an answer may count under several areas. */
  readonly areas: readonly ContentAreaShown[];
  /** The rarest areas taken together, where each alone has few answers. */
  readonly rare?: RareAreasShown;
  /** How answers were held out, one sentence. */
  readonly protocol?: string;
  readonly versions?: Readonly<Record<string, string>>;
  readonly backend?: { readonly name: string; readonly reason: string };
}

const isShare = (value: number): boolean => value >= 0 && value <= 1;

/** @throws INVALID_INPUT when what is given cannot be drawn truthfully */
export function assertReadableAreas(where: string, { model, compared, areas, rare }: ContentAreasReportInput): void {
  const assertInput = (condition: boolean, expected: string, got: string): void =>
    assertThat(condition, "INVALID_INPUT", { where, expected, got });
  const models = compared.map((other) => other.model);
  assertInput(new Set([model, ...models]).size === models.length + 1, "models of distinct names", models.join(", "));
  assertInput(areas.length > 0, "a content area", "none");
  for (const [index, { area, answers }] of areas.entries()) {
    const before = areas[index - 1];
    assertInput(before === undefined || before.answers >= answers, "the most answered area first", area);
  }
  const together = rare === undefined ? [] : [{ ...rare, area: "the rarest areas together" }];
  for (const { area, answers, auc, f1, compared: others } of [...areas, ...together]) {
    assertInput(Number.isSafeInteger(answers) && answers > 0, `answers in ${area}`, `${answers}`);
    for (const { model: name, aucGain } of others) {
      assertInput(models.includes(name), `compared models ${models.join(", ")} in ${area}`, name);
      const { mean, low, high } = aucGain ?? { mean: 0, low: 0, high: 0 };
      assertInput(low <= mean && mean <= high, `a gain within its interval in ${area}`, `${low}, ${mean}, ${high}`);
    }
    const shares = [auc ?? 0, f1, ...others.flatMap((other) => [other.auc ?? 0, other.f1])];
    assertInput(shares.every(isShare), `AUC and F1 from 0 to 1 in ${area}`, shares.join(", "));
  }
}
