import { InvalidArgumentError } from "commander";
import { parseCount, parseOneOf } from "../options";

/** A model by its name and, where it has a choice, its factors: "2pl", "factor:5". */
export interface ModelChoice {
  readonly model: string;
  readonly factors?: number;
}

/** A parser of "2pl,factor:5": distinct models out of `models`, of which `sized` may be followed by a number of factors. */
export function parseModelList(models: readonly string[], sized: readonly string[]): (text: string) => ModelChoice[] {
  const parseModel = parseOneOf(models);
  return (text) =>
    [...new Set(text.split(",").map((part) => part.trim()))].map((part) => {
      const at = part.indexOf(":");
      const model = parseModel(at < 0 ? part : part.slice(0, at));
      if (at < 0) return { model };
      if (!sized.includes(model))
        throw new InvalidArgumentError(`${model} has one factor; leave out "${part.slice(at)}"`);
      return { model, factors: parseCount(part.slice(at + 1)) };
    });
}
