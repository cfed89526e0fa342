/** What the engines use of Node.js, without an import that a browser's bundler would trip over. */
interface Process {
  readonly platform: string;
  readonly arch: string;
  readonly env: Record<string, string | undefined>;
  cwd(): string;
  getBuiltinModule?(name: string): unknown;
}

interface FileSystem {
  existsSync(path: string): boolean;
  readFileSync(path: string, encoding: "utf8"): string;
}

interface Paths {
  isAbsolute(path: string): boolean;
  join(...parts: string[]): string;
  resolve(path: string): string;
}

interface Modules {
  createRequire(from: string): { (id: string): unknown; resolve(id: string): string };
}

interface OperatingSystem {
  homedir(): string;
}

export interface NodeParts {
  readonly process: Process;
  readonly fs: FileSystem;
  readonly path: Paths;
  readonly module: Modules;
  readonly os: OperatingSystem;
}

/** Node.js's own modules; undefined in a browser. */
export function nodeParts(): NodeParts | undefined {
  const { process } = globalThis as { process?: Process };
  const builtin = (name: string) => process?.getBuiltinModule?.(`node:${name}`);
  const module = builtin("module");
  if (process === undefined || module === undefined) return undefined;
  return {
    process,
    fs: builtin("fs") as FileSystem,
    path: builtin("path") as Paths,
    module: module as Modules,
    os: builtin("os") as OperatingSystem,
  };
}
