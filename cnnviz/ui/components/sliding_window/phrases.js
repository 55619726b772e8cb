// Parts of what is written.

import { element } from "../_js/dom.js";
import { placeText } from "../_js/number.js";

/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Data} Data */

/**
 * @param {string} className
 * @param {string} text
 * @param {string} [title]
 */
export const span = (className, text, title = "") =>
  Object.assign(element("span", className, text), { title });

/**
 * "row 2, column 3", in one dimension "position 3"; counted from 1.
 * @param {Data} data
 * @param {Cell} cell
 */
export const named = (data, cell) =>
  data.dims === 1 ? `position ${cell[1] + 1}` : placeText(cell);

/**
 * How numbers are changed: with a mouse by a click, with a finger by two taps.
 * @param {Data} data
 */
export function editHint({ weights }) {
  const where = weights ? "in the input or the kernel" : "in the input";
  const fine = matchMedia("(hover: hover)").matches;
  return `${fine ? "Click" : "Tap"} a number ${where}${fine ? "" : " twice"} to change it.`;
}

/** @param {string} text */
export const capital = (text) => text[0].toUpperCase() + text.slice(1);
