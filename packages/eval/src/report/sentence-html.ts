import { html, type SafeHtml } from "./html";
import type { Sentence } from "./sentence";

/** A sentence with the names of policies in bold. */
export function sentenceHtml(words: Sentence): SafeHtml {
  return html`${words.map((part) => (typeof part === "string" ? part : html`<strong>${part.name}</strong>`))}`;
}
