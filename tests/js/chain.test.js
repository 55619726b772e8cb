import assert from "node:assert/strict";
import { test } from "node:test";
import { chainOf, spanOf } from "../../cnnviz/ui/components/layer_stack/chain.js";

// Windows of 3 on 4 cells.
const same = [
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 3],
];
const alone = [
  [0, 0],
  [1, 1],
  [2, 2],
  [3, 3],
];

test("a unit is followed through the windows of every layer", () => {
  const good = [
    { rows: same, cols: null },
    { rows: same, cols: alone },
  ];
  const seen = chainOf(good, 1, [0, 3]);
  assert.deepEqual(seen.get(0), { rows: [0, 1], cols: [3, 3] });
  assert.deepEqual(seen.get(-1), { rows: [0, 2], cols: [2, 3] });
});

test("a residual connection sees what both of its ways see", () => {
  const narrow = [
    [1, 1],
    [2, 2],
    [3, 3],
    [3, 3],
  ];
  const good = [
    { rows: narrow, cols: null, adds: null },
    { rows: alone, cols: null, adds: -1 },
  ];
  assert.deepEqual(chainOf(good, 1, [0, 0]).get(-1), { rows: [0, 1], cols: [0, 1] });
});

test("what a unit sees on an unbounded input comes again, moved, after the last phase", () => {
  assert.deepEqual(spanOf([2, [[-1, 1]]], 3), [5, 7]);
  const field = [
    2,
    [
      [0, 1],
      [0, 3],
    ],
  ];
  assert.deepEqual(spanOf(field, 4), [4, 5]);
  assert.deepEqual(spanOf(field, 5), [4, 7]);
});
