import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

// The address of the page: one that browsers trust as they trust https, so that all of the Web's functions are there.
const origin = "http://localhost";

/** Opens a built page in a headless browser with an empty profile and resolves to the text of `#result`. */
export async function openPage(executablePath, folder) {
  const profile = mkdtempSync(join(tmpdir(), "zpd-profile-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => errors.push(message.text()));
    // The files come from the folder, everything else is refused: no server, no network.
    await page.route("**/*", (route) => {
      const { pathname, origin: asked } = new URL(route.request().url());
      const path = join(folder, pathname === "/" ? "index.html" : pathname);
      if (pathname === "/favicon.ico") return route.fulfill({ status: 204 });
      return asked === origin && existsSync(path) ? route.fulfill({ path }) : route.abort();
    });
    await page.goto(`${origin}/`);
    const result = page.locator("#result");
    await Promise.race([
      page.waitForFunction(() => document.querySelector("#result")?.textContent !== "", undefined, { timeout: 60_000 }),
      page.waitForEvent("pageerror", { timeout: 60_000 }),
    ]);
    return { text: await result.textContent(), errors };
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
