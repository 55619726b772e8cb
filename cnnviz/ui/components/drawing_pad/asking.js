// The answer to the drawing as it is now, by a request of its own: Python's run of the page, which
// shows what else depends on the drawing, takes longer.

import { receive } from "../_js/live_answer.js";
import { shownStrokes } from "./painting.js";

/** @typedef {import("./types.js").Pad} Pad */

const BETWEEN = 50; // ms from one question of a moving pen to the next

/**
 * Give the drawing as it is now a number, which is larger than those before.
 * @param {Pad} pad
 */
export function count(pad) {
  pad.number = Math.max(Date.now(), pad.number + 1);
}

/**
 * Ask for the answer to a drawing that has its number. A route that fails is left: the page's run
 * brings the answer, and a new route.
 * @param {Pad} pad
 */
export async function ask(pad) {
  const { route, pen, number } = pad;
  if (!route) return;
  try {
    const body = JSON.stringify({ strokes: shownStrokes(pad), pen, number });
    const response = await fetch(route, { method: "POST", body });
    if (!response.ok) throw new Error(await response.text());
    receive(new Uint8Array(await response.arrayBuffer()));
  } catch {
    if (pad.route === route) pad.route = "";
  }
}

/**
 * Ask while the pen moves; while an answer is under way, once more after it.
 * @param {Pad} pad
 */
export async function askWhileMoving(pad) {
  pad.changed = true;
  if (pad.asking) return;
  pad.asking = true;
  while (pad.changed && pad.route && isMoving(pad)) {
    pad.changed = false;
    count(pad);
    await Promise.all([ask(pad), new Promise((done) => setTimeout(done, BETWEEN))]);
  }
  pad.asking = false;
}

/** @param {Pad} pad */
export const isMoving = ({ stroke, erasure }) => stroke !== null || erasure !== null;
