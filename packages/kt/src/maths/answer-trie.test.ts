import fc from "fast-check";
import { expect, it } from "vitest";
import { type AnswerTrie, buildAnswerTrie } from "./answer-trie";

function build(sequences: readonly (readonly number[])[], root?: readonly number[], roots = 1): AnswerTrie {
  const start = new Int32Array(sequences.length + 1);
  for (const [s, sequence] of sequences.entries()) start[s + 1] = start[s]! + sequence.length;
  return buildAnswerTrie({
    symbol: Int32Array.from(sequences.flat()),
    start,
    symbolCount: 3,
    roots,
    ...(root === undefined ? {} : { root: Int32Array.from(root) }),
  });
}

/** The sequences a trie stands for, spelt out with their root, sorted. */
function spell({ size, roots, parent, symbol, ends }: AnswerTrie): string[] {
  const words: string[] = [];
  for (let node = 0; node < size; node++) {
    let word = "";
    let at = node;
    for (; at >= roots; at = parent[at]!) word = `${symbol[at]}${word}`;
    for (let k = 0; k < ends[node]!; k++) words.push(`${at}:${word}`);
  }
  return words.sort();
}

it("merges common beginnings, level by level", () => {
  // Nodes: 0 root | 1 = "0", 2 = "1" | 3 = "01", 4 = "00" | 5 = "011".
  const trie = build([[0, 1], [0, 1, 1], [1], [0, 0]]);
  expect([...trie.parent]).toEqual([-1, 0, 0, 1, 1, 3]);
  expect([...trie.symbol]).toEqual([-1, 0, 1, 1, 0, 1]);
  expect([...trie.count]).toEqual([4, 3, 1, 2, 1, 1]);
  expect([...trie.ends]).toEqual([0, 0, 1, 1, 1, 1]);
  expect(trie.firstLevelEnd).toBe(3);
});

it("holds every sequence exactly once, under its root, parents before children", () => {
  const sequence = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 8 });
  const rooted = fc.record({ sequence, root: fc.integer({ min: 0, max: 2 }) });
  fc.assert(
    fc.property(fc.array(rooted, { maxLength: 40 }), (all) => {
      const sequences = all.map((one) => one.sequence);
      const root = all.map((one) => one.root);
      const trie = build(sequences, root, 3);
      expect(spell(trie)).toEqual(all.map((one) => `${one.root}:${one.sequence.join("")}`).sort());
      const through = new Float64Array(trie.size);
      for (let node = trie.size - 1; node >= 0; node--) {
        through[node]! += trie.ends[node]!;
        if (node < trie.roots) continue;
        expect(trie.parent[node]).toBeLessThan(node);
        expect(trie.parent[node]! < trie.roots).toBe(node < trie.firstLevelEnd);
        through[trie.parent[node]!]! += through[node]!;
      }
      expect([...trie.count]).toEqual([...through]);
    }),
  );
});
