import { relaxedSimdBinary, simdBinary } from "./generated/binaries";

export type WasmVariant = "relaxed-simd" | "simd";

/** A compiled module of the kernels. */
export interface WasmBuild {
  readonly variant: WasmVariant;
  readonly module: WebAssembly.Module;
}

const texts: Record<WasmVariant, string> = { "relaxed-simd": relaxedSimdBinary, simd: simdBinary };
const builds = new Map<WasmVariant, WasmBuild>();

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
  return bytes;
}

/**
 * Node.js 20 knows relaxed SIMD behind a flag of V8 that may be set while running, before such a module is compiled.
 * Later versions and browsers need none.
 */
function allowRelaxedSimd(): void {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => unknown; versions?: { node?: string } };
  };
  if (process?.versions?.node?.startsWith("20.") !== true) return;
  const v8 = process.getBuiltinModule?.("node:v8") as { setFlagsFromString(flags: string): void } | undefined;
  v8?.setFlagsFromString("--experimental-wasm-relaxed-simd");
}

/** The build of a variant, compiled once; `undefined` where this platform cannot run it. */
export function findWasmBuild(variant: WasmVariant): WasmBuild | undefined {
  const known = builds.get(variant);
  if (known !== undefined) return known;
  if (typeof WebAssembly === "undefined") return undefined;
  if (variant === "relaxed-simd") allowRelaxedSimd();
  const bytes = bytesOf(texts[variant]);
  if (!WebAssembly.validate(bytes)) return undefined;
  const build = { variant, module: new WebAssembly.Module(bytes) };
  builds.set(variant, build);
  return build;
}

/** The fastest build that runs here. */
export function fastestWasmBuild(): WasmBuild | undefined {
  return findWasmBuild("relaxed-simd") ?? findWasmBuild("simd");
}
