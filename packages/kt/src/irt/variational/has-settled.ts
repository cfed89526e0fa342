/** Losses over which the mean change is taken: five records, so four changes. */
const RECORDS = 5;

/**
 * The stopping rule of Shi & Athey, section 6: the mean change over the last five records of the loss is below `tolerance`
 * (0.001; for prediction 0.0005, section 7) of the first change. Their record is every tenth gradient step, ours every
 * pass. A loss that rose at first, as after a start at an optimum, has settled once it no longer falls.
 * @param first the first change, where `losses` do not begin with it
 */
export function hasSettled(
  losses: readonly number[],
  tolerance: number,
  first: number = losses[0]! - losses[1]!,
): boolean {
  if (losses.length < RECORDS) return false;
  const last = losses[losses.length - 1]!;
  const meanChange = (losses[losses.length - RECORDS]! - last) / (RECORDS - 1);
  return meanChange < tolerance * Math.max(first, 0) || meanChange <= 0;
}
