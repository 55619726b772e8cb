// The drawing pad. A drawing is a list of strokes, a stroke a list of points [x, y] in sides of
// the pad. A list is never changed once it is kept, so the list before is what "undo" brings back.

import { sizeCanvas } from "../_js/canvas.js";

const INK = "#ffffff";
const LEAST_STEP = 0.004; // of the pad's side; nearer points add nothing to a stroke this wide

/** One entry for each pad in the page: its drawing outlives reruns and theme changes. */
const pads = new WeakMap();

function startPad(root, { strokes, example }) {
  const canvas = root.querySelector("canvas");
  const pad = { root, canvas, strokes, example, past: [], before: [], stroke: null };
  pads.set(root, pad);
  new ResizeObserver(() => paintPad(pad)).observe(root);
  return pad;
}

/** A curve through the middles between points: round where the hand was. */
function tracePath(context, points, side) {
  const at = points.map(([x, y]) => [x * side, y * side]);
  context.beginPath();
  context.moveTo(...at[0]);
  for (let i = 1; i < at.length - 1; i++) {
    const middle = [(at[i][0] + at[i + 1][0]) / 2, (at[i][1] + at[i + 1][1]) / 2];
    context.quadraticCurveTo(...at[i], ...middle);
  }
  // A line of no length is left out, cap and all: a dot is given some.
  const [x, y] = at[at.length - 1];
  context.lineTo(x + (at.length === 1 ? 0.01 : 0), y);
  context.stroke();
}

function paintPad(pad) {
  const side = pad.canvas.parentElement.clientWidth;
  const context = sizeCanvas(pad.canvas, side, side);
  context.clearRect(0, 0, side, side);
  Object.assign(context, {
    strokeStyle: INK,
    lineWidth: pad.pen * side,
    lineCap: "round",
    lineJoin: "round",
  });
  const shown = pad.stroke ? [...pad.before, pad.stroke] : pad.strokes;
  for (const points of shown) tracePath(context, points, side);
  pad.root.querySelector(".invitation").hidden = shown.length > 0;
  pad.root.querySelector(".undo").disabled = pad.past.length === 0;
  pad.root.querySelector(".clear").disabled = shown.length === 0;
}

const inPad = (v) => Math.round(Math.min(Math.max(v, 0), 1) * 1000) / 1000;

function pointOf(event, canvas) {
  const box = canvas.getBoundingClientRect();
  return [
    inPad((event.clientX - box.left) / box.width),
    inPad((event.clientY - box.top) / box.height),
  ];
}

function addPoint(stroke, point) {
  const [x, y] = stroke[stroke.length - 1];
  if (Math.hypot(point[0] - x, point[1] - y) >= LEAST_STEP) stroke.push(point);
}

/** Put a new drawing in the old one's place and send it. */
function keep(pad, strokes) {
  pad.past.push({ strokes: pad.strokes, example: pad.example });
  Object.assign(pad, { strokes, example: false, stroke: null });
  paintPad(pad);
  pad.send(pad.strokes);
}

function undo(pad) {
  const before = pad.past.pop();
  if (!before) return;
  Object.assign(pad, before);
  paintPad(pad);
  pad.send(pad.strokes);
}

function begin(pad, event) {
  if (!event.isPrimary || event.button !== 0) return;
  event.preventDefault();
  pad.canvas.setPointerCapture(event.pointerId);
  pad.stroke = [pointOf(event, pad.canvas)];
  pad.before = pad.example ? [] : pad.strokes; // the example makes room
  paintPad(pad);
}

function go(pad, event) {
  if (!pad.stroke || !event.isPrimary) return;
  // A fast hand moves several times a frame; the browser keeps these moves for us.
  const moves = event.getCoalescedEvents?.() ?? [];
  for (const move of moves.length ? moves : [event])
    addPoint(pad.stroke, pointOf(move, pad.canvas));
  paintPad(pad);
}

function end(pad, event) {
  if (pad.stroke && event.isPrimary) keep(pad, [...pad.before, pad.stroke]);
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".pad");
  const pad = pads.get(root) ?? startPad(root, data);
  pad.pen = data.pen;
  pad.send = (strokes) => setStateValue("strokes", strokes);
  pad.canvas.onpointerdown = (event) => begin(pad, event);
  pad.canvas.onpointermove = (event) => go(pad, event);
  pad.canvas.onpointerup = (event) => end(pad, event);
  pad.canvas.onpointercancel = (event) => end(pad, event);
  root.querySelector(".undo").onclick = () => undo(pad);
  root.querySelector(".clear").onclick = () => keep(pad, []);
  paintPad(pad);
}
