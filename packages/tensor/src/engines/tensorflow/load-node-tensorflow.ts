import { type NodeParts, nodeParts } from "./node-parts";
import type { Tensorflow } from "./tensorflow";

const PACKAGE = "@tensorflow/tfjs-node";
const VERSION = "4.22.0";

/** Where `@tensorflow/tfjs-node` lies, or why it does not. */
export interface FoundPackage {
  /** To be given to `require`; undefined where there is none. */
  readonly entry: string | undefined;
  readonly reason: string;
}

/** The folder that `addTensorflow` sets up; `findTensorflow` of `@zpd/tensor/node` says more of it. */
function setUpFolder({ process, path, os }: NodeParts): string {
  const { ZPD_TENSORFLOW_HOME: own = "", XDG_DATA_HOME: data = "" } = process.env;
  if (own !== "") return path.resolve(own);
  const base = path.isAbsolute(data) ? data : path.join(os.homedir(), ".local", "share");
  return path.join(base, "zpd", `tensorflow-${VERSION}`);
}

/** Whether the set-up in a folder was finished, and on a machine like this. */
function isReady({ process, path, fs }: NodeParts, folder: string): boolean {
  try {
    const { state, platform } = JSON.parse(fs.readFileSync(path.join(folder, "zpd-backend.json"), "utf8"));
    return state === "ready" && platform === `${process.platform}-${process.arch}`;
  } catch {
    return false;
  }
}

/** Looks for what `zpd backend add tensorflow` has set up, else for the package installed in the current project. */
export function findNodeTensorflow(): FoundPackage {
  const parts = nodeParts();
  if (parts === undefined) return { entry: undefined, reason: "TensorFlow runs in Node.js only" };
  const folder = setUpFolder(parts);
  if (isReady(parts, folder)) {
    const entry = parts.path.join(folder, "node_modules", PACKAGE, "dist", "index.js");
    if (parts.fs.existsSync(entry)) return { entry, reason: `${PACKAGE} in ${folder}` };
  }
  try {
    const entry = parts.module.createRequire(parts.path.join(parts.process.cwd(), "package.json")).resolve(PACKAGE);
    return { entry, reason: `${PACKAGE} in ${entry}` };
  } catch {
    return { entry: undefined, reason: `${PACKAGE} is neither set up in ${folder} nor installed in this project` };
  }
}

/**
 * Loads the package. TensorFlow reads its settings once: it is told to keep its notes to itself, and how many threads
 * to use, unless the environment says otherwise. @throws what the package throws where it does not work
 */
export async function loadNodeTensorflow(entry: string, threads: number): Promise<Tensorflow> {
  const parts = nodeParts()!;
  parts.process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  parts.process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  const tf = parts.module.createRequire(entry)(entry) as Tensorflow;
  await tf.ready();
  return tf;
}
