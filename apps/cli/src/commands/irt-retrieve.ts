import { type InteractionLog, unknownNameError } from "@zpd/core";
import { type Interval, tInterval } from "@zpd/eval";
import {
  fitMarginal,
  fitVariational,
  itemParametersOf,
  RETRIEVAL_DESIGNS,
  type RetrievalEstimator,
  type RetrievalOutcome,
  retrievalStudy,
  samplePosterior,
} from "@zpd/kt/irt";
import { Command, Option } from "commander";
import { addCommonOptions, addRequiredOption, type CommonOptions, parseCount } from "../options";
import type { Terminal } from "../output/terminal";
import { textTable } from "../output/text-table";
import { actionOf, type Run, roundSeconds } from "../run-command";

interface RetrieveOptions extends CommonOptions {
  readonly design: string;
  readonly repeats: number;
  readonly exact?: boolean;
}

const DEFAULT_REPEATS = 20;

export function irtRetrieveCommand(terminal: Terminal): Command {
  return addRequiredOption(addCommonOptions(new Command("retrieve")), "--design <name>", RETRIEVAL_DESIGNS.join(" or "))
    .description("How well difficulties are retrieved from made answers whose truth is known.")
    .addOption(new Option("--repeats <n>", "how many logs are made").default(DEFAULT_REPEATS).argParser(parseCount))
    .option("--exact", "also the exact posterior, drawn from by Metropolis steps: seconds a log")
    .addHelpText(
      "after",
      `
50 learners, 30 items, 2PL. dense: everybody answers everything; overlap: two groups of 25 learners with 20 items in common and
5 of their own each. Compared are the thresholds of logit = a theta - b; means over the logs with 95 % intervals.

Example:
  zpd irt retrieve --design dense --repeats 20`,
    )
    .action(actionOf<RetrieveOptions>(terminal, retrieve));
}

function estimatorsOf({ seed, exact }: RetrieveOptions, signal: AbortSignal): RetrievalEstimator[] {
  return [
    {
      name: "variational",
      async estimate(log) {
        const { posterior } = await fitVariational("2pl", log, {}, { seed });
        const { threshold, thresholdScale } = itemParametersOf(posterior);
        return { difficulty: threshold, ...(thresholdScale === undefined ? {} : { scale: thresholdScale }) };
      },
    },
    {
      name: "maximum-likelihood",
      async estimate(log) {
        const { parameters } = await fitMarginal(log, "2pl", { standardErrors: false });
        return { difficulty: parameters.threshold };
      },
    },
    ...(exact === true
      ? [
          {
            name: "exact-posterior",
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
  run.display.end();
  const estimators = results.map(({ name, outcomes }) => ({ name, ...summarise(outcomes) }));
  const result = { design, repeats, estimators, seed, backend: run.backend, seconds: roundSeconds(run.seconds()) };
  run.terminal.out(options.json === true ? `${JSON.stringify(result)}\n` : studyText(estimators));
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
