import "./workspace/check-node.mjs";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { listMembers } from "./workspace/members.mjs";
import { root, runCommand } from "./workspace/run-command.mjs";

const stampFile = join(root, "node_modules", ".zpd-installed");

/** Fingerprint of everything an installation depends on. */
function installationStamp() {
  const hash = createHash("sha256");
  const folders = [".", ...listMembers().map(({ folder }) => folder)];
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ...folders.map((folder) => `${folder}/package.json`)]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  // Some dependencies are chosen by platform, and links do not survive every way of copying a folder.
  hash.update([process.versions.node.split(".")[0], process.platform, process.arch, root].join("\0"));
  return hash.digest("hex");
}

function readStamp() {
  try {
    return readFileSync(stampFile, "utf8");
  } catch {
    return "";
  }
}

async function install() {
  const stamp = installationStamp();
  if (readStamp() === stamp) return 0;
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  console.log(`Installing the dependencies with ${packageManager} (once; needs the npm registry)`);
  // From an empty folder: in ours npx would take the pnpm of node_modules, which an installation for another version of
  // Node.js removes under its own feet.
  const elsewhere = mkdtempSync(join(tmpdir(), "zpd-install-"));
  const code = await runCommand(
    "npx",
    [
      "--yes",
      "--prefer-offline",
      packageManager,
      "--dir",
      root,
      "install",
      "--frozen-lockfile",
      "--prefer-offline",
      "--config.confirmModulesPurge=false",
    ],
    { cwd: elsewhere },
  );
  rmSync(elsewhere, { recursive: true, force: true });
  if (code !== 0) {
    console.error(
      [
        "",
        `The dependencies could not be installed: "npx ${packageManager} install --frozen-lockfile" ended with code ${code}.`,
        "Its own words stand above. Usually the npm registry could not be reached: check the network, a proxy",
        '(npm_config_https_proxy) and the address that "npm config get registry" prints, then run the same command again.',
      ].join("\n"),
    );
    return code;
  }
  writeFileSync(stampFile, stamp);
  return 0;
}

async function build() {
  const log = [];
  let built = 0;
  const code = await runCommand("turbo", ["run", "build", "--output-logs=new-only"], {
    onLine: (line) => {
      log.push(line);
      const miss = /^(\S+):build: cache miss/.exec(line);
      if (miss === null) return;
      if (built++ === 0) console.log("Building the packages");
      console.log(`  ${miss[1]}`);
    },
  });
  if (code !== 0) console.error(`${log.join("\n")}\n\nThe packages could not be built; what went wrong stands above.`);
  return code;
}

/** Installs and builds what is missing or stale, and nothing else. Resolves to an exit code. */
export async function makeReady() {
  const code = await install();
  return code === 0 ? build() : code;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.exitCode = await makeReady();
