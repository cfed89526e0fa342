import { assertThat } from "@zpd/core";
import { assertCountOption, assertNumberOption } from "../../parts/resolve-config";

/** Settings of the networks that ask a learner's past answers by attention. */
export type RetrieverSettings = {
  /** D, numbers in a vector; a multiple of `heads`. */
  readonly vectorSize: number;
  readonly heads: number;
  /** F, units inside the feed-forward layers. */
  readonly feedForwardSize: number;
  /** Share of numbers zeroed while training, after attention and in the layers after it; 0…0.95. */
  readonly dropout: number;
  /** L, answers kept of each learner at run time. */
  readonly cacheLength: number;
};

/** @throws INVALID_CONFIG */
export function checkRetrieverSettings(where: string, settings: RetrieverSettings): void {
  for (const name of ["vectorSize", "heads", "feedForwardSize", "cacheLength"] as const) {
    assertCountOption(where, name, settings[name], 1);
  }
  assertNumberOption(where, "dropout", settings.dropout, 0, 0.95);
  assertThat(settings.vectorSize % settings.heads === 0, "INVALID_CONFIG", {
    where,
    expected: `"vectorSize" to be a multiple of "heads", which is ${settings.heads}`,
    got: String(settings.vectorSize),
  });
}

/**
 * Answers kept at run time by a model that knows answers by their place in the window: `cacheLength`, but no more than
 * `windowLength` - 1, for training sees no answer that has more before it and places beyond would be untrained.
 */
export function placedAnswers(settings: { readonly cacheLength: number; readonly windowLength: number }): number {
  return Math.min(settings.cacheLength, settings.windowLength - 1);
}
