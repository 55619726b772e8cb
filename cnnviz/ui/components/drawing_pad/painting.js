// What the pad shows: its strokes, which buttons apply, the pen's width, and the cursor.

import { clearedCanvas } from "../_js/canvas.js";
import { find, findAs, findButton } from "../_js/dom.js";

/** @typedef {import("./types.js").Pad} Pad */
/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Stroke} Stroke */

const INK = "#ffffff";

/** @param {Pad} pad */
export const shownStrokes = (pad) => (pad.stroke ? [...pad.before, pad.stroke] : pad.strokes);

/** @param {Pad} pad */
export function paintPad(pad) {
  const side = pad.canvas.parentElement?.clientWidth ?? 0;
  const context = clearedCanvas(pad.canvas, side, side);
  const pen = { strokeStyle: INK, lineWidth: pad.pen * side, lineCap: "round", lineJoin: "round" };
  Object.assign(context, pen);
  const shown = shownStrokes(pad);
  for (const stroke of shown) tracePath(context, stroke, side);
  find(pad.root, ".invitation").hidden = shown.length > 0;
  findButton(pad.root, ".undo").disabled = pad.past.length === 0;
  findButton(pad.root, ".clear").disabled = shown.length === 0;
}

/**
 * A curve through the middles between points, so that it is round.
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke} stroke
 * @param {number} side
 */
function tracePath(context, stroke, side) {
  const points = stroke.map(([x, y]) => ({ x: x * side, y: y * side }));
  const last = points[points.length - 1];
  context.beginPath();
  context.moveTo(points[0].x, points[0].y);
  for (let i = 1; i < points.length - 1; i++) {
    const [here, next] = [points[i], points[i + 1]];
    context.quadraticCurveTo(here.x, here.y, (here.x + next.x) / 2, (here.y + next.y) / 2);
  }
  // A line of no length is left out, cap and all: a dot is given some.
  context.lineTo(last.x + (points.length === 1 ? 0.01 : 0), last.y);
  context.stroke();
}

/**
 * Show a circle as wide as the pen or the eraser, or none.
 * @param {Pad} pad
 * @param {Point | null} at
 */
export function showCursor(pad, at) {
  const mark = find(pad.root, ".cursor");
  mark.hidden = !at;
  if (!at) return;
  mark.classList.toggle("down", pad.stroke !== null || pad.erasure !== null);
  const [left, top, size] = [at[0], at[1], pad.pen].map((part) => `${100 * part}%`);
  Object.assign(mark.style, { left, top, width: size, height: size });
}

/** @param {Pad} pad */
export function showPen(pad) {
  const slider = findAs(pad.root, ".pen", HTMLInputElement);
  const [min, max] = pad.pens.map(String);
  Object.assign(slider, { min, max, value: String(pad.pen) });
  pad.root.style.setProperty("--nib", `${Math.round(pad.pen * 100)}px`);
}
