import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type OnProgress, ZpdError } from "@zpd/core";
import { TENSORFLOW_VERSION, type Wheel } from "./downloads";
import { runStep } from "./run-tool";
import { folderBytes } from "./setup-folder";

/** Members of the wheel that are needed: two libraries and the headers of the C interface. */
const MEMBERS = [
  "tensorflow/libtensorflow_cc.so.2",
  "tensorflow/libtensorflow_framework.so.2",
  "tensorflow/include/tensorflow/c/",
  "tensorflow/include/tensorflow/core/platform/",
  "tensorflow/include/tsl/c/",
  "tensorflow/include/tsl/platform/",
];

/** Takes members out of a zip file: archive, target folder, then names or, with a slash at the end, folders. */
const UNZIP = `
import sys, zipfile
archive, target, *wanted = sys.argv[1:]
with zipfile.ZipFile(archive) as wheel:
    for name in wheel.namelist():
        if any(name == one or one.endswith("/") and name.startswith(one) for one in wanted):
            wheel.extract(name, target)
`;

/** How often the size of what has arrived is looked at, ms. */
const LOOK_MS = 500;

export interface FetchOptions {
  readonly python: string;
  readonly wheel: Wheel;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Reports the growth of a folder in MB until the returned function is called. */
function reportGrowth(task: string, folder: string, bytes: number, onProgress: OnProgress | undefined): () => void {
  const total = Math.round(bytes / 1e6);
  const report = (done: number): void => onProgress?.({ task, done: Math.min(done, total), total, unit: "MB" });
  report(0);
  const timer = setInterval(() => void folderBytes(folder).then((now) => report(Math.round(now / 1e6))), LOOK_MS);
  return () => clearInterval(timer);
}

/**
 * Refuses a file that is not the one that was chosen.
 * @throws MISSING_PART when its SHA-256 differs
 */
export async function assertSha256(file: string, what: string, expected: string): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  const got = hash.digest("hex");
  if (got === expected) return;
  throw new ZpdError("MISSING_PART", {
    where: "addTensorflow",
    expected: `${what} with SHA-256 ${expected}`,
    got: `SHA-256 ${got}`,
    advice: "the file was not opened and is not kept; look into which index pip is configured with (pip config list)",
  });
}

/**
 * Downloads the wheel with pip into `folder` and checks it. Returns its path. Nothing is left in pip's cache.
 * @throws MISSING_PART when pip fails or the file is another one; IO when the disk is full
 */
export async function downloadWheel(
  folder: string,
  { python, wheel, signal, onProgress }: FetchOptions,
): Promise<string> {
  const name = `${wheel.project} ${TENSORFLOW_VERSION}`;
  const files = join(folder, "files");
  await mkdir(files, { recursive: true });
  const requirements = join(folder, "requirements.txt");
  // With the hash pip refuses another file before it reads its metadata.
  await writeFile(requirements, `${wheel.project}==${TENSORFLOW_VERSION} --hash=sha256:${wheel.sha256}\n`);
  const what = ["--requirement", requirements, "--dest", files, "--no-deps", "--only-binary=:all:"];
  const where = ["--implementation", "cp", "--python-version", "3.11", "--abi", "cp311"];
  const tags = wheel.tags.flatMap((tag) => ["--platform", tag]);
  const manner = ["--no-cache-dir", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"];
  const stopReport = reportGrowth(`Downloading ${name}`, folder, wheel.bytes, onProgress);
  try {
    await runStep(
      `pip to download ${name}`,
      "check the network, a proxy, and the index that pip is configured with (pip config list); a pip older than 20 has to be updated",
      python,
      ["-m", "pip", "download", ...what, ...where, ...tags, ...manner],
      {
        cwd: folder,
        // pip downloads into its folder for temporary files first, which elsewhere may be a small disk in memory.
        env: { ...process.env, TMPDIR: folder, PIP_REQUIRE_VIRTUALENV: "false" },
        ...(signal === undefined ? {} : { signal }),
      },
    );
  } finally {
    stopReport();
  }
  const [file, ...more] = (await readdir(files)).filter((entry) => entry.endsWith(".whl"));
  if (file === undefined || more.length > 0) {
    throw new ZpdError("MISSING_PART", {
      where: "addTensorflow",
      expected: `one wheel of ${name}`,
      got: `${more.length + (file === undefined ? 0 : 1)}`,
      advice: "pip downloaded something else: update it, then run the same again",
    });
  }
  const path = join(files, file);
  await assertSha256(path, name, wheel.sha256);
  return path;
}

/**
 * Takes libraries and headers out of a wheel into `folder/tensorflow`.
 * @throws MISSING_PART when the file cannot be read; IO when the disk is full
 */
async function unpackWheel(file: string, folder: string, { python, wheel, signal, onProgress }: FetchOptions) {
  const stopReport = reportGrowth(
    "Unpacking the libraries",
    join(folder, "tensorflow"),
    wheel.unpackedBytes,
    onProgress,
  );
  try {
    await runStep(
      "a wheel that Python can unpack",
      "run the same again; if it fails again, update Python",
      python,
      ["-c", UNZIP, file, folder, ...MEMBERS],
      { cwd: folder, ...(signal === undefined ? {} : { signal }) },
    );
  } finally {
    stopReport();
  }
}

/**
 * Brings TensorFlow's libraries and headers into `folder/tensorflow`, as they lie in the wheel. The wheel itself is
 * deleted.
 * @throws MISSING_PART when pip fails or the file is another one; IO when the disk is full
 */
export async function fetchLibraries(folder: string, options: FetchOptions): Promise<void> {
  const download = join(folder, "download");
  await mkdir(download, { recursive: true });
  try {
    const file = await downloadWheel(download, options);
    await unpackWheel(file, folder, options);
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}
