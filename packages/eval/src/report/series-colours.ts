/** Line colours on a light page: told apart by the three common colour-blind readers, 3:1 or more against white. */
export const SERIES_LIGHT = [
  "#0072b2",
  "#c44e00",
  "#00805e",
  "#a8377f",
  "#7d6608",
  "#3d2c8d",
  "#2b8cbe",
  "#5b5b5b",
] as const;

/** The same series on a dark page. */
export const SERIES_DARK = [
  "#5db4ec",
  "#ff9a55",
  "#34c79c",
  "#eb9fcf",
  "#e8d84a",
  "#b5a7ff",
  "#9adcf5",
  "#c4c4c4",
] as const;

/** Second channel beside colour: the shape of the points. Names of Observable Plot. */
export const SERIES_SYMBOLS = ["circle", "square", "triangle", "diamond", "cross", "star", "wye"] as const;

/** Third channel, for policies beyond the colours: the dash of the line. */
const DASHES = ["none", "6 3", "2 3"] as const;

export interface SeriesStyle {
  /** A CSS variable that both modes define. */
  readonly colour: string;
  readonly symbol: (typeof SERIES_SYMBOLS)[number];
  readonly dash: (typeof DASHES)[number];
}

/** The look of the `index`-th policy; 8 colours x 7 shapes are coprime, so the first 56 all differ. */
export function seriesStyle(index: number): SeriesStyle {
  const colours = SERIES_LIGHT.length;
  return {
    colour: `var(--series-${index % colours})`,
    symbol: SERIES_SYMBOLS[index % SERIES_SYMBOLS.length]!,
    dash: DASHES[Math.floor(index / colours) % DASHES.length]!,
  };
}
