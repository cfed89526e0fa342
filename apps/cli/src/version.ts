import { readFileSync } from "node:fs";

/** The version of this package. Its manifest lies one folder above the source as well as above what is built from it. */
export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return (manifest as { readonly version: string }).version;
}
