/**
 * What the steps of coordinate ascent read and write. Plain numbers and typed arrays, so that threads can share it.
 *
 * A learner's row holds `[mean D, variance D]` of the ability; an item's row `[mean D, variance D]` of the discrimination,
 * then mean and variance of the threshold. Priors have the same layout.
 */
export interface StepArrays {
  readonly learnerOffsets: Int32Array;
  readonly byLearner: Uint32Array;
  readonly itemOffsets: Int32Array;
  readonly byItem: Uint32Array;
  /** `[L, 2 D]` */
  readonly learnerRows: Float32Array;
  /** `[I, 2 D + 2]` */
  readonly itemRows: Float32Array;
  /** Prior of every learner without one of her own `[2 D]`. */
  readonly learnerPrior: Float64Array;
  /** Prior of every item without one of its own `[2 D + 2]`. */
  readonly itemPrior: Float64Array;
  /** Priors from an earlier posterior `[L, 2 D]`, read where `learnerKnown` is 1; empty when there are none. */
  readonly knownLearnerRows: Float32Array;
  /** `[I, 2 D + 2]`, read where `itemKnown` is 1; empty when there are none. */
  readonly knownItemRows: Float32Array;
  /** 1 where a learner has a prior of her own, 2 where her row is not to change `[L]`, 3 both. */
  readonly learnerFlags: Uint8Array;
  /** As `learnerFlags` `[I]`. */
  readonly itemFlags: Uint8Array;
  /** Learners `learnerBlocks[k] … learnerBlocks[k + 1] - 1` are block k `[K + 1]`. */
  readonly learnerBlocks: Int32Array;
  /** As `learnerBlocks`, of the items `[K + 1]`. */
  readonly itemBlocks: Int32Array;
  /** Log-likelihood (or its bound) of each block of learners before its step `[K]`. */
  readonly likelihoods: Float64Array;
  /** Divergence of each block's learners from their priors before the step `[K]`. */
  readonly learnerDivergences: Float64Array;
  /** Of each block's items `[K]`. */
  readonly itemDivergences: Float64Array;
  /** What `scale-steps.ts` works out: standard deviations of discriminations, then threshold `[I, D + 1]`. */
  readonly itemScales: Float32Array;
  /** Those of an earlier posterior, read where `itemKnown` is 1; empty when there are none. */
  readonly knownItemScales: Float32Array;
  /** `SharedModes`: variances of shift and of stretch `[2, D]`, set before the scales are worked out. */
  readonly sharedModes: Float64Array;
}

export interface StepSettings {
  /** Number of factors `D`. */
  readonly factors: number;
  /** Newton weights instead of those of the bound. */
  readonly newton: boolean;
  /** Whether discriminations keep their values (Rasch). */
  readonly fixedDiscrimination: boolean;
  /** Smallest posterior mean of a discrimination; -Infinity: any sign. */
  readonly minDiscrimination: number;
  /** Share of the way to the solution that an item's means go. */
  readonly itemDamping: number;
  /** Farthest that a mean moves in one step. */
  readonly maxStep: number;
}

export interface CoordinateSteps {
  /** Updates one block of learners, items held. */
  learnerBlock(block: number): void;
  /** Updates one block of items, learners held. */
  itemBlock(block: number): void;
}

/**
 * Closed-form coordinate ascent for logit = sum over d of a_d theta_d - t with independent normal posteriors.
 *
 * One answer's logit x has mean m = a . theta - t and variance v = sum of (mu_a² s_th² + s_a² mu_th² + s_a² s_th²) + s_t².
 * A weight w and a residual r say all that an update needs of it:
 *
 * - bound (Jaakkola & Jordan 2000, equation 9 in their notation lambda(xi) = tanh(xi / 2) / (4 xi)): xi² = m² + v is
 *   optimal, w = 2 lambda(xi), r = y - 1/2 - w m; each update maximises the evidence lower bound in its parameters;
 * - Newton: with k = 1 / sqrt(1 + pi v / 8), s = sigmoid(k m) the normal's mean of the sigmoid (MacKay 1992), w = k s (1 - s)
 *   its slope, r = y - s; a Newton step on the expected log-likelihood.
 *
 * With features f (a learner's are the discriminations of her items; an item's are the abilities and -1), the new means
 * solve (sum of w E[f f'] + prior precision) mu = sum of E[f] (w (m + what is held) + r) + precision times prior mean, and the
 * new variances are one over that matrix's diagonal: with the weights held this is the fixed point of mean field, so no loop
 * over factors is needed. Negative discriminations are mended by coordinate descent on the same quadratic, within bounds.
 *
 * All functions stand inside this one, which refers to nothing else: threads are given its text.
 *
 * Cost of a pass: O(N D²), no allocation.
 */
