import "./workspace/check-node.mjs";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { listMembers, listPublished } from "./workspace/members.mjs";
import { root } from "./workspace/run-command.mjs";

// Sameness: every package has the same fields, scripts and files, so that none has to be read to know another.

const faults = [];
const rootManifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

function expectThat(condition, folder, expected) {
  if (!condition) faults.push(`${folder}: expected ${expected}`);
}

function sameJson(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `exports` as they must be published: without the condition that leads to the source. */
function withoutSource(exports) {
  return Object.fromEntries(
    Object.entries(exports).map(([path, { "@zpd/source": _, ...published }]) => [path, published]),
  );
}

/** The three targets of an entry follow from its source: `./src/a/b.ts` is built to `./dist/a/b.js` and `.d.ts`. */
function targetsOf(source) {
  const built = source?.replace(/^\.\/src\//, "./dist/").replace(/\.ts$/, "");
  return { "@zpd/source": source, types: `${built}.d.ts`, default: `${built}.js` };
}

for (const { folder, path, manifest } of listMembers()) {
  expectThat(/^@zpd\/[a-z]+$/.test(manifest.name), folder, 'a name such as "@zpd/core"');
  expectThat(manifest.name?.endsWith(`/${folder.split("/").at(-1)}`), folder, "the folder's name as package name");
  expectThat(manifest.license === "MIT", folder, '"license": "MIT"');
  expectThat(manifest.type === "module", folder, '"type": "module"');
  expectThat(manifest.sideEffects === false, folder, '"sideEffects": false');
  expectThat(sameJson(manifest.engines, rootManifest.engines), folder, "the root's engines");
  expectThat(typeof manifest.description === "string" && manifest.description.length > 20, folder, "a description");
  expectThat(manifest.devDependencies === undefined, folder, "development tools in the root's package.json only");
  expectThat(manifest.scripts?.typecheck === "tsc -p tsconfig.json", folder, 'the "typecheck" script of the others');
  expectThat(existsSync(join(path, "tsconfig.json")), folder, "tsconfig.json");
  for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
    const internal = name.startsWith("@zpd/");
    expectThat(range === "workspace:^" || !internal, folder, `"${name}": "workspace:^"`);
    expectThat(internal || /^\d+\.\d+\.\d+$/.test(range), folder, `an exact version of ${name}, not "${range}"`);
  }
}

for (const { folder, path, manifest } of listPublished()) {
  for (const file of ["README.md", "LICENSE", "src/index.ts", "tsconfig.build.json", "tsup.config.ts"])
    expectThat(existsSync(join(path, file)), folder, file);
  if (existsSync(join(path, "LICENSE"))) {
    const same = readFileSync(join(path, "LICENSE"), "utf8") === readFileSync(join(root, "LICENSE"), "utf8");
    expectThat(same, folder, "the root's LICENSE");
  }
  for (const file of ["dist", "README.md", "LICENSE"])
    expectThat(manifest.files?.includes(file), folder, `"${file}" among "files"`);
  expectThat(manifest.scripts?.build === "tsup", folder, '"build": "tsup"');
  expectThat(manifest.scripts?.["build:types"] === "tsup --dts-only", folder, '"build:types": "tsup --dts-only"');
  expectThat(manifest.publishConfig?.access === "public", folder, '"publishConfig": {"access": "public"}');
  const { exports = {} } = manifest;
  expectThat(exports["."]?.["@zpd/source"] === "./src/index.ts", folder, 'the entry "." at src/index.ts');
  for (const [entry, targets] of Object.entries(exports)) {
    // The order of conditions decides which one wins, so it is compared too.
    const source = targets["@zpd/source"];
    expectThat(sameJson(targets, targetsOf(source)), folder, `"${entry}" as ${JSON.stringify(targetsOf(source))}`);
    expectThat(existsSync(join(path, source ?? "")), folder, `the source of "${entry}", ${source}`);
  }
  expectThat(
    sameJson(manifest.publishConfig?.exports, withoutSource(exports)),
    folder,
    "publishConfig.exports like exports",
  );
}

const lock = readFileSync(join(root, "pnpm-lock.yaml"), "utf8").split("\n");
const address = lock.findIndex((line) => /https?:\/\/|tarball:/.test(line));
expectThat(address < 0, "pnpm-lock.yaml", `no addresses, one stands in line ${address + 1}`);

for (const fault of faults) console.error(fault);
console.log(`${listPublished().length} published packages, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
