import type { ContentAreaShown } from "./content-areas-input";
import { rareAreas } from "./content-areas-words";
import { formatCount } from "./numbers";

/** Areas drawn at either end of the order; twice as many are all drawn. */
const DRAWN_AREAS = 15;

/** What is drawn of the areas: the most answered ones and the rarest ones, in order of frequency. */
export interface DrawnAreas {
  readonly id: string;
  readonly name: string;
  readonly areas: readonly ContentAreaShown[];
}

/** What a figure needs of an area to draw it, and in words. */
export interface Drawable {
  readonly of: (area: ContentAreaShown) => boolean;
  readonly words: string;
}

export const WITH_AUC: Drawable = { of: ({ auc }) => auc !== undefined, words: "an AUC" };
export const WITH_GAIN: Drawable = {
  of: ({ compared }) => compared.some(({ aucGain }) => aucGain !== undefined),
  words: "an interval",
};

/** All areas while they are few; else the most answered, and the rarest that have what is drawn. */
export function drawnAreas(areas: readonly ContentAreaShown[], drawable: Drawable): DrawnAreas[] {
  const rare = rareAreas(areas);
  const often = { id: "often", name: "Most answered", areas: areas.slice(0, areas.length - rare.length) };
  if (drawsAll(areas)) {
    return [often, { id: "rare", name: "Rarest", areas: rare }].filter((end) => end.areas.length > 0);
  }
  const judged = areas.slice(DRAWN_AREAS).filter(drawable.of);
  const few = areas.length - DRAWN_AREAS - judged.length;
  return [
    { ...often, areas: areas.slice(0, DRAWN_AREAS) },
    judged.length === 0
      ? { id: "rare", name: "Rarest", areas: rare.slice(-DRAWN_AREAS) }
      : { id: "rare", name: few === 0 ? "Rarest" : `Rarest with ${drawable.words}`, areas: judged.slice(-DRAWN_AREAS) },
  ];
}

/** Says what the figures leave out; absent where they leave nothing out. */
export function leftOutWords(areas: readonly ContentAreaShown[], drawable: Drawable): string | undefined {
  if (drawsAll(areas)) return undefined;
  const [often, rare] = drawnAreas(areas, drawable);
  const few = areas.filter((area) => !drawable.of(area)).length;
  return `Of ${formatCount(areas.length)} areas the ${often!.areas.length} most answered and the ${rare!.areas.length} rarest${few === 0 ? "" : ` that have ${drawable.words}`} are drawn${few === 0 ? "" : `; ${formatCount(few)} have too few answers for one`}. All of them stand in the table.`;
}

/** Whether `drawnAreas` draws them all. */
export function drawsAll(areas: readonly ContentAreaShown[]): boolean {
  return areas.length <= 2 * DRAWN_AREAS;
}
