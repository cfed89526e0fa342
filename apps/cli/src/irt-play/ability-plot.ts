/** Abilities of the axis: nearly all of a standard normal's. */
const LOWEST = -3;
const HIGHEST = 3;
/** Characters of the axis: a quarter of an ability each, the middle one at 0. */
export const PLOT_WIDTH = 25;
const CENTRE = (PLOT_WIDTH - 1) / 2;

/** Place of an ability on the axis; outside it at -1 or at the width. */
function placeOf(ability: number): number {
  const place = Math.round(((PLOT_WIDTH - 1) * (ability - LOWEST)) / (HIGHEST - LOWEST));
  return Math.max(-1, Math.min(PLOT_WIDTH, place));
}

/** An ability with one standard error to either side on an axis from -3 to 3; arrows stand for what lies beyond it. */
export function abilityPlot(ability: number, standardError: number): string {
  const cells: string[] = Array.from({ length: PLOT_WIDTH }, (_, at) => (at === CENTRE ? "┊" : " "));
  const low = placeOf(ability - standardError);
  const high = placeOf(ability + standardError);
  for (let at = Math.max(0, low); at <= Math.min(PLOT_WIDTH - 1, high); at++) cells[at] = "─";
  if (low >= 0 && low < PLOT_WIDTH) cells[low] = "├";
  if (high >= 0 && high < PLOT_WIDTH) cells[high] = "┤";
  const middle = placeOf(ability);
  if (middle < 0 || low < 0) cells[0] = "‹";
  if (middle >= PLOT_WIDTH || high >= PLOT_WIDTH) cells[PLOT_WIDTH - 1] = "›";
  if (middle >= 0 && middle < PLOT_WIDTH) cells[middle] = "●";
  return cells.join("");
}

/** What stands above the plots: the ends of the axis and its middle. */
export function plotAxis(): string {
  const low = `${LOWEST}`;
  const high = `${HIGHEST}`;
  return `${low.padEnd(CENTRE)}0${high.padStart(CENTRE)}`;
}
