import { type StepInfo, ZpdError } from "@zpd/core";

/** The rows of a batch that belong to one fold, ascending. */
export interface FoldRows {
  readonly fold: number;
  readonly rows: Int32Array;
}

/** Writes `source` `[rows, width]` into the rows of `target` `[B, width]`. */
function scatter(
  target: Float64Array | Uint8Array,
  source: Float64Array | Uint8Array,
  rows: Int32Array,
  width: number,
): void {
  for (let k = 0; k < rows.length; k++) {
    for (let w = 0; w < width; w++) target[rows[k]! * width + w] = source[k * width + w]!;
  }
}

/**
 * Makes the function that puts the folds' `info` together for the whole batch of `B` rows, `I` items. Its arrays are
 * reused by the next call. @throws CONTRACT (that function) when some folds give a column and others do not
 */
export function createFoldedInfo(
  where: string,
  batchSize: number,
  itemCount: number,
): (groups: readonly FoldRows[], infos: readonly StepInfo[]) => StepInfo {
  const columns = {
    preTest: { width: 1, make: () => new Float64Array(batchSize) },
    trueScore: { width: 1, make: () => new Float64Array(batchSize) },
    actionMask: { width: itemCount, make: () => new Uint8Array(batchSize * itemCount) },
  } as const;
  const kept: { preTest?: Float64Array; trueScore?: Float64Array; actionMask?: Uint8Array } = {};

  function gather<Name extends keyof typeof columns>(
    name: Name,
    groups: readonly FoldRows[],
    infos: readonly StepInfo[],
  ): StepInfo {
    const giving = infos.filter((info) => info[name] !== undefined).length;
    if (giving === 0) return {};
    if (giving < infos.length) {
      throw new ZpdError("CONTRACT", {
        where,
        expected: `every fold or none to give info.${name}`,
        got: `${giving} of ${infos.length}`,
      });
    }
    const target = kept[name] ?? columns[name].make();
    for (const [g, { rows }] of groups.entries()) scatter(target, infos[g]![name]!, rows, columns[name].width);
    Object.assign(kept, { [name]: target });
    return { [name]: target };
  }

  return (groups, infos) => ({
    ...gather("preTest", groups, infos),
    ...gather("trueScore", groups, infos),
    ...gather("actionMask", groups, infos),
  });
}
