/**
 * Speed against peers, side by side: `npm run bench [-- NAME ...] [--rounds N] [--json FILE]`.
 *
 * Each round runs our work and the peer's in turn, each in a process of its own on the same input; what counts is the
 * ratio inside a round, so a machine whose speed drifts disturbs both sides alike. Reported: the median of the ratios
 * with the smallest and the largest. Python is looked for in ZPD_BENCH_PYTHON (several, separated by commas), then
 * python3; a peer whose modules are missing is skipped, and said.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const here = import.meta.dirname;
// A work of its own kind: minutes, no peer, its own options.
if (process.argv[2] === "irt88m") {
  const args = [join(here, "works/irt88m.mjs"), ...process.argv.slice(3)];
  process.exit(spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1);
}
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "7" }, json: { type: "string" } },
});
const rounds = Number(values.rounds);

const works = (
  await Promise.all(
    [
      "bkt",
      "irt-pass",
      "beliefs",
      "auc",
      "inspect",
      "rem",
      "rem-study",
      "dkt-step",
      "dkvmn-step",
      "iekt-step",
      "sakt-step",
      "dkt-epoch",
      "observe-predict",
    ].map((name) => import(`./works/${name}.mjs`)),
  )
)
  .map((module) => module.work)
  .filter((work) => positionals.length === 0 || positionals.includes(work.name));

const interpreters = [...(process.env.ZPD_BENCH_PYTHON ?? "").split(",").filter(Boolean), "python3"];

function findPython(modules) {
  for (const python of interpreters) {
    const probe = spawnSync(python, ["-c", modules.map((name) => `import ${name}`).join("\n")], { stdio: "ignore" });
    if (probe.status === 0) return python;
  }
  return undefined;
}

/** The last line of a child's output is its figures in milliseconds. */
function figures(command, args) {
  const text = execFileSync(command, args, {
    encoding: "utf8",
    maxBuffer: 1 << 26,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(text.trim().split("\n").at(-1));
}

function spread(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], min: sorted[0], max: sorted.at(-1) };
}

const show = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const results = [];
console.log(`${cpus()[0].model}, ${cpus().length} cores, Node ${process.versions.node}, ${rounds} rounds\n`);
for (const work of works) {
  console.log(`${work.name}: ${work.title}`);
  const folder = mkdtempSync(join(tmpdir(), "zpd-bench-"));
  try {
    const files = await work.prepare(folder);
    const python = work.peer === undefined ? undefined : findPython(work.peer.modules);
    if (work.peer !== undefined && python === undefined) {
      console.log(`  peer skipped: no Python with ${work.peer.modules.join(", ")} (set ZPD_BENCH_PYTHON)`);
    }
    const ours = [];
    const peers = [];
    // One round that does not count warms the file cache on both sides.
    for (let round = 0; round <= rounds; round++) {
      const mine = figures(process.execPath, [join(here, "works", `${work.name}.mjs`), "--run", ...files]);
      const theirs =
        python === undefined ? {} : figures(python, ["-B", join(here, "peers", work.peer.script), ...files]);
      if (round === 0) continue;
      ours.push(mine);
      peers.push(theirs);
    }
    for (const { figure, of = figure, reach, unit = "ms" } of work.figures) {
      // Some figures need a newer Node.js.
      if (ours[0][figure] === undefined) continue;
      const own = spread(ours.map((run) => run[figure]));
      const line = { work: work.name, figure, unit, ours: own };
      let text = `  ${figure}${of === figure ? "" : ` against ${of}`}: ours ${show(own.median)} ${unit} (${show(own.min)} to ${show(own.max)})`;
      if (python !== undefined && peers[0][of] !== undefined) {
        const peer = spread(peers.map((run) => run[of]));
        const ratio = spread(ours.map((run, round) => run[figure] / peers[round][of]));
        Object.assign(line, { peer, ratio, reach });
        text += `, peer ${show(peer.median)} (${show(peer.min)} to ${show(peer.max)}), ratio ${show(ratio.median)} (${show(ratio.min)} to ${show(ratio.max)})`;
        if (reach !== undefined) text += `; to reach ${reach}: ${ratio.median <= reach ? "yes" : "NO"}`;
      }
      console.log(text);
      results.push(line);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
