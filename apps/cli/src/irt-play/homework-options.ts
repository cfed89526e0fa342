import { type Command, InvalidArgumentError, Option } from "commander";
import { addReadingOptions, type CommonOptions, type DataOptions, parseCount } from "../options";
import type { ConceptLimits } from "./concept-limits";
import type { ColumnOptions, ColumnWeights } from "./weighted-columns";

/** Options of every command that puts a list of homework together. */
export interface HomeworkCommandOptions extends CommonOptions, Omit<DataOptions, "data">, ColumnOptions {
  readonly data?: readonly string[];
  readonly k: number;
  readonly target: number;
  readonly exclude?: string;
  readonly limit?: ConceptLimits;
  readonly integrate?: boolean;
}

const DEFAULT_K = 10;
const DEFAULT_TARGET = 0.7;

function parseProbability(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError("expected a probability from 0 to 1, e.g. 0.7");
  }
  return value;
}

/** Name and value of "name=value"; the name may hold an equals sign. */
function splitPair(text: string, parse: (text: string) => number | undefined, expected: string): [string, number] {
  const at = text.lastIndexOf("=");
  const written = text.slice(at + 1).trim();
  const value = at < 1 || written === "" ? undefined : parse(written);
  if (value === undefined) throw new InvalidArgumentError(expected);
  return [text.slice(0, at).trim(), value];
}

function collectWeight(text: string, before: ColumnWeights = {}): ColumnWeights {
  const finite = (written: string): number | undefined => {
    const value = Number(written);
    return Number.isFinite(value) ? value : undefined;
  };
  const [name, value] = splitPair(text, finite, "expected column=number, e.g. --weight recency=0.2");
  return { ...before, [name]: value };
}

function collectLimit(text: string, before: ConceptLimits = {}): ConceptLimits {
  const count = (written: string): number | undefined => {
    const value = Number(written);
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  };
  const [name, value] = splitPair(text, count, "expected concept=items, e.g. --limit fractions=3");
  return { ...before, [name]: value };
}

/** What decides which items a learner is given. */
export function addHomeworkOptions(command: Command): Command {
  return addReadingOptions(
    command
      .addOption(new Option("--k <n>", "items of a list").default(DEFAULT_K).argParser(parseCount))
      .addOption(
        new Option("--target <p>", "P(correct) an item should have")
          .default(DEFAULT_TARGET)
          .argParser(parseProbability),
      )
      .option(
        "--data <file...>",
        "answers given so far: items seen are left out, and new learners are measured by them",
      ),
  )
    .option("--exclude <file>", "items never to give, one id a line")
    .option("--columns <file>", "CSV with a row an item and a number in each column that --weight names")
    .addOption(
      new Option(
        "--weight <column=w>",
        "what the largest value of a column adds to the score; repeat for more",
      ).argParser(collectWeight),
    )
    .addOption(
      new Option("--limit <concept=n>", "at most n items of a concept; repeat for more").argParser(collectLimit),
    )
    .option("--integrate", "average P(correct) over what is not known of ability and items");
}
