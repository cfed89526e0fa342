/**
 * Compiles each module of assembly/ twice, with relaxed SIMD and without, and writes both binaries as text into
 * src/kernels/generated/, so that every bundler and every runtime can load them without a file of their own.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main as compile } from "assemblyscript/asc";

const folder = join(import.meta.dirname, "..");
const out = join(folder, "src", "kernels", "generated");

/** Static data may fill the memory up to here; above it lies what threads talk through (thread-block.ts), or arrays. */
const STATIC_DATA_END = 4096;

async function build(entry, name, extra) {
  const file = join(out, `${name}.wasm`);
  const text = [];
  const { error } = await compile(
    [
      join(folder, "assembly", entry),
      "--outFile",
      file,
      "-O3",
      "--noAssert",
      "--runtime",
      "stub",
      "--importMemory",
      "--sharedMemory",
      "--initialMemory",
      "1",
      "--maximumMemory",
      "65536",
      "--enable",
      "simd",
      "--enable",
      "threads",
      ...extra,
    ],
    { stdout: { write: (part) => text.push(part) }, stderr: { write: (part) => text.push(part) } },
  );
  if (error !== null) throw new Error(`${text.join("")}\nThe kernels could not be compiled (${name}).`);
  const bytes = readFileSync(file);
  rmSync(file);
  return bytes;
}

/** Static data above its limit would be overwritten by what threads say to each other. */
function checkStaticData(bytes) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
  new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, abort() {} } });
  if (new Uint8Array(memory.buffer).subarray(STATIC_DATA_END).some((byte) => byte !== 0)) {
    throw new Error(`The kernels' static data reach above ${STATIC_DATA_END} bytes; raise thread-block.ts with it.`);
  }
}

/** Builds one module into the file `name`. */
async function buildModule(entry, name) {
  const simd = await build(entry, `${name}-simd`, []);
  const relaxed = await build(entry, `${name}-relaxed-simd`, ["--enable", "relaxed-simd"]);
  checkStaticData(simd);
  writeFileSync(
    join(out, `${name}.ts`),
    [
      `// Written by scripts/build-kernels.mjs from assembly/${entry}.`,
      `export const simdBinary = "${simd.toString("base64")}";`,
      `export const relaxedSimdBinary = "${relaxed.toString("base64")}";`,
      "",
    ].join("\n"),
  );
  console.log(`${name}: ${simd.length} bytes with SIMD, ${relaxed.length} bytes with relaxed SIMD`);
}

mkdirSync(out, { recursive: true });
await buildModule("index.ts", "binaries");
await buildModule(join("item-response", "index.ts"), "item-response-binaries");
