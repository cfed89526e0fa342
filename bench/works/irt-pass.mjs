import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createNumberedVocabulary, createRandomStream, identityQMatrix, sigmoid } from "@zpd/core";
import { fitVariational, predictAnswers } from "@zpd/kt/irt";
import { median, runWhenStarted, timed } from "./run-here.mjs";

const LEARNERS = 5000;
const ITEMS = 2000;
/** Of each learner, spread over the bank: a million to fit, a twentieth more held out. */
const TRAIN = 200;
const TEST = 10;
const TRUTH_FACTORS = 20;
/** Each further factor of the truth matters less: sizes of real tests' factors decay. */
const DECAY = 0.8;
const THREADS = 2;

const nats = "nats an answer";

export const work = {
  name: "irt-pass",
  title:
    "item response on a million answers, 5,000 learners x 2,000 items: pass, convergence by one rule, held-out log loss; peer Pyro",
  figures: [
    { figure: "pass2pl", reach: 0.3 },
    { figure: "pass2pl", of: "byHand2pl" },
    { figure: "pass20", reach: 0.4 },
    // At least as long as until the peer's held-out loss is reached, where ours ends below it.
    { figure: "settled2pl", reach: 0.03 },
    { figure: "settled20", reach: 0.03 },
    { figure: "heldOut2pl", unit: nats },
    { figure: "heldOut20", unit: nats },
    // The peer's usual prediction, from posterior means alone.
    { figure: "heldOut2pl", of: "plugIn2pl", unit: nats },
    { figure: "heldOut20", of: "plugIn20", unit: nats },
  ],
  peer: { script: "irt_pass.py", modules: ["pyro", "torch"] },
  async prepare(folder) {
    return [1, TRUTH_FACTORS].flatMap((factors) => {
      const { item, score } = makeAnswers(factors);
      const paths = ["item", "score"].map((name) => join(folder, `${factors}-${name}.bin`));
      writeFileSync(paths[0], new Uint8Array(item.buffer));
      writeFileSync(paths[1], score);
      return paths;
    });
  },
};

/** Learner by learner, `TRAIN` answers to fit then `TEST` held out, no item twice. */
function makeAnswers(factors) {
  const random = createRandomStream(1, `bench-irt-pass-${factors}`);
  const ability = Float64Array.from({ length: LEARNERS * factors }, () => random.normal());
  const slope = Float64Array.from({ length: ITEMS * factors }, (_, k) =>
    k % factors === 0 ? Math.exp(0.3 * random.normal()) : DECAY ** (k % factors) * Math.abs(random.normal()),
  );
  const threshold = Float64Array.from({ length: ITEMS }, () => random.normal());
  const order = Int32Array.from({ length: ITEMS }, (_, i) => i);
  const each = TRAIN + TEST;
  const item = new Int32Array(LEARNERS * each);
  const score = new Uint8Array(LEARNERS * each);
  for (let l = 0; l < LEARNERS; l++) {
    random.shuffle(order);
    for (let n = 0; n < each; n++) {
      const i = order[n];
      let logit = -threshold[i];
      for (let d = 0; d < factors; d++) logit += slope[i * factors + d] * ability[l * factors + d];
      item[l * each + n] = i;
      score[l * each + n] = random.uniform() < sigmoid(logit) ? 1 : 0;
    }
  }
  return { item, score };
}

function logOf(answers, from, count) {
  const each = TRAIN + TEST;
  const pick = (column) => {
    const out = new column.constructor(LEARNERS * count);
    for (let l = 0; l < LEARNERS; l++) {
      out.set(column.subarray(l * each + from, l * each + from + count), l * count);
    }
    return out;
  };
  const items = createNumberedVocabulary(ITEMS);
  return {
    learners: createNumberedVocabulary(LEARNERS),
    items,
    qMatrix: identityQMatrix(items),
    offsets: Int32Array.from({ length: LEARNERS + 1 }, (_, l) => l * count),
    item: pick(answers.item),
    score: pick(answers.score),
  };
}

async function heldOutLoss(posterior, test) {
  const probability = await predictAnswers(posterior, test, {});
  let sum = 0;
  for (let n = 0; n < test.score.length; n++) {
    sum -= Math.log(test.score[n] === 1 ? probability[n] : 1 - probability[n]);
  }
  return sum / test.score.length;
}

function readAnswers([itemFile, scoreFile]) {
  const item = new Int32Array(Uint8Array.from(readFileSync(itemFile)).buffer);
  return { item, score: Uint8Array.from(readFileSync(scoreFile)) };
}

/**
 * A fit to convergence: its whole time, start of threads and the fit to a part included, its median pass over all answers, and what
 * it predicts.
 */
async function figuresOf(model, config, files) {
  const answers = readAnswers(files);
  const train = logOf(answers, 0, TRAIN);
  let stamps = [];
  const onProgress = ({ done }) => {
    // A fit to a part of the answers comes first, with passes of its own.
    if (done === 1) stamps = [];
    stamps.push(performance.now());
  };
  const fit = await timed(() => fitVariational(model, train, config, { seed: 1, threads: THREADS, onProgress }));
  const passes = stamps.slice(1).map((stamp, k) => stamp - stamps[k]);
  return {
    pass: median(passes),
    settled: fit.ms,
    passes: stamps.length,
    heldOut: await heldOutLoss(fit.result.posterior, logOf(answers, TRAIN, TEST)),
  };
}

await runWhenStarted(import.meta.url, async (...files) => {
  const two = await figuresOf("2pl", {}, files.slice(0, 2));
  const many = await figuresOf("factor", { factors: TRUTH_FACTORS }, files.slice(2));
  return Object.fromEntries(
    Object.keys(two).flatMap((name) => [
      [`${name}2pl`, two[name]],
      [`${name}20`, many[name]],
    ]),
  );
});
