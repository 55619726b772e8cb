// When the drawing is sent: at once where a change is complete; while a hand moves, at most every
// 100 ms and never before the message before has been answered, so that none pile up.

import { ask, askWhileMoving, count, isMoving } from "./asking.js";
import { shownStrokes } from "./painting.js";

/** @typedef {import("./types.js").Pad} Pad */

const BETWEEN = 100; // ms from one message of a moving pen to the next
const PATIENCE = 1500; // ms, after which a message counts as answered
const LOST = 4000; // ms, after which a message is sent again where the page rests

/**
 * Send the drawing as it is now.
 * @param {Pad} pad
 */
export function send(pad) {
  count(pad);
  Object.assign(pad, { waiting: pad.number, sentAt: performance.now(), late: false });
  pad.root.ariaBusy = "true";
  ask(pad);
  const moving = isMoving(pad);
  pad.send({ strokes: shownStrokes(pad), pen: pad.pen, number: pad.number, moving });
  clearTimeout(pad.watching);
  pad.watching = setTimeout(() => sendLost(pad), LOST);
}

/**
 * Send the drawing again where its message got no answer although nothing runs: Streamlit forgets
 * what a run has still to send where another part of the page begins to run at its very end.
 * @param {Pad} pad
 */
function sendLost(pad) {
  if (!pad.waiting || !pad.root.isConnected) return;
  if (document.querySelector("[data-test-script-state=notRunning]")) return send(pad);
  pad.watching = setTimeout(() => sendLost(pad), LOST);
}

/**
 * Send a drawing that is still being changed, now or as soon as it may be.
 * @param {Pad} pad
 */
export function sendWhileMoving(pad) {
  askWhileMoving(pad);
  if (!pad.live) return;
  const since = performance.now() - pad.sentAt;
  const between = pad.route ? pad.between : BETWEEN;
  if (since >= between && (!pad.waiting || since >= PATIENCE)) return send(pad);
  if (!pad.late) setTimeout(() => pad.late && sendLate(pad), between);
  pad.late = true;
}

/** @param {Pad} pad */
export function sendLate(pad) {
  pad.late = false;
  sendWhileMoving(pad);
}
