import type { Estimate } from "@zpd/eval";
import type { BuiltStudy } from "./build-study";

/** How well a fitted tracer foretells learners held out, as plain JSON. */
interface ModelFigures {
  readonly id: string;
  readonly auc?: Estimate;
  readonly ece?: number;
}

export function modelFigures({ models }: BuiltStudy): ModelFigures[] {
  return [...models].map(
    ([
      id,
      {
        heldOut: { auc, ece },
      },
    ]) => ({
      id,
      ...(auc === undefined ? {} : { auc }),
      ...(ece === undefined ? {} : { ece: ece.value }),
    }),
  );
}

/** The same as lines for the terminal. */
export function modelsText(study: BuiltStudy): string {
  const lines = modelFigures(study).map(({ id, auc, ece }) => {
    const ends =
      auc?.low === undefined || auc.high === undefined ? "" : ` [${auc.low.toFixed(3)}, ${auc.high.toFixed(3)}]`;
    const area = auc === undefined ? "" : `  AUC ${auc.value.toFixed(3)}${ends}`;
    return `  ${id.padEnd(12)}${area}${ece === undefined ? "" : `  calibration error ${ece.toFixed(3)}`}`;
  });
  return `Fitted tracers, judged on learners held out:\n${lines.join("\n")}\n`;
}
