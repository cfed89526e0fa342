import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { type Dataset, isZpdError, ZpdError } from "@zpd/core";
import { writeFileAtomic } from "@zpd/core/node";
import { writeLong } from "../writers/write-long";
import { writeParquet } from "../writers/write-parquet";

/**
 * Writes one answer a row as the ending says: `.parquet` (everything comes back), `.csv` or `.csv.gz`. An interrupted write
 * leaves the old file whole.
 * @throws INVALID_CONFIG on another ending, INVALID_INPUT on a log that cannot be written so, IO when the file cannot be written
 */
export async function writeDatasetFile(path: string, dataset: Dataset): Promise<void> {
  if (/\.parquet$/i.test(path)) return write(path, writeParquet(dataset));
  if (/\.csv$/i.test(path)) return write(path, writeLong(dataset));
  if (/\.csv\.gz$/i.test(path)) return write(path, zipped(writeLong(dataset)));
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

async function write(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await writeFileAtomic(path, bytes);
  } catch (error) {
    // A log that cannot be written is no fault of the file.
    throw isZpdError(error) && isZpdError(error.cause) ? error.cause : error;
  }
}
