import { appendFileSync, closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import { type EpochRecord, ZpdError } from "@zpd/core";

/** A file with one line of JSON an epoch. */
export interface TrainingLog {
  /**
   * Appends a line and flushes it. A line that is there already, as after a resume, is not written twice.
   * @throws IO when the file cannot be written; no part of the line stays. INVALID_INPUT when the log is another training's
   */
  readonly onEpoch: (record: EpochRecord) => void;
  close(): void;
}

const WHERE = "openTrainingLog";
const LINE_START = '{"epoch":';

/**
 * Opens a training log, or makes it; give its `onEpoch` to the training. The lines of a training that was interrupted
 * go on where they ended; a last line that a kill left unfinished is removed, as its epoch comes again.
 * @throws IO when the file cannot be opened; INVALID_INPUT when it holds something else
 */
export function openTrainingLog(file: string): TrainingLog {
  const handle = onDisk(file, () => openSync(file, "a+"));
  try {
    // A pipe or a device has no lines to go on from and cannot be flushed.
    const isFile = onDisk(file, () => fstatSync(handle)).isFile();
    const lines = isFile ? readLines(handle, file) : [];
    return {
      onEpoch: (record) => {
        if (follows(lines, record, file)) lines.push(appendLine(handle, record, file, isFile));
      },
      close: () => onDisk(file, () => closeSync(handle)),
    };
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

type Line = Pick<EpochRecord, "epoch" | "loss" | "validationAuc">;

function readLines(handle: number, file: string): Line[] {
  const bytes = onDisk(file, () => readFileSync(handle));
  const end = bytes.lastIndexOf("\n") + 1;
  const texts = bytes.toString("utf8", 0, end).split("\n").slice(0, -1);
  const lines = texts.map((text, index) => parseLine(text, index + 1, file));
  const rest = bytes.toString("utf8", end);
  if (rest === "") return lines;
  if (!(rest.startsWith(LINE_START) || LINE_START.startsWith(rest))) throw noLog(rest, lines.length + 1, file);
  onDisk(file, () => ftruncateSync(handle, end));
  return lines;
}

function parseLine(text: string, row: number, file: string): Line {
  try {
    const line = JSON.parse(text) as Line | null;
    if (Number.isSafeInteger(line?.epoch) && Number.isFinite(line?.loss)) return line as Line;
  } catch {
    // What is no JSON is no line of a training log either.
  }
  throw noLog(text, row, file);
}

/** Whether a record is new. @throws INVALID_INPUT when it neither follows the last line nor repeats one */
function follows(lines: readonly Line[], record: EpochRecord, file: string): boolean {
  const last = lines.at(-1);
  if (last === undefined || record.epoch === last.epoch + 1) return true;
  const same = lines.find(({ epoch }) => epoch === record.epoch);
  if (same !== undefined && same.loss === record.loss && same.validationAuc === record.validationAuc) return false;
  throw new ZpdError("INVALID_INPUT", {
    where: WHERE,
    expected: "a new file or the log of this very training",
    got:
      same === undefined
        ? `a log up to epoch ${last.epoch}, then epoch ${record.epoch}`
        : `another epoch ${same.epoch}`,
    advice: "choose another file; nothing in it was changed",
    location: { file },
  });
}

function appendLine(handle: number, record: EpochRecord, file: string, isFile: boolean): Line {
  const { epoch, ...rest } = record;
  const text = `${JSON.stringify({ epoch, ...rest })}\n`;
  const size = isFile ? onDisk(file, () => fstatSync(handle)).size : 0;
  try {
    onDisk(file, () => {
      appendFileSync(handle, text);
      if (isFile) fsyncSync(handle);
    });
  } catch (error) {
    if (isFile) onDisk(file, () => ftruncateSync(handle, size));
    throw error;
  }
  return record;
}

function noLog(text: string, row: number, file: string): ZpdError {
  return new ZpdError("INVALID_INPUT", {
    where: WHERE,
    expected: "a new file or a training log, one line of JSON an epoch",
    got: JSON.stringify(text.slice(0, 40)),
    advice: "choose another file; nothing in it was changed",
    location: { file, row },
  });
}

function onDisk<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new ZpdError("IO", {
      where: WHERE,
      expected: "a file that can be read and written",
      got: cause instanceof Error ? cause.message : String(cause),
      location: { file },
      cause,
    });
  }
}
