import type { Tensor } from "@tensorflow/tfjs-core";
import type { GruInput } from "../../types/ops";
import { sumSegments, takeRows } from "./rows";
import { byLearner, joinSteps, statesBefore, unstackSteps } from "./steps";
import { type Tensorflow, withGradient } from "./tensorflow";
import type { TensorflowRun } from "./tensorflow-run";

/** What a pass over the steps leaves, each `[T, B, H]`; `inner` is the recurrent product of n with its bias. */
interface GruStates {
  readonly r: Tensor;
  readonly z: Tensor;
  readonly n: Tensor;
  readonly inner: Tensor;
  readonly hidden: Tensor;
}

/** What the way back needs beside them. */
interface GruSaved {
  readonly recurrent: Tensor;
  readonly first: Tensor;
}

function forwardSteps(tf: Tensorflow, given: Tensor[], recurrent: Tensor, bias: Tensor, first: Tensor): GruStates {
  const [batch, units] = first.shape as [number, number];
  const states: Record<keyof GruStates, Tensor[]> = { r: [], z: [], n: [], inner: [], hidden: [] };
  let h = first;
  for (const x of given) {
    const sums = tf.add(tf.matMul(h, recurrent), bias) as Tensor;
    const gates = tf.sigmoid(
      tf.add(tf.slice(x, [0, 0], [batch, 2 * units]), tf.slice(sums, [0, 0], [batch, 2 * units])),
    );
    const [r, z] = tf.split(gates, 2, 1) as [Tensor, Tensor];
    const inner = tf.slice(sums, [0, 2 * units], [batch, units]);
    const n = tf.tanh(tf.add(tf.slice(x, [0, 2 * units], [batch, units]), tf.mul(r, inner))) as Tensor;
    h = tf.add(n, tf.mul(z, tf.sub(h, n)));
    const made = { r, z, n, inner, hidden: h };
    for (const name of Object.keys(states) as (keyof GruStates)[]) states[name].push(made[name]);
  }
  return Object.fromEntries(
    Object.entries(states).map(([name, made]) => [name, tf.stack(made)]),
  ) as unknown as GruStates;
}

/** The way back; all that needs no running sum is computed for all steps at once. */
function stepsBackward(tf: Tensorflow, dy: Tensor, states: GruStates & GruSaved) {
  const { r, z, n, inner, recurrent, first } = states;
  const before = statesBefore(tf, first, states.hidden);
  // Slopes by dh of the sums inside r, z and n, and of the recurrent sum of n.
  const toCandidate = tf.mul(tf.sub(1, z), tf.sub(1, tf.square(n)));
  const toReset = tf.mul(tf.mul(toCandidate, inner), tf.sub(r, tf.square(r)));
  const toUpdate = tf.mul(tf.sub(before, n), tf.sub(z, tf.square(z)));
  const slopes = tf.unstack(tf.concat([toReset, toUpdate, tf.mul(toCandidate, r)], 2)) as Tensor[];
  const candidates = tf.unstack(toCandidate) as Tensor[];
  const updates = tf.unstack(z) as Tensor[];
  const arriving = tf.unstack(dy) as Tensor[];
  const dsums: Tensor[] = [];
  const dcandidates: Tensor[] = [];
  let dh: Tensor | undefined;
  for (let t = arriving.length - 1; t >= 0; t--) {
    const hidden: Tensor = dh === undefined ? arriving[t]! : tf.add(arriving[t]!, dh);
    const sums: Tensor = tf.mul(tf.concat([hidden, hidden, hidden], 1), slopes[t]!);
    dsums[t] = sums;
    dcandidates[t] = tf.mul(hidden, candidates[t]!);
    dh = tf.add(tf.mul(hidden, updates[t]!), tf.matMul(sums, recurrent, false, true));
  }
  const all = joinSteps(tf, tf.stack(dsums));
  const units = first.shape[1]!;
  const dgiven = tf.concat(
    [tf.slice(all, [0, 0], [all.shape[0]!, 2 * units]), joinSteps(tf, tf.stack(dcandidates))],
    1,
  );
  const drecurrent = tf.matMul(joinSteps(tf, before), all, true, false);
  return { dgiven, drecurrent, dbias: tf.sum(all, 0), dfirst: dh! };
}

export function gru(run: TensorflowRun, input: GruInput): Tensor {
  const { tf } = run;
  const { batch, steps } = input;
  const projected = input.projected as Tensor;
  const recurrent = input.recurrent as Tensor;
  const bias = input.recurrentBias as Tensor;
  const initial = input.initial as Tensor | undefined;
  const first = initial ?? tf.zeros([batch, recurrent.shape[0]!]);
  const tokens = run.stepAfterStep(input.tokens, input);
  const inputs = [projected, recurrent, bias, ...(initial === undefined ? [] : [initial])];
  const hidden = withGradient(tf, inputs, () => {
    const given = unstackSteps(tf, takeRows(tf, projected, tokens), steps);
    const states = forwardSteps(tf, given, recurrent, bias, first);
    return {
      value: states.hidden,
      saved: { ...states, recurrent, first },
      gradient(dy, saved) {
        const { dgiven, drecurrent, dbias, dfirst } = stepsBackward(tf, dy, saved);
        const dprojected = sumSegments(run, dgiven, tokens.ids, projected.shape[0]!);
        return [dprojected, drecurrent, dbias, ...(initial === undefined ? [] : [dfirst])];
      },
    };
  });
  return byLearner(tf, hidden);
}
