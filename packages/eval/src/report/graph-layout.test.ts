import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphBoxes } from "./graph-boxes";
import { layoutGraph } from "./graph-layout";
import { graphRows } from "./graph-rows";
import { placeInRow } from "./place-in-row";

/** Boxes of any size and arrows from lower to higher indices only, so that there is no circle. */
const graph = fc
  .array(fc.record({ width: fc.integer({ min: 20, max: 220 }), height: fc.integer({ min: 20, max: 90 }) }), {
    minLength: 1,
    maxLength: 15,
  })
  .chain((sizes) =>
    fc.record({
      sizes: fc.constant(sizes),
      arrows: fc
        .uniqueArray(fc.tuple(fc.nat(sizes.length - 1), fc.nat(sizes.length - 1)), { selector: String, maxLength: 40 })
        .map((pairs) => pairs.filter(([from, to]) => from < to)),
    }),
  );

describe("graphBoxes", () => {
  it("joins what has the same arrows, and only that", () => {
    // a, b > c > d, e; f apart. Neither a and c nor c and d have the same arrows.
    const edges = ["ac", "bc", "cd", "ce"].map((pair) => ({ better: pair[0]!, worse: pair[1]! }));
    expect(graphBoxes(["a", "b", "c", "d", "e", "f"], edges)).toEqual({
      boxes: [["a", "b"], ["c"], ["d", "e"]],
      arrows: [
        [0, 1],
        [1, 2],
      ],
      alone: ["f"],
    });
  });
});

describe("graphRows", () => {
  it("puts each box below all that lead to it, and fills a row up to the limit", () => {
    // 0 leads to all others; three of 40 fit into 120.
    const arrows = [1, 2, 3, 4].map((to) => [0, to] as const);
    expect(graphRows([40, 40, 40, 40, 40], arrows, 120)).toEqual([[0], [1, 2, 3], [4]]);
  });

  it("puts a box into a row that is too narrow for it", () => {
    expect(graphRows([500, 500], [], 100)).toEqual([[0], [1]]);
  });

  it("refuses arrows in a circle", () => {
    expect(() =>
      graphRows(
        [1, 1],
        [
          [0, 1],
          [1, 0],
        ],
        10,
      ),
    ).toThrow(/got a circle/);
  });
});

describe("placeInRow", () => {
  it("leaves things where they are wished when there is room", () => {
    expect(placeInRow([10, 100, 300], [20, 40, 60])).toEqual([10, 100, 300]);
  });

  it("moves things apart, evenly to both sides", () => {
    // Both at 50 and 40 and 20 wide: 30 between centres, 15 to each side.
    expect(placeInRow([50, 50], [40, 20])).toEqual([35, 65]);
  });
});

describe("layoutGraph", () => {
  it("lets no box touch another, none leave the picture, and every arrow lead downwards", () => {
    fc.assert(
      fc.property(graph, ({ sizes, arrows }) => {
        const { boxes, arrows: drawn, width, height } = layoutGraph(sizes, arrows, 500);
        for (const [index, box] of boxes.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(width + 1e-6);
          expect(box.y + box.height).toBeLessThanOrEqual(height + 1e-6);
          for (const other of boxes.slice(index + 1)) {
            const beside = box.x + box.width <= other.x + 1e-6 || other.x + other.width <= box.x + 1e-6;
            expect(beside || box.y + box.height <= other.y || other.y + other.height <= box.y).toBe(true);
          }
        }
        expect(drawn).toHaveLength(arrows.length);
        for (const { from, to, x, y } of drawn) {
          const [upper, lower] = [boxes[from]!, boxes[to]!];
          expect(upper.y + upper.height).toBeLessThan(lower.y);
          expect(y).toBe(lower.y);
          expect(x).toBeGreaterThanOrEqual(lower.x);
          expect(x).toBeLessThanOrEqual(lower.x + lower.width);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("gives an arrow that passes a row a lane beside the boxes there", () => {
    // 0 > 1 > 2 and 0 > 2: the long arrow passes the row of 1.
    const size = { width: 100, height: 30 };
    const { boxes, arrows } = layoutGraph(
      [size, size, size],
      [
        [0, 1],
        [1, 2],
        [0, 2],
      ],
      500,
    );
    const [, middle] = boxes;
    const xs = [...arrows[2]!.path.matchAll(/ ([\d.]+),[\d.]+V/g)].map(([, x]) => Number(x));
    expect(xs).toHaveLength(2);
    expect(xs[0]! < middle!.x || xs[0]! > middle!.x + middle!.width).toBe(true);
  });

  it("untangles lines that cross", () => {
    // 0 and 1 above, 2 and 3 below, with 0 to 3 and 1 to 2: the lower row must turn round.
    const size = { width: 60, height: 30 };
    const { boxes } = layoutGraph(
      [size, size, size, size],
      [
        [0, 3],
        [1, 2],
      ],
      500,
    );
    expect(boxes[0]!.x < boxes[1]!.x).toBe(boxes[3]!.x < boxes[2]!.x);
  });
});
