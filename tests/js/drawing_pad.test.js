import assert from "node:assert/strict";
import { test } from "node:test";

import { isNear } from "../../cnnviz/ui/components/drawing_pad/index.js";

const STROKE = [
  [0.2, 0.2],
  [0.8, 0.2],
];

test("the eraser touches a stroke between its points and at its ends", () => {
  assert.ok(isNear(STROKE, [0.5, 0.25], 0.1));
  assert.ok(isNear(STROKE, [0.15, 0.2], 0.1));
});

test("it leaves what is farther away", () => {
  assert.ok(!isNear(STROKE, [0.5, 0.4], 0.1));
  assert.ok(!isNear(STROKE, [0.95, 0.2], 0.1));
});

test("a dot is erased, too", () => {
  assert.ok(isNear([[0.5, 0.5]], [0.52, 0.5], 0.1));
});
