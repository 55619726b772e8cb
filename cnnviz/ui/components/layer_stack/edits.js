// Edits of the stack, reported to Python.

import { tellChange } from "../_js/changes.js";

/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").View} View */

/**
 * Report an edit; false where it could not be. While a layer comes, goes or moves it is not known
 * which is which: then Python only gets the earlier ones again.
 * @param {View} view
 * @param {Edit} change
 */
export function edit(view, change) {
  const settled = view.told.every((earlier) => earlier.do === "set");
  if (settled) tellChange(view, change, view.send);
  else view.send(view.told);
  return settled;
}
