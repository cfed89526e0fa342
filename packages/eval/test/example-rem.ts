import { verdictOrder } from "../src/matrix/verdict-order";
import { compareVerdicts } from "../src/matrix/verdict-sensitivity";
import type { RemReportInput } from "../src/report/report-input";
import type { RemCellSummary, RemPairVerdict, RemResult, RemVerdict } from "../src/types/rem-result";
import type { RemSensitivity } from "../src/types/rem-sensitivity";
import type { QualityFigure, SimulatorQuality } from "../src/types/simulator-quality";
import type { Truth, TruthAgreement, TruthComparison, TruthOutcome } from "../src/types/truth-agreement";

/** Planted share of the test that each policy teaches, by simulator. */
export interface Planted {
  readonly policies: Readonly<Record<string, readonly number[]>>;
  readonly simulators: readonly string[];
  readonly lengths: readonly number[];
  /** Half width of a cell's interval; of a difference's it is a third. */
  readonly half: number;
}

function wordOf(differences: readonly { readonly low: number; readonly high: number }[]): RemVerdict {
  if (differences.every(({ low }) => low > 0)) return "better";
  if (differences.every(({ high }) => high < 0)) return "worse";
  return "cannot tell";
}

/** A result whose score after n items is 0.3 + strength * (1 - exp(-n / 20)). */
export function plantResult({ policies, simulators, lengths, half }: Planted): RemResult {
  const ids = Object.keys(policies);
  const score = (policy: string, simulator: number, length: number): number =>
    0.3 + policies[policy]![simulator]! * (1 - Math.exp(-length / 20));
  const cells: RemCellSummary[] = [];
  const verdicts: RemPairVerdict[] = [];
  for (const length of lengths) {
    for (const policy of ids) {
      for (const [s, simulator] of simulators.entries()) {
        const mean = score(policy, s, length);
        cells.push({
          policy,
          simulator,
          length,
          n: 860,
          mean,
          low: mean - half,
          high: mean + half,
          gain: mean - 0.238,
          gainLow: mean - 0.238 - half,
          gainHigh: mean - 0.238 + half,
        });
      }
    }
    for (const [index, a] of ids.entries()) {
      for (const b of ids.slice(index + 1)) {
        const perSimulator = simulators.map((simulator, s) => {
          const difference = score(a, s, length) - score(b, s, length);
          return { simulator, difference, low: difference - half / 3, high: difference + half / 3 };
        });
        const verdict = wordOf(perSimulator);
        const p = verdict === "cannot tell" ? 0.4 : 1e-6;
        verdicts.push({ length, a, b, verdict, p, adjustedP: verdict === "cannot tell" ? 1 : 1e-4, perSimulator });
      }
    }
  }
  return {
    policies: ids,
    simulators,
    lengths,
    repeats: 10,
    learners: 86,
    rewardModel: {
      id: "linear",
      inputs: ["preTest", "loops", "strings"],
      r2: 0.412,
      r2LeaveOneOut: 0.31,
      usesPreTest: true,
    },
    cells,
    verdicts,
    correction: { method: "holm", comparisons: verdicts.length, level: 0.05 },
    rankings: lengths.map((length) => verdictOrder(ids, length, verdicts)),
    warnings: [],
    seed: 1,
  };
}

const STRENGTHS: Planted = {
  policies: {
    random: [0.41, 0.405, 0.4],
    "instruct-seq": [0.45, 0.445, 0.44],
    "inv-instruct-seq": [0.36, 0.355, 0.352],
    "bkt-mp": [0.39, 0.41, 0.405],
    "bkt-inv-mp": [0.375, 0.37, 0.41],
    "bkt-highest-prob-correct": [0.42, 0.43, 0.435],
    "bkt-highest-prob-incorrect": [0.37, 0.352, 0.36],
    "bkt-uncertain": [0.452, 0.44, 0.47],
    "bkt-myopic": [0.49, 0.46, 0.45],
    "logistic-zone": [0.5, 0.51, 0.505],
  },
  simulators: ["bkt", "logistic", "course"],
  lengths: [10, 20, 50],
  half: 0.012,
};

