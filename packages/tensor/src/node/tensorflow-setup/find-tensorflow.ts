import { existsSync } from "node:fs";
import { join } from "node:path";
import { currentSetup, readMarker, type TensorflowSetupOptions, tensorflowFolder } from "./setup-folder";

/** Where a set-up lies. */
export interface FoundTensorflow {
  readonly folder: string;
  /**
   * The absolute path of the main module of `@tensorflow/tfjs-node`, to be given to a `require` made with
   * `createRequire`; undefined when nothing usable is there.
   */
  readonly entry: string | undefined;
  /** Why there is an entry, or none, in words fit for a user. */
  readonly reason: string;
  /** Size on the disk, bytes, as measured when it was set up. */
  readonly bytes?: number;
}

/** The npm package below a set-up folder. */
export function packageFolder(folder: string): string {
  return join(folder, "node_modules", "@tensorflow", "tfjs-node");
}

/** The compiled binding, relative to the npm package; the name stays `napi-v8` however new Node.js is. */
export const BINDING_FILE = join("lib", "napi-v8", "tfjs_binding.node");

/**
 * Looks where TensorFlow was set up, without loading it: a few reads of small files.
 * @throws INVALID_CONFIG when the folder is given as an empty text
 */
export function findTensorflow(options: TensorflowSetupOptions = {}): FoundTensorflow {
  const folder = tensorflowFolder(options);
  const absent = (reason: string): FoundTensorflow => ({ folder, entry: undefined, reason });
  const marker = readMarker(folder);
  if (marker === undefined) return absent(`TensorFlow is not set up (nothing in ${folder})`);
  const current = currentSetup();
  if (marker.platform !== current.platform) {
    return absent(`TensorFlow in ${folder} was set up for ${marker.platform}, this is ${current.platform}`);
  }
  if (marker.tfjsNode !== current.tfjsNode || marker.tensorflow !== current.tensorflow) {
    return absent(`TensorFlow in ${folder} is of another version (${marker.tensorflow})`);
  }
  const entry = join(packageFolder(folder), "dist", "index.js");
  if (marker.state !== "ready" || !existsSync(entry) || !existsSync(join(packageFolder(folder), BINDING_FILE))) {
    return absent(`TensorFlow in ${folder} is incomplete`);
  }
  return {
    folder,
    entry,
    reason: `@tensorflow/tfjs-node ${marker.tfjsNode} with TensorFlow ${marker.tensorflow} in ${folder}`,
    ...(marker.bytes === undefined ? {} : { bytes: marker.bytes }),
  };
}
