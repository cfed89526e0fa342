import type { Plugin } from "vite";
import { type Example, exampleFolder, moduleOf, readExamples } from "./examples.ts";

function findExample(id: string): Example | undefined {
  return id.startsWith(exampleFolder) ? readExamples().find(({ place }) => moduleOf(place) === id) : undefined;
}

/** Serves the examples of the READMEs as modules, so that they resolve packages and types like any other source. */
export function readmeExamples(): Plugin {
  return {
    name: "readme-examples",
    enforce: "pre",
    resolveId: (id) => (findExample(id) === undefined ? undefined : id),
    load: (id) => findExample(id)?.code,
  };
}
