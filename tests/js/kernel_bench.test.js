import assert from "node:assert/strict";
import { test } from "node:test";

import { cleanNumber, letterHeight } from "../../cnnviz/ui/components/kernel_bench/cells.js";
import {
  outputAt,
  pooledFrom,
  pooledPixel,
  pooledValue,
  reachOf,
  unpooledAt,
} from "../../cnnviz/ui/components/kernel_bench/data.js";
import { freeCorner } from "../../cnnviz/ui/components/kernel_bench/lens.js";
import { isSetByPython, pinText } from "../../cnnviz/ui/components/kernel_bench/pins.js";

test("a number of float32 reads as it was typed", () => {
  const typed = [60, 113, 0.25, -1.75, 114, 1 / 3];
  const shown = ["60", "113", "0.25", "\u22121.75", "114", "0.33"];
  assert.deepEqual(typed.map(Math.fround).map(cleanNumber), shown);
  assert.equal(cleanNumber(Math.fround(60 / 255) * 255), "60");
});

test("numbers are written only where the longest fits into its cell", () => {
  assert.equal(letterHeight(["60"], 12), 0);
  assert.ok(letterHeight(["60"], 40) > 12);
  assert.ok(letterHeight(["\u2212135.25"], 40) < letterHeight(["60"], 40));
  for (const side of [18, 25, 40, 90])
    for (const text of ["0", "255", "\u22120.25"])
      assert.ok(letterHeight([text], side) * 0.6 * text.length <= side);
});

test("the lens covers nothing of what it magnifies, wherever that lies", () => {
  const frame = { width: 358, height: 256 };
  const side = frame.height / 2.5;
  for (let x = -20; x < frame.width; x += 7)
    for (let y = -20; y < frame.height; y += 7) {
      const seen = { x, y, width: 30, height: 30 };
      const corner = freeCorner(frame, side, seen);
      assert.ok(corner, `${x}, ${y}`);
      const apartX = corner.x + side <= x || corner.x >= x + 30;
      const apartY = corner.y + side <= y || corner.y >= y + 30;
      assert.ok(apartX || apartY, `${x}, ${y}`);
      assert.ok(corner.x >= 0 && corner.x + side <= frame.width);
      assert.ok(corner.y >= 0 && corner.y + side <= frame.height);
    }
});

test("a window too large for any corner has no lens", () => {
  const seen = { x: 20, y: 20, width: 300, height: 220 };
  assert.equal(freeCorner({ width: 358, height: 256 }, 100, seen), null);
});

const HEADER = { pool: 2, pooling: "max", corner: [0, 0], pooledSize: [2, 2] };
const ARRAYS = {
  output: { values: [5, 7, 13, 15], width: 2, height: 2, channels: 1 },
  unpooled: { values: Array.from({ length: 16 }, (_, i) => i), width: 4, height: 4, channels: 1 },
};

test("an output pixel belongs to the pooled pixel whose window reads it", () => {
  assert.deepEqual(reachOf(HEADER), [4, 4]);
  assert.deepEqual(pooledPixel(HEADER, [3, 1]), [1, 0]);
  assert.deepEqual(pooledFrom(HEADER, [3, 1]), [
    [2, 0],
    [2, 1],
    [3, 0],
    [3, 1],
  ]);
  const data = { header: HEADER, arrays: ARRAYS };
  assert.equal(outputAt(data, [3, 1], 0), 13);
  assert.equal(unpooledAt(data, [3, 1], 0), 13);
  assert.equal(unpooledAt(data, [2, 1], 0), 9);
});

test("pooling takes the largest or the mean", () => {
  assert.equal(pooledValue({ pooling: "max" }, [1, -4, 3, 2]), 3);
  assert.equal(pooledValue({ pooling: "average" }, [3, -1, -3, 1]), 0);
  assert.equal(pooledValue({ pooling: "none" }, [-2]), -2);
});

test("a pin that Python sets on the same picture counts, and one that it takes away", () => {
  assert.equal(pinText({ pinned: true, pixel: [1, 2] }), "1,2");
  assert.equal(pinText({ pinned: false, pixel: [1, 2] }), "");
  assert.ok(isSetByPython([], "", "1,2"));
  assert.ok(isSetByPython([], "1,2", ""));
  assert.ok(!isSetByPython([], "1,2", "1,2"));
});

test("a late answer to an earlier pin does not undo the visitor's next one", () => {
  const reported = ["0,0", "3,3"];
  assert.ok(!isSetByPython(reported, "", "0,0"));
  assert.ok(!isSetByPython(reported, "0,0", "3,3"));
  assert.deepEqual(reported, []);
  assert.ok(isSetByPython(reported, "3,3", "0,0"));
});

test("of several pins Python answers only the last", () => {
  const reported = ["0,0", "", "3,3"];
  assert.ok(!isSetByPython(reported, "", "3,3"));
  assert.deepEqual(reported, []);
});
