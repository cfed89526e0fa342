import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { createRandomStream } from "@zpd/core";
import { runWhenStarted, timed } from "./run-here.mjs";

const ANSWERS = 20_000_000;
const LEARNERS = 160_000;
const ITEMS = 30_000;
const LINES_PER_WRITE = 20_000;
/** Learners at work at any moment, and how many answers one gives before another takes the place. */
const ACTIVE = 1000;
const SESSION = 100;

export const work = {
  name: "inspect",
  title:
    "zpd data inspect on a CSV of 20 M answers in order of time, about 1 GB, whole process (goal: over 100 MB/s, under 1,500 MB of memory)",
  figures: [
    { figure: "megabytesPerSecond", unit: "MB/s" },
    { figure: "peakMemoryMB", unit: "MB" },
  ],
  async prepare(folder) {
    const random = createRandomStream(1, "bench-inspect");
    const active = Array.from({ length: ACTIVE }, () => random.integer(LEARNERS));
    const file = join(folder, "answers.csv");
    const out = createWriteStream(file);
    out.write("order_id,user_id,problem_id,skill_name,correct,timestamp\n");
    for (let from = 0; from < ANSWERS; from += LINES_PER_WRITE) {
      let text = "";
      for (let n = from; n < from + LINES_PER_WRITE; n++) {
        const item = random.integer(ITEMS);
        const place = random.integer(ACTIVE);
        if (random.integer(SESSION) === 0) active[place] = random.integer(LEARNERS);
        text += `${30_000_000 + n},${600_000 + active[place]},${item},concept ${item % 500},${random.integer(2)},${1_600_000_000 + n}\n`;
      }
      if (!out.write(text)) await once(out, "drain");
    }
    out.end();
    await once(out, "finish");
    return [file];
  },
};

await runWhenStarted(import.meta.url, async (file) => {
  const zpd = resolve(import.meta.dirname, "../../apps/cli/bin/zpd.mjs");
  const { ms, result } = await timed(() =>
    JSON.parse(
      execFileSync(process.execPath, [zpd, "data", "inspect", "--data", file, "--json", "--quiet"], {
        encoding: "utf8",
      }),
    ),
  );
  return { megabytesPerSecond: statSync(file).size / 1e6 / (ms / 1000), peakMemoryMB: result.peakMemoryMB };
});
