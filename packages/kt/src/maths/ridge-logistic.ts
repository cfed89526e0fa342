import { createPause, sigmoid, softplus, type WorkOptions, ZpdError } from "@zpd/core";
import { rowCount, type SparseRows } from "./sparse-rows";

/**
 * Logistic regression with a ridge per weight, for rows x `[N, P]`, targets y `[N]` in 0…1 and strengths r `[P]`:
 *
 *   f(w) = sum_n softplus(z_n) - y_n z_n  +  1/2 sum_j r_j w_j^2,   z = x w.
 *
 * Minimised by a truncated Newton method: the Newton equation H d = -g, H = x' diag(p (1 - p)) x + diag(r), is solved
 * only as exactly as the present gradient deserves, by conjugate gradients with a diagonal preconditioner, then the
 * step is halved until f has fallen enough (Armijo). f is convex, so this converges from anywhere.
 *
 * Source: Galli, Lin, "A Study on Truncated Newton Methods for Linear Classification", IEEE TNNLS 33(7), 2022 (what
 * LIBLINEAR 2.40 and later do). Deviation: the inner stop is the residual's norm, not the quadratic model's decrease.
 *
 * Cost: O(non-zeros) an inner iteration, no matrix `[P, P]`; memory 24 bytes a row and 48 a weight beside the rows.
 */
export interface RidgeLogisticProblem {
  readonly rows: SparseRows;
  /** y `[N]`, 0…1. */
  readonly target: ArrayLike<number>;
  /** r `[P]`, not negative; 0 leaves a weight free. */
  readonly ridge: Float64Array;
}

interface RidgeLogisticOptions extends WorkOptions {
  /** Words for progress, e.g. "Fitting PFA". */
  readonly task: string;
  /** Done when the gradient's norm has fallen below this fraction of its norm at w = 0. */
  readonly tolerance: number;
  /** Newton steps at most. */
  readonly maxIterations: number;
}

interface RidgeLogisticResult {
  /** w `[P]`. */
  readonly weights: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  /** f after each step, the first at w = 0. */
  readonly history: readonly number[];
  /** sum_n y_n log p_n + (1 - y_n) log(1 - p_n), without the ridge. */
  readonly logLikelihood: number;
}

/** Rows worked on between two looks at the clock: a few milliseconds. */
const BLOCK_ROWS = 16_384;
/** Inner iterations at most in one Newton step. */
const MAX_INNER = 500;
/** The inner system is solved to min(this, sqrt(relative gradient norm)) of its right-hand side. */
const LOOSEST_FORCING = 0.1;
/** Armijo: the fall must be at least this fraction of what the slope promises. */
const SUFFICIENT_FALL = 0.01;
const MAX_HALVINGS = 30;

type Pause = () => Promise<void>;

function norm(x: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += x[j]! * x[j]!;
  return Math.sqrt(sum);
}

/** z = x v into `out` `[N]`. */
async function multiply(rows: SparseRows, v: Float64Array, out: Float64Array, pause: Pause): Promise<void> {
  const { offsets, column, value } = rows;
  const count = rowCount(rows);
  for (let from = 0; from < count; from += BLOCK_ROWS) {
    const to = Math.min(count, from + BLOCK_ROWS);
    for (let n = from; n < to; n++) {
      let sum = 0;
      for (let k = offsets[n]!, end = offsets[n + 1]!; k < end; k++) sum += value[k]! * v[column[k]!]!;
      out[n] = sum;
    }
    await pause();
  }
}

/** f of logits and weights. */
function ridgeLogisticObjective(problem: RidgeLogisticProblem, z: Float64Array, w: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < z.length; n++) sum += softplus(z[n]!) - problem.target[n]! * z[n]!;
  for (let j = 0; j < w.length; j++) sum += 0.5 * problem.ridge[j]! * w[j]! * w[j]!;
  return sum;
}

