/** A fenced block of a Markdown page that belongs to a file: ` ```ts packages/kt/src/x.ts ` or ` ```diff … `. */
export interface PageBlock {
  readonly kind: "ts" | "diff";
  /** The file's path in the repository. */
  readonly path: string;
  readonly text: string;
}

/** The blocks of a page that name a file, in order. Blocks without a path (commands, output) are left out. */
export function extractBlocks(markdown: string): PageBlock[] {
  const fence = /^```(?<kind>ts|diff) (?<path>\S+)\n(?<text>[\s\S]*?)^```$/gm;
  return [...markdown.matchAll(fence)].map(({ groups = {} }) => ({
    kind: groups.kind as "ts" | "diff",
    path: groups.path!,
    text: groups.text!,
  }));
}

/**
 * Puts a diff's lines into a text. Hunks are parted by `@@`; a hunk's lines stand one after the other in the text, a
 * space before those that are there and a plus before those to add. @throws when a hunk's place is not found just once
 */
export function applyDiff(text: string, diff: string): string {
  return diff.split(/^@@.*\n/m).reduce((changed, hunk) => {
    const lines = hunk.split("\n").slice(0, -1);
    const join = (kept: readonly string[]): string => kept.map((line) => `${line.slice(1)}\n`).join("");
    const before = join(lines.filter((line) => line.startsWith(" ")));
    const places = changed.split(before).length - 1;
    if (places !== 1) throw new Error(`Expected these lines once, found them ${places} times:\n${before}`);
    return changed.replace(before, () => join(lines));
  }, text);
}
