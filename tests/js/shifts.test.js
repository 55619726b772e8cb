import assert from "node:assert/strict";
import { test } from "node:test";

import {
  outputAt,
  pictureAt,
  shareOf,
  shiftText,
} from "../../cnnviz/ui/components/shift_pooling/data.js";

// A picture of 2 × 3 with a border of 1 all around; each cell is its row and column.
const header = { size: [2, 3], reach: 1, stride: 2, methods: [{ everywhere: [4, 5] }] };
const surroundings = Float32Array.from(
  { length: 20 },
  (_, at) => 10 * Math.floor(at / 5) + (at % 5),
);

test("a shift to the right brings what lay at the left", () => {
  const shifts = { header, surroundings, effects: [] };
  assert.equal(pictureAt(shifts, [0, 0], 0, 0), 11);
  assert.equal(pictureAt(shifts, [0, 1], 0, 0), 10);
  assert.equal(pictureAt(shifts, [-1, 0], 1, 2), 33);
});

test("an output reads its window at the place that the shift brings it to", () => {
  const shifts = { header, surroundings, effects: [{ everywhere: surroundings }] };
  assert.equal(outputAt(shifts, 0, [0, 0], 0, 0), 11);
  assert.equal(outputAt(shifts, 0, [1, -1], 1, 1), 24);
});

test("outputs that are blank before and after do not count as staying", () => {
  assert.equal(shareOf({ sameInked: [3], inked: [4] }, 0), 0.75);
  assert.equal(shareOf({ sameInked: [0], inked: [0] }, 0), 1);
});

test("a shift is written in both directions", () => {
  assert.equal(shiftText([0, 0], 2), "Not shifted: all outputs are as they were.");
  assert.equal(shiftText([2, 1], 4), "Shifted by 1 right, 2 down.");
  assert.equal(shiftText([-2, -1], 4), "Shifted by 1 left, 2 up.");
  assert.equal(shiftText([0, 3], 1), "Shifted by 3 right.");
});

test("a whole stride is named where the stride is more than 1", () => {
  assert.match(shiftText([-4, 2], 2), /^Shifted by 2 right, 4 up\. A whole stride/);
  assert.doesNotMatch(shiftText([3, 2], 2), /whole stride/);
});
