import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ZpdError } from "@zpd/core";
import { type FileContent, writeFilesAtomic } from "@zpd/core/node";
import type { RemCell, RemManifest } from "@zpd/eval";
import { encodeCsv, encodeParquet } from "./encode-table";
import { cellPieces, type StudyIds, trajectoryPieces } from "./study-tables";

const ENCODERS = { parquet: encodeParquet, csv: encodeCsv } as const;

export type TableFormat = keyof typeof ENCODERS;

export const TABLE_FORMATS = Object.keys(ENCODERS) as readonly TableFormat[];

const MANIFEST = "manifest.json";
const RESULT = "result.json";
const TABLES = ["cells", "trajectories"] as const;

/**
 * Looks whether a study may be written to a folder, before it is played: a new or empty one, or with `force` one that holds
 * a study. Files of other names are never touched. @throws INVALID_INPUT
 */
export async function assertStudyFolder(folder: string, force: boolean): Promise<void> {
  const names = await listNames(folder);
  if (names.length === 0) return;
  const isStudy = await holdsStudy(folder);
  if (isStudy && force) return;
  throw new ZpdError("INVALID_INPUT", {
    where: "--out",
    expected: "a new or an empty folder",
    got: isStudy ? "one that holds a study" : "one that holds other things",
    advice: isStudy ? "add --force to replace that study, or choose another folder" : "choose another folder",
    location: { file: folder },
  });
}

async function listNames(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw new ZpdError("INVALID_INPUT", {
      where: "--out",
      expected: "a folder",
      got: code === "ENOTDIR" ? "a file, or a path through one" : (error as Error).message,
      location: { file: folder },
      cause: error,
    });
  }
}

async function holdsStudy(folder: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, MANIFEST), "utf8")) as Partial<RemManifest> | null;
    return manifest?.version === 1 && Array.isArray(manifest.policies) && typeof manifest.fingerprints === "object";
  } catch {
    return false;
  }
}

export interface StudyRecord {
  readonly manifest: RemManifest;
  /** All cells, with their trajectories. */
  readonly cells: readonly RemCell[];
  readonly ids: StudyIds;
  /** What was found, as JSON. */
  readonly result: unknown;
}

/** Writes a study so that others can redo its statistics. A kill leaves no half of a file. @throws IO */
export async function writeStudyFolder(
  folder: string,
  { manifest, cells, ids, result }: StudyRecord,
  formats: readonly TableFormat[],
): Promise<void> {
  const pieces = { cells: cellPieces, trajectories: trajectoryPieces };
  const files: [string, FileContent][] = formats.flatMap((format) =>
    TABLES.map((table): [string, FileContent] => [
      join(folder, `${table}.${format}`),
      ENCODERS[format](pieces[table](manifest, cells, ids)),
    ]),
  );
  files.push([join(folder, RESULT), jsonText(result)], [join(folder, MANIFEST), jsonText(manifest)]);
  await writeFilesAtomic(files);
  // Tables of an earlier study in another format would pass for this one's.
  for (const format of TABLE_FORMATS) {
    if (formats.includes(format)) continue;
    for (const table of TABLES) await rm(join(folder, `${table}.${format}`), { force: true });
  }
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
