import { runStudy } from "./study.mjs";

// Every entry of every package loads and has names to offer; their specifiers come as arguments.
const entries = {};
for (const specifier of process.argv.slice(2)) entries[specifier] = Object.keys(await import(specifier)).length;
console.log(JSON.stringify({ entries, study: await runStudy() }));
