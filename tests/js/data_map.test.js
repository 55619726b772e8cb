import assert from "node:assert/strict";
import { test } from "node:test";

import { fitted, nextPoint } from "../../cnnviz/ui/components/data_map/geometry.js";

test("points fill the field with both axes to the same scale, the second one upwards", () => {
  const place = fitted([0, 10], [0, 5], 420, 220, 10);
  assert.deepEqual(place(0, 0), [10, 210]);
  assert.deepEqual(place(10, 5), [410, 10]);
});

test("what lies outside is put on the edge", () => {
  const place = fitted([0, 10], [0, 5], 420, 220, 10);
  assert.deepEqual(place(-100, 2.5), [5, 110]);
});

test("one point alone lies in the middle", () => {
  assert.deepEqual(fitted([3], [4], 100, 60, 10)(3, 4), [50, 30]);
});

const POINTS = [
  [0, 0],
  [10, 1],
  [5, -20],
  [20, 0],
];

test("an arrow key leads to the nearest point in its direction", () => {
  assert.equal(nextPoint(POINTS, 0, [0, 1]), 1);
  assert.equal(nextPoint(POINTS, 1, [0, 1]), 3);
  assert.equal(nextPoint(POINTS, 0, [-1, 0]), 2);
});

test("without one in that direction it stays", () => {
  assert.equal(nextPoint(POINTS, 0, [0, -1]), 0);
});
