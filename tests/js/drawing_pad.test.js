import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { erase, spanWithin } from "../../cnnviz/ui/components/drawing_pad/geometry.js";
import { send } from "../../cnnviz/ui/components/drawing_pad/sending.js";

const LINE = [
  [0.2, 0.2],
  [0.8, 0.2],
];
const CORNER = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.8],
];

test("an eraser that crosses a line cuts it in two, its reach away from its way", () => {
  assert.deepEqual(erase([LINE], [0.5, 0], [0.5, 0.5], 0.1), [
    [
      [0.2, 0.2],
      [0.4, 0.2],
    ],
    [
      [0.6, 0.2],
      [0.8, 0.2],
    ],
  ]);
});

test("one that is only set down erases a disc: at 3 from the line, with reach 5, 4 to each side", () => {
  const [left, right] = erase([LINE], [0.5, 0.23], [0.5, 0.23], 0.05);
  assert.deepEqual(
    [left[1], right[0]],
    [
      [0.46, 0.2],
      [0.54, 0.2],
    ],
  );
});

test("an end is shortened, and what is within is gone", () => {
  assert.deepEqual(erase([LINE], [0.8, 0.2], [0.8, 0.2], 0.1), [
    [
      [0.2, 0.2],
      [0.7, 0.2],
    ],
  ]);
  assert.deepEqual(erase([LINE], [0.1, 0.2], [0.9, 0.2], 0.05), []);
});

test("a corner is taken out of a stroke of several lines", () => {
  assert.deepEqual(erase([CORNER], [0.8, 0.2], [0.8, 0.2], 0.2), [
    [
      [0.2, 0.2],
      [0.6, 0.2],
    ],
    [
      [0.8, 0.4],
      [0.8, 0.8],
    ],
  ]);
});

test("a stroke that is cut twice leaves three parts, the points between them in place", () => {
  const parts = erase([CORNER], [0.4, 0], [0.4, 0.4], 0.05);
  assert.deepEqual(parts[1].slice(1), CORNER.slice(1));
  assert.equal(erase(parts, [0.6, 0.6], [1, 0.6], 0.05).length, 3);
});

test("what it does not meet stays the same, list and all", () => {
  const drawing = [LINE, CORNER];
  assert.equal(erase(drawing, [0.1, 0.9], [0.5, 0.9], 0.1), drawing);
  const left = erase(drawing, [0.8, 0.8], [0.8, 0.8], 0.1);
  assert.equal(left[0], LINE);
});

test("a second pass at the same place changes nothing, rounded ends or not", () => {
  for (const reach of [0.0333, 0.0777, 0.0909]) {
    const once = erase([CORNER], [0.5, 0.1], [0.55, 0.31], reach);
    assert.equal(erase(once, [0.5, 0.1], [0.55, 0.31], reach), once);
  }
});

test("a dot is erased, too", () => {
  assert.deepEqual(erase([[[0.5, 0.5]]], [0.52, 0.5], [0.52, 0.5], 0.1), []);
  const far = [[[0.5, 0.5]]];
  assert.equal(erase(far, [0.7, 0.5], [0.7, 0.5], 0.1), far);
});

test("of random lines those points are within the span that are near the way", () => {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const point = () => [random(), random()];
  for (let trial = 0; trial < 300; trial++) {
    const [start, end, from, to, reach] = [point(), point(), point(), point(), 0.3 * random()];
    const [first, last] = spanWithin(start, end, from, to, reach);
    for (const share of [random(), random(), random()]) {
      const here = start.map((value, axis) => value + share * (end[axis] - value));
      const distance = distanceTo(here, from, to);
      if (Math.abs(distance - reach) < 1e-6) continue;
      assert.equal(share >= first && share <= last, distance < reach);
    }
  }
});

/** The least of many distances: no formula that the code could share. */
function distanceTo([x, y], [x0, y0], [x1, y1]) {
  let [low, high] = [0, 1];
  const at = (share) => Math.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0));
  for (let step = 0; step < 100; step++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (at(a) < at(b)) high = b;
    else low = a;
  }
  return at(low);
}

/** A pad whose drawing is sent, for as long as a page rests or runs; what it sends. */
function sentBy(rests, answered) {
  const sent = [];
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.document = { querySelector: () => (rests ? {} : null) };
  const pad = { root: { isConnected: true }, strokes: [LINE], stroke: null, erasure: null };
  Object.assign(pad, { pen: 0.1, number: 0, waiting: 0, send: (drawing) => sent.push(drawing) });
  send(pad);
  if (answered) pad.waiting = 0;
  mock.timers.tick(4000);
  mock.timers.reset();
  delete globalThis.document;
  return sent;
}

test("a drawing without an answer is sent again where nothing runs", () => {
  const [first, again] = sentBy(true, false);
  assert.deepEqual(again.strokes, first.strokes);
  assert.ok(again.number > first.number);
});

test("it is not sent again while the page runs, nor once it is answered", () => {
  assert.equal(sentBy(false, false).length, 1);
  assert.equal(sentBy(true, true).length, 1);
});
