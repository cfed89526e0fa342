/**
 * One family of item covariates as sparse rows over `I` items: item `i` has attributes `attributes[offsets[i]] …
 * attributes[offsets[i + 1] - 1]` with the `values` beside them. One-hot: one entry of 1; multi-hot: several entries of 1;
 * a number column: one attribute and its value.
 */
export interface CovariateFamily {
  readonly name: string;
  /** Names of the attributes `[A]`. */
  readonly columns: readonly string[];
  /** What a number column's values were divided by; absent where the values are as given. */
  readonly scale?: number;
  /** Row starts `[I + 1]`. */
  readonly offsets: Int32Array;
  /** Attribute indices, row after row `[offsets[I]]`, distinct within a row. */
  readonly attributes: Int32Array;
  /** `[offsets[I]]`, finite. */
  readonly values: Float64Array;
}

/** What is known of a log's items besides their answers, family by family. */
export interface ItemCovariates {
  readonly families: readonly CovariateFamily[];
  /** Ids of the table that the items do not have; they play no part. Absent: none. */
  readonly ignored?: readonly string[];
}
