import { THREAD_BLOCK as BLOCK, CALL_STEP } from "./thread-block";
import { workerProgram } from "./worker-thread";

/** Polls for a part to take before a thread goes to sleep: some 50 microseconds. */
const POLLS = 20_000;

/** What a kernel thread runs. It gets `{module, memory, names, parts}`, answers "ready", then takes parts of calls. */
export const threadProgram = /* @__PURE__ */ workerProgram(`({ module, memory, names, parts }, reply) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = names.map((name) => exports[name]);
  const words = new Int32Array(memory.buffer, 0, ${BLOCK.end});
  const numbers = new Float64Array(memory.buffer, 0, ${BLOCK.end} / 2);
  const taken = (claim) => claim % ${CALL_STEP};
  reply("ready");
  for (;;) {
    let claim = Atomics.load(words, ${BLOCK.claim});
    for (let poll = 0; poll < ${POLLS} && claim !== -1 && taken(claim) >= parts; poll++) {
      claim = Atomics.load(words, ${BLOCK.claim});
    }
    while (claim !== -1 && taken(claim) >= parts) {
      Atomics.add(words, ${BLOCK.asleep}, 1);
      Atomics.wait(words, ${BLOCK.claim}, claim);
      Atomics.sub(words, ${BLOCK.asleep}, 1);
      claim = Atomics.load(words, ${BLOCK.claim});
    }
    if (claim === -1) return;
    if (Atomics.compareExchange(words, ${BLOCK.claim}, claim, claim + 1) !== claim) continue;
    // The call cannot end before this part does, so its kernel and arguments stay as they are.
    const given = [];
    for (let k = 0; k < words[${BLOCK.argumentCount}]; k++) given.push(numbers[${BLOCK.argumentsAt64} + k]);
    try {
      kernels[words[${BLOCK.kernel}]](...given, taken(claim), parts);
    } catch (error) {
      Atomics.store(words, ${BLOCK.failed}, 1);
    }
    Atomics.add(words, ${BLOCK.done}, 1);
    if (Atomics.load(words, ${BLOCK.waiting}) !== 0) Atomics.notify(words, ${BLOCK.done});
  }
}`);
