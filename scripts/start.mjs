import "./workspace/check-node.mjs";
import { makeReady } from "./ready.mjs";
import { runCommand } from "./workspace/run-command.mjs";

/** What `npm start` does: the main job on a made course. More arguments follow `npm start --`. */
const command = ["apps/cli/bin/zpd.mjs", "rem", "--demo", "--report", "zpd-report.html"];

const code = await makeReady();
process.exitCode = code === 0 ? await runCommand(process.execPath, [...command, ...process.argv.slice(2)]) : code;
