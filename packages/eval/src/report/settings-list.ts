import { type HtmlPart, html, type SafeHtml } from "./html";

/** Names with their values; rows whose value is absent or empty are left out. */
export function settingsList(rows: readonly (readonly [string, HtmlPart])[]): SafeHtml {
  return html`<dl>
${rows
  .filter(([, value]) => value !== undefined && value !== "")
  .map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  )}</dl>`;
}

/** `node 20.19.0, zpd 1.0.0`. */
export function versionList(versions: Readonly<Record<string, string>> | undefined): string | undefined {
  return (
    versions &&
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")
  );
}
