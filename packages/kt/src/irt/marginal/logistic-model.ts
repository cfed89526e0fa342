import type { CurveModel } from "./curve-model";
import { maximiseCommonSlope, maximiseIntercept, maximiseItem } from "./logistic-step";

/** Which slopes the items have: all 1, one for all, or each its own. */
export type Slopes = "one" | "common" | "free";

/**
 * Right-or-wrong items without guessing, logit P = slope node + intercept: Rasch with slopes "one", 1PL with "common",
 * 2PL with "free". The vector holds slopes `[I]`, then intercepts `[I]`.
 * @param items `I`; @param bound slopes stay within `-bound … bound`
 */
export function createLogisticModel(items: number, slopes: Slopes, bound: number): CurveModel {
  const blocks = 2;
  const steps = new Float64Array(items);
  const held = new Float64Array(items * 6);
  return {
    items,
    blocks,
    start: () => new Float64Array(blocks * items).fill(1, 0, items),

    fillLogProbability(parameters, node, out) {
      const nodes = node.length;
      for (let i = 0; i < items; i++) {
        const slope = parameters[i]!;
        const intercept = parameters[items + i]!;
        for (let q = 0, wrong = 2 * i * nodes; q < nodes; q++, wrong++) {
          const z = slope * node[q]! + intercept;
          const tail = Math.log1p(Math.exp(-Math.abs(z)));
          out[wrong] = -Math.max(z, 0) - tail;
          out[wrong + nodes] = Math.min(z, 0) - tail;
        }
      }
    },

    maximise(expected, node, parameters) {
      if (slopes === "common") {
        maximiseCommonSlope(expected, node, parameters, bound, steps, held);
        return;
      }
      for (let i = 0; i < items; i++) {
        if (slopes === "free") maximiseItem(expected, i, node, parameters, bound);
        else maximiseIntercept(expected, i, node, parameters);
      }
    },

    logPrior: () => 0,
    addPriorInformation: () => undefined,

    fillDerivatives(parameters, node, score, curvature) {
      const nodes = node.length;
      for (let i = 0; i < items; i++) {
        for (let q = 0; q < nodes; q++) {
          const theta = node[q]!;
          const z = parameters[i]! * theta + parameters[items + i]!;
          const e = Math.exp(-Math.abs(z));
          const p = (z >= 0 ? 1 : e) / (1 + e);
          const weight = e / ((1 + e) * (1 + e));
          for (let outcome = 0; outcome < 2; outcome++) {
            const cell = (2 * i + outcome) * nodes + q;
            score[2 * cell] = (outcome - p) * theta;
            score[2 * cell + 1] = outcome - p;
            curvature[4 * cell] = weight * theta * theta;
            curvature[4 * cell + 1] = weight * theta;
            curvature[4 * cell + 2] = weight * theta;
            curvature[4 * cell + 3] = weight;
          }
        }
      }
    },

    freeParameters(parameters) {
      const free = new Int32Array(blocks * items).fill(-1);
      let next = 0;
      for (let i = 0; i < items; i++) {
        const atBound = Math.abs(parameters[i]!) >= bound;
        if (slopes === "free" && !atBound) free[i] = next++;
        if (slopes === "common" && !atBound) free[i] = 0;
      }
      if (slopes === "common" && items > 0 && free[0] === 0) next = 1;
      for (let i = 0; i < items; i++) free[items + i] = next++;
      return free;
    },
  };
}
