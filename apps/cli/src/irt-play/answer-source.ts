import { createInterface } from "node:readline";
import { ZpdError } from "@zpd/core";
import { readItemList } from "../irt/item-list";
import type { Run } from "../run-command";
import { plural } from "./plural";

/** Where answers come from while something is played. */
export interface AnswerSource {
  /** Whether somebody sits there, who must be shown what to answer. */
  readonly isTyped: boolean;
  /** Whether what is shown was right; "quit" where the learner has had enough. */
  next(shown: string): Promise<boolean | "quit">;
  /** Lets go of the keyboard, and says what was left over. */
  end(): void;
}

/** What `--simulate` and `--answers` ask for. */
export interface AnswerOptions {
  readonly simulate?: boolean;
  readonly answers?: string;
}

const RIGHT = ["r", "right", "1"];
const WRONG = ["w", "wrong", "0"];
const QUIT = ["q", "quit"];
const PROMPT = "right or wrong? [r/w, q to leave] ";

function parseAnswer(text: string): boolean | "quit" | undefined {
  const word = text.trim().toLowerCase();
  if (QUIT.includes(word)) return "quit";
  return RIGHT.includes(word) ? true : WRONG.includes(word) ? false : undefined;
}

/**
 * The answers that the options ask for: drawn, read from a file, or typed on a terminal.
 * @param draw answers of `--simulate`
 * @throws INVALID_INPUT where two sources are asked for, or none and there is no terminal; on a file of other lines
 */
export async function openAnswers(
  where: string,
  { simulate, answers }: AnswerOptions,
  run: Run,
  draw: () => boolean,
): Promise<AnswerSource> {
  if (simulate === true && answers !== undefined) {
    throw new ZpdError("INVALID_INPUT", { where, expected: "one of --simulate and --answers", got: "both" });
  }
  if (simulate === true) return { isTyped: false, next: async () => draw(), end: () => undefined };
  if (answers !== undefined) return answersOfFile(answers, run);
  if (process.stdin.isTTY !== true) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: "a terminal on which answers are typed",
      got: "none",
      advice: "use --simulate, or --answers FILE with one answer a line",
    });
  }
  return typedAnswers(run);
}

async function answersOfFile(path: string, { display }: Run): Promise<AnswerSource> {
  const lines = await readItemList("--answers", path, "answer (r or w)");
  const parsed = lines.map((line, at) => {
    const answer = parseAnswer(line);
    if (answer !== undefined) return answer;
    throw new ZpdError("INVALID_INPUT", {
      where: "--answers",
      expected: `${RIGHT.join(", ")} or ${WRONG.join(", ")} as answer ${at + 1}`,
      got: JSON.stringify(line),
      location: { file: path },
    });
  });
  let place = 0;
  return {
    isTyped: false,
    async next(shown) {
      const answer = parsed[place++];
      if (answer !== undefined) return answer;
      throw new ZpdError("INVALID_INPUT", {
        where: "--answers",
        expected: `an answer to ${shown}`,
        got: `the end of the file after ${plural(parsed.length, "answer")}`,
        location: { file: path },
        advice: "add answers, or end the file with q to leave there",
      });
    },
    end() {
      const left = parsed.length - place;
      if (left > 0) display.note(`${left} of the ${parsed.length} answers were not needed`);
    },
  };
}

/** Lines of the terminal, which stays in its usual mode so that Ctrl-C is a signal. */
function typedAnswers({ terminal, signal }: Run): AnswerSource {
  const lines = createInterface({ input: process.stdin, terminal: false });
  const waiting: string[] = [];
  let isClosed = false;
  let wake: () => void = () => undefined;
  lines.on("line", (line) => {
    waiting.push(line);
    wake();
  });
  lines.on("close", () => {
    isClosed = true;
    wake();
  });
  const onAbort = (): void => lines.close();
  signal.addEventListener("abort", onAbort);
  return {
    isTyped: true,
    async next() {
      for (;;) {
        terminal.err(PROMPT);
        if (waiting.length === 0 && !isClosed) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        signal.throwIfAborted();
        const line = waiting.shift();
        if (line === undefined) {
          // The end of the input, Ctrl-D, leaves the cursor in the prompt's line.
          terminal.err("\n");
          return "quit";
        }
        const answer = parseAnswer(line);
        if (answer !== undefined) return answer;
        terminal.err(`"${line.trim()}" is no answer; `);
      }
    },
    end() {
      signal.removeEventListener("abort", onAbort);
      lines.close();
    },
  };
}
