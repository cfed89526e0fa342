import { assertLength, assertThat, ZpdError } from "@zpd/core";

/**
 * The border of every metric: two columns of one length, at least one answer, both in 0…1 without NaN. O(N).
 * @throws SHAPE, INVALID_INPUT
 */
export function checkPredictions(where: string, probability: ArrayLike<number>, score: ArrayLike<number>): void {
  assertLength(where, "score", score, probability.length, "[N] as probability");
  assertThat(probability.length > 0, "INVALID_INPUT", { where, expected: "at least one answer", got: "none" });
  for (let n = 0; n < probability.length; n++) {
    // Written so that NaN fails too.
    if (!(probability[n]! >= 0 && probability[n]! <= 1)) throw outside(where, "probabilities", probability[n]!, n);
    if (!(score[n]! >= 0 && score[n]! <= 1)) throw outside(where, "scores", score[n]!, n);
  }
}

function outside(where: string, what: string, value: number, answer: number): ZpdError {
  return new ZpdError("INVALID_INPUT", { where, expected: `${what} in 0…1`, got: `${value} at answer ${answer}` });
}
