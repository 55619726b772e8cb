import assert from "node:assert/strict";
import { test } from "node:test";

import { written } from "../../cnnviz/ui/components/unit_view/index.js";
import { unitAt } from "../../cnnviz/ui/components/unit_view/patches.js";

const SOURCE = { layer: 2, flat: false, size: [4, 4], rows: [-1, 0, 1], cols: [2, 3, 4] };
const PATCH = { channel: 5, name: "channel 6", part: 1 };

test("a cell of a patch leads to the unit of the layer that it was read from", () => {
  assert.deepEqual(unitAt(SOURCE, PATCH, [2, 1]), [2, 1, 3, 5]);
});

test("padding leads nowhere, on either side", () => {
  assert.equal(unitAt(SOURCE, PATCH, [0, 0]), null);
  assert.equal(unitAt(SOURCE, PATCH, [1, 2]), null);
});

test("a flat layer's unit is named by its number alone", () => {
  const flat = { ...SOURCE, flat: true, size: [1, 1], rows: [0], cols: [0] };
  assert.deepEqual(unitAt(flat, PATCH, [0, 0]), [2, 5]);
});

test("pixels of the input are the end", () => {
  assert.equal(unitAt({ ...SOURCE, layer: -1 }, PATCH, [2, 1]), null);
});

test("very small and very large sums are powers of ten, others as everywhere", () => {
  const texts = [3.5e-9, -2.81e-11, 1.24e8, 0, -19.47, 0.115].map(written);
  assert.deepEqual(texts, [
    "3.50 × 10⁻⁹",
    "\u22122.81 × 10⁻¹¹",
    "1.24 × 10⁸",
    "0",
    "\u221219.47",
    "0.12",
  ]);
});
