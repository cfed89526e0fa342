export { runCommandLine } from "./command-line";
export { processTerminal, type Terminal } from "./output/terminal";
export type { OwnWorld, PolicyModule, SimulatorModule } from "./own/own-module";