export function createCoordinateSteps(arrays: StepArrays, settings: StepSettings): CoordinateSteps {
  const { learnerOffsets, byLearner, itemOffsets, byItem, learnerRows, itemRows } = arrays;
  const { learnerPrior, itemPrior, knownLearnerRows, knownItemRows, learnerFlags, itemFlags } = arrays;
  const { factors, newton, fixedDiscrimination, minDiscrimination, itemDamping, maxStep } = settings;
  const KNOWN = 1;
  const FROZEN = 2;
  /** Square of the factor by which a probit and a logistic curve differ in MacKay's approximation. */
  const PROBIT = Math.PI / 8;
  /** Products of 1 + exp(-xi) are logged once they pass this: a logarithm costs as much as the rest of an answer. */
  const PRODUCT_LIMIT = 1e250;
  const SWEEPS = 50;
  const learnerWidth = 2 * factors;
  const itemWidth = 2 * factors + 2;
  const size = factors + 1;
  const gram = new Float64Array(size * size);
  const factor = new Float64Array(size * size);
  const right = new Float64Array(size);
  const solution = new Float64Array(size);
  const own = new Float64Array(2 * size);
  /** Features of up to four answers, and the same times their weights `[size, 4]`. */
  const gathered = new Float64Array(4 * size);
  const weighted = new Float64Array(4 * size);
  let terms = 0;

  /** Divergence of a normal from a normal. */
  function divergence(mean: number, variance: number, priorMean: number, priorVariance: number): number {
    const distance = mean - priorMean;
    return 0.5 * ((variance + distance * distance) / priorVariance - 1 - Math.log(variance / priorVariance));
  }

  /** A step from `from` towards `to`, no farther than allowed. */
  function stepped(from: number, to: number, damping: number): number {
    const step = damping * (to - from);
    return from + Math.min(Math.max(step, -maxStep), maxStep);
  }

  function learnerOfOneFactor(l: number): number {
    const at = 2 * l;
    const mean = learnerRows[at]!;
    const variance = learnerRows[at + 1]!;
    const second = mean * mean + variance;
    let precision = 0;
    let rightSide = 0;
    let likelihood = 0;
    let product = 1;
    for (let n = learnerOffsets[l]!, end = learnerOffsets[l + 1]!; n < end; n++) {
      const packed = byLearner[n]!;
      const row = (packed >>> 1) * 4;
      const y = packed & 1;
      const a = itemRows[row]!;
      const aVariance = itemRows[row + 1]!;
      const t = itemRows[row + 2]!;
      const m = a * mean - t;
      const v = a * a * variance + aVariance * second + itemRows[row + 3]!;
      let w: number;
      let r: number;
      if (newton) {
        const k = 1 / Math.sqrt(1 + PROBIT * v);
        const z = k * m;
        const e = Math.exp(-Math.abs(z));
        const s = (z < 0 ? e : 1) / (1 + e);
        w = k * s * (1 - s);
        r = y - s;
        likelihood += y * m - (Math.max(z, 0) + Math.log(1 + e)) / k;
      } else {
        const xi = Math.sqrt(m * m + v);
        const e = Math.exp(-xi);
        w = xi < 1e-4 ? 0.25 : (1 - e) / (2 * xi * (1 + e));
        r = y - 0.5 - w * m;
        likelihood += (y - 0.5) * m - 0.5 * xi;
        product *= 1 + e;
        if (product > PRODUCT_LIMIT) {
          likelihood -= Math.log(product);
          product = 1;
        }
      }
      precision += w * (a * a + aVariance);
      rightSide += a * (w * (m + t) + r);
    }
    likelihood -= Math.log(product);
    const isKnown = (learnerFlags[l]! & KNOWN) !== 0;
    const priorMean = isKnown ? knownLearnerRows[at]! : learnerPrior[0]!;
    const priorVariance = isKnown ? knownLearnerRows[at + 1]! : learnerPrior[1]!;
    learnerDivergence += divergence(mean, variance, priorMean, priorVariance);
    if ((learnerFlags[l]! & FROZEN) === 0) {
      precision += 1 / priorVariance;
      rightSide += priorMean / priorVariance;
      learnerRows[at] = stepped(mean, rightSide / precision, 1);
      learnerRows[at + 1] = 1 / precision;
    }
    return likelihood;
  }

  function itemOfOneFactor(i: number): void {
    const at = 4 * i;
    const a = itemRows[at]!;
    const aVariance = itemRows[at + 1]!;
    const t = itemRows[at + 2]!;
    const tVariance = itemRows[at + 3]!;
    const isKnown = (itemFlags[i]! & KNOWN) !== 0;
    const priors = isKnown ? knownItemRows : itemPrior;
    const priorAt = isKnown ? at : 0;
    const aPriorMean = priors[priorAt]!;
    const aPriorVariance = priors[priorAt + 1]!;
    const tPriorMean = priors[priorAt + 2]!;
    const tPriorVariance = priors[priorAt + 3]!;
    if (!fixedDiscrimination) itemDivergence += divergence(a, aVariance, aPriorMean, aPriorVariance);
    itemDivergence += divergence(t, tVariance, tPriorMean, tPriorVariance);
    if ((itemFlags[i]! & FROZEN) !== 0) return;
    let aa = 0;
    let at_ = 0;
    let tt = 0;
    let aRight = 0;
    let tRight = 0;
    const aSecond = a * a + aVariance;
    for (let n = itemOffsets[i]!, end = itemOffsets[i + 1]!; n < end; n++) {
      const packed = byItem[n]!;
      const row = packed & ~1;
      const y = packed & 1;
      const mean = learnerRows[row]!;
      const variance = learnerRows[row + 1]!;
      const m = a * mean - t;
      const v = aSecond * variance + aVariance * mean * mean + tVariance;
      let w: number;
      let g: number;
      if (newton) {
        const k = 1 / Math.sqrt(1 + PROBIT * v);
        const z = k * m;
        const e = Math.exp(-Math.abs(z));
        const s = (z < 0 ? e : 1) / (1 + e);
        w = k * s * (1 - s);
        g = w * m + y - s;
      } else {
        const xi = Math.sqrt(m * m + v);
        const e = Math.exp(-xi);
        w = xi < 1e-4 ? 0.25 : (1 - e) / (2 * xi * (1 + e));
        g = y - 0.5;
      }
      aa += w * (mean * mean + variance);
      at_ -= w * mean;
      tt += w;
      aRight += mean * g;
      tRight -= g;
    }
    aa += 1 / aPriorVariance;
    tt += 1 / tPriorVariance;
    aRight += aPriorMean / aPriorVariance;
    tRight += tPriorMean / tPriorVariance;
    itemRows[at + 3] = 1 / tt;
    if (fixedDiscrimination) {
      itemRows[at + 2] = stepped(t, (tRight - at_ * a) / tt, itemDamping);
      return;
    }
    itemRows[at + 1] = 1 / aa;
    let aNew = (tt * aRight - at_ * tRight) / (aa * tt - at_ * at_);
    if (!(aNew >= minDiscrimination)) aNew = minDiscrimination;
    // The threshold that is best at the discrimination really taken: of a joint step, the joint solution.
    aNew = stepped(a, aNew, itemDamping);
    itemRows[at] = aNew;
    const tNew = (tRight - at_ * aNew) / tt;
    itemRows[at + 2] = stepped(t, tNew, itemDamping);
  }

  /**
   * Adds a term w f f' to the Gram matrix of the first `count` features and g f to the right side. Four terms are gathered
   * and then added at once: each entry of the matrix is fetched and stored once for four products. `flushTerms` ends it.
   */
  function addTerm(rows: Float32Array, row: number, w: number, g: number, count: number): void {
    for (let d = 0; d < factors; d++) {
      const f = rows[row + d]!;
      right[d]! += g * f;
      gathered[4 * d + terms] = f;
      weighted[4 * d + terms] = w * f;
      gram[d * size + d]! += w * rows[row + factors + d]!;
    }
    if (count === size) {
      // The threshold's feature is -1, and it has no variance of its own.
      right[factors]! -= g;
      gathered[4 * factors + terms] = -1;
      weighted[4 * factors + terms] = -w;
    }
    terms++;
    if (terms === 4) flushTerms(count);
  }

  function flushTerms(count: number): void {
    for (let k = terms; k < 4; k++) for (let d = 0; d < count; d++) weighted[4 * d + k] = 0;
    for (let d = 0; d < count; d++) {
      const w0 = weighted[4 * d]!;
      const w1 = weighted[4 * d + 1]!;
      const w2 = weighted[4 * d + 2]!;
      const w3 = weighted[4 * d + 3]!;
      const line = d * size;
      for (let e = d; e < count; e++) {
        const at = 4 * e;
        gram[line + e]! +=
          w0 * gathered[at]! + w1 * gathered[at + 1]! + w2 * gathered[at + 2]! + w3 * gathered[at + 3]!;
      }
    }
    terms = 0;
  }

  /** Solves gram x = right over the first `count` unknowns, upper triangle given, into `solution`. */
  function solve(count: number): void {
    for (let j = 0; j < count; j++) {
      for (let i = j; i < count; i++) {
        let sum = gram[j * size + i]!;
        for (let k = 0; k < j; k++) sum -= factor[i * size + k]! * factor[j * size + k]!;
        factor[i * size + j] = i === j ? Math.sqrt(sum) : sum / factor[j * size + j]!;
      }
    }
    for (let i = 0; i < count; i++) {
      let sum = right[i]!;
      for (let k = 0; k < i; k++) sum -= factor[i * size + k]! * solution[k]!;
      solution[i] = sum / factor[i * size + i]!;
    }
    for (let i = count - 1; i >= 0; i--) {
      let sum = solution[i]!;
      for (let k = i + 1; k < count; k++) sum -= factor[k * size + i]! * solution[k]!;
      solution[i] = sum / factor[i * size + i]!;
    }
  }

  /** Minimises the quadratic within the bounds of the discriminations, from the item's present means. */
  function solveWithinBounds(): void {
    let violated = false;
    for (let d = 0; d < factors; d++) if (!(solution[d]! >= minDiscrimination)) violated = true;
    if (!violated) return;
    for (let d = 0; d < factors; d++) solution[d] = own[d]!;
    solution[factors] = own[2 * factors]!;
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      let moved = 0;
      for (let d = 0; d < size; d++) {
        let sum = right[d]!;
        for (let e = 0; e < size; e++) {
          if (e !== d) sum -= (e > d ? gram[d * size + e]! : gram[e * size + d]!) * solution[e]!;
        }
        let value = sum / gram[d * size + d]!;
        if (d < factors && value < minDiscrimination) value = minDiscrimination;
        const change = Math.abs(value - solution[d]!);
        if (change > moved) moved = change;
        solution[d] = value;
      }
      if (moved < 1e-6) return;
    }
  }

  function learnerOfFactors(l: number): number {
    const at = l * learnerWidth;
    for (let d = 0; d < learnerWidth; d++) own[d] = learnerRows[at + d]!;
    gram.fill(0);
    right.fill(0);
    let likelihood = 0;
    let product = 1;
    for (let n = learnerOffsets[l]!, end = learnerOffsets[l + 1]!; n < end; n++) {
      const packed = byLearner[n]!;
      const row = (packed >>> 1) * itemWidth;
      const y = packed & 1;
      const t = itemRows[row + 2 * factors]!;
      let m = -t;
      let v = itemRows[row + 2 * factors + 1]!;
      for (let d = 0; d < factors; d++) {
        const mean = own[d]!;
        const variance = own[factors + d]!;
        const a = itemRows[row + d]!;
        m += a * mean;
        v += a * a * variance + itemRows[row + factors + d]! * (mean * mean + variance);
      }
      let w: number;
      let r: number;
      if (newton) {
        const k = 1 / Math.sqrt(1 + PROBIT * v);
        const z = k * m;
        const e = Math.exp(-Math.abs(z));
        const s = (z < 0 ? e : 1) / (1 + e);
        w = k * s * (1 - s);
        r = y - s;
        likelihood += y * m - (Math.max(z, 0) + Math.log(1 + e)) / k;
      } else {
        const xi = Math.sqrt(m * m + v);
        const e = Math.exp(-xi);
        w = xi < 1e-4 ? 0.25 : (1 - e) / (2 * xi * (1 + e));
        r = y - 0.5 - w * m;
        likelihood += (y - 0.5) * m - 0.5 * xi;
        product *= 1 + e;
        if (product > PRODUCT_LIMIT) {
          likelihood -= Math.log(product);
          product = 1;
        }
      }
      addTerm(itemRows, row, w, w * (m + t) + r, factors);
    }
    flushTerms(factors);
    likelihood -= Math.log(product);
    const isKnown = (learnerFlags[l]! & KNOWN) !== 0;
    const priors = isKnown ? knownLearnerRows : learnerPrior;
    const priorAt = isKnown ? at : 0;
    for (let d = 0; d < factors; d++) {
      const priorMean = priors[priorAt + d]!;
      const priorVariance = priors[priorAt + factors + d]!;
      learnerDivergence += divergence(own[d]!, own[factors + d]!, priorMean, priorVariance);
      gram[d * size + d]! += 1 / priorVariance;
      right[d]! += priorMean / priorVariance;
    }
    if ((learnerFlags[l]! & FROZEN) !== 0) return likelihood;
    solve(factors);
    for (let d = 0; d < factors; d++) {
      learnerRows[at + d] = stepped(own[d]!, solution[d]!, 1);
      learnerRows[at + factors + d] = 1 / gram[d * size + d]!;
    }
    return likelihood;
  }

  function itemOfFactors(i: number): void {
    const at = i * itemWidth;
    for (let d = 0; d < itemWidth; d++) own[d] = itemRows[at + d]!;
    const t = own[2 * factors]!;
    const tVariance = own[2 * factors + 1]!;
    const isKnown = (itemFlags[i]! & KNOWN) !== 0;
    const priors = isKnown ? knownItemRows : itemPrior;
    const priorAt = isKnown ? at : 0;
    for (let d = 0; d < factors; d++) {
      itemDivergence += divergence(own[d]!, own[factors + d]!, priors[priorAt + d]!, priors[priorAt + factors + d]!);
    }
    itemDivergence += divergence(t, tVariance, priors[priorAt + 2 * factors]!, priors[priorAt + 2 * factors + 1]!);
    if ((itemFlags[i]! & FROZEN) !== 0) return;
    gram.fill(0);
    right.fill(0);
    for (let n = itemOffsets[i]!, end = itemOffsets[i + 1]!; n < end; n++) {
      const packed = byItem[n]!;
      const row = (packed >>> 1) * learnerWidth;
      const y = packed & 1;
      let m = -t;
      let v = tVariance;
      for (let d = 0; d < factors; d++) {
        const mean = learnerRows[row + d]!;
        const variance = learnerRows[row + factors + d]!;
        const a = own[d]!;
        m += a * mean;
        v += a * a * variance + own[factors + d]! * (mean * mean + variance);
      }
      let w: number;
      let g: number;
      if (newton) {
        const k = 1 / Math.sqrt(1 + PROBIT * v);
        const z = k * m;
        const e = Math.exp(-Math.abs(z));
        const s = (z < 0 ? e : 1) / (1 + e);
        w = k * s * (1 - s);
        g = w * m + y - s;
      } else {
        const xi = Math.sqrt(m * m + v);
        const e = Math.exp(-xi);
        w = xi < 1e-4 ? 0.25 : (1 - e) / (2 * xi * (1 + e));
        g = y - 0.5;
      }
      addTerm(learnerRows, row, w, g, size);
    }
    flushTerms(size);
    for (let d = 0; d < factors; d++) {
      gram[d * size + d]! += 1 / priors[priorAt + factors + d]!;
      right[d]! += priors[priorAt + d]! / priors[priorAt + factors + d]!;
    }
    const tPriorVariance = priors[priorAt + 2 * factors + 1]!;
    gram[factors * size + factors]! += 1 / tPriorVariance;
    right[factors]! += priors[priorAt + 2 * factors]! / tPriorVariance;
    solve(size);
    solveWithinBounds();
    for (let d = 0; d < factors; d++) {
      itemRows[at + d] = stepped(own[d]!, solution[d]!, itemDamping);
      itemRows[at + factors + d] = 1 / gram[d * size + d]!;
    }
    itemRows[at + 2 * factors] = stepped(t, solution[factors]!, itemDamping);
    itemRows[at + 2 * factors + 1] = 1 / gram[factors * size + factors]!;
  }

  let learnerDivergence = 0;
  let itemDivergence = 0;
  return {
    learnerBlock(block) {
      learnerDivergence = 0;
      let likelihood = 0;
      for (let l = arrays.learnerBlocks[block]!; l < arrays.learnerBlocks[block + 1]!; l++) {
        // What an earlier posterior says of a learner without new answers stays as it is.
        if ((learnerFlags[l]! & KNOWN) !== 0 && learnerOffsets[l] === learnerOffsets[l + 1]) continue;
        likelihood += factors === 1 ? learnerOfOneFactor(l) : learnerOfFactors(l);
      }
      arrays.likelihoods[block] = likelihood;
      arrays.learnerDivergences[block] = learnerDivergence;
    },
    itemBlock(block) {
      itemDivergence = 0;
      for (let i = arrays.itemBlocks[block]!; i < arrays.itemBlocks[block + 1]!; i++) {
        if ((itemFlags[i]! & KNOWN) !== 0 && itemOffsets[i] === itemOffsets[i + 1]) continue;
        if (factors === 1) itemOfOneFactor(i);
        else itemOfFactors(i);
      }
      arrays.itemDivergences[block] = itemDivergence;
    },
  };
}
