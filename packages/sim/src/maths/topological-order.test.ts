import { expect, test } from "vitest";
import { topologicalOrder } from "./topological-order";

// 0 builds on 2; 1 on 0 and 2; 2 on nothing; 3 on 1.
const graph = { offsets: Int32Array.of(0, 1, 3, 3, 4), target: Int32Array.of(2, 0, 2, 1) };

test("targets come before sources, with the longest chain as depth", () => {
  expect(topologicalOrder(graph)).toEqual({
    order: Int32Array.of(2, 0, 1, 3),
    depth: Int32Array.of(1, 2, 0, 3),
    cyclic: [],
  });
});

test("nodes on a cycle, and those that build on it, are named", () => {
  // 0 and 1 build on each other, 2 on 1, 3 on nothing.
  const { order, cyclic } = topologicalOrder({
    offsets: Int32Array.of(0, 1, 2, 3, 3),
    target: Int32Array.of(1, 0, 1),
  });
  expect(Array.from(order)).toEqual([3]);
  expect(cyclic).toEqual([0, 1, 2]);
});
