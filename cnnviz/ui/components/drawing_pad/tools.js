// Pen and eraser, wherever they are moved by: set down, moved, lifted; undo and clear.

import { addPoint, erase } from "./geometry.js";
import { paintPad } from "./painting.js";
import { send, sendWhileMoving } from "./sending.js";

/** @typedef {import("./types.js").Pad} Pad */
/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Stroke} Stroke */

/**
 * Whether the pen or the eraser is down.
 * @param {Pad} pad
 */
export const isDown = (pad) => pad.stroke !== null || pad.erasure !== null;

/**
 * @param {Pad} pad
 * @param {Point} point
 */
export function setDown(pad, point) {
  if (pad.erasing) {
    pad.erasure = { at: point, erased: false };
    return moveTo(pad, [point]);
  }
  pad.stroke = [point];
  pad.sentAt = performance.now(); // a stroke that is soon complete needs no run while it is drawn
  pad.before = pad.example ? [] : pad.strokes; // the example makes room
  paintPad(pad);
}

/**
 * Move what is down through points.
 * @param {Pad} pad
 * @param {Point[]} points
 */
export function moveTo(pad, points) {
  if (pad.erasure) {
    if (!eraseThrough(pad, points)) return;
  } else if (pad.stroke) {
    for (const point of points) addPoint(pad.stroke, point);
  } else return;
  paintPad(pad);
  sendWhileMoving(pad);
}

/**
 * Erase what lies on the way through points; return whether there was anything. What was before
 * the eraser met the first ink is what "undo" brings back.
 * @param {Pad} pad
 * @param {Point[]} points
 */
function eraseThrough(pad, points) {
  const erasure = /** @type {import("./types.js").Erasure} */ (pad.erasure);
  const before = pad.strokes;
  let left = before;
  for (const point of points) {
    left = erase(left, erasure.at, point, pad.pen); // half the eraser and half the pen
    erasure.at = point;
  }
  if (left === before) return false;
  if (!erasure.erased) remember(pad);
  erasure.erased = true;
  Object.assign(pad, { strokes: left, example: false });
  return true;
}

/**
 * Lift the pen or the eraser: what it did is complete.
 * @param {Pad} pad
 */
export function lift(pad) {
  if (pad.stroke) keep(pad, [...pad.before, pad.stroke]);
  const { erased } = pad.erasure ?? { erased: false };
  pad.erasure = null;
  if (erased) send(pad);
}

/** @param {Pad} pad */
const remember = (pad) => pad.past.push({ strokes: pad.strokes, example: pad.example });

/**
 * Put a new drawing in the old one's place and send it.
 * @param {Pad} pad
 * @param {Stroke[]} strokes
 */
export function keep(pad, strokes) {
  remember(pad);
  Object.assign(pad, { strokes, example: false, stroke: null });
  paintPad(pad);
  send(pad);
}

/** @param {Pad} pad */
export function clear(pad) {
  pad.erasure = null;
  keep(pad, []);
}

/** @param {Pad} pad */
export function undo(pad) {
  const before = pad.past.pop();
  if (!before) return;
  Object.assign(pad, before, { erasure: null });
  paintPad(pad);
  send(pad);
}
