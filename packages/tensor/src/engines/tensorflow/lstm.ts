import type { Tensor } from "@tensorflow/tfjs-core";
import type { LstmInput } from "../../types/ops";
import { fusedSteps } from "./fused-lstm";
import type { LstmStart, LstmStates } from "./lstm-states";
import { sumSegments, takeRows } from "./rows";
import { byLearner, joinSteps, statesBefore, unstackSteps } from "./steps";
import { type Tensorflow, withGradient } from "./tensorflow";
import type { TensorflowRun } from "./tensorflow-run";

/** What the way back needs beside the states. */
interface LstmSaved {
  readonly recurrent: Tensor;
  readonly firstHidden: Tensor;
  readonly firstCell: Tensor;
}

function composedSteps(tf: Tensorflow, { projected, tokens, recurrent, hidden, cell, steps }: LstmStart): LstmStates {
  const [batch, units] = hidden.shape as [number, number];
  const states: Record<keyof LstmStates, Tensor[]> = { i: [], f: [], g: [], o: [], cell: [], squashed: [], hidden: [] };
  let [h, c] = [hidden, cell];
  for (const given of unstackSteps(tf, takeRows(tf, projected, tokens), steps)) {
    const sums = tf.add(given, tf.matMul(h, recurrent)) as Tensor;
    const g = tf.tanh(tf.slice(sums, [0, 2 * units], [batch, units]));
    const [i, f, , o] = tf.split(tf.sigmoid(sums), 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    c = tf.add(tf.mul(f, c), tf.mul(i, g));
    const squashed = tf.tanh(c);
    h = tf.mul(o, squashed);
    const made = { i, f, g, o, cell: c, squashed, hidden: h };
    for (const name of Object.keys(states) as (keyof LstmStates)[]) states[name].push(made[name]);
  }
  return Object.fromEntries(
    Object.entries(states).map(([name, made]) => [name, tf.stack(made)]),
  ) as unknown as LstmStates;
}

/** x (1 - x), the slope of a sigmoid that came to x. */
function sigmoidSlope(tf: Tensorflow, x: Tensor): Tensor {
  return tf.sub(x, tf.square(x));
}

/** 1 - x², the slope of a tanh that came to x. */
function tanhSlope(tf: Tensorflow, x: Tensor): Tensor {
  return tf.sub(1, tf.square(x));
}

/**
 * The way back through the steps, from the gradient of the hidden states `[T, B, H]`. All that needs no running sum
 * is computed for all steps at once, so that a step costs few ops.
 */
function stepsBackward(tf: Tensorflow, dy: Tensor, states: LstmStates & LstmSaved) {
  const { recurrent, i, f, g, o, squashed } = states;
  const before = statesBefore(tf, states.firstCell, states.cell);
  const slopes = tf.concat(
    [
      tf.mul(g, sigmoidSlope(tf, i)),
      tf.mul(before, sigmoidSlope(tf, f)),
      tf.mul(i, tanhSlope(tf, g)),
      tf.mul(squashed, sigmoidSlope(tf, o)),
    ],
    2,
  );
  const toCell = tf.unstack(tf.mul(o, tanhSlope(tf, squashed))) as Tensor[];
  const slopeOf = tf.unstack(slopes) as Tensor[];
  const forget = tf.unstack(f) as Tensor[];
  const arriving = tf.unstack(dy) as Tensor[];
  const dgates: Tensor[] = [];
  let dh: Tensor | undefined;
  let dc: Tensor | undefined;
  for (let t = arriving.length - 1; t >= 0; t--) {
    const hidden: Tensor = dh === undefined ? arriving[t]! : tf.add(arriving[t]!, dh);
    const fromHidden: Tensor = tf.mul(hidden, toCell[t]!);
    const cell: Tensor = dc === undefined ? fromHidden : tf.add(fromHidden, dc);
    const gates: Tensor = tf.mul(tf.concat([cell, cell, cell, hidden], 1), slopeOf[t]!);
    dgates[t] = gates;
    dc = tf.mul(cell, forget[t]!);
    dh = tf.matMul(gates, recurrent, false, true);
  }
  const all = joinSteps(tf, tf.stack(dgates));
  const drecurrent = tf.matMul(joinSteps(tf, statesBefore(tf, states.firstHidden, states.hidden)), all, true, false);
  return { dgiven: all, drecurrent, dhidden: dh!, dcell: dc! };
}

export function lstm(run: TensorflowRun, input: LstmInput): { hidden: Tensor; cell: Tensor } {
  const { tf, traits } = run;
  const { batch, steps } = input;
  const recurrent = input.recurrent as Tensor;
  const projected = input.projected as Tensor;
  const units = recurrent.shape[0]!;
  const initial = input.initial as { hidden: Tensor; cell: Tensor } | undefined;
  const start: LstmStart = {
    projected,
    tokens: run.stepAfterStep(input.tokens, input),
    recurrent,
    hidden: initial?.hidden ?? tf.zeros([batch, units]),
    cell: initial?.cell ?? tf.zeros([batch, units]),
    steps,
  };
  const inputs = [projected, recurrent, ...(initial === undefined ? [] : [initial.hidden, initial.cell])];
  let cell: Tensor | undefined;
  const hidden = withGradient(tf, inputs, () => {
    const states = traits.fusesLstm ? fusedSteps(tf, start) : composedSteps(tf, start);
    cell = run.keep(byLearner(tf, states.cell));
    return {
      value: states.hidden,
      saved: { ...states, recurrent, firstHidden: start.hidden, firstCell: start.cell },
      gradient(dy, saved) {
        const { dgiven, drecurrent, dhidden, dcell } = stepsBackward(tf, dy, saved);
        const dprojected = sumSegments(run, dgiven, start.tokens.ids, projected.shape[0]!);
        return [dprojected, drecurrent, ...(initial === undefined ? [] : [dhidden, dcell])];
      },
    };
  });
  return { hidden: byLearner(tf, hidden), cell: cell! };
}
