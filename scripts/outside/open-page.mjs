import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

// The address of the page: one that browsers trust as they trust https, so that all of the Web's functions are there.
const origin = "http://localhost";

/** What makes a page cross-origin isolated, so that its threads may share memory. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Has WebGPU answered by SwiftShader, which computes on the processor. */
const softwareGpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/**
 * Opens a built page in a headless browser with an empty profile and resolves to the text of `#result`. `query` is
 * what its address ends with; `isolated` has it served with the headers that let threads share memory; `gpu` gives
 * it WebGPU in software.
 */
export async function openPage(executablePath, folder, { query = "", isolated = false, gpu = false } = {}) {
  const profile = mkdtempSync(join(tmpdir(), "zpd-profile-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      "--headless",
      "--no-sandbox",
      ...(gpu ? softwareGpu : ["--disable-gpu"]),
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
      const headers = isolated ? isolation : {};
      return asked === origin && existsSync(path) ? route.fulfill({ path, headers }) : route.abort();
    });
    await page.goto(`${origin}/${query}`);
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
