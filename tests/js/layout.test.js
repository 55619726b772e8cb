import assert from "node:assert/strict";
import { test } from "node:test";

import { cellAt, cornerOf, layOutMaps } from "../../cnnviz/ui/components/feature_strips/layout.js";

const CASES = [
  { shape: [28, 28, 32], step: 1, units: 32 },
  { shape: [200, 200, 64], step: 4, units: 64 },
  { shape: [1, 1, 3], step: 1, units: 3 },
  { shape: [1, 1, 8192], step: 1, units: 8192 },
  { shape: [3, 5, 7], step: 2, units: 7 },
];

for (const maps of CASES) {
  for (const ratio of [1, 1.5, 2]) {
    const name = `${maps.shape.join(" × ")} by ${maps.step} at ${ratio}`;
    const plan = layOutMaps(maps, 700, ratio);

    test(`cells are whole pixels of the screen: ${name}`, () => {
      assert.ok(plan.scale > 0);
      assert.ok(Math.abs(plan.scale * ratio - Math.round(plan.scale * ratio)) < 1e-9);
    });

    test(`no two maps overlap, and all lie in the strip: ${name}`, () => {
      const corners = Array.from({ length: maps.units }, (_, unit) => cornerOf(plan, unit));
      assert.equal(new Set(corners.map(String)).size, maps.units);
      for (const [x, y] of corners) {
        assert.ok(x >= 0 && x + plan.width * plan.scale <= plan.total[0] + 1e-6);
        assert.ok(y >= 0 && y + plan.height * plan.scale <= plan.total[1] + 1e-6);
      }
    });

    test(`the point in the middle of a cell finds the cell: ${name}`, () => {
      for (const unit of [0, maps.units - 1]) {
        const [left, top] = cornerOf(plan, unit);
        const cell = { unit, row: plan.height - 1, col: 0 };
        const [x, y] = [left + plan.scale / 2, top + (cell.row + 0.5) * plan.scale];
        assert.deepEqual(cellAt(plan, maps.units, x, y), cell);
      }
    });
  }
}

test("the shown cells of a map are every step's", () => {
  const plan = layOutMaps({ shape: [7, 9, 1], step: 2, units: 1 }, 700, 1);
  assert.deepEqual([plan.height, plan.width], [4, 5]);
});

test("there is no map beside the strip or behind the last", () => {
  const plan = layOutMaps({ shape: [10, 10, 5], step: 1, units: 5 }, 150, 1);
  const [x, y] = cornerOf(plan, 4);
  assert.equal(cellAt(plan, 5, -1, 5), null);
  assert.equal(cellAt(plan, 5, plan.total[0] + 1, 5), null);
  assert.equal(cellAt(plan, 5, x + plan.w, y), null);
});
