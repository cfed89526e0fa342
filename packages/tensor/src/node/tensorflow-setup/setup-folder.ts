import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { readdir, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { ZpdError } from "@zpd/core";
import { TENSORFLOW_VERSION, TFJS_NODE_VERSION } from "./downloads";

/** Options of everything that deals with the set-up of TensorFlow. */
export interface TensorflowSetupOptions {
  /**
   * The folder that holds it all. Default: `ZPD_TENSORFLOW_HOME`, else `zpd/tensorflow-VERSION` in the user's data
   * folder (`XDG_DATA_HOME`, else `~/.local/share`).
   */
  readonly folder?: string;
}

/** The file by which a folder is known as one of ours; nothing without it is ever deleted. */
export const MARKER_FILE = "zpd-backend.json";

/** What the marker says. */
export interface SetupMarker {
  readonly backend: "tensorflow";
  readonly state: "building" | "ready";
  readonly tfjsNode: string;
  readonly tensorflow: string;
  /** `platform-architecture` as Node.js names them. */
  readonly platform: string;
  /** The process that built it, and its machine: beside the final folder, this tells a run that goes on from a killed one. */
  readonly builder: { readonly pid: number; readonly host: string };
  /** Size of the folder, bytes. */
  readonly bytes?: number;
}

/** What a marker has to say on this machine. */
export function currentSetup(): Pick<SetupMarker, "backend" | "tfjsNode" | "tensorflow" | "platform"> {
  return {
    backend: "tensorflow",
    tfjsNode: TFJS_NODE_VERSION,
    tensorflow: TENSORFLOW_VERSION,
    platform: `${process.platform}-${process.arch}`,
  };
}

/**
 * The absolute path of the folder that options and environment ask for.
 * @throws INVALID_CONFIG when the option is empty
 */
export function tensorflowFolder(
  { folder }: TensorflowSetupOptions,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  if (folder === "") {
    throw new ZpdError("INVALID_CONFIG", { where: "tensorflowFolder", expected: "folder to be a path", got: '""' });
  }
  if (folder !== undefined) return resolve(folder);
  const { ZPD_TENSORFLOW_HOME: own = "", XDG_DATA_HOME: data = "" } = env;
  if (own !== "") return resolve(own);
  // The XDG specification has relative paths ignored.
  const base = isAbsolute(data) ? data : join(home, ".local", "share");
  return join(base, "zpd", `tensorflow-${TFJS_NODE_VERSION}`);
}

/** The marker of a folder; undefined when it has none that can be read. */
export function readMarker(folder: string): SetupMarker | undefined {
  try {
    const marker: unknown = JSON.parse(readFileSync(join(folder, MARKER_FILE), "utf8"));
    if (typeof marker !== "object" || marker === null) return undefined;
    return (marker as SetupMarker).backend === "tensorflow" ? (marker as SetupMarker) : undefined;
  } catch {
    return undefined;
  }
}

export async function writeMarker(folder: string, marker: SetupMarker): Promise<void> {
  await writeFile(join(folder, MARKER_FILE), `${JSON.stringify(marker, null, 2)}\n`);
}

/** True when a path is taken by something that is neither an empty folder nor one of ours. */
export function isForeign(folder: string): boolean {
  if (!existsSync(folder)) return false;
  if (!statSync(folder).isDirectory()) return true;
  return readMarker(folder) === undefined && readdirSync(folder).length > 0;
}

/** Size of all files below a folder, bytes; files that vanish meanwhile count nothing. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  }
  return bytes;
}
