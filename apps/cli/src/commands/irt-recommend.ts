import { ZpdError } from "@zpd/core";
import { writeFileAtomic } from "@zpd/core/node";
import type { HomeworkItem } from "@zpd/rl";
import { Command } from "commander";
import { readItemList } from "../irt/item-list";
import { addHomeworkOptions, type HomeworkCommandOptions } from "../irt-play/homework-options";
import { homeworkTable, standingText } from "../irt-play/homework-text";
import type { LearnerStanding } from "../irt-play/learner-standing";
import { type OpenHomework, openHomework } from "../irt-play/open-homework";
import { plural } from "../irt-play/plural";
import { addCommonOptions } from "../options";
import { csvLine, encodeLines } from "../output/csv";
import type { Terminal } from "../output/terminal";
import { actionOf, type Run, roundSeconds } from "../run-command";

interface RecommendOptions extends HomeworkCommandOptions {
  readonly learner?: string;
  readonly learners?: string;
  readonly out?: string;
}

export function irtRecommendCommand(terminal: Terminal): Command {
  return addHomeworkOptions(
    addCommonOptions(new Command("recommend").argument("<dir>", "a saved model"))
      .option("--learner <id>", "who is to practise")
      .option("--learners <file>", "several learners, one id a line")
      .option("--out <file>", "CSV to write: learner,rank,item,probability,score"),
  )
    .description("Homework: the items whose P(correct) is nearest a target, each with its reasons.")
    .addHelpText(
      "after",
      `
score = -|P(correct) - target| + each weight times its column, whose smallest value counts 0 and whose largest 1. Ties go to the
earlier item. With --integrate an item of which little is known is not taken for one of P(correct) near the target by chance.
A learner of the model has the ability that it was fitted with; zpd irt update reads newer answers into it. Any other learner is
measured by her answers in --data.

Examples:
  zpd irt recommend models/2pl --learner learner-7 --data answers.csv
  zpd irt recommend models/2pl --learner learner-7 --target 0.8 --k 5 --limit fractions=2 --integrate`,
    )
    .action(actionOf<RecommendOptions>(terminal, recommend));
}

/** What one learner is given. */
interface LearnerList {
  readonly standing: LearnerStanding;
  readonly items: readonly HomeworkItem[];
}

async function recommend(options: RecommendOptions, run: Run, directory = ""): Promise<void> {
  const { learner, learners, out } = options;
  if ((learner === undefined) === (learners === undefined)) {
    throw new ZpdError("INVALID_INPUT", {
      where: "irt recommend",
      expected: "one of --learner <id> and --learners <file>",
      got: learner === undefined ? "neither" : "both",
      advice: "zpd irt recommend --help shows an example",
    });
  }
  const ids = learner === undefined ? await readLearners(learners!) : [learner];
  const open = await openHomework(learner === undefined ? "--learners" : "--learner", ids, directory, options, run);
  const lists = learnerLists(open, options, run);
  const shared = { seed: options.seed, backend: run.backend };
  if (out !== undefined) {
    await writeFileAtomic(out, encodeLines(csvLines(lists)));
    run.display.end();
    const result = { learners: ids.length, target: options.target, path: out, ...shared };
    print(options, run, result, `${out}: lists of ${plural(ids.length, "learner")}\n`);
    return;
  }
  const all = [...lists];
  run.display.end();
  const entries = all.map((list) => listFields(list, options.target));
  const text = all.map((list) => listText(list, options.target)).join("\n");
  print(options, run, { ...(learner === undefined ? { lists: entries } : entries[0]), ...shared }, text);
}

function print(options: RecommendOptions, run: Run, result: object, text: string): void {
  const document = { ...result, seconds: roundSeconds(run.seconds()) };
  run.terminal.out(options.json === true ? `${JSON.stringify(document)}\n` : text);
}

/** @throws INVALID_INPUT on a file without ids */
async function readLearners(path: string): Promise<readonly string[]> {
  const ids = await readItemList("--learners", path, "learner id");
  if (ids.length > 0) return ids;
  throw new ZpdError("INVALID_INPUT", {
    where: "--learners",
    expected: "learner ids, one a line",
    got: "an empty file",
    location: { file: path },
  });
}

/** List after list; one that is shorter than it should be is said. */
function* learnerLists(
  { homework, standings }: OpenHomework,
  { k }: RecommendOptions,
  run: Run,
): Generator<LearnerList> {
  let short = 0;
  for (const [done, standing] of standings.entries()) {
    run.signal.throwIfAborted();
    const { ability, abilityScale, seen } = standing;
    const items = homework.recommend({ ability, abilityScale, exclude: seen });
    if (items.length < k) {
      short++;
      if (standings.length === 1) run.display.note(`only ${items.length} of the ${k} items asked for may be given`);
    }
    yield { standing, items };
    if (standings.length > 1) {
      run.display.onProgress({ task: "Recommending", done: done + 1, total: standings.length, unit: "learners" });
    }
  }
  if (short > 0 && standings.length > 1)
    run.display.note(`fewer than the ${k} items asked for: lists of ${plural(short, "learner")}`);
}

/** Its JSON. */
function listFields({ standing, items }: LearnerList, target: number): object {
  const { id: learner, ability, abilityScale, from } = standing;
  return {
    learner,
    target,
    items: items.map(({ id: item, probability, score, reasons }) => ({ item, probability, score, reasons })),
    ability: { theta: [...ability], se: [...abilityScale], from },
  };
}

function listText({ standing, items }: LearnerList, target: number): string {
  const table = items.length === 0 ? "no item may be given\n" : homeworkTable(items, target);
  return `${standingText(standing)}\n\n${table}`;
}

function* csvLines(lists: Iterable<LearnerList>): Generator<string> {
  yield csvLine(["learner", "rank", "item", "probability", "score"]);
  for (const { standing, items } of lists) {
    for (const [rank, { id, probability, score }] of items.entries()) {
      yield csvLine([standing.id, rank + 1, id, probability, score]);
    }
  }
}
