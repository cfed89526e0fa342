export type WasmVariant = "relaxed-simd" | "simd";

/** A compiled module of the kernels. */
export interface WasmBuild {
  readonly variant: WasmVariant;
  readonly module: WebAssembly.Module;
}

/** The builds of one module: their binaries as text, and those compiled so far. */
export interface WasmBuilds {
  readonly texts: Readonly<Record<WasmVariant, string>>;
  readonly compiled: Map<WasmVariant, WasmBuild>;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
  return bytes;
}

/** Node.js' major version and the way to V8's flags; `undefined` elsewhere. */
function nodeFlags(): { readonly major: number; set(flag: string): void } | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => unknown; versions?: { node?: string } };
  };
  const v8 = process?.getBuiltinModule?.("node:v8") as { setFlagsFromString(flags: string): void } | undefined;
  if (v8 === undefined || process?.versions?.node === undefined) return undefined;
  return { major: Number.parseInt(process.versions.node, 10), set: (flag) => v8.setFlagsFromString(flag) };
}

/**
 * Node.js 20 knows relaxed SIMD behind a flag of V8 that may be set while running, before such a module is compiled.
 * Later versions and browsers need none.
 */
function allowRelaxedSimd(): void {
  const flags = nodeFlags();
  if (flags?.major === 20) flags.set("--experimental-wasm-relaxed-simd");
}

/** Lets V8 join neighbouring vectors in modules compiled from now on; false where it cannot. */
export function allowWideVectors(): boolean {
  const flags = nodeFlags();
  if (flags === undefined || flags.major < 24) return false;
  flags.set("--experimental-wasm-revectorize");
  return true;
}

/** The build of a variant, compiled once; `undefined` where this platform cannot run it. */
export function findBuildOf({ texts, compiled }: WasmBuilds, variant: WasmVariant): WasmBuild | undefined {
  const known = compiled.get(variant);
  if (known !== undefined) return known;
  if (typeof WebAssembly === "undefined") return undefined;
  if (variant === "relaxed-simd") allowRelaxedSimd();
  const bytes = bytesOf(texts[variant]);
  if (!WebAssembly.validate(bytes)) return undefined;
  const build = { variant, module: new WebAssembly.Module(bytes) };
  compiled.set(variant, build);
  return build;
}

/** The fastest build that runs here. */
export function fastestBuildOf(builds: WasmBuilds): WasmBuild | undefined {
  return findBuildOf(builds, "relaxed-simd") ?? findBuildOf(builds, "simd");
}
