import { type InteractionLog, unknownNameError } from "@zpd/core";
import { writeFileAtomic } from "@zpd/core/node";
import { type Interval, tInterval } from "@zpd/eval";
import type { RetrievalReportInput } from "@zpd/eval/report";
import {
  fitMarginal,
  fitVariational,
  itemParametersOf,
  PUBLISHED_RETRIEVAL,
  RETRIEVAL_DESIGNS,
  type RetrievalDesign,
  type RetrievalEstimator,
  type RetrievalOutcome,
  retrievalGroups,
  retrievalStudy,
  samplePosterior,
} from "@zpd/kt/irt";
import { Command, Option } from "commander";
import { addCommonOptions, addRequiredOption, type CommonOptions, parseCount } from "../options";
import type { Terminal } from "../output/terminal";
import { textTable } from "../output/text-table";
import { actionOf, type Run, roundSeconds } from "../run-command";
import { readVersion } from "../version";

interface RetrieveOptions extends CommonOptions {
  readonly design: string;
  readonly repeats: number;
  readonly exact?: boolean;
  readonly report?: string;
}

const DEFAULT_REPEATS = 20;
const VARIATIONAL = "variational";
const MAXIMUM_LIKELIHOOD = "maximum-likelihood";
const EXACT_POSTERIOR = "exact-posterior";

export function irtRetrieveCommand(terminal: Terminal): Command {
  return addRequiredOption(addCommonOptions(new Command("retrieve")), "--design <name>", RETRIEVAL_DESIGNS.join(" or "))
    .description("How well difficulties are retrieved from made answers whose truth is known.")
    .addOption(new Option("--repeats <n>", "how many logs are made").default(DEFAULT_REPEATS).argParser(parseCount))
    .option("--exact", "also the exact posterior, drawn from by Metropolis steps: seconds a log")
    .option("--report <file>", "write an HTML report with figures")
    .addHelpText(
      "after",
      `
50 learners, 30 items, 2PL. dense: everybody answers everything; overlap: two groups of 25 learners with 20 items in common and
5 of their own each. Compared are the thresholds of logit = a theta - b; means over the logs with 95 % intervals.

Example:
  zpd irt retrieve --design dense --repeats 20 --report retrieval.html`,
    )
    .action(actionOf<RetrieveOptions>(terminal, retrieve));
}

function estimatorsOf({ seed, exact }: RetrieveOptions, signal: AbortSignal): RetrievalEstimator[] {
  return [
    {
      name: VARIATIONAL,
      async estimate(log) {
        const { posterior } = await fitVariational("2pl", log, {}, { seed });
        const { threshold, thresholdScale } = itemParametersOf(posterior);
        return { difficulty: threshold, ...(thresholdScale === undefined ? {} : { scale: thresholdScale }) };
      },
    },
    {
      name: MAXIMUM_LIKELIHOOD,
      async estimate(log) {
        const { parameters } = await fitMarginal(log, "2pl", { standardErrors: false });
        return { difficulty: parameters.threshold };
      },
    },
    ...(exact === true
      ? [
          {
            name: EXACT_POSTERIOR,
            async estimate(log: InteractionLog) {
              const { threshold, thresholdScale } = await samplePosterior(log, { seed, signal });
              return { difficulty: threshold, scale: thresholdScale };
            },
          },
        ]
      : []),
  ];
}

async function retrieve(options: RetrieveOptions, run: Run): Promise<void> {
  const { repeats, seed } = options;
  const design = RETRIEVAL_DESIGNS.find((known) => known === options.design);
  if (design === undefined) throw unknownNameError("--design", "design", options.design, RETRIEVAL_DESIGNS);
  const results = await retrievalStudy(estimatorsOf(options, run.signal), {
    design,
    repeats,
    seed,
    onRepeat: (done) => run.display.onProgress({ task: "Retrieving", done, total: repeats, unit: "logs" }),
  });
  if (options.report !== undefined) {
    // Loaded here: charts are heavy, and without a report none is drawn.
    const { renderRetrievalReport } = await import("@zpd/eval/report");
    await writeFileAtomic(options.report, renderRetrievalReport(reportInput(options, design, results, run)));
  }
  run.display.end();
  const estimators = results.map(({ name, outcomes }) => ({ name, ...summarise(outcomes) }));
  const result = {
    design,
    repeats,
    estimators,
    seed,
    backend: run.backend,
    ...(options.report === undefined ? {} : { report: options.report }),
    seconds: roundSeconds(run.seconds()),
  };
  if (options.json === true) run.terminal.out(`${JSON.stringify(result)}\n`);
  else {
    const report = options.report === undefined ? "" : `Report: ${options.report} (open it in a browser)\n`;
    run.terminal.out(studyText(estimators) + report);
  }
}

