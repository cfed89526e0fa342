import {
  NPM_BYTES,
  NPM_KEPT_BYTES,
  NPM_PACKAGES,
  NPM_UNPACKED_BYTES,
  TENSORFLOW_VERSION,
  TFJS_NODE_VERSION,
  WHEELS,
  type Wheel,
} from "./downloads";
import { findTensorflow } from "./find-tensorflow";
import { examineMachine, freeBytes, type Machine, type MissingPart, type SetupTools } from "./machine";
import type { TensorflowSetupOptions } from "./setup-folder";

/** Something that is downloaded. */
export interface PlannedDownload {
  /** The program that downloads, from the registry it is configured with. */
  readonly by: "npm" | "pip";
  readonly name: string;
  readonly version: string;
  /** How many packages; one but for npm, which brings what the package needs. */
  readonly packages: number;
  readonly bytes: number;
}

/** What setting up TensorFlow would do on this machine. */
export interface TensorflowPlan {
  readonly folder: string;
  /** Whether it is set up already. */
  readonly installed: boolean;
  readonly downloads: readonly PlannedDownload[];
  readonly downloadBytes: number;
  /** Size on the disk afterwards, bytes. */
  readonly diskBytes: number;
  /** Largest size while it is built, bytes. */
  readonly peakBytes: number;
  /** Free on that disk, bytes; absent where the system does not say. */
  readonly freeBytes?: number;
  /** Empty when everything needed is there. */
  readonly missing: readonly MissingPart[];
}

/** A plan with the programs that carry it out. */
export interface WorkingPlan {
  readonly plan: TensorflowPlan;
  readonly tools: SetupTools;
}

/** Megabytes as people read them. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString("en-US")} MB`;
}

/** The plan that follows from what is there; a machine without a wheel of its own is shown that of x64. */
export function planFor(
  { folder, installed }: { readonly folder: string; readonly installed: boolean },
  platform: string,
  machine: Machine,
  free: number | undefined,
): TensorflowPlan {
  const wheel: Wheel = WHEELS[platform] ?? WHEELS["linux-x64"]!;
  // The wheel is gone before npm starts.
  const peakBytes = wheel.unpackedBytes + Math.max(wheel.bytes, NPM_UNPACKED_BYTES);
  const missing = [...machine.missing];
  if (free !== undefined && free < peakBytes && !installed) {
    missing.push({
      name: "disk",
      expected: `${megabytes(peakBytes)} free on the disk of ${folder}`,
      got: megabytes(free),
      advice: "make room, or name a folder on another disk in ZPD_TENSORFLOW_HOME",
    });
  }
  return {
    folder,
    installed,
    downloads: [
      { by: "pip", name: wheel.project, version: TENSORFLOW_VERSION, packages: 1, bytes: wheel.bytes },
      {
        by: "npm",
        name: "@tensorflow/tfjs-node",
        version: TFJS_NODE_VERSION,
        packages: NPM_PACKAGES,
        bytes: NPM_BYTES,
      },
    ],
    downloadBytes: wheel.bytes + NPM_BYTES,
    diskBytes: wheel.unpackedBytes + NPM_KEPT_BYTES,
    peakBytes,
    ...(free === undefined ? {} : { freeBytes: free }),
    missing,
  };
}

/** A plan with its programs, for who carries it out. */
export async function prepareTensorflow(options: TensorflowSetupOptions): Promise<WorkingPlan> {
  const { folder, entry } = findTensorflow(options);
  const machine = await examineMachine();
  const platform = `${process.platform}-${process.arch}`;
  const plan = planFor({ folder, installed: entry !== undefined }, platform, machine, freeBytes(folder));
  return { plan, tools: machine.tools };
}

/**
 * Says what `addTensorflow` would download, where to, how much disk it takes, and what this machine lacks for it.
 * Downloads nothing; starts npm, Python and the compiler with `--version`.
 * @throws INVALID_CONFIG when the folder is given as an empty text
 */
export async function planTensorflow(options: TensorflowSetupOptions = {}): Promise<TensorflowPlan> {
  return (await prepareTensorflow(options)).plan;
}
