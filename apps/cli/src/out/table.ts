/** A column of a piece of a table. Numbers that are NaN are missing; `NO_ITEM` and the like are for the caller to leave out. */
export type TableColumn =
  | { readonly name: string; readonly type: "text"; readonly values: string[] }
  | { readonly name: string; readonly type: "integer"; readonly values: Int32Array }
  | { readonly name: string; readonly type: "number"; readonly values: Float64Array | Float32Array };

/** Some rows of a table; every piece of a table has the same columns, at least one of them. */
export type TablePiece = readonly TableColumn[];