/** What each estimator is, for a report's readers. */
const ABOUT: Readonly<Record<string, string>> = {
  [VARIATIONAL]:
    "Mean of the variational posterior, fitted by closed-form updates; its intervals are corrected for mean field.",
  [MAXIMUM_LIKELIHOOD]:
    "Marginal maximum likelihood without priors on the items; items answered nearly all alike explode.",
  [EXACT_POSTERIOR]: "Mean of the exact posterior under the same priors, drawn from by Metropolis steps.",
};

function reportInput(
  { seed, repeats, exact }: RetrieveOptions,
  design: RetrievalDesign,
  results: Awaited<ReturnType<typeof retrievalStudy>>,
  run: Run,
): RetrievalReportInput {
  const { table, variational, maximumLikelihood } = PUBLISHED_RETRIEVAL[design];
  return {
    command: `zpd irt retrieve --design ${design} --repeats ${repeats}${exact === true ? " --exact" : ""} --seed ${seed}`,
    seed,
    versions: { zpd: readVersion(), node: process.versions.node },
    backend: run.backend,
    design: { name: design, groups: retrievalGroups(design) },
    estimators: results.map(({ name, outcomes }) => ({ name, about: ABOUT[name]!, outcomes })),
    published: {
      citation: `Zhaolei (Henry) Shi and Susan Athey, ${table}; code: Bayesian Measurement Models for Online Sparse Settings, github.com/henrishi/bm_model`,
      draws: [
        { estimator: VARIATIONAL, by: `${table}, stochastic variational inference`, ...variational },
        {
          estimator: MAXIMUM_LIKELIHOOD,
          by: `${table}, maximum likelihood by the R package ltm`,
          ...maximumLikelihood,
        },
      ],
    },
    notes: [
      "Abilities and difficulties are drawn from N(0, 1), discriminations from a log-normal around 1 with a standard deviation of 0.5 of the logarithm; an answer is right with the probability whose logit is discrimination × ability − difficulty.",
    ],
  };
}

interface Summary {
  readonly pearson: MeanInterval;
  readonly kendall: MeanInterval;
  readonly spearman: MeanInterval;
  readonly coverage90?: number;
}

interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

function summarise(outcomes: readonly RetrievalOutcome[]): Summary {
  const meanOf = (name: "pearson" | "kendall" | "spearman"): MeanInterval => {
    const { value, low, high }: Interval = tInterval(outcomes.map((outcome) => outcome[name]));
    return { mean: value, low, high };
  };
  const covered = outcomes.flatMap(({ coverage90 }) => coverage90 ?? []);
  return {
    pearson: meanOf("pearson"),
    kendall: meanOf("kendall"),
    spearman: meanOf("spearman"),
    ...(covered.length === 0 ? {} : { coverage90: covered.reduce((sum, share) => sum + share, 0) / covered.length }),
  };
}

function studyText(estimators: readonly ({ readonly name: string } & Summary)[]): string {
  const shown = ({ mean, low, high }: MeanInterval): string =>
    `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  return textTable(
    ["estimator", "Pearson", "Kendall", "Spearman", "90 % intervals cover"],
    estimators.map(({ name, pearson, kendall, spearman, coverage90 }) => [
      name,
      shown(pearson),
      shown(kendall),
      shown(spearman),
      coverage90 === undefined ? "" : `${(100 * coverage90).toFixed(1)} %`,
    ]),
    ["left", "right", "right", "right", "right"],
  );
}
