import type { StepSettings } from "../variational/coordinate-steps";
import { createBoundedSystem } from "./bounded-system";
import type { FamilyState } from "./family-state";
import type { FamilyMoments } from "./item-step";

export interface FamilyStep {
  /** Updates all attributes' weights. Returns their divergence before. */
  run(): number;
}

/** Sweeps over all attributes at most, and the change at which they end: they cost no pass over the answers. */
const SWEEPS = 20;
const SMALL_CHANGE = 1e-5;

function divergence(mean: number, variance: number, priorMean: number, priorVariance: number): number {
  const distance = mean - priorMean;
  return 0.5 * ((variance + distance * distance) / priorVariance - 1 - Math.log(variance / priorVariance));
}

/**
 * The families' part of a pass: given what each item's answers say of its discriminations on the families' latents, the
 * weights of one attribute after the other by its K normal equations, summed over the items that have it. Attributes of a
 * one-hot family do not depend on each other; with several families or several attributes on an item, sweeps go on until
 * nothing moves. Every solve lowers the same quadratic. Variances are one over the equations' diagonal.
 *
 * Cost: O(entries Q K) a sweep, no pass over the answers, no allocation.
 */
export function createFamilyStep(
  states: readonly FamilyState[],
  moments: FamilyMoments,
  items: number,
  { minDiscrimination, itemDamping, maxStep }: Pick<StepSettings, "minDiscrimination" | "itemDamping" | "maxStep">,
): FamilyStep {
  const latents = states.reduce((sum, state) => sum + state.latents, 0);
  const loadings = new Float64Array(items * latents);
  const systems = states.map((state) => createBoundedSystem(state.latents));
  const before = states.map((state) => new Float64Array(state.weights.length));
  const needsSweeps = states.length > 1 || states.some((state) => !state.isOneHot);

  function priorOf(state: FamilyState, a: number, at: number): number {
    return a < state.knownAttributes ? state.knownWeights[a * 2 * state.latents + at]! : state.prior[at]!;
  }

  function addLoadings(): void {
    loadings.fill(0);
    for (const { family, latents: own, firstLatent, weights } of states) {
      for (let i = 0; i < items; i++) {
        for (let e = family.offsets[i]!; e < family.offsets[i + 1]!; e++) {
          const at = family.attributes[e]! * 2 * own;
          for (let k = 0; k < own; k++)
            loadings[i * latents + firstLatent + k]! += family.values[e]! * weights[at + k]!;
        }
      }
    }
  }

  /** One attribute's weights from its normal equations; returns the largest change. */
  function updateAttribute(f: number, a: number): number {
    const state = states[f]!;
    const { matrix, right, unknown, solve } = systems[f]!;
    const { latents: own, firstLatent, weights, attributeOffsets, itemOf, valueAt } = state;
    const row = a * 2 * own;
    matrix.fill(0);
    right.fill(0);
    for (let n = attributeOffsets[a]!; n < attributeOffsets[a + 1]!; n++) {
      const i = itemOf[n]!;
      const x = valueAt[n]!;
      for (let k = 0; k < own; k++) {
        const line = (i * latents + firstLatent + k) * latents;
        let sum = moments.right[i * latents + firstLatent + k]!;
        for (let q = 0; q < latents; q++) sum -= moments.gram[line + q]! * loadings[i * latents + q]!;
        for (let p = 0; p < own; p++) {
          const g = moments.gram[line + firstLatent + p]!;
          matrix[k * own + p]! += x * x * g;
          // The attribute's own share of the loading is not held.
          sum += g * x * weights[row + p]!;
        }
        right[k]! += x * sum;
      }
    }
    for (let k = 0; k < own; k++) {
      const precision = 1 / priorOf(state, a, own + k);
      matrix[k * own + k]! += precision;
      right[k]! += precision * priorOf(state, a, k);
      unknown[k] = weights[row + k]!;
    }
    solve(own, minDiscrimination);
    let moved = 0;
    for (let k = 0; k < own; k++) {
      const change = unknown[k]! - weights[row + k]!;
      moved = Math.max(moved, Math.abs(change));
      weights[row + k] = unknown[k]!;
      weights[row + own + k] = 1 / matrix[k * own + k]!;
      for (let n = attributeOffsets[a]!; n < attributeOffsets[a + 1]!; n++) {
        loadings[itemOf[n]! * latents + firstLatent + k]! += valueAt[n]! * change;
      }
    }
    return moved;
  }

  /** Goes only as far from the earlier means as allowed. */
  function damp(f: number): void {
    const { weights, latents: own } = states[f]!;
    for (let at = 0; at < weights.length; at += 2 * own) {
      for (let k = at; k < at + own; k++) {
        const from = before[f]![k]!;
        const step = itemDamping * (weights[k]! - from);
        weights[k] = from + Math.min(Math.max(step, -maxStep), maxStep);
      }
    }
  }

  function divergenceOf(state: FamilyState): number {
    let total = 0;
    for (let a = 0; a < state.family.columns.length; a++) {
      const row = a * 2 * state.latents;
      for (let k = 0; k < state.latents; k++) {
        total += divergence(
          state.weights[row + k]!,
          state.weights[row + state.latents + k]!,
          priorOf(state, a, k),
          priorOf(state, a, state.latents + k),
        );
      }
    }
    return total;
  }

  return {
    run() {
      let total = 0;
      states.forEach((state, f) => {
        total += divergenceOf(state);
        before[f]!.set(state.weights);
      });
      addLoadings();
      for (let sweep = 0; sweep < SWEEPS; sweep++) {
        let moved = 0;
        states.forEach((state, f) => {
          for (let a = 0; a < state.family.columns.length; a++) moved = Math.max(moved, updateAttribute(f, a));
        });
        if (!needsSweeps || moved < SMALL_CHANGE) break;
      }
      states.forEach((_, f) => {
        damp(f);
      });
      return total;
    },
  };
}
