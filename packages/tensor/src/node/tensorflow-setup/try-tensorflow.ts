import { ZpdError } from "@zpd/core";
import { packageFolder } from "./find-tensorflow";
import { lastWords, runTool } from "./run-tool";

/** [1 2; 3 4] squared is [7 10; 15 22]; the gradient of x² + y² + z² at (1, 2, 3) is (2, 4, 6); the largest of 3, 9, 4 is second. */
const EXPECTED = { backend: "tensorflow", product: [7, 10, 15, 22], gradient: [2, 4, 6], largest: [1] };

/** What the child process runs; `topk` and `matMul` are what newer versions of Node.js break in the package as published. */
const SCRIPT = `
process.on("uncaughtException", ({ message }) => {
  console.error(message.split("\\n")[0]);
  process.exit(1);
});
const tf = require(process.argv[1]);
const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
const squares = tf.grad((value) => value.square().sum());
console.log("\\n" + JSON.stringify({
  backend: tf.getBackend(),
  product: [...tf.matMul(x, x).dataSync()],
  gradient: [...squares(tf.tensor1d([1, 2, 3])).dataSync()],
  largest: [...tf.topk(tf.tensor1d([3, 9, 4]), 1).indices.dataSync()],
}));
`;

/** What keeps TensorFlow from working, in words; undefined when it answers rightly. Takes about half a second. */
export async function faultOfTensorflow(folder: string, signal?: AbortSignal): Promise<string | undefined> {
  // Options meant for this process, such as loaders, are not meant for the child.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const outcome = await runTool(process.execPath, ["-e", SCRIPT, packageFolder(folder)], {
    env: { ...env, TF_CPP_MIN_LOG_LEVEL: "2" },
    ...(signal === undefined ? {} : { signal }),
  });
  if (outcome.code !== 0) return `exit status ${outcome.code}: ${lastWords(outcome)}`;
  const answer = outcome.stdout.trim().split("\n").at(-1) ?? "";
  return answer === JSON.stringify(EXPECTED) ? undefined : `the answer ${answer}`;
}

/**
 * Loads TensorFlow in a process of its own and has it compute a product, a gradient and a largest element.
 * @throws MISSING_PART when it does not load or answers wrongly
 */
export async function tryTensorflow(folder: string, signal?: AbortSignal): Promise<void> {
  const fault = await faultOfTensorflow(folder, signal);
  if (fault === undefined) return;
  throw new ZpdError("MISSING_PART", {
    where: "addTensorflow",
    expected: "a backend named tensorflow that computes a product and a gradient",
    got: fault,
    advice: "the set-up does not work on this machine and was not kept; the other backends work without it",
  });
}
