import { parseHTML } from "linkedom";
import { expect } from "vitest";

export const pageOf = (text: string): Document => parseHTML(text).document as unknown as Document;
export const textOf = (element: Element | null): string => (element?.textContent ?? "").replace(/\s+/g, " ").trim();
export const all = (root: Document | Element, selector: string): Element[] =>
  Array.from(root.querySelectorAll(selector));

/** A page that runs nothing, asks nothing of the network and whose drawings can be read aloud. */
export function expectReadableAlone(text: string): void {
  expect(text).not.toMatch(/<(script|link|img|iframe|object|embed|use|image)\b/i);
  expect(text).not.toMatch(/\b(src|srcset|xlink:href|on[a-z]+)=/i);
  expect(text).not.toMatch(/url\(|@import|https?:/);
  expect([...text.matchAll(/href="([^"]*)"/g)].every(([, target]) => target!.startsWith("#"))).toBe(true);
  expect(text).toContain("default-src 'none'");
  expect(text).not.toMatch(/NaN|undefined|\[object/);
  const page = pageOf(text);
  const ids = all(page, "[id]").map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const link of all(page, "nav a")) expect(ids).toContain(link.getAttribute("href")!.slice(1));
  const drawings = all(page, "svg.plot");
  expect(drawings.length).toBeGreaterThan(0);
  for (const drawing of drawings) {
    expect(drawing.getAttribute("role")).toBe("img");
    const [title, description] = drawing.getAttribute("aria-labelledby")!.split(" ");
    expect(textOf(drawing.querySelector(`title#${title}`))).not.toBe("");
    expect(textOf(drawing.querySelector(`desc#${description}`))).not.toBe("");
  }
}
