// The drawing pad. A drawing is a list of strokes, a stroke a list of points [x, y] in sides of
// the pad. A list is never changed once it is kept, so the list before is what "undo" brings back.

import { clearedCanvas } from "../_js/canvas.js";
import { find, findAs, findButton, findCanvas } from "../_js/dom.js";
import { arrowStep, clamp } from "../_js/grid_keys.js";
import { keepViews } from "../_js/views.js";

/** @typedef {[x: number, y: number]} Point */
/** @typedef {Point[]} Stroke */
/**
 * @typedef {object} DrawingPadData
 * @property {Stroke[]} strokes at the start
 * @property {boolean} example whether these make room for the first stroke
 * @property {number} pen its width in sides of the pad, at the start
 * @property {[thinnest: number, thickest: number]} pens
 * @property {boolean} live whether a stroke is sent while it is drawn
 * @property {number} answered the number of the last message that Python has read
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
 * @property {[number, number]} pens
 * @property {boolean} erasing
 * @property {boolean} live
 * @property {Point} cursor of the keyboard
 * @property {number} number of the last message
 * @property {number} waiting the number of the message whose answer is waited for, 0 for none
 * @property {number} sentAt when it was sent
 * @property {boolean} late whether the drawing has changed since
 * @property {(drawing: { strokes: Stroke[], pen: number, number: number }) => void} send
 */

const INK = "#ffffff";
const BETWEEN = 100; // ms from one message of a moving pen to the next
const PATIENCE = 1500; // ms, after which a message counts as answered
const STEP = 0.03; // of an arrow key, in sides of the pad; with Shift three times that
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
 * Send the drawing as it is now.
 * @param {Pad} pad
 */
function send(pad) {
  const strokes = pad.stroke ? [...pad.before, pad.stroke] : pad.strokes;
  pad.number = Math.max(Date.now(), pad.number + 1);
  Object.assign(pad, { waiting: pad.number, sentAt: performance.now(), late: false });
  pad.send({ strokes, pen: pad.pen, number: pad.number });
}

/**
 * Send a drawing that is still being changed: at most every 100 ms, and never before the message
 * before has been answered.
 * @param {Pad} pad
 */
function sendWhileMoving(pad) {
  if (!pad.live) return;
  const since = performance.now() - pad.sentAt;
  if (since >= BETWEEN && (!pad.waiting || since >= PATIENCE)) return send(pad);
  if (!pad.late) setTimeout(() => pad.late && sendLate(pad), BETWEEN);
  pad.late = true;
}

/** @param {Pad} pad */
function sendLate(pad) {
  pad.late = false;
  sendWhileMoving(pad);
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
  send(pad);
}

/** @param {Pad} pad */
function undo(pad) {
  const before = pad.past.pop();
  if (!before) return;
  Object.assign(pad, before);
  paintPad(pad);
  send(pad);
}

/**
 * @param {Pad} pad
 * @param {PointerEvent} event
 */
function startStroke(pad, event) {
  if (!event.isPrimary || event.button !== 0) return;
  event.preventDefault();
  pad.canvas.setPointerCapture(event.pointerId);
  if (pad.erasing) return eraseAt(pad, pointOf(event, pad.canvas));
  pad.stroke = [pointOf(event, pad.canvas)];
  pad.before = pad.example ? [] : pad.strokes; // the example makes room
  paintPad(pad);
}

/**
 * @param {Pad} pad
 * @param {PointerEvent} event
 */
function continueStroke(pad, event) {
  if (pad.erasing && event.buttons) return eraseAt(pad, pointOf(event, pad.canvas));
  if (!pad.stroke || !event.isPrimary) return;
  // A fast pointer moves several times a frame; the browser keeps these moves for us.
  const moves = event.getCoalescedEvents?.() ?? [];
  for (const move of moves.length ? moves : [event])
    addPoint(pad.stroke, pointOf(move, pad.canvas));
  paintPad(pad);
  sendWhileMoving(pad);
}

/**
 * Whether a stroke passes a point nearer than a distance.
 * @param {Stroke} stroke
 * @param {Point} point
 * @param {number} distance
 */
export function isNear(stroke, [x, y], distance) {
  return stroke.some(([x1, y1], i) => {
    const [x0, y0] = stroke[Math.max(i - 1, 0)];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const along = clamp(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1), 0, 1);
    return Math.hypot(x - x0 - along * dx, y - y0 - along * dy) <= distance;
  });
}

/**
 * Take away the strokes under a point.
 * @param {Pad} pad
 * @param {Point} point
 */
