// The answer to the drawing as it is now, by a request of its own: Python's run of the page, which
// shows what else depends on the drawing, takes longer.

import { fetchAnswer, nextNumber, receive } from "../_js/live_answer.js";
import { shownStrokes } from "./painting.js";

/** @typedef {import("./types.js").Pad} Pad */

const BETWEEN = 50; // ms from one question of a moving pen to the next

/**
 * Give the drawing as it is now a number, which is larger than those before.
 * @param {Pad} pad
 */
export function count(pad) {
  pad.number = nextNumber(pad.number);
}

/**
 * Ask for the answer to the drawing as it is now. A route that fails is left: the page's run
 * brings the answer, and a new route.
 * @param {Pad} pad
 */
async function question(pad) {
  const { route, pen, number } = pad;
  try {
    receive(await fetchAnswer(route, { strokes: shownStrokes(pad), pen, number }), route);
  } catch {
    if (pad.route === route) pad.route = "";
  }
}

/**
 * Ask for the answer to a complete drawing, which has its number; while such an answer is under
 * way, once more after it, so that quick strokes on a busy server do not pile up.
 * @param {Pad} pad
 */
export async function ask(pad) {
  pad.changed = false; // what a moving pen would have asked for is asked for here
  pad.again = true;
  if (pad.finishing) return;
  pad.finishing = true;
  while (pad.again && pad.route) {
    pad.again = false;
    await question(pad);
  }
  pad.finishing = false;
}

/**
 * Ask while the drawing is being changed; while an answer is under way, once more after it.
 * @param {Pad} pad
 */
export async function askWhileMoving(pad) {
  pad.changed = true;
  if (pad.asking) return;
  pad.asking = true;
  while (pad.changed && pad.route) {
    pad.changed = false;
    count(pad);
    await Promise.all([question(pad), new Promise((done) => setTimeout(done, BETWEEN))]);
  }
  pad.asking = false;
}
