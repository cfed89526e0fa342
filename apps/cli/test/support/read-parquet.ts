import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);

/** The rows of a Parquet file, by the reader that the writer's package brings along. */
export async function readParquet<Row>(path: string): Promise<Row[]> {
  const reader = createRequire(require.resolve("hyparquet-writer")).resolve("hyparquet");
  const { parquetReadObjects } = await import(pathToFileURL(reader).href);
  return parquetReadObjects({ file: new Uint8Array(readFileSync(path)).buffer });
}