function eraseAt(pad, point) {
  const left = pad.strokes.filter((stroke) => !isNear(stroke, point, pad.pen));
  if (left.length < pad.strokes.length) keep(pad, left);
}

/**
 * Draw with keys: arrows move, Space sets the pen down and lifts it.
 * @param {Pad} pad
 * @param {KeyboardEvent} event
 */
function onKey(pad, event) {
  const step = arrowStep(event);
  const act = { Backspace: undo, Delete: () => keep(pad, []), " ": togglePen, Enter: togglePen }[
    event.key
  ];
  if (!step && !act) return;
  event.preventDefault();
  if (act) act(pad);
  else if (step) moveCursor(pad, step, event.shiftKey ? 3 * STEP : STEP);
  showCursor(pad);
}

/**
 * @param {Pad} pad
 * @param {import("../_js/grid_keys.js").Cell} step
 * @param {number} length
 */
function moveCursor(pad, [down, right], length) {
  const [x, y] = pad.cursor;
  pad.cursor = [inPad(x + right * length), inPad(y + down * length)];
  if (!pad.stroke) return;
  addPoint(pad.stroke, pad.cursor);
  paintPad(pad);
  sendWhileMoving(pad);
}

/** @param {Pad} pad */
function togglePen(pad) {
  if (pad.erasing) return eraseAt(pad, pad.cursor);
  if (pad.stroke) return keep(pad, [...pad.before, pad.stroke]);
  pad.stroke = [pad.cursor];
  pad.before = pad.example ? [] : pad.strokes;
  paintPad(pad);
}

/** @param {Pad} pad */
function showCursor(pad) {
  const mark = find(pad.root, ".cursor");
  mark.hidden = !pad.canvas.matches(":focus-visible");
  mark.classList.toggle("down", pad.stroke !== null);
  const [left, top, size] = [pad.cursor[0], pad.cursor[1], pad.pen].map((part) => `${100 * part}%`);
  Object.assign(mark.style, { left, top, width: size, height: size });
}

/**
 * @param {Pad} pad
 * @param {boolean} erasing
 */
function chooseTool(pad, erasing) {
  pad.erasing = erasing;
  findButton(pad.root, ".eraser").setAttribute("aria-pressed", String(erasing));
  pad.root.classList.toggle("erasing", erasing);
}

/** @param {Pad} pad */
function showPen(pad) {
  const slider = findAs(pad.root, ".pen", HTMLInputElement);
  const [min, max] = pad.pens.map(String);
  Object.assign(slider, { min, max, value: String(pad.pen) });
  pad.root.style.setProperty("--nib", `${Math.round(pad.pen * 100)}px`);
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
    pens: [0, 1],
    erasing: false,
    live: false,
    cursor: [0.5, 0.5],
    number: 0,
    waiting: 0,
    sentAt: -Infinity,
    late: false,
    send: () => {},
  };
  canvas.onpointerdown = (event) => startStroke(pad, event);
  canvas.onpointermove = (event) => continueStroke(pad, event);
  canvas.onpointerup = canvas.onpointercancel = (event) => endStroke(pad, event);
  canvas.onkeydown = (event) => onKey(pad, event);
  canvas.onfocus = () => showCursor(pad);
  canvas.onblur = () => {
    if (pad.stroke) keep(pad, [...pad.before, pad.stroke]);
    showCursor(pad);
  };
  findButton(root, ".eraser").onclick = () => chooseTool(pad, !pad.erasing);
  const slider = findAs(root, ".pen", HTMLInputElement);
  slider.oninput = () => {
    pad.pen = Number(slider.value);
    showPen(pad);
    paintPad(pad);
    sendWhileMoving(pad);
  };
  slider.onchange = () => send(pad);
  findButton(root, ".undo").onclick = () => undo(pad);
  findButton(root, ".clear").onclick = () => keep(pad, []);
  new ResizeObserver(() => pad.started && paintPad(pad)).observe(root);
  return pad;
});

/** @param {import("../_js/views.js").Call<DrawingPadData>} call */
export default function ({ data, parentElement, setStateValue }) {
  const pad = padOf(find(parentElement, ".pad"));
  const { strokes, example, pen, pens, live } = data;
  if (!pad.started) Object.assign(pad, { strokes, example, pen });
  Object.assign(pad, { started: true, pens, live });
  if (data.answered >= pad.waiting) pad.waiting = 0;
  pad.send = (drawing) => setStateValue("drawing", drawing);
  if (pad.late && !pad.waiting) sendLate(pad);
  showPen(pad);
  paintPad(pad);
}
