import "./workspace/check-node.mjs";
import { makeReady } from "./ready.mjs";
import { buildFresh } from "./workspace/build-fresh.mjs";
import { runCommand } from "./workspace/run-command.mjs";

// Publishes every package whose version is not on the registry yet; `changeset version` raised the versions before.
const ready = (await makeReady()) === 0 && (await buildFresh());
process.exitCode = ready ? await runCommand("changeset", ["publish"]) : 1;
