/**
 * Verdicts of the matrix against the truth of made courses:
 * `node bench/truth/run.mjs [--seeds 1-20] [--course small] [--simulators bkt,logistic,elo,course] [--shared]
 * [--json FILE] [--add FILE]`.
 *
 * With `--shared` a verdict counts as withheld unless a second reward model, on another kind of tracer, shares it.
 *
 * Each seed is a course, a log, tracers and a reward model of its own. The truth is the course's own score of learners who
 * were not in the study. Prints a line a seed as it is done, then the shares over all of them.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { sumTruthTrials, truthCheck } from "@zpd/eval";
import { FULL, makeTrial, SECOND_REWARD } from "./made-trial.mjs";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1-20" },
    course: { type: "string", default: FULL.course },
    simulators: { type: "string", default: FULL.simulators.join(",") },
    shared: { type: "boolean", default: false },
    json: { type: "string" },
    add: { type: "string", multiple: true, default: [] },
  },
});
const [first = 1, last = first] = values.seeds.split("-").map(Number);
const size = { ...FULL, course: values.course, simulators: values.simulators.split(",") };

const sharedBy = values.shared ? [SECOND_REWARD] : [];

const trials = values.add.flatMap((file) => JSON.parse(readFileSync(file, "utf8")));
console.log("seed   right  wrong  withheld  truth unclear  reward model's r2, left out");
for (let seed = first; seed <= last; seed++) {
  const { trials: done } = await truthCheck([`${size.course} ${seed}`], () => makeTrial(size, seed), { sharedBy });
  for (const trial of done) {
    const { right, wrong, withheld, "truth unclear": unclear } = trial.agreement.counts;
    const figures = [right, wrong, withheld, unclear].map((count, column) =>
      String(count).padStart([8, 7, 10, 15][column]),
    );
    console.log(`${String(seed).padEnd(4)}${figures.join("")}  ${trial.rewardModel.r2LeaveOneOut?.toFixed(2)}`);
    for (const { length, a, b, verdict, difference } of trial.agreement.pairs.filter(
      ({ outcome }) => outcome === "wrong",
    )) {
      console.log(`       wrong after ${length}: ${a} ${verdict} than ${b}; true difference ${difference.toFixed(4)}`);
    }
  }
  trials.push(...done);
}
const { counts, comparisons, shares, wrongOfJudged } = sumTruthTrials(trials);
const percent = (share) => `${(100 * share).toFixed(1)} %`;
console.log(`${trials.length} trials, ${comparisons} pairs x lengths`);
for (const [outcome, count] of Object.entries(counts)) console.log(`${outcome}: ${count}, ${percent(shares[outcome])}`);
if (wrongOfJudged !== undefined)
  console.log(`wrong of the verdicts that the truth can judge: ${percent(wrongOfJudged)}`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(trials)}\n`);
