import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/** What is wrong with a page's layout: runs in the page. */
function layoutFaults() {
  const faults = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth} wide in a window of ${clientWidth}`);
  const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  for (const graph of document.querySelectorAll(".graph")) {
    const texts = [...graph.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
    for (const [index, [name, box]] of texts.entries())
      for (const [other, otherBox] of texts.slice(index + 1))
        if (touch(box, otherBox)) faults.push(`${name} overlaps ${other}`);
    for (const group of graph.querySelectorAll("g")) {
      const frame = group.querySelector("rect").getBoundingClientRect();
      for (const text of group.querySelectorAll("text")) {
        const box = text.getBoundingClientRect();
        if (box.left < frame.left || box.right > frame.right) faults.push(`${text.textContent} leaves its box`);
      }
    }
  }
  return faults;
}

/**
 * Opens a report in a headless browser as a reader does, from its file, at each of some widths in light and dark, folded
 * parts open. Resolves to what is wrong: faults of the layout, errors, and requests for anything but the file.
 */
export async function openReport(executablePath, file, widths) {
  const browser = await chromium.launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
  const faults = [];
  const backgrounds = new Set();
  let graphs = 0;
  try {
    for (const width of widths) {
      for (const colorScheme of ["light", "dark"]) {
        const note = (fault) => faults.push(`${width} ${colorScheme}: ${fault}`);
        const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        const address = pathToFileURL(file).href;
        page.on("pageerror", (error) => note(String(error)));
        page.on("console", (message) => note(message.text()));
        page.on("request", (request) => request.url() === address || note(`asks for ${request.url()}`));
        await page.goto(address);
        await page.evaluate(() => {
          for (const details of document.querySelectorAll("details")) details.open = true;
        });
        for (const fault of await page.evaluate(layoutFaults)) note(fault);
        backgrounds.add(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
        graphs = await page.locator(".graph").count();
        await page.close();
      }
    }
    return { faults, graphs, backgrounds: backgrounds.size };
  } finally {
    await browser.close();
  }
}
