import { chooseEngine } from "@zpd/tensor";

const [learners, answers, units, skills] = [8, 30, 32, 12];
const rows = learners * answers;

/** Whole numbers below `limit`, the same everywhere. */
function numbers(seed, count, limit) {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  });
}

function weight(seed, ...shape) {
  const count = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from(numbers(seed, count, 4096), (n) => (n - 2048) / 8192) };
}

const weights = {
  embedding: weight(1, 2 * skills, 16),
  input: weight(2, 16, 4 * units),
  bias: weight(3, 4 * units),
  recurrent: weight(4, units, 4 * units),
  head: weight(5, skills, units),
  headBias: weight(6, skills),
};
const tokens = Int32Array.from(numbers(7, rows, 2 * skills));
const next = Int32Array.from(numbers(8, rows, skills));
const targets = Float32Array.from(numbers(9, rows, 2));
const shares = new Float32Array(rows).fill(1 / rows);

function loss(ops, { embedding, input, bias, recurrent, head, headBias }) {
  const projected = ops.linear(embedding, input, bias);
  const { hidden } = ops.lstm({ batch: learners, steps: answers, projected, tokens: ops.indices(tokens), recurrent });
  const logits = ops.dotRows(ops.dropout(hidden, 0.1, 3), head, headBias, ops.indices(next));
  return ops.sum(ops.binaryCrossEntropy(logits, ops.constant(targets, [rows]), ops.constant(shares, [rows])));
}

const update = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l2: 0, decay: 0, clipNorm: 1 };

/** Trains a small tracer of the kind of DKT for 20 steps: the backend, and the loss before each step. */
export async function train(choice) {
  const engine = await chooseEngine(choice);
  const trainable = engine.createTrainable(weights);
  const losses = [];
  for (let step = 0; step < 20; step++) losses.push((await trainable.step(loss, update)).loss);
  engine.close();
  return { backend: engine.backend, losses };
}
