import { unknownNameError } from "@zpd/core";
import { Command } from "commander";

/** `zpd help fit` and `zpd help data inspect`: the same as `--help` there. */
export function helpCommand(): Command {
  return new Command("help")
    .argument("[command...]", "which command, e.g. fit, or data inspect")
    .description("How a command is used, with an example.")
    .addHelpText("after", "\nExample:\n  zpd help data inspect")
    .action(function (this: Command, names: readonly string[]) {
      let command = this.parent ?? this;
      for (const name of names) {
        const found = command.commands.find((child) => child.name() === name);
        if (found === undefined) {
          const known = command.commands.map((child) => child.name());
          throw unknownNameError("help", "command", name, known);
        }
        command = found;
      }
      command.help();
    });
}
