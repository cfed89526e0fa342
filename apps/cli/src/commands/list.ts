import { Argument, Command } from "commander";
import { type CatalogueEntry, type CatalogueKind, catalogue } from "../compose";
import { addCommonOptions, type CommonOptions, parseOneOf } from "../options";
import type { Terminal } from "../output/terminal";
import { textTable } from "../output/text-table";
import { actionOf } from "../run-command";

const KINDS = Object.keys(catalogue);

export function listCommand(terminal: Terminal): Command {
  return addCommonOptions(new Command("list"))
    .description("What this installation offers.")
    .addArgument(new Argument("<kind>", "what to list").choices(KINDS).argParser(parseOneOf(KINDS)))
    .addHelpText("after", "\nExample:\n  zpd list tracers")
    .action(
      actionOf<CommonOptions>(terminal, async ({ json }, _, kind) => {
        const entries: readonly CatalogueEntry[] = await catalogue[kind as CatalogueKind]();
        terminal.out(json === true ? `${JSON.stringify(entries)}\n` : asText(kind!, entries));
      }),
    );
}

function asText(kind: string, entries: readonly CatalogueEntry[]): string {
  if (entries.length === 0) return `No ${kind} in this installation.\n`;
  return textTable(
    ["id", "title", "source"],
    entries.map(({ id, title, citation }) => [id, title, citation]),
    ["left", "left", "left"],
  );
}
