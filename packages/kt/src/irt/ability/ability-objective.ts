import type { ItemParameters } from "@zpd/core";
import { answerSlope, BIAS_TERM, INFORMATION, LOG_LIKELIHOOD, SLOPE, SLOPE_TERMS } from "./answer-slope";
import type { LearnerAnswers } from "./learner-answers";

/**
 * The function of ability whose maximum is an estimate: the log-likelihood (MLE), plus a normal log prior (MAP), plus
 * half the logarithm of the information (WLE, in the sense of its slope J / (2 I), Warm 1989).
 */
export class AbilityObjective {
  readonly #answers: LearnerAnswers;
  readonly #parameters: ItemParameters;
  readonly #mean: number;
  readonly #precision: number;
  readonly #weighted: boolean;
  readonly #terms = new Float64Array(SLOPE_TERMS);
  #from = 0;
  #to = 0;

  /** Value at the ability asked last. */
  value = 0;
  /** Its derivative. */
  slope = 0;
  /** Minus the expected second derivative: Fisher's information, plus the prior's precision. */
  information = 0;

  /** @param precision one over the prior's variance, 0 for no prior; @param weighted whether this is Warm's */
  constructor(answers: LearnerAnswers, parameters: ItemParameters, mean: number, precision: number, weighted: boolean) {
    this.#answers = answers;
    this.#parameters = parameters;
    this.#mean = mean;
    this.#precision = precision;
    this.#weighted = weighted;
  }

  /** Turns to the learner of the answers `from … to - 1`. */
  turnTo(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
  }

  /** Sets `value`, `slope` and `information` at an ability. O(answers). */
  evaluate(ability: number): void {
    const terms = this.#terms;
    answerSlope(this.#answers, this.#from, this.#to, this.#parameters, ability, terms);
    const distance = ability - this.#mean;
    this.value = terms[LOG_LIKELIHOOD]! - 0.5 * this.#precision * distance * distance;
    this.slope = terms[SLOPE]! - this.#precision * distance;
    this.information = terms[INFORMATION]! + this.#precision;
    if (!this.#weighted) return;
    const warm = terms[INFORMATION] === 0 ? this.#farTerm(ability) : terms[BIAS_TERM]! / (2 * terms[INFORMATION]!);
    this.slope += warm;
    this.value += 0.5 * Math.log(terms[INFORMATION]!);
  }

  /**
   * J / (2 I) where both have underflowed: that of the item nearest to its difficulty, beside which the others no
   * longer count, a / 2 below it and -a / 2 above.
   */
  #farTerm(ability: number): number {
    const { discrimination, threshold } = this.#parameters;
    let nearest = Number.POSITIVE_INFINITY;
    let term = 0;
    for (let n = this.#from; n < this.#to; n++) {
      const i = this.#answers.item[n]!;
      const a = discrimination[i]!;
      const z = a * ability - threshold[i]!;
      if (a === 0 || Math.abs(z) >= nearest) continue;
      nearest = Math.abs(z);
      term = (z < 0 ? a : -a) / 2;
    }
    return term;
  }

  /**
   * The log-likelihood that ability `end` times infinity would reach, `end` 1 or -1; minus infinity where an answer
   * becomes impossible.
   */
  limit(end: number): number {
    const { item, score } = this.#answers;
    const { discrimination, threshold, guess } = this.#parameters;
    let sum = 0;
    for (let n = this.#from; n < this.#to; n++) {
      const i = item[n]!;
      const direction = discrimination[i]! * end;
      const s = direction === 0 ? 1 / (1 + Math.exp(threshold[i]!)) : direction > 0 ? 1 : 0;
      const low = guess === undefined ? 0 : guess[i]!;
      sum += Math.log(score[n] === 1 ? low + (1 - low) * s : (1 - low) * (1 - s));
    }
    return sum;
  }

  /** Whether some answer of this learner depends on ability. */
  informs(): boolean {
    for (let n = this.#from; n < this.#to; n++) {
      if (this.#parameters.discrimination[this.#answers.item[n]!] !== 0) return true;
    }
    return false;
  }

  /** Whether guessing may give the objective several maxima. */
  guesses(): boolean {
    const { guess } = this.#parameters;
    if (guess === undefined) return false;
    for (let n = this.#from; n < this.#to; n++) if (guess[this.#answers.item[n]!]! > 0) return true;
    return false;
  }

  /**
   * The range of abilities within which this learner's items change from nearly all wrong to nearly all right, into
   * `out` `[3]` with the steepest slope.
   */
  fillRange(out: Float64Array): void {
    const { discrimination, threshold } = this.#parameters;
    out[0] = this.#precision > 0 ? this.#mean : Number.POSITIVE_INFINITY;
    out[1] = this.#precision > 0 ? this.#mean : Number.NEGATIVE_INFINITY;
    out[2] = 0;
    for (let n = this.#from; n < this.#to; n++) {
      const i = this.#answers.item[n]!;
      const a = Math.abs(discrimination[i]!);
      if (a === 0) continue;
      const difficulty = threshold[i]! / discrimination[i]!;
      out[0] = Math.min(out[0]!, difficulty - 4 / a);
      out[1] = Math.max(out[1]!, difficulty + 4 / a);
      out[2] = Math.max(out[2]!, a);
    }
  }
}
