import { fastestBuildOf, findBuildOf, type WasmBuild, type WasmBuilds, type WasmVariant } from "./compiled-builds";
import { relaxedSimdBinary, simdBinary } from "./generated/binaries";

const builds: WasmBuilds = { texts: { "relaxed-simd": relaxedSimdBinary, simd: simdBinary }, compiled: new Map() };

/** The build of a variant, compiled once; `undefined` where this platform cannot run it. */
export function findWasmBuild(variant: WasmVariant): WasmBuild | undefined {
  return findBuildOf(builds, variant);
}

/** The fastest build that runs here. */
export function fastestWasmBuild(): WasmBuild | undefined {
  return fastestBuildOf(builds);
}
