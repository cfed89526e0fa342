import { writeFileSync } from "node:fs";
import { summariseRem, verdictSensitivity } from "@zpd/eval";
import { renderRemReport } from "@zpd/eval/report";

// A report with everything in it and more than fits a phone: fifteen policies with long names, five simulators of which
// one is marked, verdicts that another reward model turns round. Written to the file named as the argument.
const [learners, repeats, lengths] = [12, 2, [10, 20]];
const policies = Array.from({ length: 15 }, (_, index) => `policy-${index}-with-a-name-that-is-long`);
const simulators = Array.from({ length: 5 }, (_, index) => `simulator-${index}`);
const manifest = {
  version: 1,
  seed: 1,
  policies,
  simulators,
  lengths,
  repeats,
  learners: Array.from({ length: learners }, (_, learner) => learner),
  preTest: Array.from({ length: learners }, () => 0.2),
  rewardModel: { id: "linear", inputs: ["preTest", "loops"], r2: 0.5, r2LeaveOneOut: 0.4, usesPreTest: true },
  otherRewardModels: [{ id: "turned", inputs: ["loops"], usesPreTest: false }],
  fingerprints: {},
};
const size = lengths.length * learners * repeats;
/** Any numbers that differ between learners as much as scores do. */
const wobble = (index) => 0.04 * Math.sin(12.9898 * index);
const cells = policies.flatMap((policy, p) =>
  simulators.map((simulator, s) => {
    const scores = Float64Array.from({ length: size }, (_, at) => 0.4 + 0.02 * p + wobble(at + 7 * p + 31 * s));
    return { policy, simulator, scores, gains: scores.map((x) => x - 0.2), otherScores: scores.map((x) => 1 - x) };
  }),
);
const figure = { id: "auc", title: "area under the curve", bounds: { least: 0.6 } };
const simulatorQuality = simulators.map((simulator, s) => ({
  simulator,
  learners,
  repeats,
  figures: [{ ...figure, value: 0.5 + 0.1 * s, verdict: s === 0 ? "fails" : "cannot tell" }],
  learningCurve: [{ from: 1, learners, real: 0.5, simulated: 0.6, difference: { value: 0.1 } }],
  fails: s === 0 ? ["auc"] : [],
  notes: ["A remark."],
}));
const html = renderRemReport({
  result: summariseRem(manifest, cells),
  command: `zpd rem --policies ${policies.join(",")}`,
  dataFingerprint: "0123456789abcdef".repeat(4),
  policies: [],
  simulators: [],
  simulatorQuality,
  sensitivity: verdictSensitivity(manifest, cells),
});
writeFileSync(process.argv[2], html);
