/**
 * An item response model at full size: `npm run bench -- irt88m [--answers 88e6] [--items 334000] [--learners 162000]
 * [--model 2pl] [--factors 1] [--threads 2] [--seed 1] [--engine cavi] [--curve 5,10,20] [--parquet] [--update 0.01]`.
 *
 * Makes a log in memory whose truth is known, as skewed as real ones (popularity of items and lengths of learners are
 * log-normal), holds 1 % of the answers out, fits, and prints the time of the fit alone, the memory, the loss after each
 * pass, and the held-out log loss beside that of the truth.
 *
 * `--parquet` writes the log to a temporary file first and times reading it, too. `--curve` fits anew with at most so many
 * passes each: the held-out loss on the way, as early stopping would choose it. `--engine svi` fits by mini-batch Adam.
 * `--update` also fits without a share of the answers, drawn at random, and updates that posterior with them: its time against
 * that of the fit to all, and its held-out loss.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createNumberedVocabulary, createRandomStream, identityQMatrix } from "@zpd/core";
import { readLogFiles, writeDatasetFile } from "@zpd/data/node";
import { fitStochastic, fitVariational, predictAnswers } from "@zpd/kt/irt";

const { values } = parseArgs({
  options: {
    answers: { type: "string", default: "88e6" },
    items: { type: "string", default: "334000" },
    learners: { type: "string", default: "162000" },
    model: { type: "string", default: "2pl" },
    factors: { type: "string", default: "1" },
    threads: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
    engine: { type: "string", default: "cavi" },
    curve: { type: "string" },
    parquet: { type: "boolean", default: false },
    update: { type: "string" },
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

const since = (start) => ((performance.now() - start) / 1000).toFixed(1);

/** A log without a share of its answers, and these. */
function splitAnswers(log, share) {
  const uniform = quickUniform(seed + 1);
  const fresh = Uint8Array.from({ length: log.item.length }, () => (uniform() < share ? 1 : 0));
  const partOfLog = (kind) => {
    const kept = fresh.reduce((sum, flag) => sum + (flag === kind ? 1 : 0), 0);
    const part = {
      ...log,
      item: new Int32Array(kept),
      score: new Uint8Array(kept),
      offsets: new Int32Array(learners + 1),
    };
    let to = 0;
    for (let l = 0; l < learners; l++) {
      for (let n = log.offsets[l]; n < log.offsets[l + 1]; n++) {
        if (fresh[n] !== kind) continue;
        part.item[to] = log.item[n];
        part.score[to++] = log.score[n];
      }
      part.offsets[l + 1] = to;
    }
    return part;
  };
  return { before: partOfLog(0), after: partOfLog(1) };
}

/** The log as read from a Parquet file, with the time that reading takes. */
async function throughParquet(log) {
  const folder = mkdtempSync(join(tmpdir(), "zpd-irt88m-"));
  const file = join(folder, "answers.parquet");
  try {
    const writtenAt = performance.now();
    await writeDatasetFile(file, { name: "made", log });
    const megabytes = Math.round(statSync(file).size / 1e6);
    console.log(`wrote ${megabytes} MB of Parquet in ${since(writtenAt)} s`);
    const readAt = performance.now();
    const { dataset } = await readLogFiles(file);
    console.log(`read them in ${since(readAt)} s`);
    return dataset.log;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const engines = { cavi: fitVariational, svi: fitStochastic };
const fit = engines[values.engine];
const config = values.model === "factor" ? { factors } : {};
const options = { seed, threads: Number(values.threads) };

const madeAt = performance.now();
const { test, truth, ...made } = makeWorld();
console.log(`made ${made.train.item.length.toLocaleString("en")} answers in ${since(madeAt)} s`);
if (values.parquet) made.train = await throughParquet(made.train);
const { train } = made;
const heldOut = (posterior) => meanLogLoss(predictAnswers(posterior, test), test.score).toFixed(5);

for (const passes of values.curve?.split(",").map(Number) ?? []) {
  const { posterior } = await fit(values.model, train, { ...config, maxPasses: passes, tolerance: 0 }, options);
  console.log(`after ${passes} passes: held-out log loss ${heldOut(posterior)}`);
}
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const { posterior, report } = await fit(values.model, train, config, {
  ...options,
  onProgress: ({ done, metrics }) =>
    console.log(
      `pass ${done}: ${since(startedAt)} s, loss before it ${(metrics.loss / train.item.length).toFixed(6)} an answer`,
    ),
});
console.log(`${values.model}, ${factors} factor(s): ${report.iterations} passes, converged: ${report.converged}`);
console.log(`${report.backend.name}: ${report.backend.reason}`);
const fitSeconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
// On a machine with other work to do, the processor's time tells more than the clock's.
console.log(`fit ${fitSeconds.toFixed(1)} s, of all threads ${((user + system) / 1e6).toFixed(1)} s of processor time`);
console.log(`peak memory ${Math.round((process.resourceUsage().maxRSS * 1024) / 1e6)} MB`);
console.log(`held-out log loss ${heldOut(posterior)}, of the truth ${truth.toFixed(5)}`);
if (values.update !== undefined) {
  const { before, after } = splitAnswers(train, Number(values.update));
  const { posterior: prior } = await fit(values.model, before, config, options);
  const updatedAt = performance.now();
  const updated = await fit(values.model, after, config, { ...options, prior });
  const share = (performance.now() - updatedAt) / 1000 / fitSeconds;
  console.log(`update with ${after.item.length.toLocaleString("en")} answers: ${updated.report.iterations} passes`);
  console.log(`update ${since(updatedAt)} s, ${(100 * share).toFixed(1)} % of the fit to all`);
  console.log(`held-out log loss before it ${heldOut(prior)}, after it ${heldOut(updated.posterior)}`);
}
