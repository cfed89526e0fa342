/** Markup that is safe to put into a page as it stands. */
export class SafeHtml {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text and numbers are escaped, markup is not, lists are joined, nothing is nothing. */
export type HtmlPart = SafeHtml | string | number | undefined | readonly HtmlPart[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters and broken surrogates, which HTML forbids, become U+FFFD. */
export function replaceForbidden(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, "\uFFFD");
}

/** Text for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return replaceForbidden(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

function render(part: HtmlPart): string {
  if (part === undefined) return "";
  if (part instanceof SafeHtml) return part.text;
  if (typeof part === "object") return part.map(render).join("");
  return escapeHtml(String(part));
}

/** A template whose values are escaped unless they are markup already. */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): SafeHtml {
  let text = literals[0]!;
  for (const [index, part] of parts.entries()) text += render(part) + literals[index + 1]!;
  return new SafeHtml(text);
}
