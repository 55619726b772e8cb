// The drawing pad. A drawing is a list of strokes, a stroke a list of points [x, y] in sides of
// the pad. A list is never changed once it is kept, so the list before is what "undo" brings back.

import { clearedCanvas } from "../_js/canvas.js";
import { find, findButton, findCanvas } from "../_js/dom.js";
import { clamp } from "../_js/grid_keys.js";
import { keepViews } from "../_js/views.js";

/** @typedef {[x: number, y: number]} Point */
/** @typedef {Point[]} Stroke */
/**
 * @typedef {object} DrawingPadData
 * @property {Stroke[]} strokes at the start
 * @property {boolean} example whether these make room for the first stroke
 * @property {number} pen its width in sides of the pad
 */
/**
 * @typedef {object} Pad
 * @property {HTMLElement} root
 * @property {HTMLCanvasElement} canvas
 * @property {boolean} started
 * @property {Stroke[]} strokes
 * @property {boolean} example
 * @property {{ strokes: Stroke[], example: boolean }[]} past what "undo" goes back to
 * @property {Stroke[]} before the strokes before the one that is being drawn
 * @property {Stroke | null} stroke the one that is being drawn
 * @property {number} pen
 * @property {(strokes: Stroke[]) => void} send
 */

const INK = "#ffffff";
const LEAST_STEP = 0.004; // of the pad's side; nearer points add nothing to a stroke this wide

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

/** @param {Pad} pad */
function paintPad(pad) {
  const side = pad.canvas.parentElement?.clientWidth ?? 0;
  const context = clearedCanvas(pad.canvas, side, side);
  const pen = { strokeStyle: INK, lineWidth: pad.pen * side, lineCap: "round", lineJoin: "round" };
  Object.assign(context, pen);
  const shown = pad.stroke ? [...pad.before, pad.stroke] : pad.strokes;
  for (const stroke of shown) tracePath(context, stroke, side);
  find(pad.root, ".invitation").hidden = shown.length > 0;
  findButton(pad.root, ".undo").disabled = pad.past.length === 0;
  findButton(pad.root, ".clear").disabled = shown.length === 0;
}

/** @param {number} value */
const inPad = (value) => Math.round(clamp(value, 0, 1) * 1000) / 1000;

/**
 * @param {PointerEvent} event
 * @param {HTMLCanvasElement} canvas
 * @returns {Point}
 */
function pointOf(event, canvas) {
  const box = canvas.getBoundingClientRect();
  return [
    inPad((event.clientX - box.left) / box.width),
    inPad((event.clientY - box.top) / box.height),
  ];
}

/**
 * @param {Stroke} stroke
 * @param {Point} point
 */
export function addPoint(stroke, point) {
  const [x, y] = stroke[stroke.length - 1];
  if (Math.hypot(point[0] - x, point[1] - y) >= LEAST_STEP) stroke.push(point);
}

/**
 * Put a new drawing in the old one's place and send it.
 * @param {Pad} pad
 * @param {Stroke[]} strokes
 */
function keep(pad, strokes) {
  pad.past.push({ strokes: pad.strokes, example: pad.example });
  Object.assign(pad, { strokes, example: false, stroke: null });
  paintPad(pad);
  pad.send(pad.strokes);
}

/** @param {Pad} pad */
function undo(pad) {
  const before = pad.past.pop();
  if (!before) return;
  Object.assign(pad, before);
  paintPad(pad);
  pad.send(pad.strokes);
}

/**
 * @param {Pad} pad
 * @param {PointerEvent} event
 */
function startStroke(pad, event) {
  if (!event.isPrimary || event.button !== 0) return;
  event.preventDefault();
  pad.canvas.setPointerCapture(event.pointerId);
  pad.stroke = [pointOf(event, pad.canvas)];
  pad.before = pad.example ? [] : pad.strokes; // the example makes room
  paintPad(pad);
}

/**
 * @param {Pad} pad
 * @param {PointerEvent} event
 */
function continueStroke(pad, event) {
  if (!pad.stroke || !event.isPrimary) return;
  // A fast pointer moves several times a frame; the browser keeps these moves for us.
  const moves = event.getCoalescedEvents?.() ?? [];
  for (const move of moves.length ? moves : [event])
    addPoint(pad.stroke, pointOf(move, pad.canvas));
  paintPad(pad);
}

/**
 * @param {Pad} pad
 * @param {PointerEvent} event
 */
function endStroke(pad, event) {
  if (pad.stroke && event.isPrimary) keep(pad, [...pad.before, pad.stroke]);
}

const padOf = keepViews((/** @type {HTMLElement} */ root) => {
  const canvas = findCanvas(root, "canvas");
  /** @type {Pad} */
  const pad = {
    root,
    canvas,
    started: false,
    strokes: [],
    example: false,
    past: [],
    before: [],
    stroke: null,
    pen: 0,
    send: () => {},
  };
  canvas.onpointerdown = (event) => startStroke(pad, event);
  canvas.onpointermove = (event) => continueStroke(pad, event);
  canvas.onpointerup = canvas.onpointercancel = (event) => endStroke(pad, event);
  findButton(root, ".undo").onclick = () => undo(pad);
  findButton(root, ".clear").onclick = () => keep(pad, []);
  new ResizeObserver(() => pad.started && paintPad(pad)).observe(root);
  return pad;
});

/** @param {import("../_js/views.js").Call<DrawingPadData>} call */
export default function ({ data, parentElement, setStateValue }) {
  const pad = padOf(find(parentElement, ".pad"));
  if (!pad.started) Object.assign(pad, { strokes: data.strokes, example: data.example });
  pad.started = true;
  pad.pen = data.pen;
  pad.send = (strokes) => setStateValue("strokes", strokes);
  paintPad(pad);
}
