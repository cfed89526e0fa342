import { type HtmlPart, html, type SafeHtml } from "./html";

/** A table of figures, right-aligned after its first column, that scrolls sideways where the page is narrow. */
export function figuresTable(label: string, heads: readonly string[], rows: HtmlPart): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="figures-table"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div>`;
}

export function tableRow(head: HtmlPart, cells: readonly HtmlPart[]): SafeHtml {
  return html`<tr><th scope="row">${head}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`;
}
