import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { isZpdError, type OnProgress, type WorkOptions, ZpdError } from "@zpd/core";
import { buildBinding } from "./build-binding";
import { WHEELS } from "./downloads";
import { fetchLibraries } from "./fetch-wheel";
import { findTensorflow } from "./find-tensorflow";
import { installPackage } from "./install-package";
import type { MissingPart } from "./machine";
import { prepareTensorflow, type WorkingPlan } from "./plan-tensorflow";
import { removeLeftovers, STAGING_ENDING, stagingPrefix } from "./remove-tensorflow";
import {
  currentSetup,
  folderBytes,
  isForeign,
  MARKER_FILE,
  type TensorflowSetupOptions,
  tensorflowFolder,
  writeMarker,
} from "./setup-folder";
import { faultOfTensorflow, tryTensorflow } from "./try-tensorflow";

/** What `addTensorflow` has done. */
export interface AddedTensorflow {
  /** `found` when it was there already and works. */
  readonly state: "added" | "found";
  readonly folder: string;
  /** The main module of `@tensorflow/tfjs-node`. */
  readonly entry: string;
  /** Size on the disk, bytes. */
  readonly bytes: number;
}

/** Refuses to begin where something is missing, naming all of it at once. @throws MISSING_PART; IO when only room is */
export function assertNothingMissing(missing: readonly MissingPart[]): void {
  if (missing.length === 0) return;
  throw new ZpdError(missing.every(({ name }) => name === "disk") ? "IO" : "MISSING_PART", {
    where: "addTensorflow",
    expected: missing.map(({ expected }) => expected).join(" and "),
    got: missing.map(({ got }) => got).join(" and "),
    advice: missing.map(({ advice }) => advice).join("; "),
  });
}

function reportTrial(onProgress: OnProgress | undefined, done: number): void {
  onProgress?.({ task: "Trying TensorFlow", done, total: 1, unit: "trials" });
}

/** Builds a whole set-up in an empty folder. */
async function build(staging: string, { tools }: WorkingPlan, work: WorkOptions): Promise<void> {
  const builder = { pid: process.pid, host: hostname() };
  await writeMarker(staging, { ...currentSetup(), state: "building", builder });
  const { npm, python, compiler } = tools;
  const wheel = WHEELS[currentSetup().platform];
  if (wheel === undefined || npm === undefined || python === undefined || compiler === undefined) {
    throw new ZpdError("CONTRACT", { where: "addTensorflow", expected: "a complete plan", got: "an incomplete one" });
  }
  await fetchLibraries(staging, { ...work, python, wheel });
  await installPackage(staging, { ...work, npm });
  await buildBinding(staging, { ...work, compiler });
  reportTrial(work.onProgress, 0);
  await tryTensorflow(staging, work.signal);
  reportTrial(work.onProgress, 1);
  await writeMarker(staging, { ...currentSetup(), state: "ready", builder, bytes: await folderBytes(staging) });
}

/** Puts a finished folder in the place of an older one, if any. */
async function moveInto(staging: string, folder: string): Promise<void> {
  const old = `${staging}.old${STAGING_ENDING}`;
  const replaced = await rename(folder, old).then(
    () => true,
    () => false,
  );
  await rename(staging, folder);
  if (replaced) await rm(old, { recursive: true });
}

function asFound(folder: string, state: AddedTensorflow["state"]): AddedTensorflow | undefined {
  const { entry, bytes = 0 } = findTensorflow({ folder });
  return entry === undefined ? undefined : { state, folder, entry, bytes };
}

/**
 * Sets up `@tensorflow/tfjs-node` from the npm registry and the Python index alone, as they are configured on this
 * machine: TensorFlow's libraries out of their wheel, the npm package without its scripts, its binding compiled, and
 * the whole tried in a process of its own. One that is there and works is left alone.
 *
 * Everything is built in a folder beside the final one and moved at the end: an interrupted or failing run leaves
 * nothing, and an older set-up as it was.
 *
 * Takes about half a minute and 280 MB of downloads; `planTensorflow` says it beforehand.
 * @throws MISSING_PART when a program, the network or the right file is missing, or the result does not work
 * @throws IO when the folder holds something else, cannot be written, or the disk is full
 * @throws the signal's reason when the caller aborts
 */
export async function addTensorflow(
  options: TensorflowSetupOptions = {},
  work: WorkOptions = {},
): Promise<AddedTensorflow> {
  const folder = tensorflowFolder(options);
  if (isForeign(folder)) {
    throw new ZpdError("IO", {
      where: "addTensorflow",
      expected: `an empty folder, none, or one made by the set-up, which holds ${MARKER_FILE}`,
      got: "something else",
      advice: "name another folder in ZPD_TENSORFLOW_HOME",
      location: { file: folder },
    });
  }
  const found = asFound(folder, "found");
  if (found !== undefined && (await faultOfTensorflow(folder, work.signal)) === undefined) return found;
  const working = await prepareTensorflow(options);
  work.signal?.throwIfAborted();
  assertNothingMissing(working.plan.missing);
  const staging = join(dirname(folder), `${stagingPrefix(folder)}${randomUUID()}${STAGING_ENDING}`);
  try {
    await removeLeftovers(folder);
    await mkdir(staging, { recursive: true });
    await build(staging, working, work);
    await moveInto(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw work.signal?.aborted === true || isZpdError(error) ? error : cannotWrite(folder, error);
  }
  return asFound(folder, "added")!;
}

function cannotWrite(folder: string, cause: unknown): ZpdError {
  return new ZpdError("IO", {
    where: "addTensorflow",
    expected: "a folder that can be written",
    got: cause instanceof Error ? cause.message : String(cause),
    advice: "name another folder in ZPD_TENSORFLOW_HOME",
    location: { file: folder },
    cause,
  });
}
