import assert from "node:assert/strict";
import { test } from "node:test";

import {
  boxBetween,
  dragged,
  firstBox,
  gripAt,
  smallestAt,
} from "../../cnnviz/ui/components/photo_boxes/geometry.js";

const SIZE = [300, 400];
const BOX = [100, 200, 50, 80];

test("a box between two points does not depend on their order", () => {
  const box = [10, 20, 31, 41];
  assert.deepEqual(boxBetween([10.2, 20.7], [40.1, 60.3], SIZE), box);
  assert.deepEqual(boxBetween([40.1, 20.7], [10.2, 60.3], SIZE), box);
  assert.deepEqual(boxBetween([40.1, 60.3], [10.2, 20.7], SIZE), box);
});

test("a box drawn beyond the picture ends at its edge", () => {
  assert.deepEqual(boxBetween([-50, 350], [20, 900], SIZE), [0, 350, 20, 50]);
  assert.deepEqual(boxBetween([500, 500], [600, 600], SIZE), [299, 399, 1, 1]);
});

test("a box that is moved keeps its size and stays in the picture", () => {
  assert.deepEqual(dragged(BOX, [0, 0], [10.4, -20.6], SIZE, 8), [110, 179, 50, 80]);
  assert.deepEqual(dragged(BOX, [0, 0], [-1000, 1000], SIZE, 8), [0, 320, 50, 80]);
});

test("only the held edges move", () => {
  assert.deepEqual(dragged(BOX, [-1, 0], [10, 99], SIZE, 8), [110, 200, 40, 80]);
  assert.deepEqual(dragged(BOX, [1, -1], [-10, 30], SIZE, 8), [100, 230, 40, 50]);
  assert.deepEqual(dragged(BOX, [0, 1], [99, -30], SIZE, 8), [100, 200, 50, 50]);
});

for (const grip of [
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 1],
]) {
  test(`a box resized at ${grip} keeps a least size and stays in the picture`, () => {
    for (const by of [
      [-1000, -1000],
      [1000, 1000],
      [-1000, 1000],
    ]) {
      const [top, left, height, width] = dragged(BOX, grip, by, SIZE, 8);
      assert.ok(height >= 8 && width >= 8);
      assert.ok(top >= 0 && left >= 0 && top + height <= SIZE[0] && left + width <= SIZE[1]);
    }
  });
}

test("a box at the picture's edge that is smaller than the least size can be resized", () => {
  assert.deepEqual(dragged([297, 396, 3, 4], [1, 1], [5, 5], SIZE, 8), [297, 396, 3, 4]);
});

test("edges, corners and the inside are distinguished", () => {
  assert.deepEqual(gripAt(BOX, [101, 240], 5), [-1, 0]);
  assert.deepEqual(gripAt(BOX, [152, 282], 5), [1, 1]);
  assert.deepEqual(gripAt(BOX, [125, 198], 5), [0, -1]);
  assert.deepEqual(gripAt(BOX, [125, 240], 5), [0, 0]);
  assert.equal(gripAt(BOX, [125, 190], 5), null);
});

test("the middle of a box smaller than the reach moves it", () => {
  assert.deepEqual(gripAt([10, 10, 9, 9], [14.5, 14.5], 16), [0, 0]);
});

test("of nested shapes a click chooses the inner one", () => {
  const boxes = [BOX, [110, 210, 20, 20], [0, 0, 9, 9]];
  assert.equal(smallestAt(boxes, [115, 215], 0), 1);
  assert.equal(smallestAt(boxes, [145, 275], 0), 0);
  assert.equal(smallestAt(boxes, [250, 50], 0), -1);
});

test("the first box surrounds the shape, else it lies in the middle", () => {
  assert.deepEqual(firstBox([100, 200, 50, 80], SIZE), [88, 188, 74, 104]);
  const [top, left, height, width] = firstBox(undefined, SIZE);
  assert.ok(Math.abs(top + height / 2 - 150) <= 1 && Math.abs(left + width / 2 - 200) <= 1);
});
