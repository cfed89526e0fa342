import type { PolicyNote, RemReportInput } from "./report-input";

/** How the report calls policies and simulators. */
export interface Names {
  policy(id: string): string;
  simulator(id: string): string;
}

/** Titles by id; a title that two ids share is followed by the id, an id without a title stands for itself. */
function labels(notes: readonly PolicyNote[], ids: readonly string[]): (id: string) => string {
  const titles = new Map(notes.filter(({ title }) => title !== "").map(({ id, title }) => [id, title]));
  const uses = new Map<string, number>();
  for (const id of ids) {
    const title = titles.get(id) ?? id;
    uses.set(title, (uses.get(title) ?? 0) + 1);
  }
  return (id) => {
    const title = titles.get(id);
    if (title === undefined || title === id) return id;
    return uses.get(title)! > 1 ? `${title} (${id})` : title;
  };
}

export function createNames({
  result,
  policies,
  simulators,
}: Pick<RemReportInput, "result" | "policies" | "simulators">): Names {
  return { policy: labels(policies, result.policies), simulator: labels(simulators, result.simulators) };
}
