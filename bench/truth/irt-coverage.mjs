/**
 * How often 90 % intervals of items hold the made truth: `node bench/truth/irt-coverage.mjs [--seeds 1-10]
 * [--discriminations log-normal|half-normal] [--fixed-prior]`.
 *
 * 2PL of 2,000 learners and 500 items, items' popularity log-normal (rare items have few answers), 20 to 60 answers a
 * learner. Mean field's own standard deviations beside those with the learners' uncertainty taken in (`itemScales`), which
 * the saved posterior gives. Over all items, and over the tenth with the fewest answers.
 */
import { parseArgs } from "node:util";
import { createNumberedVocabulary, createRandomStream, identityQMatrix, sigmoid } from "@zpd/core";
import { fitVariational, itemParametersOf } from "@zpd/kt/irt";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1-10" },
    discriminations: { type: "string", default: "log-normal" },
    "fixed-prior": { type: "boolean", default: false },
  },
});
const config = { learnPriorScales: !values["fixed-prior"] };
/** The fit's prior of discriminations is N(0, 1) cut at 0: half-normal truth follows it, log-normal truth does not. */
const drawDiscrimination = { "log-normal": (draw) => Math.exp(0.5 * draw), "half-normal": Math.abs }[
  values.discriminations
];
const [first = 1, last = first] = values.seeds.split("-").map(Number);

const LEARNERS = 2000;
const ITEMS = 500;
const FEWEST = 20;
const MOST = 60;
const POPULARITY_SPREAD = 1;
/** A normal holds 90 % within this many standard deviations. */
const QUANTILE_90 = 1.6448536269514722;

function makeWorld(seed) {
  const random = createRandomStream(seed, "truth-irt-coverage");
  const discrimination = Float64Array.from({ length: ITEMS }, () => drawDiscrimination(random.normal()));
  const threshold = Float64Array.from({ length: ITEMS }, () => random.normal());
  const popularity = Float64Array.from({ length: ITEMS }, () => Math.exp(POPULARITY_SPREAD * random.normal()));
  const item = [];
  const score = [];
  const offsets = [0];
  for (let l = 0; l < LEARNERS; l++) {
    const ability = random.normal();
    // The items of largest popularity times exponential draw: a sample without replacement (Efraimidis & Spirakis 2006).
    const keys = Array.from(popularity, (weight, i) => ({ i, key: -Math.log(1 - random.uniform()) / weight }));
    keys.sort((a, b) => a.key - b.key);
    for (const { i } of keys.slice(0, FEWEST + random.integer(MOST - FEWEST + 1))) {
      item.push(i);
      score.push(random.uniform() < sigmoid(discrimination[i] * ability - threshold[i]) ? 1 : 0);
    }
    offsets.push(item.length);
  }
  const items = createNumberedVocabulary(ITEMS);
  const log = {
    learners: createNumberedVocabulary(LEARNERS),
    items,
    qMatrix: identityQMatrix(items),
    offsets: Int32Array.from(offsets),
    item: Int32Array.from(item),
    score: Uint8Array.from(score),
  };
  return { log, discrimination, threshold };
}

const counts = new Map();
function count(name, truth, mean, scale, which) {
  const [covered, of] = counts.get(name) ?? [0, 0];
  const hits = which.filter((i) => Math.abs(mean[i] - truth[i]) <= QUANTILE_90 * scale(i)).length;
  counts.set(name, [covered + hits, of + which.length]);
}

for (let seed = first; seed <= last; seed++) {
  const { log, discrimination, threshold } = makeWorld(seed);
  const { posterior } = await fitVariational("2pl", log, config, { seed, threads: 2 });
  const fitted = itemParametersOf(posterior);
  const all = Array.from({ length: ITEMS }, (_, i) => i);
  const rare = all.toSorted((a, b) => posterior.itemAnswers[a] - posterior.itemAnswers[b]).slice(0, ITEMS / 10);
  const plain = (column) => (i) => Math.sqrt(posterior.itemRows[4 * i + column]);
  for (const [group, which] of Object.entries({ all, rare })) {
    count(`threshold, mean field, ${group}`, threshold, fitted.threshold, plain(3), which);
    count(`threshold, corrected, ${group}`, threshold, fitted.threshold, (i) => fitted.thresholdScale[i], which);
    count(`discrimination, mean field, ${group}`, discrimination, fitted.discrimination, plain(1), which);
    count(
      `discrimination, corrected, ${group}`,
      discrimination,
      fitted.discrimination,
      (i) => fitted.discriminationScale[i],
      which,
    );
  }
}
for (const [name, [covered, of]] of counts) {
  const share = covered / of;
  const error = Math.sqrt((share * (1 - share)) / of);
  console.log(`${name.padEnd(36)}${(100 * share).toFixed(1)} % +- ${(196 * error).toFixed(1)} of ${of}`);
}
