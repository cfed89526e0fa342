import { Argument, Command } from "commander";
import { type CatalogueEntry, type CatalogueKind, catalogue } from "../compose";
import type { Terminal } from "../output/terminal";
import { textTable } from "../output/text-table";

export function listCommand(terminal: Terminal): Command {
  return new Command("list")
    .description("What this installation offers.")
    .addArgument(new Argument("<kind>", "what to list").choices(Object.keys(catalogue)))
    .option("--json", "print exactly one JSON document")
    .addHelpText("after", "\nExample:\n  zpd list tracers")
    .action((kind: CatalogueKind, options: { json?: boolean }) => {
      const entries: readonly CatalogueEntry[] = catalogue[kind]();
      terminal.out(options.json === true ? `${JSON.stringify(entries)}\n` : asText(kind, entries));
    });
}

function asText(kind: CatalogueKind, entries: readonly CatalogueEntry[]): string {
  if (entries.length === 0) return `No ${kind} in this installation.\n`;
  return textTable(
    ["id", "title", "source"],
    entries.map(({ id, title, citation }) => [id, title, citation]),
    ["left", "left", "left"],
  );
}
