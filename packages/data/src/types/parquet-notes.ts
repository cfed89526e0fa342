/** The key under which a Parquet file written here carries what its rows cannot say. */
export const NOTES_KEY = "zpd";

/** What the rows of a table of answers cannot say, as JSON in the file's metadata. */
export interface ParquetNotes {
  readonly version: 1;
  readonly learners: readonly string[];
  readonly items: readonly string[];
  readonly concepts: readonly string[];
  /** Concept indices by item. */
  readonly qMatrix: readonly (readonly number[])[];
  /** Test scores by learner; null where there is none. */
  readonly preTest?: readonly (number | null)[];
  readonly postTest?: readonly (number | null)[];
  readonly folds?: readonly {
    readonly name: string;
    readonly train: readonly number[];
    readonly test: readonly number[];
  }[];
  readonly sequence?: readonly number[];
}
