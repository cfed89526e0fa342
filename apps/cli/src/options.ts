import { availableParallelism } from "node:os";
import {
  BACKEND_CHOICES,
  type BackendChoice,
  type BackendReport,
  type Config,
  type ConfigValue,
  nearestName,
  ZpdError,
} from "@zpd/core";
import { type Command, InvalidArgumentError, Option } from "commander";

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly seed: number;
  readonly threads: number;
  readonly backend: BackendChoice;
  readonly quiet?: boolean;
}

/** Options of every command that reads a log. */
export interface DataOptions {
  readonly data: readonly string[];
  readonly format: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly qmatrix?: string;
}

export function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("expected a whole number, 1 or more");
  return value;
}

export function parseSeed(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError("expected a whole number, 0 or more");
  }
  return value;
}

export function parseShare(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError("expected a share between 0 and 1, e.g. 0.2");
  return value;
}

/** "10,20,30" -> distinct counts, ascending. */
export function parseLengths(text: string): number[] {
  return [...new Set(text.split(",").map((part) => parseCount(part.trim())))].sort((a, b) => a - b);
}

/** "a,b" -> distinct names. */
export function parseNames(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) throw new InvalidArgumentError("expected names separated by commas");
  return [...new Set(names)];
}

/** "a,b" -> distinct names, all of them among `names`. */
export function parseSomeOf<Name extends string>(names: readonly Name[]): (text: string) => Name[] {
  const parse = parseOneOf(names);
  return (text) => parseNames(text).map((name) => parse(name) as Name);
}

function parseMap(text: string): Record<string, string> {
  const map: Record<string, string> = {};
  for (const pair of text.split(",")) {
    const at = pair.indexOf("=");
    if (at < 1 || at === pair.length - 1) {
      throw new InvalidArgumentError('expected role=column pairs separated by commas, e.g. "learner=uid,score=right"');
    }
    map[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
  }
  return map;
}

function parseValue(text: string): ConfigValue {
  if (text === "true" || text === "false") return text === "true";
  const value = Number(text);
  return text.trim() !== "" && !Number.isNaN(value) ? value : text;
}

/** Collects repeated `--set name=value`. */
export function collectSetting(text: string, before: Config = {}): Config {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("expected name=value, e.g. --set maxGuess=0.3");
  return { ...before, [text.slice(0, at)]: parseValue(text.slice(at + 1)) };
}

/** A parser of one of some names. The refusal lists them and offers the nearest. */
export function parseOneOf(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (names.includes(text)) return text;
    const nearest = nearestName(text, names);
    const advice = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    throw new InvalidArgumentError(`expected one of ${names.join(", ")}${advice}`);
  };
}

/** The words after `zpd` that lead to a command, e.g. "data inspect". */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${pathOf(parent)} ${command.name()}` : command.name();
}

/** An option without which the command refuses. Checked after unknown options: those are what a typing mistake makes. */
export function addRequiredOption(command: Command, flags: string, description: string): Command {
  const option = new Option(flags, description);
  return command.addOption(option).hook("preAction", () => {
    if (command.getOptionValue(option.attributeName()) !== undefined) return;
    const path = pathOf(command);
    throw new ZpdError("INVALID_INPUT", {
      where: path,
      expected: flags,
      got: "no such option",
      advice: `zpd ${path} --help shows an example`,
    });
  });
}

export function addCommonOptions(command: Command): Command {
  return command
    .option("--json", "print exactly one JSON document")
    .addOption(new Option("--seed <n>", "seed of everything random").default(1).argParser(parseSeed))
    .addOption(
      new Option("--threads <n>", "worker threads").default(availableParallelism(), "all cores").argParser(parseCount),
    )
    .addOption(
      new Option("--backend <name>", "where numbers are crunched")
        .choices(BACKEND_CHOICES)
        .default("auto")
        .argParser(parseOneOf(BACKEND_CHOICES)),
    )
    .option("--quiet", "no progress");
}

export function addDataOptions(command: Command): Command {
  return addReadingOptions(
    addRequiredOption(command, "--data <file...>", "the log; plain, .gz, .parquet, a folder, or - for standard input"),
  );
}

export function addReadingOptions(command: Command): Command {
  return command
    .option("--format <name>", "format of the log", "auto")
    .addOption(
      new Option("--map <pairs>", "which column plays which role, e.g. learner=uid,score=right").argParser(parseMap),
    )
    .option("--qmatrix <file>", "which concepts an item needs: items x concepts of 0/1, or item,concept rows");
}

/** For commands that ask their tracers: `--backend` is looked at when these are known. */
export function anyBackend(): BackendReport {
  return PLAIN;
}

const PLAIN: BackendReport = {
  name: "cpu",
  reason: "classical tracers, rules and simulators run in plain JavaScript",
};

/**
 * The JSON field `backend` of commands that compute in plain JavaScript, which only `auto` and `cpu` ask for.
 * @throws MISSING_PART when another backend is named
 */
export function plainBackend({ backend }: Pick<CommonOptions, "backend">): BackendReport {
  if (backend === "auto" || backend === "cpu") return PLAIN;
  throw new ZpdError("MISSING_PART", {
    where: "--backend",
    expected: "auto or cpu",
    got: backend,
    advice: `no part of this command uses the ${backend} backend; leave the option out`,
  });
}
