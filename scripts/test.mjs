import "./workspace/check-node.mjs";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeReady } from "./ready.mjs";
import { countLine } from "./workspace/count-line.mjs";
import { runCommand } from "./workspace/run-command.mjs";

/** Counts of a vitest JSON report. A file that could not even be loaded counts as one failure. */
function readCounts(file) {
  const report = JSON.parse(readFileSync(file, "utf8"));
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

async function test() {
  const code = await makeReady();
  if (code !== 0) return { code, counts: { passed: 0, failed: 1, skipped: 0 } };
  const folder = mkdtempSync(join(tmpdir(), "zpd-test-"));
  try {
    const file = join(folder, "report.json");
    const vitest = join("node_modules", "vitest", "vitest.mjs");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const exit = await runCommand(process.execPath, [vitest, "run", ...reporters, ...process.argv.slice(2)]);
    const counts = readCounts(file);
    // Errors outside any test, and a run that found no test, leave no failed test behind but are failures.
    if (counts.failed === 0 && (exit !== 0 || counts.passed === 0)) counts.failed = 1;
    return { code: exit !== 0 ? exit : counts.failed > 0 ? 1 : 0, counts };
  } catch (error) {
    console.error(`The test run left no report: ${error.message}`);
    return { code: 1, counts: { passed: 0, failed: 1, skipped: 0 } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { code, counts } = await test();
console.log(`\n${countLine(counts)}`);
process.exitCode = code;
