#!/usr/bin/env node
import { existsSync } from "node:fs";

const entry = new URL("../dist/main.js", import.meta.url);
if (existsSync(entry)) {
  await import(entry.href);
} else {
  process.stderr.write("zpd is not built yet. Run `npm run ready` in the repository's root, then try again.\n");
  process.exitCode = 3;
}