/** Three simulators x ten policies x three lengths, as a run of the main job gives. */
export function exampleResult(): RemResult {
  return plantResult(STRENGTHS);
}

function outcomeOf(verdict: RemVerdict, truth: Truth): TruthOutcome {
  if (verdict === "cannot tell") return "withheld";
  if (truth === "equal within noise") return "truth unclear";
  return verdict === truth ? "right" : "wrong";
}

/** The truth is what the last simulator says, with narrower intervals. */
export function exampleTruth(result: RemResult): TruthAgreement {
  const pairs = result.verdicts.map(({ length, a, b, verdict, perSimulator }): TruthComparison => {
    const { difference } = perSimulator[perSimulator.length - 1]!;
    const [low, high] = [difference - 0.003, difference + 0.003];
    const truth: Truth = low > 0 ? "better" : high < 0 ? "worse" : "equal within noise";
    return { length, a, b, verdict, truth, outcome: outcomeOf(verdict, truth), difference, low, high };
  });
  const count = (outcome: TruthOutcome): number => pairs.filter((pair) => pair.outcome === outcome).length;
  return {
    pairs,
    counts: {
      right: count("right"),
      wrong: count("wrong"),
      withheld: count("withheld"),
      "truth unclear": count("truth unclear"),
    },
  };
}

/** A simulator with these ends of two figures; its learners are right too often where `correctRate` is above 0.05. */
export function plantQuality(simulator: string, { auc = 0.72, correctRate = 0.01 } = {}): SimulatorQuality {
  const area: QualityFigure = {
    id: "auc",
    title: "area under the curve on learners held out",
    value: auc,
    low: auc - 0.01,
    high: auc + 0.01,
    bounds: { least: 0.6 },
    verdict: auc - 0.01 >= 0.6 ? "passes" : auc + 0.01 < 0.6 ? "fails" : "cannot tell",
  };
  const rate: QualityFigure = {
    id: "correct-rate",
    title: "correct rate, simulated less real",
    value: correctRate,
    low: correctRate - 0.01,
    high: correctRate + 0.01,
    real: 0.682,
    simulated: 0.682 + correctRate,
    bounds: { least: -0.05, most: 0.05 },
    verdict:
      Math.abs(correctRate) + 0.01 <= 0.05 ? "passes" : Math.abs(correctRate) - 0.01 > 0.05 ? "fails" : "cannot tell",
  };
  const figures = [area, rate];
  return {
    simulator,
    learners: 86,
    repeats: 4,
    figures,
    learningCurve: [
      {
        from: 1,
        to: 1,
        learners: 86,
        real: 0.55,
        simulated: 0.56,
        difference: { value: 0.01, low: -0.01, high: 0.03 },
      },
      { from: 3, to: 4, learners: 61, real: 0.61, simulated: 0.66, difference: { value: 0.05, low: 0.02, high: 0.08 } },
      { from: 17, learners: 1, real: 0.75, simulated: 0.7, difference: { value: -0.05 } },
    ],
    fails: figures.filter(({ verdict }) => verdict === "fails").map(({ id }) => id),
    notes: [],
  };
}

/** What the verdicts of a planted study become without its simulators, and with other planted strengths. */
export function plantSensitivity(
  planted: Planted,
  others: {
    readonly rewardModels?: Readonly<Record<string, Planted>>;
    readonly seeds?: Readonly<Record<string, Planted>>;
  },
): RemSensitivity {
  const { verdicts } = plantResult(planted);
  const without = planted.simulators.map((simulator, left) => {
    const keep = <Value>(values: readonly Value[]): Value[] => values.filter((_, s) => s !== left);
    const policies = Object.fromEntries(Object.entries(planted.policies).map(([id, values]) => [id, keep(values)]));
    const fewer = plantResult({ ...planted, policies, simulators: keep(planted.simulators) });
    return compareVerdicts("without simulator", simulator, verdicts, fewer.verdicts);
  });
  const models = Object.entries(others.rewardModels ?? {}).map(([name, other]) =>
    compareVerdicts("reward model", name, verdicts, plantResult(other).verdicts),
  );
  const seeds = Object.entries(others.seeds ?? {}).map(([name, other]) =>
    compareVerdicts("seed", name, verdicts, plantResult(other).verdicts),
  );
  return {
    comparisons: verdicts.length,
    told: verdicts.filter(({ verdict }) => verdict !== "cannot tell").length,
    alternatives: [...(planted.simulators.length > 1 ? without : []), ...models, ...seeds],
  };
}

