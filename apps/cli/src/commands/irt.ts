import { Command } from "commander";
import type { Terminal } from "../output/terminal";
import { irtFitCommand } from "./irt-fit";
import { irtInformationCommand } from "./irt-information";
import { irtItemsCommand } from "./irt-items";
import { irtPractiseCommand } from "./irt-practise";
import { irtRecommendCommand } from "./irt-recommend";
import { irtRetrieveCommand } from "./irt-retrieve";
import { irtScoreCommand } from "./irt-score";
import { irtSimulateCommand } from "./irt-simulate";
import { irtTestCommand } from "./irt-test";
import { irtUpdateCommand } from "./irt-update";

export function irtCommand(terminal: Terminal): Command {
  return new Command("irt")
    .description("Measure learners and items with item response models, and keep the posterior.")
    .addCommand(irtFitCommand(terminal))
    .addCommand(irtUpdateCommand(terminal))
    .addCommand(irtItemsCommand(terminal))
    .addCommand(irtScoreCommand(terminal))
    .addCommand(irtInformationCommand(terminal))
    .addCommand(irtSimulateCommand(terminal))
    .addCommand(irtRecommendCommand(terminal))
    .addCommand(irtPractiseCommand(terminal))
    .addCommand(irtTestCommand(terminal))
    .addCommand(irtRetrieveCommand(terminal));
}
