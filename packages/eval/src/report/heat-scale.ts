/** Cell colours from lowest to highest mean, one hue so that lightness alone carries the order; for dark ink. */
export const HEAT_LIGHT = ["#f3f7fa", "#e2edf5", "#cee1ef", "#b6d2e7", "#9bc1de", "#7fb0d4", "#659fca"] as const;

/** The same order on a dark page, for light ink. */
export const HEAT_DARK = ["#17202a", "#1a2a38", "#1d374b", "#20455f", "#235474", "#266389", "#28729e"] as const;

/** Ink of the cells on `HEAT_LIGHT` and on `HEAT_DARK`. */
export const HEAT_INK = { light: "#0c1a26", dark: "#f4f8fb" } as const;

/**
 * The step of the colour scale, 0…6, of a value between the lowest and the highest of its block;
 * the middle step when all are equal.
 */
export function heatStep(value: number, lowest: number, highest: number): number {
  const steps = HEAT_LIGHT.length;
  if (!(highest > lowest)) return (steps - 1) / 2;
  return Math.min(steps - 1, Math.floor(((value - lowest) / (highest - lowest)) * steps));
}