/**
 * At logits z: the gradient into `gradient` `[P]`, p (1 - p) into `curvature` `[N]`, and the diagonal of H into
 * `diagonal` `[P]`.
 */
async function derivatives(
  problem: RidgeLogisticProblem,
  z: Float64Array,
  w: Float64Array,
  gradient: Float64Array,
  curvature: Float64Array,
  diagonal: Float64Array,
  pause: Pause,
): Promise<void> {
  const { rows, target, ridge } = problem;
  const { offsets, column, value } = rows;
  for (let j = 0; j < w.length; j++) gradient[j] = ridge[j]! * w[j]!;
  diagonal.set(ridge);
  for (let from = 0; from < z.length; from += BLOCK_ROWS) {
    const to = Math.min(z.length, from + BLOCK_ROWS);
    for (let n = from; n < to; n++) {
      const p = sigmoid(z[n]!);
      const residual = p - target[n]!;
      const weight = p * (1 - p);
      curvature[n] = weight;
      for (let k = offsets[n]!, end = offsets[n + 1]!; k < end; k++) {
        const j = column[k]!;
        gradient[j]! += residual * value[k]!;
        diagonal[j]! += weight * value[k]! * value[k]!;
      }
    }
    await pause();
  }
}

/** The gradient of f at w `[P]`: what a test compares with central differences. */
export async function ridgeLogisticGradient(problem: RidgeLogisticProblem, w: Float64Array): Promise<Float64Array> {
  const count = rowCount(problem.rows);
  const pause = createPause();
  const z = new Float64Array(count);
  await multiply(problem.rows, w, z, pause);
  const gradient = new Float64Array(w.length);
  await derivatives(problem, z, w, gradient, new Float64Array(count), new Float64Array(w.length), pause);
  return gradient;
}

/** H v into `out` `[P]`, one pass over the rows. */
async function multiplyHessian(
  problem: RidgeLogisticProblem,
  curvature: Float64Array,
  v: Float64Array,
  out: Float64Array,
  pause: Pause,
): Promise<void> {
  const { offsets, column, value } = problem.rows;
  for (let j = 0; j < v.length; j++) out[j] = problem.ridge[j]! * v[j]!;
  for (let from = 0; from < curvature.length; from += BLOCK_ROWS) {
    const to = Math.min(curvature.length, from + BLOCK_ROWS);
    for (let n = from; n < to; n++) {
      const start = offsets[n]!;
      const end = offsets[n + 1]!;
      let sum = 0;
      for (let k = start; k < end; k++) sum += value[k]! * v[column[k]!]!;
      sum *= curvature[n]!;
      for (let k = start; k < end; k++) out[column[k]!]! += sum * value[k]!;
    }
    await pause();
  }
}

/** Solves H d = -g to a residual of `forcing` |g| in the preconditioner's norm; d into `direction`. */
async function solveNewtonEquation(
  problem: RidgeLogisticProblem,
  curvature: Float64Array,
  gradient: Float64Array,
  diagonal: Float64Array,
  forcing: number,
  direction: Float64Array,
  pause: Pause,
): Promise<void> {
  const size = gradient.length;
  const residual = new Float64Array(size);
  const scaled = new Float64Array(size);
  const search = new Float64Array(size);
  const image = new Float64Array(size);
  direction.fill(0);
  let rho = 0;
  for (let j = 0; j < size; j++) {
    residual[j] = -gradient[j]!;
    // A weight without data and without ridge has an empty row in H and gradient 0: any scale leaves it at 0.
    scaled[j] = residual[j]! / (diagonal[j]! > 0 ? diagonal[j]! : 1);
    search[j] = scaled[j]!;
    rho += residual[j]! * scaled[j]!;
  }
  const enough = forcing * forcing * rho;
  for (let inner = 0; inner < MAX_INNER && rho > enough; inner++) {
    await multiplyHessian(problem, curvature, search, image, pause);
    let along = 0;
    for (let j = 0; j < size; j++) along += search[j]! * image[j]!;
    // No curvature left along the search direction: rounding, or weights that run off (separation). Keep what we have.
    if (!(along > 0)) break;
    const alpha = rho / along;
    let next = 0;
    for (let j = 0; j < size; j++) {
      direction[j]! += alpha * search[j]!;
      residual[j]! -= alpha * image[j]!;
      scaled[j] = residual[j]! / (diagonal[j]! > 0 ? diagonal[j]! : 1);
      next += residual[j]! * scaled[j]!;
    }
    const beta = next / rho;
    rho = next;
    for (let j = 0; j < size; j++) search[j] = scaled[j]! + beta * search[j]!;
  }
}

