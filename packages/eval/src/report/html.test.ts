import { describe, expect, it } from "vitest";
import { html, SafeHtml } from "./html";

describe("html", () => {
  it("escapes text and numbers, keeps markup, joins lists and leaves nothing out for nothing", () => {
    const inner = html`<b>${"a<b"}</b>`;
    expect(html`<p title="${`"'&`}">${[inner, 3]}${undefined}</p>`.text).toBe(
      '<p title="&quot;&#39;&amp;"><b>a&lt;b</b>3</p>',
    );
  });

  it("replaces what HTML forbids", () => {
    expect(html`${"a\u0000b\u001bc\ud800d\ne"}`.text).toBe("a\uFFFDb\uFFFDc\uFFFDd\ne");
  });

  it("passes markup through", () => expect(html`${new SafeHtml("<i>")}`.text).toBe("<i>"));
});
