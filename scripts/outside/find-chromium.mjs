import { existsSync } from "node:fs";

/** Where browsers of the Chromium family usually are. */
const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/microsoft-edge",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** The browser to test with: what `CHROME_PATH` names, else the first one found, else undefined. */
export function findChromium(environment = process.env) {
  return environment.CHROME_PATH ?? places.find((place) => existsSync(place));
}
