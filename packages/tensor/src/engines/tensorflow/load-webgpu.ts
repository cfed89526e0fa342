import { nodeParts } from "./node-parts";
import type { Tensorflow } from "./tensorflow";

/** What this file uses of WebGPU. */
interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: AdapterInfo;
}

interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

interface Gpu {
  requestAdapter(options: { powerPreference: "high-performance" }): Promise<Adapter | null>;
}

/** What the package `webgpu`, Dawn for Node.js, gives. */
interface DawnPackage {
  create(options: readonly string[]): Gpu;
  readonly globals: object;
}

export interface FoundAdapter {
  readonly name: string;
  /** Whether it computes on the processor in place of a GPU. */
  readonly software: boolean;
}

/** What software adapters call themselves: Chromium's, Mesa's, Windows's. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|warp\b|software/i;

function pageGpu(): Gpu | undefined {
  return (globalThis as { navigator?: { gpu?: Gpu } }).navigator?.gpu;
}

/** Dawn's GPU. It is set up for good, as a page has it: the backend of TensorFlow.js looks for it there. */
function nodeGpu(): Gpu | undefined {
  const parts = nodeParts();
  if (parts === undefined) return undefined;
  const { createRequire } = parts.module;
  let dawn: DawnPackage;
  try {
    dawn = createRequire(parts.path.join(parts.process.cwd(), "package.json"))("webgpu") as DawnPackage;
  } catch {
    return undefined;
  }
  const gpu = dawn.create([]);
  Object.assign(globalThis, dawn.globals);
  const holder = globalThis as { navigator?: object };
  if (holder.navigator === undefined) Object.defineProperty(holder, "navigator", { value: {}, configurable: true });
  Object.defineProperty(holder.navigator, "gpu", { value: gpu, configurable: true });
  return gpu;
}

/** The adapter that answers, or why none does. */
export async function findAdapter(): Promise<FoundAdapter | { readonly fault: string }> {
  const gpu = pageGpu() ?? nodeGpu();
  if (gpu === undefined) {
    const place = nodeParts() === undefined ? "this browser has no WebGPU" : "the package webgpu is not installed";
    return { fault: place };
  }
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" }).catch(() => null);
  if (adapter === null) return { fault: "no GPU adapter answers" };
  const { vendor = "", architecture = "", device = "", description = "" } = adapter.info ?? {};
  const words = [description, vendor, architecture, device].filter(
    (word, k, all) => word !== "" && all.indexOf(word) === k,
  );
  const name = words.join(" ") || "a GPU adapter";
  const fallback = adapter.isFallbackAdapter === true || adapter.info?.isFallbackAdapter === true;
  return { name, software: fallback || SOFTWARE.test(name) };
}

/** Loads TensorFlow.js with its backend for GPUs. @throws what its modules throw where they are not installed */
export async function loadWebgpu(): Promise<Tensorflow> {
  const core = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-webgpu");
  return ("default" in core ? core.default : core) as Tensorflow;
}
