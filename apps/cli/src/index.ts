export { runCommandLine } from "./command-line";
export { processTerminal, type Terminal } from "./output/terminal";
