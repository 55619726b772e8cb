// Parts of what is written.

import { element } from "../_js/dom.js";
import { _ } from "../_js/language.js";
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
  data.dims === 1 ? _("position {position}", { position: cell[1] + 1 }) : placeText(cell);

/**
 * How numbers are changed: with a mouse by a click, with a finger by two taps.
 * @param {Data} data
 */
export function editHint({ weights }) {
  if (matchMedia("(hover: hover)").matches)
    return weights
      ? _("Click a number in the input or the kernel to change it.")
      : _("Click a number in the input to change it.");
  return weights
    ? _("Tap a number in the input or the kernel twice to change it.")
    : _("Tap a number in the input twice to change it.");
}

/** @param {string} text */
export const capital = (text) => text[0].toUpperCase() + text.slice(1);
