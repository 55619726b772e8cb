// How the tools are moved: with mouse, finger or stylus, and with the keyboard.

import { arrowStep } from "../_js/grid_keys.js";
import { inPad } from "./geometry.js";
import { showCursor } from "./painting.js";
import { clear, isDown, lift, moveTo, setDown, undo } from "./tools.js";

/** @typedef {import("./types.js").Pad} Pad */
/** @typedef {import("./types.js").Point} Point */

const STEP = 0.03; // of an arrow key, in sides of the pad; with Shift three times that

/** @param {Pad} pad */
export function connectPointer(pad) {
  const { canvas } = pad;
  canvas.onpointerdown = (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    setDown(pad, pointOf(event, canvas));
    followEraser(pad, event);
  };
  canvas.onpointermove = (event) => {
    if (!event.isPrimary) return;
    if (isDown(pad)) moveTo(pad, movesOf(event, canvas));
    followEraser(pad, event);
  };
  canvas.onpointerup = canvas.onpointercancel = (event) => {
    if (event.isPrimary) lift(pad);
    followEraser(pad, event);
  };
  canvas.onpointerleave = () => pad.erasing && showCursor(pad, null);
}

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
 * The points of a move. A fast pointer moves several times a frame; the browser keeps these.
 * @param {PointerEvent} event
 * @param {HTMLCanvasElement} canvas
 */
function movesOf(event, canvas) {
  const moves = event.getCoalescedEvents?.() ?? [];
  return (moves.length ? moves : [event]).map((move) => pointOf(move, canvas));
}

/**
 * A circle shows how wide the eraser is, which no ink does.
 * @param {Pad} pad
 * @param {PointerEvent} event
 */
function followEraser(pad, event) {
  if (!pad.erasing) return;
  const hovers = event.pointerType !== "touch" || pad.erasure !== null;
  showCursor(pad, hovers ? pointOf(event, pad.canvas) : null);
}

/** @param {Pad} pad */
export function connectKeys(pad) {
  const { canvas } = pad;
  canvas.onkeydown = (event) => onKey(pad, event);
  canvas.onfocus = () => showKeyCursor(pad);
  canvas.onblur = () => {
    lift(pad);
    showKeyCursor(pad);
  };
}

/** @param {Pad} pad */
const showKeyCursor = (pad) =>
  showCursor(pad, pad.canvas.matches(":focus-visible") ? pad.cursor : null);

/**
 * Arrows move, Space sets pen or eraser down and lifts it.
 * @param {Pad} pad
 * @param {KeyboardEvent} event
 */
function onKey(pad, event) {
  const step = arrowStep(event);
  const act = { Backspace: undo, Delete: clear, " ": toggle, Enter: toggle }[event.key];
  if (!step && !act) return;
  event.preventDefault();
  if (act) act(pad);
  else if (step) moveCursor(pad, step, event.shiftKey ? 3 * STEP : STEP);
  showKeyCursor(pad);
}

/** @param {Pad} pad */
const toggle = (pad) => (isDown(pad) ? lift(pad) : setDown(pad, pad.cursor));

/**
 * @param {Pad} pad
 * @param {import("../_js/grid_keys.js").Cell} step
 * @param {number} length
 */
function moveCursor(pad, [down, right], length) {
  const [x, y] = pad.cursor;
  pad.cursor = [inPad(x + right * length), inPad(y + down * length)];
  moveTo(pad, [pad.cursor]);
}
