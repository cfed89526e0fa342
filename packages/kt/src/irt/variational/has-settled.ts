/** Losses over which the mean change is taken. */
const RECORDS = 5;

export interface SettlingRule {
  /** The first change, where `losses` do not begin with it. */
  readonly first?: number;
  /** Over how many losses the mean change is taken, at least 2. */
  readonly records?: number;
}

/**
 * The stopping rule of Shi & Athey, section 6: the mean change over the last five records of the loss is below `tolerance`
 * (0.001; for prediction 0.0005, section 7) of the first change. Their record is every tenth gradient step, ours every
 * pass. A loss that rose at first, as after a start at an optimum, has settled once it no longer falls.
 */
export function hasSettled(
  losses: readonly number[],
  tolerance: number,
  { first = losses[0]! - losses[1]!, records = RECORDS }: SettlingRule = {},
): boolean {
  if (losses.length < records) return false;
  const last = losses[losses.length - 1]!;
  const meanChange = (losses[losses.length - records]! - last) / (records - 1);
  return meanChange < tolerance * Math.max(first, 0) || meanChange <= 0;
}
