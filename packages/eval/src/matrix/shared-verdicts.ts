import type { RemPairVerdict, RemResult } from "../types/rem-result";
import { verdictOrder } from "./verdict-order";

/** Says of every told verdict which other reward models do not tell the same. `others[m]` are model `m`'s verdicts. */
export function withUnshared(
  verdicts: readonly RemPairVerdict[],
  ids: readonly string[],
  others: readonly (readonly RemPairVerdict[])[],
): RemPairVerdict[] {
  return verdicts.map((verdict, at) =>
    ids.length === 0 || verdict.verdict === "cannot tell"
      ? verdict
      : { ...verdict, unshared: ids.filter((_, model) => others[model]![at]!.verdict !== verdict.verdict) },
  );
}

/**
 * The matrix with every verdict withheld that one of these other reward models (absent: any of them) does not share: the
 * rule of the matrix, that all must agree, taken from simulators to what scores them. Rankings follow the verdicts that
 * are left; "better" stays transitive. O(verdicts + lengths · policies³).
 */
export function sharedVerdicts(result: RemResult, ids?: readonly string[]): RemResult {
  const verdicts = result.verdicts.map((verdict): RemPairVerdict => {
    const unshared = verdict.unshared?.filter((id) => ids === undefined || ids.includes(id)) ?? [];
    return unshared.length === 0 ? verdict : { ...verdict, verdict: "cannot tell" };
  });
  const rankings = result.lengths.map((length) => verdictOrder(result.policies, length, verdicts));
  return { ...result, verdicts, rankings };
}
