import assert from "node:assert/strict";
import { test } from "node:test";

import { addFrames, frameOf, noFrames } from "../../cnnviz/ui/components/_js/epoch_frames.js";

const message = (start, epochs, more = {}) => {
  const count = epochs.length + (more.live ? 1 : 0);
  const values = Float32Array.from({ length: 2 * count }, (_, i) => (epochs[i >> 1] ?? 99) * 10);
  const constant = start === 0 ? { classes: ["a"] } : null;
  const shapes = count ? { values: [2] } : {};
  return { run: "r", stamp: "1", start, epochs, live: false, shapes, constant, values, ...more };
};

test("frames of messages add up", () => {
  const frames = noFrames();
  assert.ok(!addFrames(frames, message(0, [1, 2])));
  assert.ok(!addFrames(frames, message(2, [3])));
  assert.ok(!addFrames(frames, message(3, [])));
  assert.deepEqual(frames.epochs, [1, 2, 3]);
  assert.deepEqual([...frameOf(frames, 2).values], [20, 20]);
  assert.deepEqual([...frameOf(frames, null).values], [30, 30]);
  assert.deepEqual(frames.constant, { classes: ["a"] });
});

test("the same message again changes nothing", () => {
  const frames = noFrames();
  addFrames(frames, message(0, [1, 2]));
  addFrames(frames, message(2, [3]));
  addFrames(frames, message(2, [3]));
  assert.deepEqual(frames.epochs, [1, 2, 3]);
});

test("a message that was lost is noticed", () => {
  const frames = noFrames();
  assert.ok(addFrames(frames, message(2, [3])));
  addFrames(frames, message(0, [1, 2]));
  assert.ok(addFrames(frames, message(3, [4])));
  assert.deepEqual(frames.epochs, [1, 2]);
  assert.ok(!addFrames(frames, message(2, [3, 4])));
  assert.deepEqual(frames.epochs, [1, 2, 3, 4]);
});

test("a run that was set back replaces its frames", () => {
  const frames = noFrames();
  addFrames(frames, message(0, [1, 2, 3]));
  assert.ok(addFrames(frames, message(2, [3], { stamp: "2" })));
  addFrames(frames, message(0, [1], { stamp: "2" }));
  assert.deepEqual(frames.epochs, [1]);
  assert.equal(frameOf(frames, 2), null);
});

test("now is the step within an epoch, as long as there is one", () => {
  const frames = noFrames();
  addFrames(frames, message(0, [1], { live: true }));
  assert.deepEqual([...frameOf(frames, null).values], [990, 990]);
  assert.deepEqual([...frameOf(frames, 1).values], [10, 10]);
  addFrames(frames, message(1, [2]));
  assert.deepEqual([...frameOf(frames, null).values], [20, 20]);
});
