import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { type Dataset, ZpdError } from "@zpd/core";
import { writeFileAtomic } from "@zpd/core/node";
import { writeLong } from "../writers/write-long";
import { writeParquet } from "../writers/write-parquet";

/**
 * Writes one answer a row as the ending says: `.parquet` (everything comes back), `.csv` or `.csv.gz`. An interrupted write
 * leaves the old file whole. @throws INVALID_CONFIG on another ending
 */
export async function writeDatasetFile(path: string, dataset: Dataset): Promise<void> {
  if (/\.parquet$/i.test(path)) return writeFileAtomic(path, writeParquet(dataset));
  if (/\.csv$/i.test(path)) return writeFileAtomic(path, writeLong(dataset));
  if (/\.csv\.gz$/i.test(path)) return writeFileAtomic(path, zipped(writeLong(dataset)));
  throw new ZpdError("INVALID_CONFIG", {
    where: "writeDatasetFile",
    expected: "a file name ending in .parquet, .csv or .csv.gz",
    got: path,
  });
}

async function* zipped(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const zip = createGzip();
  // Errors of either side reach the reader of `zip`.
  pipeline(Readable.from(bytes), zip, () => undefined);
  for await (const chunk of zip) yield chunk as Uint8Array;
}
