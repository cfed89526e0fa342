import type { RemResult } from "../types/rem-result";
import type { RemSensitivity } from "../types/rem-sensitivity";
import type { SimulatorQuality } from "../types/simulator-quality";
import type { TruthAgreement } from "../types/truth-agreement";

/** What the report says about one policy: from its descriptor. */
export interface PolicyNote {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
}

/** What the report says about one simulator; `quality` holds figures such as `{auc: 0.71}` of the model behind it. */
export interface SimulatorNote extends PolicyNote {
  readonly quality?: Readonly<Record<string, number>>;
}

/** One point of a learning curve: the mean score after `length` items with its interval. */
export interface CurvePoint {
  readonly policy: string;
  readonly simulator: string;
  readonly length: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Everything `renderRemReport` needs; all of it may come from users and is escaped. */
export interface RemReportInput {
  readonly result: RemResult;
  /** Default: "Which policy can be trusted?" */
  readonly title?: string;
  /** What a score is, in the singular and lower case; default "predicted post-test score". */
  readonly scoreName?: string;
  /** The command that makes the same matrix again. */
  readonly command?: string;
  readonly dataFingerprint?: string;
  /** Where the arithmetic ran and why there. */
  readonly backend?: { readonly name: string; readonly reason: string };
  /** Titles and citations; policies of the result that are missing here go by their id. */
  readonly policies: readonly PolicyNote[];
  readonly simulators: readonly SimulatorNote[];
  /** How like real learners each simulator is; at most one entry a simulator. */
  readonly simulatorQuality?: readonly SimulatorQuality[];
  /** How far the verdicts hang on choices that could have been others. */
  readonly sensitivity?: RemSensitivity;
  /** Default: the cells of the result, one point a length. */
  readonly curves?: readonly CurvePoint[];
  readonly truth?: TruthAgreement;
  /** When the matrix was made, printed as given; absent: not printed, so that equal results give equal bytes. */
  readonly createdAt?: string;
  /** Versions of the software, `{node: "20.19.0"}`. */
  readonly versions?: Readonly<Record<string, string>>;
  /** How the intervals were made, one sentence. */
  readonly intervals?: string;
  /** Remarks a reader should see, one paragraph each. */
  readonly notes?: readonly string[];
}
