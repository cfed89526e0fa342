import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { OnProgress } from "@zpd/core";
import { BINDING_FILE, packageFolder } from "./find-tensorflow";
import { runStep } from "./run-tool";

const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
const SOURCES = ["tfjs_backend.cc", "tfjs_binding.cc"];

/**
 * Arguments of the one call that builds the binding, run in the npm package's folder: all paths are relative to it and
 * the libraries are found relative to the binding, so that the whole folder can be moved afterwards.
 */
export function compilerArguments(): string[] {
  return [
    "-std=c++17",
    "-O2",
    "-fPIC",
    "-shared",
    // Node-API is stable: what is built for version 8 runs on every later Node.js.
    "-DNAPI_VERSION=8",
    `-I${join("deps", "include")}`,
    `-I${join("..", "..", "node-api-headers", "include")}`,
    ...SOURCES.map((file) => join("binding", file)),
    "-o",
    BINDING_FILE,
    ...LIBRARIES.map((file) => join("deps", "lib", file)),
    "-Wl,-rpath,$ORIGIN/../../deps/lib",
  ];
}

export interface BuildOptions {
  readonly compiler: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/**
 * Moves libraries and headers from where the wheel has them to where the npm package looks, and compiles its two
 * sources.
 * @throws MISSING_PART when the compiler fails; IO when the disk is full
 */
export async function buildBinding(folder: string, { compiler, signal, onProgress }: BuildOptions): Promise<void> {
  const task = "Compiling the binding";
  const report = (done: number): void => onProgress?.({ task, done, total: SOURCES.length, unit: "sources" });
  report(0);
  const target = packageFolder(folder);
  const unpacked = join(folder, "tensorflow");
  await mkdir(join(target, "deps", "lib"), { recursive: true });
  await mkdir(join(target, dirname(BINDING_FILE)), { recursive: true });
  for (const file of LIBRARIES) await rename(join(unpacked, file), join(target, "deps", "lib", file));
  await rename(join(unpacked, "include"), join(target, "deps", "include"));
  await rm(unpacked, { recursive: true });
  await runStep(
    "a C++17 compiler that builds the binding",
    "update the compiler and its standard library (Debian, Ubuntu: apt-get install g++), or name another one in CXX",
    compiler,
    compilerArguments(),
    {
      cwd: target,
      // Temporary files stay in the folder that goes away when this fails.
      env: { ...process.env, TMPDIR: folder },
      ...(signal === undefined ? {} : { signal }),
    },
  );
  report(SOURCES.length);
}
