// Changing a weight by dragging sideways or by keys: while it is dragged the picture follows, and
// Python is notified at the end.

import { largestMagnitude } from "../_js/colour.js";
import { rowsOf } from "./data.js";

/** @typedef {import("./editor.js").Editor} Editor */

const SLACK = 4; // CSS pixels before a press becomes a drag

/**
 * How far a weight goes with each CSS pixel: a hundred of them take it across the kernel's range.
 * @param {number[]} weights
 */
function pace(weights) {
  const limit = largestMagnitude(weights) || 1;
  return 10 ** Math.floor(Math.log10(limit)) / 50;
}

/**
 * A weight after so many CSS pixels, without the noise of binary fractions.
 * @param {number[]} weights
 * @param {number} index
 * @param {number} pixels
 */
export function moved(weights, index, pixels) {
  const step = pace(weights);
  return Number((Math.round((weights[index] + pixels * step) / step) * step).toPrecision(6));
}

/**
 * Drag a cell; `set` puts a weight into the grid.
 * @param {Editor} editor
 * @param {HTMLInputElement} cell
 * @param {number} index
 * @param {(weight: number) => void} set
 */
export function wireDrag(editor, cell, index, set) {
  /** @type {{ x: number, weights: number[], drags: boolean } | null} */
  let start = null;
  cell.onpointerdown = ({ clientX, button }) => {
    if (button === 0) start = { x: clientX, weights: editor.weights, drags: false };
  };
  cell.onpointermove = (event) => {
    if (!start) return;
    const pixels = event.clientX - start.x;
    if (!start.drags && Math.abs(pixels) < SLACK) return;
    if (!start.drags) begin(cell, event);
    start.drags = true;
    event.preventDefault();
    set(moved(start.weights, index, pixels));
  };
  cell.onpointerup = cell.onpointercancel = () => {
    if (start?.drags) editor.report(rowsOf(editor.weights, editor.across));
    start = null;
    cell.classList.remove("dragged");
  };
}

/**
 * @param {HTMLInputElement} cell
 * @param {PointerEvent} event
 */
function begin(cell, event) {
  cell.setPointerCapture(event.pointerId);
  cell.blur(); // the number is dragged, not its text marked
  cell.classList.add("dragged");
}
