import assert from "node:assert/strict";
import { test } from "node:test";

import { Gif, paletteOf } from "../../cnnviz/ui/components/_js/gif.js";
import { gifTitle } from "../../cnnviz/ui/components/sliding_window/controls.js";
import { shownPositions } from "../../cnnviz/ui/components/sliding_window/recording.js";

test("of few colours, each is in the palette, the most frequent first", () => {
  assert.deepEqual(paletteOf([Uint32Array.of(5, 9, 9), Uint32Array.of(7, 9, 7)]), [9, 7, 5]);
});

test("a palette knows no transparency", () => {
  assert.deepEqual(paletteOf([Uint32Array.of(0xff010203, 0x80010203)]), [0x010203]);
});

test("of many colours, the most frequent stay and none of the others is far from its nearest", () => {
  const rare = Array.from({ length: 4096 }, (_, at) => (at & 63) | ((at >> 6) << 8));
  const frequent = [0xf0f0f0, 0xf1f0f0, 0xf2f0f0];
  const palette = paletteOf([Uint32Array.from([...rare, ...frequent, ...frequent])]);
  assert.ok(palette.length <= 255);
  assert.deepEqual(palette.slice(0, 3), frequent);
  for (const colour of rare) {
    const apart = palette.map((other) =>
      Math.hypot((colour & 255) - (other & 255), (colour >> 8) - ((other >> 8) & 0xffff)),
    );
    assert.ok(Math.min(...apart) <= 8);
  }
});

test("a frame like the last costs a few bytes", () => {
  const picture = Uint32Array.from({ length: 10_000 }, (_, at) => (at * 7919) & 0xff);
  const gif = new Gif(100, 100, paletteOf([picture]).slice(0, 255));
  gif.add(picture, 100);
  const before = gif.bytes().length;
  gif.add(picture, 100);
  assert.ok(gif.bytes().length - before < 30);
});

test("of few windows all are shown, of many as many as allowed, from the first to the last", () => {
  assert.deepEqual(shownPositions(4, 120), [0, 1, 2, 3]);
  assert.deepEqual(shownPositions(1, 120), [0]);
  const shown = shownPositions(1024, 120);
  assert.deepEqual([shown.length, shown[0], shown.at(-1)], [120, 0, 1023]);
  const steps = shown.slice(1).map((position, at) => position - shown[at]);
  assert.deepEqual([...new Set(steps)].sort(), [8, 9]);
});

test("the button says what the GIF will show", () => {
  const title = (rows, cols, transposed = false) =>
    gifTitle({ data: { places: [rows, cols], transposed, mostFrames: 120 } });
  assert.equal(title(5, 5), "Save as a GIF with one frame per window");
  assert.equal(title(5, 5, true), "Save as a GIF with one frame per stamp");
  assert.equal(title(30, 30), "Save as a GIF of 120 of the 900 windows, evenly spaced");
  assert.equal(title(1, 1), "Save as a GIF; it does not move, as there is only one window");
});
