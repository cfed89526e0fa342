import { createVocabulary, type ItemParameters, unknownNameError, ZpdError } from "@zpd/core";
import { writeFileAtomic } from "@zpd/core/node";
import { itemInformation, testInformation } from "@zpd/kt/irt";
import { Command, InvalidArgumentError, Option } from "commander";
import { readItemList } from "../irt/item-list";
import { readOneFactorModel } from "../irt/saved-model";
import { addCommonOptions, type CommonOptions, parseCount } from "../options";
import { csvLine, encodeLines } from "../output/csv";
import type { Terminal } from "../output/terminal";
import { textTable } from "../output/text-table";
import { actionOf, type Run, roundSeconds } from "../run-command";

interface InformationOptions extends CommonOptions {
  readonly from: number;
  readonly to: number;
  readonly points: number;
  readonly items?: string;
  readonly out?: string;
}

/** Longest bar of the curve on the terminal, in characters. */
const BAR = 40;

function parseAbility(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("expected an ability, e.g. -3");
  return value;
}

export function irtInformationCommand(terminal: Terminal): Command {
  return addCommonOptions(new Command("information").argument("<dir>", "a saved model of one factor"))
    .description("How much a test of these items tells about a learner, ability by ability.")
    .addOption(new Option("--from <theta>", "lowest ability").default(-3).argParser(parseAbility))
    .addOption(new Option("--to <theta>", "highest ability").default(3).argParser(parseAbility))
    .addOption(new Option("--points <n>", "abilities in between, ends included").default(25).argParser(parseCount))
    .option("--items <file>", "the items of the test, one id a line (default: all)")
    .option("--out <file>", "CSV to write: item,theta,information")
    .addHelpText(
      "after",
      `
Fisher's information of a test is the sum of its items'; one over its root is the standard error of the most likely ability.
Items are taken at their estimates, as known. Abilities below 0 are written with an equals sign: --from=-2.

Example:
  zpd irt information models/2pl --from=-2 --to 2 --points 9 --out information.csv`,
    )
    .action(actionOf<InformationOptions>(terminal, information));
}

/** Information of a test at one ability. */
interface TestPoint {
  readonly theta: number;
  readonly information: number;
  /** Absent where the test says nothing. */
  readonly se?: number;
}

async function information(options: InformationOptions, run: Run, directory = ""): Promise<void> {
  const { from, to, points } = options;
  if (!(to > from)) {
    throw new ZpdError("INVALID_INPUT", { where: "--to", expected: `an ability above --from ${from}`, got: `${to}` });
  }
  const { model, parameters } = await readOneFactorModel("irt information", directory);
  const items = await itemsOfTest(parameters, options.items);
  // Rounded, so that a step of a tenth reads as one.
  const theta = Float64Array.from({ length: points }, (_, t) =>
    points === 1 ? from : Number((from + ((to - from) * t) / (points - 1)).toPrecision(12)),
  );
  const whole = testInformation(parameters, theta, items);
  const test: TestPoint[] = Array.from(theta, (ability, t) => ({
    theta: ability,
    information: whole[t]!,
    ...(whole[t]! > 0 ? { se: 1 / Math.sqrt(whole[t]!) } : {}),
  }));
  if (options.out !== undefined) await writeFileAtomic(options.out, encodeLines(itemLines(parameters, theta, items)));
  run.display.end();
  const best = test.reduce((most, point) => (point.information > most.information ? point : most));
  const result = {
    model,
    items: items.length,
    test,
    best,
    ...(options.out === undefined ? {} : { path: options.out }),
    backend: run.backend,
    seconds: roundSeconds(run.seconds()),
  };
  if (options.json === true) run.terminal.out(`${JSON.stringify(result)}\n`);
  else run.terminal.out(curveText(test, best, items.length, options.out));
}

/** Indices of the test's items. @throws UNKNOWN_NAME, INVALID_INPUT */
async function itemsOfTest({ items }: ItemParameters, path: string | undefined): Promise<Int32Array> {
  if (path === undefined) return Int32Array.from(items.ids.keys());
  const ids = await readItemList("--items", path);
  if (ids.length === 0) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--items",
      expected: "item ids, one a line",
      got: "an empty file",
      location: { file: path },
    });
  }
  return Int32Array.from(ids, (id) => {
    const index = items.indexOf(id);
    if (index < 0) throw unknownNameError("--items", "item", id, items.ids);
    return index;
  });
}

/** One item at a time: a large bank times many abilities does not fit into memory. */
function* itemLines(parameters: ItemParameters, theta: Float64Array, items: Int32Array): Generator<string> {
  yield csvLine(["item", "theta", "information"]);
  const { discrimination, threshold, guess } = parameters;
  for (const i of items) {
    const one: ItemParameters = {
      items: createVocabulary([parameters.items.ids[i]!]),
      factors: 1,
      discrimination: discrimination.subarray(i, i + 1),
      threshold: threshold.subarray(i, i + 1),
      ...(guess === undefined ? {} : { guess: guess.subarray(i, i + 1) }),
    };
    const own = itemInformation(one, theta);
    for (const [t, ability] of theta.entries()) yield csvLine([one.items.ids[0]!, ability, own[t]!]);
  }
}

function curveText(test: readonly TestPoint[], best: TestPoint, items: number, out: string | undefined): string {
  const rows = test.map(({ theta, information, se }) => [
    theta.toFixed(2),
    information.toFixed(3),
    se === undefined ? "" : se.toFixed(3),
    best.information > 0 ? "█".repeat(Math.round((BAR * information) / best.information)) : "",
  ]);
  const count = `${items.toLocaleString("en-US")} ${items === 1 ? "item" : "items"}`;
  const parts = [
    textTable(["theta", "information", "se", ""], rows, ["right", "right", "right", "left"]),
    `${count} tell most at ability ${best.theta.toFixed(2)}\n`,
  ];
  if (out !== undefined) parts.push(`item by item in ${out}\n`);
  return parts.join("\n");
}
