import { logit, sigmoid, solveCholesky } from "@zpd/core";
import type { CurveModel } from "./curve-model";
import { fractionWithin, snapToBound } from "./logistic-step";

/**
 * A Beta density of guesses, proportional to c^(alpha - 1) (1 - c)^(beta - 1); both above 1, so that its mode lies
 * inside.
 */
export interface GuessPrior {
  readonly alpha: number;
  readonly beta: number;
}

/** Scoring steps at most in one M step of an item; EM goes on with the next. */
const MAX_STEPS = 10;
const MAX_HALVINGS = 30;
const ENOUGH = 1e-13;

/** The guess at which the prior is highest. */
export function priorMode({ alpha, beta }: GuessPrior): number {
  return (alpha - 1) / (alpha + beta - 2);
}

/**
 * Items with guessing, P = c + (1 - c) s, logit s = slope node + intercept (3PL). The vector holds slopes `[I]`,
 * intercepts `[I]` and the logits of c `[I]`. The prior is a density of c, so its mode is a mode in c, not in its
 * logit.
 *
 * M step: Fisher's scoring with halved steps per item, since the expected log-likelihood is not concave in c; each step
 * raises it.
 * @param bound slopes stay within `-bound … bound`
 */
export function createGuessingModel(items: number, prior: GuessPrior, bound: number): CurveModel {
  const blocks = 3;
  const weightOfRight = prior.alpha - 1;
  const weightOfWrong = prior.beta - 1;
  const gradient = new Float64Array(3);
  const information = new Float64Array(9);

  const priorOf = (guessLogit: number): number => {
    const c = sigmoid(guessLogit);
    return weightOfRight * Math.log(c) + weightOfWrong * Math.log1p(-c);
  };

  /** Expected log-likelihood plus log prior of one item; with gradient and expected information when asked. O(Q). */
  const evaluate = (
    expected: Float64Array,
    item: number,
    node: Float64Array,
    slope: number,
    intercept: number,
    guessLogit: number,
    withDerivatives: boolean,
  ): number => {
    const nodes = node.length;
    const c = sigmoid(guessLogit);
    const notGuessed = sigmoid(-guessLogit);
    let objective = priorOf(guessLogit);
    if (withDerivatives) {
      gradient.fill(0);
      information.fill(0);
      gradient[2] = weightOfRight * notGuessed - weightOfWrong * c;
      information[8] = (weightOfRight + weightOfWrong) * c * notGuessed;
    }
    for (let q = 0, wrongAt = 2 * item * nodes; q < nodes; q++, wrongAt++) {
      const wrong = expected[wrongAt]!;
      const right = expected[wrongAt + nodes]!;
      const z = slope * node[q]! + intercept;
      const s = sigmoid(z);
      const rest = sigmoid(-z);
      const p = c + notGuessed * s;
      const miss = notGuessed * rest;
      objective += right * Math.log(p) + wrong * Math.log(miss);
      if (!withDerivatives) continue;
      // dP/dz / (P (1 - P)) = s / P and dP/dlogit c / (P (1 - P)) = c / P.
      const residual = (right - (right + wrong) * p) / p;
      const byZ = residual * s;
      gradient[0]! += byZ * node[q]!;
      gradient[1]! += byZ;
      gradient[2]! += residual * c;
      const scale = ((right + wrong) * miss) / p;
      const zz = scale * s * s;
      const zc = scale * s * c;
      information[0]! += zz * node[q]! * node[q]!;
      information[3]! += zz * node[q]!;
      information[4]! += zz;
      information[6]! += zc * node[q]!;
      information[7]! += zc;
      information[8]! += scale * c * c;
    }
    return objective;
  };

  const maximiseItem = (expected: Float64Array, item: number, node: Float64Array, parameters: Float64Array): void => {
    let slope = Math.min(bound, Math.max(-bound, parameters[item]!));
    let intercept = parameters[items + item]!;
    let guessLogit = parameters[2 * items + item]!;
    let objective = evaluate(expected, item, node, slope, intercept, guessLogit, true);
    for (let step = 0; step < MAX_STEPS; step++) {
      // A ridge far below any information that matters keeps the factor defined where all answers lie on one node.
      information[0]! += 1e-10;
      information[4]! += 1e-10;
      if (Math.abs(slope) >= bound && gradient[0]! * slope > 0) {
        // At the bound and pushed outwards the slope is held, and only the others move.
        gradient[0] = 0;
        information[3] = 0;
        information[6] = 0;
      }
      const [bySlope, byIntercept, byGuess] = [gradient[0]!, gradient[1]!, gradient[2]!];
      solveCholesky(information, gradient);
      const promise = bySlope * gradient[0]! + byIntercept * gradient[1]! + byGuess * gradient[2]!;
      if (!(promise > ENOUGH * Math.abs(objective))) break;
      let fraction = fractionWithin(slope, gradient[0]!, bound);
      let raised = false;
      for (let halving = 0; halving < MAX_HALVINGS && !raised; halving++) {
        if (halving > 0) fraction *= 0.5;
        const nextSlope = snapToBound(slope + fraction * gradient[0]!, bound);
        const nextIntercept = intercept + fraction * gradient[1]!;
        const nextGuess = guessLogit + fraction * gradient[2]!;
        raised = evaluate(expected, item, node, nextSlope, nextIntercept, nextGuess, false) >= objective;
      }
      if (!raised) break;
      slope = snapToBound(slope + fraction * gradient[0]!, bound);
      intercept += fraction * gradient[1]!;
      guessLogit += fraction * gradient[2]!;
      objective = evaluate(expected, item, node, slope, intercept, guessLogit, true);
    }
    parameters[item] = slope;
    parameters[items + item] = intercept;
    parameters[2 * items + item] = guessLogit;
  };

  return {
    items,
    blocks,
    start: () => new Float64Array(blocks * items).fill(1, 0, items).fill(logit(priorMode(prior)), 2 * items),

    fillLogProbability(parameters, node, out) {
      const nodes = node.length;
      for (let i = 0; i < items; i++) {
        const c = sigmoid(parameters[2 * items + i]!);
        const notGuessed = sigmoid(-parameters[2 * items + i]!);
        for (let q = 0, wrong = 2 * i * nodes; q < nodes; q++, wrong++) {
          const z = parameters[i]! * node[q]! + parameters[items + i]!;
          out[wrong] = Math.log(notGuessed) - Math.max(z, 0) - Math.log1p(Math.exp(-Math.abs(z)));
          out[wrong + nodes] = Math.log(c + notGuessed * sigmoid(z));
        }
      }
    },

    maximise(expected, node, parameters) {
      for (let i = 0; i < items; i++) maximiseItem(expected, i, node, parameters);
    },

    logPrior(parameters) {
      let sum = 0;
      for (let i = 0; i < items; i++) sum += priorOf(parameters[2 * items + i]!);
      return sum;
    },

    addPriorInformation(parameters, item, block) {
      const c = sigmoid(parameters[2 * items + item]!);
      block[8]! += (weightOfRight + weightOfWrong) * c * (1 - c);
    },

    fillDerivatives(parameters, node, score, curvature) {
      const nodes = node.length;
      const byZ = [0, 0];
      const byC = [0, 0];
      for (let i = 0; i < items; i++) {
        const c = sigmoid(parameters[2 * items + i]!);
        for (let q = 0; q < nodes; q++) {
          const theta = node[q]!;
          const z = parameters[i]! * theta + parameters[items + i]!;
          const s = sigmoid(z);
          const rest = sigmoid(-z);
          const p = c + (1 - c) * s;
          // First derivatives of log P and log (1 - P) by z and by logit c.
          byZ[0] = -s;
          byC[0] = -c;
          byZ[1] = ((1 - c) * s * rest) / p;
          byC[1] = (c * (1 - c) * rest) / p;
          for (let outcome = 0; outcome < 2; outcome++) {
            const at = (2 * i + outcome) * nodes + q;
            const u = byZ[outcome]!;
            const g = byC[outcome]!;
            score[3 * at] = u * theta;
            score[3 * at + 1] = u;
            score[3 * at + 2] = g;
            // Minus the second ones: log (1 - P) is a sum of a function of z and one of c, log P is not.
            const zz = outcome === 0 ? s * rest : u * u - u * (1 - 2 * s);
            const zc = outcome === 0 ? 0 : u * g + c * u;
            const cc = outcome === 0 ? c * (1 - c) : g * g - g * (1 - 2 * c);
            curvature.set([zz * theta * theta, zz * theta, zc * theta, zz * theta, zz, zc, zc * theta, zc, cc], 9 * at);
          }
        }
      }
    },

    freeParameters(parameters) {
      const free = new Int32Array(blocks * items).fill(-1);
      let next = 0;
      for (let i = 0; i < items; i++) if (Math.abs(parameters[i]!) < bound) free[i] = next++;
      for (let i = items; i < blocks * items; i++) free[i] = next++;
      return free;
    },
  };
}
