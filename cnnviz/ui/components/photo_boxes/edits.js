// What is read: a shape that was found, or the visitor's box; it shows at once and goes to Python.

import { sendChange } from "../_js/changes.js";
import { firstBox } from "./geometry.js";
import { showAll } from "./showing.js";

/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").View} View */

/**
 * @param {View} view
 * @param {Edit} edit
 */
function sendEdit(view, edit) {
  sendChange(view, edit, (changes) => view.send(changes));
}

/**
 * Read a shape, or where there is none, whatever Python finds.
 * @param {View} view
 * @param {number | null} index
 */
export function choose(view, index) {
  Object.assign(view, { drawn: null, chosen: index });
  showAll(view);
  sendEdit(view, { shape: index });
}

/**
 * Have the visitor's box read.
 * @param {View} view
 */
export function sendBox(view) {
  view.isKeyed = false;
  if (!view.drawn) return;
  view.chosen = null;
  showAll(view);
  sendEdit(view, { box: view.drawn });
}

/**
 * Put a box around the shape that is read, unless the visitor has one already, and focus it.
 * @param {View} view
 */
export function addBox(view) {
  const { data, chosen, drawn } = view;
  if (!drawn) {
    const shape = chosen === null ? undefined : data.shapes[chosen]?.box;
    view.drawn = firstBox(shape, data.size);
    sendBox(view);
  }
  view.box.focus();
}
