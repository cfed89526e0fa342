import { existsSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import { OLDEST_GLIBC, WHEELS } from "./downloads";
import { runTool } from "./run-tool";

/** Something the set-up needs and this machine lacks. */
export interface MissingPart {
  readonly name: "platform" | "npm" | "python" | "pip" | "compiler" | "disk";
  readonly expected: string;
  readonly got: string;
  /** What to install or do. */
  readonly advice: string;
}

/** The programs that do the work, as they can be started here. */
export interface SetupTools {
  readonly npm?: string;
  /** A Python that has pip. */
  readonly python?: string;
  readonly compiler?: string;
}

/** What this machine offers for the set-up. */
export interface Machine {
  readonly tools: SetupTools;
  readonly missing: readonly MissingPart[];
}

const OTHER_BACKENDS = "the other backends work without it";

/** Whether a dotted version is at least another: "2.9" is not at least "2.17". */
export function isAtLeast(version: string, least: string): boolean {
  const [parts, leastParts] = [version.split(".").map(Number), least.split(".").map(Number)];
  for (const [index, part] of leastParts.entries()) {
    const difference = (parts[index] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** What is wrong with a platform, if anything. `glibc` is undefined where the C library is another, such as musl. */
export function missingPlatform(platform: string, glibc: string | undefined): MissingPart | undefined {
  const expected = `Linux on x64 or arm64 with GNU C library ${OLDEST_GLIBC} or newer`;
  const part = (got: string): MissingPart => ({ name: "platform", expected, got, advice: OTHER_BACKENDS });
  if (WHEELS[platform] === undefined) return part(platform);
  if (glibc === undefined) return part(`${platform} with another C library`);
  return isAtLeast(glibc, OLDEST_GLIBC) ? undefined : part(`${platform} with GNU C library ${glibc}`);
}

/** Bytes free on the disk that would hold a path; undefined where the system does not say. */
export function freeBytes(path: string): number | undefined {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** The first of some commands that runs. */
async function firstRunning(commands: readonly string[], args: readonly string[]): Promise<string | undefined> {
  for (const command of commands) {
    if ((await runTool(command, args)).code === 0) return command;
  }
  return undefined;
}

function glibcVersion(): string | undefined {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime;
}

/** Looks for everything the set-up needs; starts a few programs with `--version`. `CXX` names the compiler, if set. */
export async function examineMachine(env: NodeJS.ProcessEnv = process.env): Promise<Machine> {
  const pythons = ["python3", "python"];
  const compilers = env.CXX ? [env.CXX] : ["g++", "clang++", "c++"];
  const npm = await firstRunning(["npm", join(dirname(process.execPath), "npm")], ["--version"]);
  const python = await firstRunning(pythons, ["-m", "pip", "--version"]);
  const compiler = await firstRunning(compilers, ["--version"]);
  const missing: MissingPart[] = [];
  const platform = missingPlatform(`${process.platform}-${process.arch}`, glibcVersion());
  if (platform !== undefined) missing.push(platform);
  if (npm === undefined) {
    missing.push({ name: "npm", expected: "npm", got: "none", advice: "install npm, which comes with Node.js" });
  }
  if (python === undefined) {
    const bare = await firstRunning(pythons, ["--version"]);
    missing.push(
      bare === undefined
        ? {
            name: "python",
            expected: "Python 3 with pip (to download; nothing runs in it later)",
            got: "no Python",
            advice:
              "install Python with pip (Debian, Ubuntu: apt-get install python3-pip; Fedora: dnf install python3-pip)",
          }
        : {
            name: "pip",
            expected: "pip for Python 3",
            got: `${bare} without pip`,
            advice: "install pip (Debian, Ubuntu: apt-get install python3-pip; Fedora: dnf install python3-pip)",
          },
    );
  }
  if (compiler === undefined) {
    missing.push({
      name: "compiler",
      expected: "a C++17 compiler",
      got: `none of ${compilers.join(", ")}`,
      advice: "install g++ (Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++), or name one in CXX",
    });
  }
  return {
    tools: {
      ...(npm === undefined ? {} : { npm }),
      ...(python === undefined ? {} : { python }),
      ...(compiler === undefined ? {} : { compiler }),
    },
    missing,
  };
}
