import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Examples are imported as files of the app that has every package; the files exist only while testing. */
export const exampleFolder = join(root, "apps", "cli", "readme-examples");

/** The file that an example is imported as. */
export function moduleOf(place: string): string {
  return join(exampleFolder, `${place.replace(/[^\w]+/g, "-")}.ts`);
}

/** A fenced program of a README, and what the README says it prints. */
export interface Example {
  /** Where it stands, e.g. `packages/core/README.md:12`. */
  readonly place: string;
  readonly code: string;
  /** Absent where the README does not say. */
  readonly prints: string | undefined;
}

/**
 * The ```ts fences of a Markdown text. What one prints stands in a `<!-- prints: … -->` right before it or in a
 * ```text fence right behind it.
 */
export function extractExamples(file: string, markdown: string): Example[] {
  const fence =
    /(?:<!-- prints: (?<comment>[\s\S]*?) -->\s*\n)?^```ts\n(?<code>[\s\S]*?)^```$(?:\s*\n```text\n(?<text>[\s\S]*?)^```$)?/gm;
  return [...markdown.matchAll(fence)].map((match) => {
    const { comment, code = "", text } = match.groups ?? {};
    const line = markdown.slice(0, match.index + match[0].indexOf("```ts")).split("\n").length;
    return { place: `${file}:${line}`, code, prints: text?.trimEnd() ?? comment };
  });
}

/** The examples of the root's README and of every member's. */
export function readExamples(): Example[] {
  const folders = ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}/README.md`),
  );
  return ["README.md", ...folders, "bench/README.md"]
    .filter((file) => existsSync(join(root, file)))
    .flatMap((file) => extractExamples(file, readFileSync(join(root, file), "utf8")));
}
