// Dragging with the pointer: a new box, the visitor's box, or its edges. A press that does not move
// is a click, which chooses a shape.

import { choose, sendBox } from "./edits.js";
import { boxBetween, dragged, gripAt, smallestAt } from "./geometry.js";
import { scaleOf, showDrawn } from "./showing.js";

/** @typedef {import("./geometry.js").Grip} Grip */
/** @typedef {import("./geometry.js").Point} Point */
/** @typedef {import("./types.js").PhotoBoxesData} PhotoBoxesData */
/** @typedef {import("./types.js").View} View */

const CLICK = 4; // CSS pixels that a pointer may move in a click
const LEAST = 8; // CSS pixels of a box's side

/**
 * The least side of a box, in pixels of the picture.
 * @param {View} view
 */
export const leastSide = (view) => LEAST * scaleOf(view);

/**
 * How near to an edge a pointer takes hold of it, in pixels of the picture.
 * @param {View} view
 * @param {PointerEvent} event
 */
const reachOf = (view, event) => (event.pointerType === "mouse" ? 7 : 16) * scaleOf(view);

/**
 * @param {View} view
 * @param {PointerEvent} event
 * @returns {Point}
 */
function pointOf({ frame, data: { size } }, event) {
  const at = frame.getBoundingClientRect();
  return [
    ((event.clientY - at.top - frame.clientTop) / frame.clientHeight) * size[0],
    ((event.clientX - at.left - frame.clientLeft) / frame.clientWidth) * size[1],
  ];
}

/**
 * @param {View} view
 * @param {PointerEvent} event
 */
export function startDrag(view, event) {
  if (!event.isPrimary || event.button !== 0) return;
  event.preventDefault(); // of the browser's own dragging and selecting
  view.frame.setPointerCapture(event.pointerId);
  const from = pointOf(view, event);
  const grip = view.drawn && gripAt(view.drawn, from, reachOf(view, event));
  view.drag = { from, grip, before: view.drawn, hasMoved: false };
  if (grip) view.box.focus({ preventScroll: true, focusVisible: false });
}

/**
 * @param {View} view
 * @param {PointerEvent} event
 */
export function continueDrag(view, event) {
  const { drag, data } = view;
  if (!drag || !event.isPrimary) return;
  const at = pointOf(view, event);
  const by = /** @type {Point} */ ([at[0] - drag.from[0], at[1] - drag.from[1]]);
  drag.hasMoved ||= Math.hypot(...by) > CLICK * scaleOf(view);
  if (!drag.hasMoved) return;
  const least = Math.ceil(leastSide(view));
  view.drawn =
    drag.grip && drag.before
      ? dragged(drag.before, drag.grip, by, data.size, least)
      : boxBetween(drag.from, at, data.size);
  showDrawn(view);
}

/**
 * The cursor says what a press would take hold of.
 * @param {View} view
 * @param {PointerEvent} event
 */
export function showCursor(view, event) {
  const { frame, drawn, data } = view;
  const at = pointOf(view, event);
  const grip = drawn && gripAt(drawn, at, reachOf(view, event));
  const isShape = !drawn && smallestAt(boxesOf(data), at, 0) >= 0;
  frame.style.cursor = grip ? cursorFor(grip) : isShape ? "pointer" : "";
}

/** @param {Grip} grip */
function cursorFor(grip) {
  const [rows, cols] = grip;
  if (rows === 0 && cols === 0) return "move";
  if (rows === 0) return "ew-resize";
  if (cols === 0) return "ns-resize";
  return rows === cols ? "nwse-resize" : "nesw-resize";
}

/** @param {PhotoBoxesData} data */
const boxesOf = ({ shapes }) => shapes.map(({ box }) => box);

/**
 * @param {View} view
 * @param {PointerEvent} event
 */
export function endDrag(view, event) {
  const { drag, drawn } = view;
  if (!drag || !event.isPrimary) return;
  view.drag = null;
  if (drag.hasMoved && drawn && Math.min(drawn[2], drawn[3]) >= leastSide(view))
    return sendBox(view);
  view.drawn = drag.before; // a click, or a box too small to be meant
  showDrawn(view);
  if (drag.hasMoved || drag.grip) return;
  const index = smallestAt(boxesOf(view.data), drag.from, reachOf(view, event));
  if (index >= 0 && index !== view.chosen) choose(view, index);
}

/** @param {View} view */
export function cancelDrag(view) {
  if (!view.drag) return;
  view.drawn = view.drag.before;
  view.drag = null;
  showDrawn(view);
}
