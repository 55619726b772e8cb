// Moving, resizing and removing the visitor's box with the keyboard.

import { findButton } from "../_js/dom.js";
import { arrowStep } from "../_js/grid_keys.js";
import { leastSide } from "./dragging.js";
import { choose } from "./edits.js";
import { dragged } from "./geometry.js";
import { showDrawn } from "./showing.js";

/** @typedef {import("./geometry.js").Grip} Grip */
/** @typedef {import("./types.js").View} View */

const STEP = 0.01; // of the picture's longer side, that an arrow key moves

/**
 * Arrow keys move the visitor's box, with Shift they resize it; Delete removes it.
 * @param {View} view
 * @param {KeyboardEvent} event
 */
export function onKey(view, event) {
  const { drawn, data } = view;
  if (!drawn) return;
  const step = arrowStep(event);
  if (step) {
    event.preventDefault();
    const by = Math.max(Math.round(STEP * Math.max(...data.size)), 1);
    const least = Math.ceil(leastSide(view));
    const grip = /** @type {Grip} */ (event.shiftKey ? step.map(Math.abs) : [0, 0]);
    view.drawn = dragged(drawn, grip, [step[0] * by, step[1] * by], data.size, least);
    view.isKeyed = true;
    showDrawn(view);
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    choose(view, data.shapes.length > 0 ? 0 : null);
    findButton(view.root, ".own").focus();
  }
}
