/**
 * An item response model at full size: `npm run bench -- irt88m [--answers 88e6] [--items 334000] [--learners 162000]
 * [--model 2pl] [--factors 1] [--threads 2] [--seed 1]`.
 *
 * Makes a log in memory whose truth is known, as skewed as real ones (popularity of items and lengths of learners are
 * log-normal), holds 1 % of the answers out, fits, and prints the time of the fit alone, the memory, the loss after each
 * pass, and the held-out log loss beside that of the truth.
 */
import { parseArgs } from "node:util";
import { createNumberedVocabulary, createRandomStream, identityQMatrix } from "@zpd/core";
import { fitVariational, predictAnswers } from "@zpd/kt/irt";

const { values } = parseArgs({
  options: {
    answers: { type: "string", default: "88e6" },
    items: { type: "string", default: "334000" },
    learners: { type: "string", default: "162000" },
    model: { type: "string", default: "2pl" },
    factors: { type: "string", default: "1" },
    threads: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
  },
});
const [answers, items, learners] = [values.answers, values.items, values.learners].map(Number);
const factors = Number(values.factors);
const seed = Number(values.seed);

/** Spreads of the logarithms: with 88 M answers the median item has some 36 of them, the largest some 150,000. */
const POPULARITY_SPREAD = 1.9;
const LENGTH_SPREAD = 1;
const TEST_SHARE = 0.01;
/** Popularities are drawn from a table in which an item stands as often as it is popular. */
const TABLE = 1 << 22;
const DECAY = 0.8;

/** A quick generator (mulberry32): a hundred million draws are to take seconds. */
function quickUniform(state) {
  let a = state | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Whole numbers that add up to `total`, each at least 1, in proportion to weights. */
function apportion(weights, total) {
  const sum = weights.reduce((a, b) => a + b, 0);
  const counts = Int32Array.from(weights, (weight) => Math.max(1, Math.round((weight / sum) * total)));
  let excess = counts.reduce((a, b) => a + b, 0) - total;
  for (let k = 0; excess !== 0; k = (k + 1) % counts.length) {
    const step = Math.sign(excess);
    if (counts[k] - step < 1) continue;
    counts[k] -= step;
    excess -= step;
  }
  return counts;
}

function makeWorld() {
  const random = createRandomStream(seed, "bench-irt");
  const logNormals = (count, spread) => Float64Array.from({ length: count }, () => Math.exp(spread * random.normal()));
  const lengths = apportion(logNormals(learners, LENGTH_SPREAD), answers);
  const shares = apportion(logNormals(items, POPULARITY_SPREAD), TABLE);
  const table = new Int32Array(TABLE);
  for (let i = 0, at = 0; i < items; i++) for (let k = 0; k < shares[i]; k++) table[at++] = i;
  const ability = Float32Array.from({ length: learners * factors }, () => random.normal());
  const slope = Float32Array.from({ length: items * factors }, (_, k) =>
    k % factors === 0 ? Math.exp(0.3 * random.normal()) : DECAY ** (k % factors) * Math.abs(random.normal()),
  );
  const threshold = Float32Array.from({ length: items }, () => random.normal());
  const uniform = quickUniform(seed);
  const parts = { train: partOf(answers), test: partOf(Math.ceil(2 * TEST_SHARE * answers) + 1000) };
  let truth = 0;
  for (let l = 0; l < learners; l++) {
    for (let n = 0; n < lengths[l]; n++) {
      const i = table[Math.floor(uniform() * TABLE)];
      let logit = -threshold[i];
      for (let d = 0; d < factors; d++) logit += slope[i * factors + d] * ability[l * factors + d];
      const p = 1 / (1 + Math.exp(-logit));
      const right = uniform() < p ? 1 : 0;
      const isTest = uniform() < TEST_SHARE;
      if (isTest) truth -= Math.log(right === 1 ? p : 1 - p);
      const part = isTest ? parts.test : parts.train;
      part.item[part.count] = i;
      part.score[part.count++] = right;
    }
    parts.train.offsets[l + 1] = parts.train.count;
    parts.test.offsets[l + 1] = parts.test.count;
  }
  const ids = { learners: createNumberedVocabulary(learners), items: createNumberedVocabulary(items) };
  const logOf = ({ item, score, count, offsets }) => ({
    ...ids,
    qMatrix: identityQMatrix(ids.items),
    offsets,
    item: item.subarray(0, count),
    score: score.subarray(0, count),
  });
  return { train: logOf(parts.train), test: logOf(parts.test), truth: truth / parts.test.count };
}

function partOf(capacity) {
  const offsets = new Int32Array(learners + 1);
  return { item: new Int32Array(capacity), score: new Uint8Array(capacity), offsets, count: 0 };
}

function meanLogLoss(probability, score) {
  let sum = 0;
  for (let n = 0; n < score.length; n++) sum -= Math.log(score[n] === 1 ? probability[n] : 1 - probability[n]);
  return sum / score.length;
}

const madeAt = performance.now();
const { train, test, truth } = makeWorld();
console.log(
  `made ${train.item.length.toLocaleString("en")} answers in ${((performance.now() - madeAt) / 1000).toFixed(1)} s`,
);
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
const { posterior, report } = await fitVariational(values.model, train, values.model === "factor" ? { factors } : {}, {
  seed,
  threads: Number(values.threads),
  onProgress: ({ done, metrics }) =>
    console.log(
      `pass ${done}: ${seconds()} s, loss before it ${(metrics.loss / train.item.length).toFixed(6)} an answer`,
    ),
});
console.log(`${values.model}, ${factors} factor(s): ${report.iterations} passes, converged: ${report.converged}`);
const { user, system } = process.cpuUsage(cpuBefore);
// On a machine with other work to do, the processor's time tells more than the clock's.
console.log(`fit ${seconds()} s, of all threads ${((user + system) / 1e6).toFixed(1)} s of processor time`);
console.log(`peak memory ${Math.round((process.resourceUsage().maxRSS * 1024) / 1e6)} MB`);
const loss = meanLogLoss(predictAnswers(posterior, test), test.score);
console.log(`held-out log loss ${loss.toFixed(5)}, of the truth ${truth.toFixed(5)}`);
