// What the pointer does in a chart: it reads values; a drag moves the cursor, with Shift or on the axis
// it zooms or moves the range; the wheel, two fingers and a double click zoom.

import { moveTo, stopPlaying } from "../_js/epoch_cursor.js";
import { clamp } from "../_js/grid_keys.js";
import { MARGIN, shifted, zoomed } from "./axes.js";
import { shownRange } from "./drawing.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./axes.js").Place} Place */

const WHEEL = 0.0018; // zoom per unit of a wheel's turn
const STEP = 0.6; // of a key or a button

/**
 * @param {View} view
 * @param {import("./types.js").Range | null} zoom
 * @param {() => void} redraw
 */
function setZoom(view, zoom, redraw) {
  view.choices.zoom = zoom;
  redraw();
}

/**
 * @param {View} view
 * @param {1 | -1 | 0} direction closer, farther, or all epochs
 * @param {() => void} redraw
 */
export function zoomStep(view, direction, redraw) {
  const range = shownRange(view);
  const around = view.cursor.at ?? range[1];
  const inside = around >= range[0] && around <= range[1] ? around : (range[0] + range[1]) / 2;
  const factor = direction > 0 ? STEP : 1 / STEP;
  setZoom(view, direction ? zoomed(range, inside, factor, view.data.epochs) : null, redraw);
}

/**
 * Connect a chart's pointers and wheel.
 * @param {View} view
 * @param {"loss" | "accuracy" | "rate"} name
 * @param {() => void} redraw
 */
export function connectGestures(view, name, redraw) {
  const { svg, figure } = view.charts[name];
  /** @type {Map<number, number>} */
  const fingers = new Map();
  /** @type {{ kind: "cursor" | "select" | "pan", from: number, x: number } | null} */
  let drag = null;
  const place = () => /** @type {Place} */ (view.places[name]);
  /** @param {MouseEvent} event */
  const at = (event) => {
    const epoch = place().epochAt(event.clientX - svg.getBoundingClientRect().left);
    return clamp(epoch, 0, view.data.epochs);
  };

  svg.onpointerdown = (event) => {
    if (!view.places[name] || event.button !== 0) return;
    svg.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event.clientX);
    const low = event.clientY - svg.getBoundingClientRect().top > place().height - MARGIN.bottom;
    const kind = low && view.choices.zoom ? "pan" : event.shiftKey || low ? "select" : "cursor";
    drag = fingers.size > 1 ? null : { kind, from: at(event), x: event.clientX };
    if (drag?.kind === "cursor" && event.pointerType !== "touch") scrub(event);
  };
  /** @param {PointerEvent} event */
  const scrub = (event) => {
    stopPlaying(view.cursor);
    const epoch = at(event);
    const last = view.cursor.epochs.at(-1) ?? 0;
    moveTo(view.cursor, epoch > last + 0.5 ? null : epoch);
  };
  svg.onpointermove = (event) => {
    if (!view.places[name]) return;
    if (fingers.size === 2 && fingers.has(event.pointerId)) pinch(event);
    else if (drag?.kind === "cursor") scrub(event);
    else if (drag?.kind === "pan") pan(event);
    view.pointed = fingers.size > 1 || drag?.kind === "cursor" ? null : at(event);
    redraw();
  };
  /** @param {PointerEvent} event */
  const pinch = (event) => {
    const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, x]) => x);
    const before = Math.abs(/** @type {number} */ (fingers.get(event.pointerId)) - other);
    const now = Math.abs(event.clientX - other);
    fingers.set(event.pointerId, event.clientX);
    if (!before || !now) return;
    const middle = (event.clientX + other) / 2 - svg.getBoundingClientRect().left;
    const range = shownRange(view);
    setZoom(view, zoomed(range, place().epochAt(middle), before / now, view.data.epochs), redraw);
  };
  /** @param {PointerEvent} event */
  const pan = (event) => {
    if (!drag || !view.choices.zoom) return;
    const by = place().epochAt(drag.x) - place().epochAt(event.clientX);
    drag.x = event.clientX;
    setZoom(view, shifted(view.choices.zoom, by, view.data.epochs), redraw);
  };
  svg.onpointerup = (event) => {
    fingers.delete(event.pointerId);
    if (!drag) return;
    const [from, to] = [drag.from, at(event)].sort((a, b) => a - b);
    if (drag.kind === "select" && to - from > 0.02) setZoom(view, [from, to], redraw);
    // A tap of a finger moves the cursor; a swipe scrolls the page.
    if (drag.kind === "cursor" && event.pointerType === "touch") scrub(event);
    drag = null;
  };
  svg.onpointercancel = (event) => {
    fingers.delete(event.pointerId);
    drag = null;
  };
  svg.onpointerleave = () => {
    view.pointed = null;
    redraw();
  };
  svg.ondblclick = () => setZoom(view, null, redraw);
  // The wheel scrolls the page until the chart has the focus; Ctrl is what a trackpad's pinch sends.
  svg.onwheel = (event) => {
    const focused = /** @type {ShadowRoot} */ (svg.getRootNode()).activeElement === figure;
    if (!view.places[name] || !(focused || event.ctrlKey)) return;
    event.preventDefault();
    const factor = Math.exp(event.deltaY * WHEEL * (event.ctrlKey ? 4 : 1));
    setZoom(view, zoomed(shownRange(view), at(event), factor, view.data.epochs), redraw);
  };
}
