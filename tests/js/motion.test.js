import assert from "node:assert/strict";
import { test } from "node:test";

import { elapsedSince } from "../../cnnviz/ui/components/_js/motion.js";
import * as descent from "../../cnnviz/ui/components/learned_kernel/motion.js";
import * as sliding from "../../cnnviz/ui/components/sliding_window/motion.js";

/** A system that asks for less motion, or does not. */
const withCalm = (matches) =>
  Object.assign(globalThis, { window: { matchMedia: () => ({ matches }) } });

/** Windows of 2 on a field of 6 x 8 with stride 2. */
const data = {
  places: [3, 4],
  rows: { starts: [0, 2, 4] },
  cols: { starts: [0, 2, 4, 6] },
};

test("between two frames passes what the clock says, but a pause of the browser counts little", () => {
  const view = { then: 1000 };
  assert.equal(elapsedSince(view, 1016), 16);
  assert.equal(elapsedSince(view, 1050), 34);
  assert.equal(elapsedSince(view, 60_000), 100);
  assert.equal(elapsedSince(view, 59_000), 0);
});

test("nothing plays before the visitor plays it", () => {
  withCalm(false);
  const motion = sliding.newMotion();
  assert.equal(sliding.advance(motion, data, 10_000), false);
  sliding.togglePlay(motion, data);
  assert.equal(sliding.advance(motion, data, 10_000), true);
});

test("a step beyond the last window goes round, or stops where looping is off", () => {
  const motion = { ...sliding.newMotion(), position: 11, playing: true };
  sliding.step(motion, data, 1);
  assert.deepEqual([motion.position, motion.playing], [0, true]);
  sliding.step(motion, data, -1);
  assert.equal(motion.position, 11);
  motion.loop = false;
  sliding.step(motion, data, 1);
  assert.deepEqual([motion.position, motion.playing], [11, false]);
});

test("windows pass at the chosen speed, whatever the frames' length", () => {
  const counts = [16, 100, 250].map((frame) => {
    const motion = { ...sliding.newMotion(), playing: true, pace: sliding.SPEEDS.indexOf(4) };
    for (let time = 0; time < 2000; time += frame) sliding.advance(motion, data, frame);
    return motion.position;
  });
  assert.deepEqual(counts, [8, 8, 8]);
});

test("a paused window stays", () => {
  const motion = { ...sliding.newMotion(), playing: false };
  assert.equal(sliding.advance(motion, data, 10_000), false);
  assert.equal(motion.position, 0);
});

test("another layer keeps the position where it has it", () => {
  const motion = { ...sliding.newMotion(), position: 7 };
  sliding.keepPosition(motion, data);
  assert.deepEqual([motion.position, motion.shown], [7, [1, 3]]);
  sliding.keepPosition(motion, { ...data, places: [1, 4] });
  assert.deepEqual([motion.position, motion.shown], [0, [0, 0]]);
});

test("the window glides to its place, and is there at once where less motion is asked for", () => {
  withCalm(false);
  const motion = { ...sliding.newMotion(), shown: [0, 0], from: [0, 0], target: [0, 0], began: 0 };
  assert.equal(sliding.glide(motion, [0, 1], 1000), true);
  assert.equal(sliding.glide(motion, [0, 1], 1140), true);
  assert.deepEqual(motion.shown, [0, 0.5]);
  assert.equal(sliding.glide(motion, [0, 1], 1280), false);
  assert.deepEqual(motion.shown, [0, 1]);
  withCalm(true);
  assert.equal(sliding.glide(motion, [2, 1], 2000), false);
  assert.deepEqual(motion.shown, [2, 1]);
});

test("between two places the window's first cell lies between theirs", () => {
  assert.equal(sliding.startOf({ starts: [0, 3, 9] }, 1), 3);
  assert.equal(sliding.startOf({ starts: [0, 3, 9] }, 1.5), 6);
  assert.equal(sliding.startOf({ starts: [0, 3, 9] }, 2), 9);
});

test("the first moments of a training play slowest, and at the end it stops", () => {
  const motion = descent.newMotion(100, false);
  const reached = [];
  while (motion.playing) {
    descent.advance(motion, 100, 1000);
    reached.push(motion.moment);
  }
  assert.deepEqual(reached, [2, 6, 14, 25, 39, 56, 77, 100]);
  descent.togglePlay(motion, 100);
  assert.deepEqual([motion.moment, motion.playing, motion.reached], [0, true, 100]);
});

test("playing goes on from the moment that was gone to", () => {
  const motion = descent.newMotion(100, true);
  assert.deepEqual([motion.moment, motion.playing], [100, false]);
  descent.moveTo(motion, 100, 25);
  assert.equal(motion.time, 0.5);
  descent.moveTo(motion, 100, 200);
  assert.equal(motion.moment, 100);
});
