import "./workspace/check-node.mjs";
import { makeReady } from "./ready.mjs";
import { countLine } from "./workspace/count-line.mjs";
import { runCommand } from "./workspace/run-command.mjs";

/** Every check: its name and its command line. `npm run check -- NAME...` runs some of them. */
const checks = {
  typecheck: ["turbo", "run", "typecheck", "--output-logs=errors-only", "--continue"],
  "typecheck scripts": ["tsc", "-p", "scripts/tsconfig.json"],
  lint: ["biome", "check", "."],
  boundaries: ["depcruise", "--config", ".dependency-cruiser.mjs", "packages", "apps", "bench"],
  unused: ["knip"],
  packages: [process.execPath, "scripts/check-packages.mjs"],
  tarballs: [process.execPath, "scripts/check-tarballs.mjs"],
  // Measures what "tarballs" has built.
  size: ["size-limit"],
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => checks[name] === undefined);
if (unknown !== undefined) {
  console.error(`There is no check "${unknown}"; there are ${Object.keys(checks).join(", ")}.`);
  process.exit(2);
}

const code = await makeReady();
if (code !== 0) process.exit(code);

const counts = { passed: 0, failed: 0 };
for (const [name, [command, ...args]] of Object.entries(checks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = performance.now();
  const log = [];
  const failed = (await runCommand(command, args, { onLine: (line) => log.push(line) })) !== 0;
  counts[failed ? "failed" : "passed"]++;
  console.log(`${failed ? "FAIL" : "ok  "} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (failed) console.log(`${log.join("\n")}\n`);
}
console.log(`\n${countLine(counts)}`);
process.exitCode = counts.failed > 0 ? 1 : 0;
