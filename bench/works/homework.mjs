/**
 * Smart Homework at full size: `npm run bench -- homework [--items 334000] [--learners 20000] [--factors 1] [--k 10]
 * [--loadings decaying] [--seen 500] [--threads 1] [--columns 0] [--seed 1]`.
 *
 * Makes a bank and learners with posterior scales: loadings of the first factor exp(0.3 z), of factor d 0.8^d |z|, as in
 * `irt88m`; with `--loadings equal` all like the first. Then prints the time to build the search, of one learner's list (the
 * median of several, the first one apart), and how many learners a second a batch serves; `--threads` gives each thread
 * a stretch of the batch.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { createNumberedVocabulary, createRandomStream } from "@zpd/core";
import { createHomework } from "@zpd/rl";

/** Lists timed for the median. */
const LISTS = 101;

function makeWorld({ items, learners, factors, loadings, seen, columns, seed }) {
  const random = createRandomStream(seed, "bench-homework");
  const draw = (length, value) => Float64Array.from({ length }, value);
  const bank = {
    items: createNumberedVocabulary(items),
    factors,
    discrimination: draw(items * factors, (_, n) => {
      const d = loadings === "equal" ? 0 : n % factors;
      return d === 0 ? Math.exp(0.3 * random.normal()) : 0.8 ** d * Math.abs(random.normal());
    }),
    threshold: draw(items, () => random.normal()),
    discriminationScale: draw(items * factors, () => 0.05 + 0.4 * random.uniform()),
    thresholdScale: draw(items, () => 0.05 + 0.4 * random.uniform()),
  };
  const abilities = {
    ability: draw(learners * factors, () => random.normal()),
    abilityScale: draw(learners * factors, () => 0.1 + 0.4 * random.uniform()),
  };
  const offsets = Int32Array.from({ length: learners + 1 }, (_, l) => l * seen);
  const item = Int32Array.from({ length: learners * seen }, () => random.integer(items));
  const extra = Array.from({ length: columns }, (_, c) => ({
    name: `column ${c}`,
    weight: 0.1 / (c + 1),
    values: draw(items, () => random.uniform()),
  }));
  return { bank, abilities, seen: { offsets, item }, columns: extra };
}

/** Seconds of a stretch of the batch. */
function serve(homework, { abilities, seen, factors, k }) {
  const { ability, abilityScale } = abilities;
  const learners = ability.length / factors;
  // Compiled before the clock starts.
  homework.recommendBatch(
    { ability: ability.subarray(0, 200 * factors), abilityScale: abilityScale.subarray(0, 200 * factors) },
    { k, seen: { offsets: seen.offsets.subarray(0, 201), item: seen.item } },
  );
  const startedAt = performance.now();
  homework.recommendBatch(abilities, { k, seen });
  return { learners, seconds: (performance.now() - startedAt) / 1000 };
}

if (isMainThread) {
  const { values } = parseArgs({
    options: {
      items: { type: "string", default: "334000" },
      learners: { type: "string", default: "20000" },
      factors: { type: "string", default: "1" },
      loadings: { type: "string", default: "decaying" },
      k: { type: "string", default: "10" },
      seen: { type: "string", default: "500" },
      columns: { type: "string", default: "0" },
      threads: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
    },
  });
  const { loadings, ...numbers } = values;
  if (!["decaying", "equal"].includes(loadings)) throw new Error(`--loadings: decaying or equal, not "${loadings}"`);
  const options = {
    loadings,
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)])),
  };
  const { factors, k, learners, threads } = options;
  const world = makeWorld(options);
  console.log(
    `${cpus()[0].model}, Node ${process.versions.node}; ${options.items} items, ${factors} factor(s), ${loadings}`,
  );
  const builtAt = performance.now();
  const homework = createHomework(world.bank, { k, columns: world.columns });
  console.log(`build ${(performance.now() - builtAt).toFixed(0)} ms`);
  const times = [];
  for (let l = 0; l < Math.min(LISTS, learners); l++) {
    const learner = {
      ability: world.abilities.ability.subarray(l * factors, (l + 1) * factors),
      abilityScale: world.abilities.abilityScale.subarray(l * factors, (l + 1) * factors),
      exclude: world.seen.item.subarray(world.seen.offsets[l], world.seen.offsets[l + 1]),
    };
    const startedAt = performance.now();
    homework.recommend(learner);
    times.push(performance.now() - startedAt);
  }
  const rest = times.slice(1).sort((a, b) => a - b);
  const middle = rest[Math.floor(rest.length / 2)];
  console.log(
    `one list: first ${times[0].toFixed(2)} ms, median ${middle.toFixed(3)} ms, longest ${rest.at(-1).toFixed(2)} ms`,
  );
  const workers = Array.from({ length: threads }, (_, t) => {
    const from = Math.floor((t * learners) / threads);
    const to = Math.floor(((t + 1) * learners) / threads);
    const stretch = (values) => values.slice(from * factors, to * factors);
    const { ability, abilityScale } = world.abilities;
    const { offsets, item } = world.seen;
    return {
      bank: { ...world.bank, items: undefined },
      columns: world.columns,
      factors,
      k,
      abilities: { ability: stretch(ability), abilityScale: stretch(abilityScale) },
      seen: { offsets: offsets.slice(from, to + 1), item },
    };
  });
  const served =
    threads === 1
      ? [serve(homework, workers[0])]
      : await Promise.all(
          workers.map(
            (input) =>
              new Promise((resolve, reject) => {
                const worker = new Worker(new URL(import.meta.url), { workerData: input });
                worker.once("message", resolve);
                worker.once("error", reject);
              }),
          ),
        );
  const perSecond = served.reduce((sum, { learners: count, seconds }) => sum + count / seconds, 0);
  console.log(`batch of ${learners}, ${threads} thread(s): ${Math.round(perSecond)} learners/s`);
} else {
  const { bank, columns, k } = workerData;
  const items = createNumberedVocabulary(bank.threshold.length);
  parentPort.postMessage(serve(createHomework({ ...bank, items }, { k, columns }), workerData));
}
