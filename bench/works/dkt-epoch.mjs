import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createNumberedVocabulary, createRandomStream, identityQMatrix } from "@zpd/core";
import { readLogFiles } from "@zpd/data/node";
import { dktDescriptor } from "@zpd/kt/neural";
import { median, runWhenStarted } from "./run-here.mjs";

const shared = join(import.meta.dirname, "../../../shared/data/kt-assist2009-updated/assist2009_updated_train.csv.gz");
const ITEMS = 110;
const EPOCHS = 4;

/** Lengths like those of the real log where it is missing: log-normal, median 25, mean about 77, longest 1,300. */
function madeLengths() {
  const random = createRandomStream(1, "bench-lengths");
  return Int32Array.from({ length: 2921 }, () => {
    return Math.min(1300, Math.max(1, Math.round(25 * Math.exp(1.5 * random.normal()))));
  });
}

async function lengths() {
  if (!existsSync(shared)) return madeLengths();
  const { log } = (await readLogFiles([shared], {})).dataset;
  return log.offsets.slice(1).map((end, l) => end - log.offsets[l]);
}

export const work = {
  name: "dkt-epoch",
  title: `Training epoch of DKT (100 units) on sequences of unequal length ${
    existsSync(shared) ? "as in ASSISTments 2009" : "(made)"
  }; peer PyTorch on padded windows of 200, two threads`,
  figures: [{ figure: "epoch", reach: 0.4 }],
  peer: { script: "dkt_epoch.py", modules: ["torch"] },
  async prepare(folder) {
    const file = join(folder, "dkt-epoch.json");
    const spec = { lengths: [...(await lengths())], batch: 64, window: 200, items: ITEMS, hidden: 100 };
    writeFileSync(file, JSON.stringify(spec));
    return [file];
  },
};

await runWhenStarted(import.meta.url, async () => {
  const random = createRandomStream(1, "bench-dkt-epoch");
  const each = await lengths();
  const offsets = new Int32Array(each.length + 1);
  for (let l = 0; l < each.length; l++) offsets[l + 1] = offsets[l] + each[l];
  const items = createNumberedVocabulary(ITEMS);
  const answers = offsets.at(-1);
  const log = {
    learners: createNumberedVocabulary(each.length),
    items,
    qMatrix: identityQMatrix(items),
    offsets,
    item: Int32Array.from({ length: answers }, () => random.integer(ITEMS)),
    score: Uint8Array.from({ length: answers }, () => (random.uniform() < 0.65 ? 1 : 0)),
  };
  const epochs = [];
  await dktDescriptor.fit(
    log,
    {
      inputs: "items",
      units: 100,
      embeddingSize: 100,
      batchSize: 64,
      windowLength: 200,
      validationShare: 0,
      maxEpochs: EPOCHS,
    },
    { seed: 1, backend: "wasm", threads: 2, onEpoch: ({ seconds }) => epochs.push(1000 * seconds) },
  );
  return { epoch: median(epochs.slice(1)), answers };
});
