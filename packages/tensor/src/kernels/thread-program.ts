import { THREAD_BLOCK as BLOCK } from "./thread-block";

/** Polls of the generation before a thread goes to sleep: some 50 microseconds. */
const POLLS = 20_000;

/**
 * What a kernel thread runs, as the text of a classic script: it works in a Node.js worker and in a browser's, and no
 * bundler needs to know of it. It gets `{module, memory, names, part, parts}`, answers "ready", then waits for calls.
 */
export const threadProgram = `
"use strict";
const run = ({ module, memory, names, part, parts }, reply) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = names.map((name) => exports[name]);
  const words = new Int32Array(memory.buffer, 0, ${BLOCK.end});
  const numbers = new Float64Array(memory.buffer, 0, ${BLOCK.end} / 2);
  let seen = Atomics.load(words, ${BLOCK.generation});
  reply("ready");
  for (;;) {
    let generation = seen;
    for (let poll = 0; poll < ${POLLS} && generation === seen; poll++) {
      generation = Atomics.load(words, ${BLOCK.generation});
    }
    while (generation === seen) {
      Atomics.add(words, ${BLOCK.asleep}, 1);
      Atomics.wait(words, ${BLOCK.generation}, seen);
      Atomics.sub(words, ${BLOCK.asleep}, 1);
      generation = Atomics.load(words, ${BLOCK.generation});
    }
    if (generation === -1) return;
    seen = generation;
    const given = [];
    for (let k = 0; k < words[${BLOCK.argumentCount}]; k++) given.push(numbers[${BLOCK.argumentsAt64} + k]);
    try {
      kernels[words[${BLOCK.kernel}]](...given, part, parts);
    } catch (error) {
      Atomics.store(words, ${BLOCK.failed}, 1);
    }
    Atomics.add(words, ${BLOCK.done}, 1);
    if (Atomics.load(words, ${BLOCK.waiting}) !== 0) Atomics.notify(words, ${BLOCK.done});
  }
};
if (typeof self === "undefined" || typeof self.postMessage !== "function") {
  const { parentPort, workerData } = require("node:worker_threads");
  run(workerData, (text) => parentPort.postMessage(text));
} else {
  self.onmessage = ({ data }) => run(data, (text) => self.postMessage(text));
}
`;
