import { type HtmlPart, html, SafeHtml } from "./html";

export interface ReportPage {
  readonly title: string;
  readonly style: string;
  readonly body: HtmlPart;
}

/** A whole page that carries its style along: no scripts, no requests. */
export function reportPage({ title, style, body }: ReportPage): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
${new SafeHtml(style)}</style>
</head>
<body>
<main>
${body}</main>
</body>
</html>
`.text;
}
