import {
  createQMatrix,
  createVocabulary,
  type InteractionLog,
  isZpdError,
  type QMatrix,
  type Vocabulary,
  ZpdError,
} from "@zpd/core";
import { readItemColumns } from "@zpd/data";
import { fileSource } from "@zpd/data/node";
import {
  type CovariateFamily,
  conceptCovariates,
  createItemCovariates,
  type IrtPosterior,
  type ItemCovariates,
} from "@zpd/kt/irt";
import type { Run } from "../run-command";
import { missingRows, shownIds } from "./missing-rows";

/** What `--missing` may say: what becomes of items without a row or with an empty cell. */
export const MISSING_CHOICES = ["error", "attribute"] as const;

export interface CovariateFileOptions {
  readonly covariates?: string;
  readonly missing?: (typeof MISSING_CHOICES)[number];
}

type ItemWorld = Pick<InteractionLog, "items" | "qMatrix">;

/** Where covariates come from, and what they say of any of the items they were read for. */
export interface CovariateSource {
  /** For people: a file, or the concepts of the log. */
  readonly origin: string;
  readonly of: (world: ItemWorld) => ItemCovariates;
  /** Items of the file that the log does not have: nobody has answered them. Absent: none. */
  readonly unanswered?: ItemWorld;
}

/** The family that the concepts of a log make. */
const CONCEPT = "concept";
const CONCEPTS: CovariateSource = {
  origin: "concepts of the log",
  of: ({ qMatrix }) => conceptCovariates(qMatrix),
};

/**
 * Covariates of the items of `logs`: the columns of `--covariates`, else the concepts of the logs. With `prior`, a hierarchical
 * posterior, items that it knows need no row, and columns are those that it was fitted with; absent when nothing is to be said.
 * @throws INVALID_INPUT naming the file, the column or items without a row
 */
export async function readItemCovariates(
  { covariates: path, missing = "error" }: CovariateFileOptions,
  logs: readonly InteractionLog[],
  run: Run,
  prior?: IrtPosterior,
): Promise<CovariateSource | undefined> {
  if (path === undefined && missing !== "error") {
    throw new ZpdError("INVALID_INPUT", { where: "--missing", expected: "a file by --covariates", got: "none" });
  }
  const fresh = [...new Set(logs.flatMap(({ items }) => items.ids))].filter((id) => !isKnown(id, prior));
  if (path === undefined) return prior === undefined ? checkedConcepts(logs[0]!) : conceptsForPrior(fresh, prior);
  const like = prior?.families;
  const { items, columns, file } = await readItemColumns(fileSource(path), {
    ...(like === undefined ? {} : { columns: like.map(({ name }) => name) }),
    signal: run.signal,
    onProgress: run.display.onProgress,
  });
  const known = new Set(items);
  const without = fresh.filter((id) => !known.has(id));
  if (without.length > 0 && missing === "error") {
    const all = prior === undefined ? `each of the ${fresh.length} items of the log` : "each item that is new";
    throw missingRows("--covariates", file, all, without, "add the rows, or give --missing attribute");
  }
  const answered = new Set(fresh);
  const unanswered = items.filter((id) => !answered.has(id) && !isKnown(id, prior));
  const all = createVocabulary([...fresh, ...unanswered]);
  const table = { item: items, columns: Object.fromEntries(columns) };
  const covariates = inFile(file, () =>
    createItemCovariates(all, table, {
      missing: missing === "error" ? "refuse" : missing,
      ...(like === undefined ? {} : { like }),
    }),
  );
  return {
    origin: file,
    of: (world) => ({ families: covariates.families.map((family) => rowsOf(family, all, world.items)) }),
    ...(unanswered.length === 0 ? {} : { unanswered: withoutConcepts(unanswered) }),
  };
}

function isKnown(id: string, prior: IrtPosterior | undefined): boolean {
  return prior !== undefined && prior.items.indexOf(id) >= 0;
}

/** @throws INVALID_INPUT where concepts tell items apart one by one, or not at all */
function checkedConcepts({ items, qMatrix }: InteractionLog): CovariateSource {
  const { concepts, offsets, concept } = qMatrix;
  const fail = (got: string): never => {
    throw new ZpdError("INVALID_INPUT", {
      where: "irt fit hierarchical",
      expected: "concepts that several items share, or --covariates",
      got,
      advice: "give a CSV with a row an item and a column a covariate by --covariates, or fit the model factor",
    });
  };
  const isOnePerItem = concept.length === items.size && offsets.every((offset, i) => offset === i);
  if (isOnePerItem && new Set(concept).size === items.size) fail("a log in which every item is a concept of its own");
  if (concepts.size === 1 && isOnePerItem) fail(`a log of the one concept "${concepts.ids[0]}"`);
  return CONCEPTS;
}

/** @throws INVALID_INPUT where new items come without what the posterior was fitted with */
function conceptsForPrior(fresh: readonly string[], { families = [] }: IrtPosterior): CovariateSource | undefined {
  if (fresh.length === 0) return undefined;
  const names = families.map(({ name }) => name);
  if (names.length === 1 && names[0] === CONCEPT) return CONCEPTS;
  throw new ZpdError("INVALID_INPUT", {
    where: "--covariates",
    expected: `a CSV with the columns item, ${names.join(", ")} for items that the model does not know`,
    got: `no file, and ${fresh.length} of them (${shownIds(fresh)})`,
    advice: "give a row for each of them",
  });
}

/** Says of a refused column which file it is in. */
function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isZpdError(error)) throw error;
    const { code, where, expected, got, advice, location } = error;
    throw new ZpdError(code, {
      where,
      expected,
      got,
      location: { file, ...location },
      ...(advice === undefined
        ? {}
        : { advice: advice.replace('ask for missing: "attribute"', "give --missing attribute") }),
      cause: error,
    });
  }
}

/** A family's rows for other items; those it says nothing of have empty rows. */
function rowsOf(family: CovariateFamily, from: Vocabulary, items: Vocabulary): CovariateFamily {
  const offsets = new Int32Array(items.size + 1);
  const attributes: number[] = [];
  const values: number[] = [];
  for (const [i, id] of items.ids.entries()) {
    const row = from.indexOf(id);
    if (row >= 0) {
      for (let e = family.offsets[row]!; e < family.offsets[row + 1]!; e++) {
        attributes.push(family.attributes[e]!);
        values.push(family.values[e]!);
      }
    }
    offsets[i + 1] = attributes.length;
  }
  return { ...family, offsets, attributes: Int32Array.from(attributes), values: Float64Array.from(values) };
}

function withoutConcepts(ids: readonly string[]): { items: Vocabulary; qMatrix: QMatrix } {
  return {
    items: createVocabulary(ids),
    qMatrix: createQMatrix(
      ids.map(() => []),
      createVocabulary([]),
    ),
  };
}
