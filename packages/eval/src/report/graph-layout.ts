import { type Arrow, graphRows } from "./graph-rows";
import { placeInRow } from "./place-in-row";

export interface GraphSize {
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox extends GraphSize {
  /** Left and upper edge, pixels. */
  readonly x: number;
  readonly y: number;
  /** Counted from the top. */
  readonly row: number;
}

export interface PlacedArrow {
  readonly from: number;
  readonly to: number;
  /** Path of an SVG, from the lower edge of one box to the upper edge of the other. */
  readonly path: string;
  /** Where it ends. */
  readonly x: number;
  readonly y: number;
}

export interface GraphLayout extends GraphSize {
  /** In the order given. */
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
}

/** What stands in a row: a box, or the place where an arrow passes to a lower row. */
interface Place {
  readonly width: number;
  /** Index of the box; absent where an arrow passes. */
  readonly box?: number;
  x: number;
  readonly above: Place[];
  readonly below: Place[];
}

const GAP = 18;
/** Room between two arrows that pass side by side. */
const PASSAGE = 4;
const ROW_GAP = 38;
const EDGE = 6;
const SWEEPS = 12;
const PORT = 16;

/** Crossings of the lines between one row and the next, by the order of both. */
function crossings(rows: readonly (readonly Place[])[]): number {
  let count = 0;
  for (const [index, row] of rows.slice(0, -1).entries()) {
    const at = new Map(rows[index + 1]!.map((place, order) => [place, order]));
    const ends = row.flatMap((place) => place.below.map((next) => at.get(next)!).sort((a, b) => a - b));
    for (let i = 0; i < ends.length; i++) for (let j = i + 1; j < ends.length; j++) if (ends[i]! > ends[j]!) count++;
  }
  return count;
}

/** Sorts each row by the mean place of its neighbours, down and up in turn, and keeps the order with fewest crossings. */
function untangle(rows: Place[][]): Place[][] {
  let best = rows.map((row) => [...row]);
  let fewest = crossings(best);
  const current = rows.map((row) => [...row]);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    const order = current.map((_, index) => (down ? index : current.length - 1 - index)).slice(1);
    for (const index of order) {
      const fixed = new Map(current[index + (down ? -1 : 1)]!.map((place, at) => [place, at]));
      const wish = new Map(
        current[index]!.map((place, at) => {
          const near = (down ? place.above : place.below).map((next) => fixed.get(next)!);
          return [place, near.length === 0 ? at : near.reduce((sum, value) => sum + value, 0) / near.length];
        }),
      );
      current[index]!.sort((a, b) => wish.get(a)! - wish.get(b)!);
    }
    const count = crossings(current);
    if (count >= fewest) continue;
    fewest = count;
    best = current.map((row) => [...row]);
  }
  return best;
}

/** Centres of all places, each near the mean of its neighbours, none overlapping. */
function align(rows: readonly (readonly Place[])[]): void {
  for (let sweep = 0; sweep <= SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : [...rows].reverse()) {
      const wishes = row.map((place) => {
        const near = sweep === SWEEPS ? [...place.above, ...place.below] : down ? place.above : place.below;
        return near.length === 0 ? place.x : near.reduce((sum, { x }) => sum + x, 0) / near.length;
      });
      const centres = placeInRow(
        wishes,
        row.map(({ width }) => width),
      );
      for (const [index, place] of row.entries()) place.x = centres[index]!;
    }
  }
}

/** Where each of a box's arrows meets its edge, in the order of where they come from or go to. */
function ports(place: Place, neighbours: readonly Place[]): Map<Place, number> {
  const step = Math.min(PORT, (place.width - GAP - 12) / Math.max(1, neighbours.length));
  const sorted = [...neighbours].sort((a, b) => a.x - b.x);
  return new Map(sorted.map((next, index) => [next, place.x + (index - (sorted.length - 1) / 2) * step]));
}

const coordinate = (value: number): string => String(Number(value.toFixed(1)));

/**
 * Lays a graph without circles out in rows, every arrow downwards, in `limit` pixels a row where the boxes allow it;
 * arrows that pass a row get a lane of their own, so none crosses a box.
 *
 * Source: Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures", IEEE
 * Transactions on Systems, Man, and Cybernetics 11, 1981. O(sweeps · (boxes + arrows · rows)²) at worst.
 * @throws INVALID_INPUT when arrows lead in a circle
 */
export function layoutGraph(sizes: readonly GraphSize[], arrows: readonly Arrow[], limit: number): GraphLayout {
  const indices = graphRows(
    sizes.map(({ width }) => width + GAP),
    arrows,
    limit,
  );
  const places = sizes.map(({ width }, box): Place => ({ width: width + GAP, box, x: 0, above: [], below: [] }));
  const rowOf = new Map(indices.flatMap((row, index) => row.map((box) => [box, index] as const)));
  const rows: Place[][] = indices.map((row) => row.map((box) => places[box]!));
  const ways = arrows.map(([from, to]) => {
    const way = [places[from]!];
    for (let row = rowOf.get(from)! + 1; row < rowOf.get(to)!; row++) {
      const lane: Place = { width: GAP / 2 + PASSAGE, x: 0, above: [], below: [] };
      rows[row]!.push(lane);
      way.push(lane);
    }
    way.push(places[to]!);
    for (const [step, place] of way.slice(1).entries()) {
      place.above.push(way[step]!);
      way[step]!.below.push(place);
    }
    return way;
  });
  const ordered = untangle(rows);
  align(ordered);

  const left = Math.min(...ordered.flat().map(({ x, width }) => x - width / 2)) - EDGE + GAP / 2;
  for (const place of ordered.flat()) place.x -= left;
  const heights = indices.map((row) => Math.max(...row.map((box) => sizes[box]!.height)));
  const tops = heights.map((_, row) => EDGE + heights.slice(0, row).reduce((sum, height) => sum + height + ROW_GAP, 0));
  const boxes = sizes.map(({ width, height }, box): PlacedBox => {
    const row = rowOf.get(box)!;
    return { x: places[box]!.x - width / 2, y: tops[row]! + (heights[row]! - height) / 2, width, height, row };
  });
  const out = new Map(places.map((place) => [place, ports(place, place.below)]));
  const into = new Map(places.map((place) => [place, ports(place, place.above)]));
  const placed = ways.map((way, index): PlacedArrow => {
    const [from, to] = arrows[index]!;
    const first = rowOf.get(from)!;
    let x = out.get(way[0]!)!.get(way[1]!)!;
    let path = `M${coordinate(x)},${coordinate(boxes[from]!.y + boxes[from]!.height)}`;
    for (const [step, place] of way.slice(1).entries()) {
      const row = first + step + 1;
      const [above, top] = [tops[row - 1]! + heights[row - 1]!, tops[row]!];
      const next = place.box === undefined ? place.x : into.get(place)!.get(way[step]!)!;
      const middle = coordinate((above + top) / 2);
      path += `V${coordinate(above)}C${coordinate(x)},${middle} ${coordinate(next)},${middle} ${coordinate(next)},${coordinate(top)}`;
      x = next;
    }
    return { from, to, path: `${path}V${coordinate(boxes[to]!.y)}`, x, y: boxes[to]!.y };
  });
  return {
    boxes,
    arrows: placed,
    width: Math.max(...ordered.flat().map((place) => place.x + place.width / 2)) - GAP / 2 + EDGE,
    height: tops[tops.length - 1]! + heights[heights.length - 1]! + EDGE,
  };
}
