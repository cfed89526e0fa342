import { nearestName, ZpdError } from "@zpd/core";
import { type ColumnMap, ROLES, type Role } from "../types/read-options";
import type { ColumnChoice, TablePreset } from "../types/table-preset";
import { inputError, shown } from "./input-error";

/** Which field of a record plays which role; a role over several fields makes one id of them. */
export interface ColumnPlan {
  readonly fields: Partial<Record<Role, readonly number[]>>;
  /** The same by name, for the user. */
  readonly names: ColumnMap;
}

/** Names compare by letters and digits only: `User ID`, `user_id` and `userId` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** The position of a column by name, exact before plain; -1 when absent. */
export function findColumn(header: readonly string[], name: string): number {
  const exact = header.indexOf(name);
  if (exact >= 0) return exact;
  const plain = plainName(name);
  return plain === "" ? -1 : header.findIndex((known) => plainName(known) === plain);
}

function findChoice(header: readonly string[], choice: ColumnChoice): readonly number[] | undefined {
  if (choice instanceof RegExp) {
    const at = header.findIndex((name) => choice.test(name));
    return at < 0 ? undefined : [at];
  }
  const at = (typeof choice === "string" ? [choice] : choice).map((name) => findColumn(header, name));
  return at.includes(-1) ? undefined : at;
}

/** Finds the column of every role: the user's map first, then the preset's choices. @throws INVALID_INPUT, INVALID_CONFIG */
export function planColumns(file: string, header: readonly string[], preset: TablePreset, map: ColumnMap): ColumnPlan {
  for (const role of Object.keys(map)) {
    if ((ROLES as readonly string[]).includes(role)) continue;
    const nearest = nearestName(role, ROLES);
    throw new ZpdError("INVALID_CONFIG", {
      where: "readLog",
      expected: `roles ${ROLES.join(", ")} in the column map`,
      got: `"${role}"`,
      ...(nearest === undefined ? {} : { advice: `did you mean "${nearest}"?` }),
    });
  }
  const fields: Partial<Record<Role, readonly number[]>> = {};
  const names: Partial<Record<Role, string>> = {};
  for (const role of ROLES) {
    const wanted = map[role];
    if (wanted === "") continue;
    const found =
      wanted === undefined
        ? firstOf(preset.columns[role] ?? [], (choice) => findChoice(header, choice))
        : findChoice(header, wanted);
    if (wanted !== undefined && found === undefined) throw missingColumn(file, header, `column "${wanted}"`, wanted);
    if (found === undefined) continue;
    fields[role] = found;
    names[role] = found.map((at) => header[at]).join(" + ");
  }
  return { fields, names };
}

function firstOf<A, B>(list: readonly A[], of: (a: A) => B | undefined): B | undefined {
  for (const a of list) {
    const b = of(a);
    if (b !== undefined) return b;
  }
  return undefined;
}

/** The error for a column that is not there: it names those that are. */
export function missingColumn(
  file: string,
  header: readonly string[],
  expected: string,
  wanted?: string,
  advice = "say which column is meant with map (--map role=column)",
): ZpdError {
  const nearest = wanted === undefined ? undefined : nearestName(wanted, header);
  return inputError(
    { file, row: 1 },
    expected,
    `columns ${header.map(shown).join(", ")}`,
    nearest === undefined ? advice : `did you mean "${nearest}"?`,
  );
}