/** The planted study with a few strengths changed. */
function changed(strengths: Planted["policies"]): Planted {
  return { ...STRENGTHS, policies: { ...STRENGTHS.policies, ...strengths } };
}

const REM_PAPER =
  "Doroudi, Aleven and Brunskill, Robust Evaluation Matrix: Towards a More Principled Offline Exploration of Instructional Policies, Learning @ Scale 2017";

const BKT_PAPER =
  "Corbett and Anderson, Knowledge Tracing: Modeling the Acquisition of Procedural Knowledge, User Modeling and User-Adapted Interaction 4, 1995";

export function exampleInput(): RemReportInput {
  const result = exampleResult();
  return {
    result,
    command: "npx zpd rem --demo --lengths 10,20,50 --seed 1 --report report.html",
    dataFingerprint: "9f2c1e07b4d8a6533c1f0e9d7b2a4c68e5f01234a9b8c7d6e5f4a3b2c1d0e9f8",
    backend: { name: "cpu", reason: "no faster one is installed" },
    versions: { zpd: "0.1.0", node: "20.20.2" },
    createdAt: "2026-11-23",
    policies: [
      { id: "random", title: "Random order", citation: "Every item equally likely; the floor of every comparison." },
      { id: "instruct-seq", title: "Teacher's order", citation: REM_PAPER },
      { id: "inv-instruct-seq", title: "Teacher's order reversed", citation: REM_PAPER },
      { id: "bkt-mp", title: "Mastery first (BKT)", citation: BKT_PAPER },
      { id: "bkt-inv-mp", title: "Least mastered first (BKT)", citation: BKT_PAPER },
      { id: "bkt-highest-prob-correct", title: "Easiest item (BKT)", citation: BKT_PAPER },
      { id: "bkt-highest-prob-incorrect", title: "Hardest item (BKT)", citation: BKT_PAPER },
      { id: "bkt-uncertain", title: "Most uncertain (BKT)", citation: BKT_PAPER },
      { id: "bkt-myopic", title: "Best next reward (BKT)", citation: "One-step look-ahead with the reward model." },
      {
        id: "logistic-zone",
        title: "Success nearest 70 % (logistic)",
        citation: "Wilson et al., The Eighty Five Percent Rule for optimal learning, Nature Communications 10, 2019",
      },
    ],
    simulators: [
      { id: "bkt", title: "Bayesian knowledge tracing", citation: BKT_PAPER, quality: { AUC: 0.7066, RMSE: 0.4212 } },
      {
        id: "logistic",
        title: "Best-features logistic",
        citation: "Gervet et al., When is Deep Learning the Best Approach to Knowledge Tracing?, JEDM 12, 2020",
        quality: { AUC: 0.7512 },
      },
      { id: "course", title: "The made course itself", citation: "Known truth; nothing was fitted." },
    ],
    truth: exampleTruth(result),
    simulatorQuality: [
      { ...plantQuality("bkt", { correctRate: 0.071 }), notes: ["Compared over each learner's first 200 answers."] },
      plantQuality("logistic", { auc: 0.751, correctRate: -0.045 }),
      { ...plantQuality("course"), learningCurve: [] },
    ],
    sensitivity: plantSensitivity(STRENGTHS, {
      rewardModels: {
        "linear-ridge-100": STRENGTHS,
        logistic: changed({ "bkt-mp": [0.42, 0.43, 0.425] }),
        "mean-mastery": changed({ "bkt-myopic": [0.33, 0.34, 0.345] }),
      },
      seeds: { 2: changed({ "bkt-uncertain": [0.45, 0.445, 0.46] }) },
    }),
    notes: ["Three concepts had fewer than 20 answers; their parameters rest mostly on the priors."],
  };
}
