import assert from "node:assert/strict";
import { test } from "node:test";

import { cellsOf, layOutKernels, topClass } from "../../cnnviz/ui/components/epoch_watch/layout.js";
import { accuracyOf, sumOf } from "../../cnnviz/ui/components/epoch_watch/matrix.js";

for (const kernel of [
  [3, 3, 1, 32],
  [7, 7, 3, 64],
  [28, 28, 1, 10],
  [1, 1, 4, 5],
  [3, 5, 1, 1],
]) {
  for (const ratio of [1, 1.5, 2]) {
    test(`kernels ${kernel.join(" × ")} lie side by side at ${ratio}`, () => {
      const plan = layOutKernels(kernel, 330, ratio);
      const [height, width, , count] = kernel;
      const corners = Array.from({ length: count }, (_, unit) => plan.corner(unit));
      assert.equal(new Set(corners.map(String)).size, count);
      for (const [x, y] of corners) {
        assert.ok(x + width * plan.scale <= Math.min(plan.total[0], 330) + 1e-6);
        assert.ok(y + height * plan.scale <= plan.total[1] + 1e-6);
      }
      assert.ok(Math.abs(plan.scale * ratio - Math.round(plan.scale * ratio)) < 1e-9);
    });
  }
}

test("cells of a kernel are its own; over other channels they are added", () => {
  const values = Float32Array.from({ length: 16 }, (_, i) => i);
  assert.deepEqual(cellsOf(values, [2, 2, 1, 4], 1), [4, 5, 6, 7]);
  assert.deepEqual(cellsOf(values, [2, 2, 2, 2], 1), [8 + 9, 10 + 11, 12 + 13, 14 + 15]);
  assert.deepEqual(cellsOf(values, [1, 1, 3, 5], 1), [3, 4, 5]);
});

test("the answer to a probe is its most probable class", () => {
  const probabilities = [0.2, 0.5, 0.3, 0.9, 0.05, 0.05];
  assert.deepEqual(topClass(probabilities, 0, 3), { index: 1, probability: 0.5 });
  assert.deepEqual(topClass(probabilities, 1, 3), { index: 0, probability: 0.9 });
});

test("sums and accuracy of a matrix", () => {
  const counts = [5, 1, 0, 2, 3, 0, 0, 0, 0];
  assert.deepEqual(
    [0, 1, 2].map((row) => sumOf(counts, row, 3)),
    [6, 5, 0],
  );
  assert.equal(accuracyOf(counts, 3), 8 / 11);
  assert.equal(accuracyOf([0], 1), 0);
});
