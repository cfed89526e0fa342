import "./workspace/check-node.mjs";
import { makeReady } from "./ready.mjs";
import { runCommand } from "./workspace/run-command.mjs";

/**
 * What `npm run backend:tensorflow` does: `zpd backend add tensorflow`, or with `-- --remove` its undoing. More
 * arguments follow, such as `--plan`.
 */
const args = process.argv.slice(2);
const verb = args.includes("--remove") ? "remove" : "add";
const rest = args.filter((arg) => arg !== "--remove");

const code = await makeReady();
const command = ["apps/cli/bin/zpd.mjs", "backend", verb, "tensorflow", ...rest];
process.exitCode = code === 0 ? await runCommand(process.execPath, command) : code;