/**
 * Fits the weights.
 * @throws NUMERICAL when the objective stops being finite; the signal's reason when aborted
 */
export async function fitRidgeLogistic(
  problem: RidgeLogisticProblem,
  options: RidgeLogisticOptions,
): Promise<RidgeLogisticResult> {
  const { rows } = problem;
  const size = rows.columnCount;
  const pause = createPause(options.signal);
  const weights = new Float64Array(size);
  const gradient = new Float64Array(size);
  const diagonal = new Float64Array(size);
  const direction = new Float64Array(size);
  const z = new Float64Array(rowCount(rows));
  const zStep = new Float64Array(z.length);
  const curvature = new Float64Array(z.length);
  const trialZ = new Float64Array(z.length);
  const trialWeights = new Float64Array(size);

  let objective = ridgeLogisticObjective(problem, z, weights);
  const history = [objective];
  await derivatives(problem, z, weights, gradient, curvature, diagonal, pause);
  const startNorm = norm(gradient);
  let gradientNorm = startNorm;
  let converged = startNorm === 0;
  let iterations = 0;
  while (!converged && iterations < options.maxIterations) {
    const forcing = Math.min(LOOSEST_FORCING, Math.sqrt(gradientNorm / startNorm));
    await solveNewtonEquation(problem, curvature, gradient, diagonal, forcing, direction, pause);
    await multiply(rows, direction, zStep, pause);
    let slope = 0;
    for (let j = 0; j < size; j++) slope += gradient[j]! * direction[j]!;

    let step = 1;
    let accepted = false;
    for (let halving = 0; halving < MAX_HALVINGS && !accepted; halving++, step *= 0.5) {
      for (let j = 0; j < size; j++) trialWeights[j] = weights[j]! + step * direction[j]!;
      for (let n = 0; n < z.length; n++) trialZ[n] = z[n]! + step * zStep[n]!;
      const trial = ridgeLogisticObjective(problem, trialZ, trialWeights);
      if (!Number.isFinite(trial) && halving === MAX_HALVINGS - 1) {
        throw new ZpdError("NUMERICAL", {
          where: "fitRidgeLogistic",
          expected: "a finite objective",
          got: `${trial} in Newton step ${iterations + 1}`,
          advice: "check the features for infinite values, or raise the ridge",
        });
      }
      if (trial <= objective + SUFFICIENT_FALL * step * slope) {
        objective = trial;
        accepted = true;
      }
    }
    // At the limit of double precision no step lowers the objective any more.
    if (!accepted) break;
    weights.set(trialWeights);
    z.set(trialZ);
    iterations++;
    history.push(objective);
    await derivatives(problem, z, weights, gradient, curvature, diagonal, pause);
    gradientNorm = norm(gradient);
    converged = gradientNorm <= options.tolerance * startNorm;
    options.onProgress?.({
      task: options.task,
      done: iterations,
      unit: "Newton steps",
      metrics: { objective, relativeGradient: gradientNorm / startNorm },
    });
  }

  let penalty = 0;
  for (let j = 0; j < size; j++) penalty += 0.5 * problem.ridge[j]! * weights[j]! * weights[j]!;
  return { weights, iterations, converged, history, logLikelihood: penalty - objective };
}
