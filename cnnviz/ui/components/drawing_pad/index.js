// The drawing pad: what it holds, and its buttons.

import { find, findAs, findButton, findCanvas } from "../_js/dom.js";
import { keepViews } from "../_js/views.js";
import { connectKeys, connectPointer } from "./gestures.js";
import { paintPad, showCursor, showPen } from "./painting.js";
import { send, sendLate, sendWhileMoving } from "./sending.js";
import { clear, lift, undo } from "./tools.js";

/** @typedef {import("./types.js").DrawingPadData} DrawingPadData */
/** @typedef {import("./types.js").Pad} Pad */

/**
 * @param {HTMLElement} root
 * @returns {Pad}
 */
const emptyPad = (root) => ({
  root,
  canvas: findCanvas(root, "canvas"),
  started: false,
  strokes: [],
  example: false,
  past: [],
  before: [],
  stroke: null,
  erasure: null,
  pen: 0,
  pens: [0, 1],
  erasing: false,
  live: false,
  between: 0,
  route: "",
  asking: false,
  changed: false,
  finishing: false,
  again: false,
  cursor: [0.5, 0.5],
  number: 0,
  waiting: 0,
  sentAt: -Infinity,
  late: false,
  send: () => {},
});

/**
 * @param {Pad} pad
 * @param {boolean} erasing
 */
function chooseTool(pad, erasing) {
  lift(pad);
  pad.erasing = erasing;
  findButton(pad.root, ".eraser").setAttribute("aria-pressed", String(erasing));
  pad.root.classList.toggle("erasing", erasing);
  showCursor(pad, null);
}

/** @param {Pad} pad */
function connectPen(pad) {
  const slider = findAs(pad.root, ".pen", HTMLInputElement);
  slider.oninput = () => {
    pad.pen = Number(slider.value);
    showPen(pad);
    paintPad(pad);
    sendWhileMoving(pad);
  };
  slider.onchange = () => send(pad);
}

const padOf = keepViews((/** @type {HTMLElement} */ root) => {
  const pad = emptyPad(root);
  connectPointer(pad);
  connectKeys(pad);
  connectPen(pad);
  findButton(root, ".eraser").onclick = () => chooseTool(pad, !pad.erasing);
  findButton(root, ".undo").onclick = () => undo(pad);
  findButton(root, ".clear").onclick = () => clear(pad);
  new ResizeObserver(() => pad.started && paintPad(pad)).observe(root);
  return pad;
});

/** @param {import("../_js/views.js").Call<DrawingPadData>} call */
export default function ({ data, parentElement, setStateValue }) {
  const pad = padOf(find(parentElement, ".pad"));
  const { strokes, example, pen, pens, live, between, route } = data;
  if (!pad.started) Object.assign(pad, { strokes, example, pen });
  Object.assign(pad, { started: true, pens, live, between, route });
  if (data.answered >= pad.waiting) pad.waiting = 0;
  pad.root.ariaBusy = String(pad.waiting !== 0);
  pad.send = (drawing) => setStateValue("drawing", drawing);
  if (pad.late && !pad.waiting) sendLate(pad);
  showPen(pad);
  paintPad(pad);
}
