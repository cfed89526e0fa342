import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createRandomStream } from "@zpd/core";
import { auc } from "@zpd/eval";
import { runWhenStarted, timed } from "./run-here.mjs";

const COUNT = 10_000_000;

export const work = {
  name: "auc",
  title: "exact area under the ROC curve with ties, 10 M scores; peer scikit-learn",
  figures: [{ figure: "auc", reach: 0.5 }],
  peer: { script: "auc.py", modules: ["numpy", "sklearn"] },
  async prepare(folder) {
    const random = createRandomStream(1, "bench-auc");
    const scores = new Float32Array(COUNT);
    const labels = new Uint8Array(COUNT);
    for (let i = 0; i < COUNT; i++) {
      // Rounded to 1/65536, so that many scores tie.
      scores[i] = Math.round(random.uniform() * 65536) / 65536;
      labels[i] = random.uniform() < scores[i] ? 1 : 0;
    }
    const files = [join(folder, "scores.f32"), join(folder, "labels.u8")];
    writeFileSync(files[0], scores);
    writeFileSync(files[1], labels);
    return files;
  },
};

await runWhenStarted(import.meta.url, async (scoreFile, labelFile) => {
  const bytes = await readFile(scoreFile);
  const scores = new Float32Array(bytes.buffer, bytes.byteOffset, COUNT);
  const labels = new Uint8Array(await readFile(labelFile));
  const { ms, result } = await timed(() => auc(scores, labels));
  return { auc: ms, value: result };
});
