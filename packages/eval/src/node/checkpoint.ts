import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ZpdError } from "@zpd/core";
import { writeFileAtomic } from "@zpd/core/node";
import { manifestHash } from "../matrix/manifest";
import type { RemCell } from "../types/rem-cell";
import type { RemManifest } from "../types/rem-manifest";
import type { RemCellIndex } from "../types/rem-study";
import { decodeCell, encodeCell } from "./cell-file";

const MANIFEST_FILE = "rem-manifest.json";
const CELL_FOLDER = "rem-cells";
const WHERE = "openCheckpoint";

/** A folder that keeps the finished cells of one study. */
export interface Checkpoint {
  /** Cells found whole, in the manifest's order. */
  readonly done: readonly RemCell[];
  /** Cells still to play. */
  readonly missing: readonly RemCellIndex[];
  /** What was found damaged and will be played again. */
  readonly warnings: readonly string[];
  /** Writes a finished cell; a kill leaves either all of it or nothing. @throws INVALID_INPUT when it is no cell of the study */
  save(cell: RemCell): Promise<void>;
}

/**
 * Opens (or makes) the folder in which a study keeps its finished cells. A study is recognised by its manifest's hash;
 * a folder of another study is refused and left untouched. Files that a kill or a disk left damaged are named in
 * `warnings` and their cells come back in `missing`.
 * @throws INVALID_INPUT when the folder belongs to another study; IO when it cannot be read or written
 */
export async function openCheckpoint(folder: string, manifest: RemManifest): Promise<Checkpoint> {
  const hash = await manifestHash(manifest);
  const warnings: string[] = [];
  const isNew = await isUnclaimed(folder, manifest, hash, warnings);

  const fileOf = ({ policy, simulator }: RemCellIndex): string =>
    join(folder, CELL_FOLDER, `policy-${policy}-simulator-${simulator}.cell`);
  const done: RemCell[] = [];
  const missing: RemCellIndex[] = [];
  for (const [policy, policyId] of manifest.policies.entries()) {
    for (const [simulator, simulatorId] of manifest.simulators.entries()) {
      const index = { policy, simulator };
      const bytes = await readIfThere(fileOf(index));
      const stored = bytes === undefined ? undefined : decodeCell(bytes);
      if (stored !== undefined && stored.manifest !== hash) {
        throw anotherStudy(folder, `${fileOf(index)}, which belongs to another one`);
      }
      if (stored?.cell.policy === policyId && stored.cell.simulator === simulatorId) done.push(stored.cell);
      else {
        missing.push(index);
        if (bytes !== undefined)
          warnings.push(`${fileOf(index)} is damaged; "${policyId}" under "${simulatorId}" is played again`);
      }
    }
  }
  // Only now, when every cell in it was found to be this study's.
  if (isNew) await inFolder(folder, () => writeManifest(folder, manifest));
  return {
    done,
    missing,
    warnings,
    async save(cell) {
      const index = {
        policy: manifest.policies.indexOf(cell.policy),
        simulator: manifest.simulators.indexOf(cell.simulator),
      };
      if (index.policy < 0 || index.simulator < 0) {
        throw new ZpdError("INVALID_INPUT", {
          where: "Checkpoint.save",
          expected: "a cell of the study",
          got: `policy "${cell.policy}" under "${cell.simulator}"`,
        });
      }
      await inFolder(folder, () => writeFileAtomic(fileOf(index), encodeCell(hash, cell)));
    },
  };
}

/** Whether the folder has no readable manifest yet. @throws INVALID_INPUT when it has that of another study */
async function isUnclaimed(folder: string, manifest: RemManifest, hash: string, warnings: string[]): Promise<boolean> {
  const path = join(folder, MANIFEST_FILE);
  const bytes = await readIfThere(path);
  const known = bytes === undefined ? undefined : parseManifest(bytes);
  if (known === undefined) {
    if (bytes !== undefined) warnings.push(`${path} is damaged and was written anew`);
    return true;
  }
  if ((await manifestHash(known)) === hash) return false;
  const names = new Set([...Object.keys(known), ...Object.keys(manifest)]) as Set<keyof RemManifest>;
  const differing = [...names].filter((name) => JSON.stringify(known[name]) !== JSON.stringify(manifest[name]));
  throw anotherStudy(folder, `one that differs in ${differing.join(", ")}`);
}

async function writeManifest(folder: string, manifest: RemManifest): Promise<void> {
  await writeFileAtomic(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function parseManifest(bytes: Uint8Array): RemManifest | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof parsed === "object" && parsed !== null ? (parsed as RemManifest) : undefined;
  } catch {
    return undefined;
  }
}

function anotherStudy(folder: string, got: string): ZpdError {
  return new ZpdError("INVALID_INPUT", {
    where: WHERE,
    expected: "a new folder or one of this very study",
    got,
    location: { file: folder },
    advice: "choose another folder or repeat the study's settings; nothing in it was changed",
  });
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw ioError(path, error);
  }
}

async function inFolder(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw ioError(folder, error);
  }
}

function ioError(path: string, cause: unknown): ZpdError {
  return new ZpdError("IO", {
    where: WHERE,
    expected: "a folder that can be read and written",
    got: cause instanceof Error ? cause.message : String(cause),
    location: { file: path },
    cause,
  });
}
