// Time: frames while something moves.

import { elapsedSince } from "../_js/motion.js";
import { placeOf } from "./data.js";
import { advance, glide, step } from "./motion.js";
import { paintMoving } from "./moving.js";
import { showPosition, showTransport } from "./showing.js";

/** @typedef {import("./types.js").View} View */

/**
 * Run frames for as long as something moves; a still picture costs nothing.
 * @param {View} view
 */
export function wake(view) {
  if (view.frame) return;
  view.then = performance.now();
  view.root.dataset.moving = "true";
  view.frame = requestAnimationFrame((now) => runFrame(view, now));
}

/**
 * @param {View} view
 * @param {number} now
 */
function runFrame(view, now) {
  const { motion, data, hover } = view;
  const plays = motion.playing && !hover;
  view.frame = 0;
  if (!view.root.isConnected) return;
  const elapsed = elapsedSince(view, now);
  if (plays && advance(motion, data, elapsed)) {
    view.stale = true;
    if (!motion.playing) showTransport(view);
  }
  if (view.stale) showPosition(view);
  const gliding = glide(motion, targetOf(view), now);
  const picture = [...motion.shown, motion.position, JSON.stringify(hover)].join();
  if (picture !== view.painted) paintMoving(view);
  view.painted = picture;
  view.root.dataset.moving = String(gliding || plays);
  if (gliding || plays) view.frame = requestAnimationFrame((later) => runFrame(view, later));
}

/**
 * The place that the window glides to: the hovered one, else the animation's own.
 * @param {View} view
 * @returns {import("./types.js").Cell}
 */
const targetOf = ({ hover, data, motion }) =>
  hover?.grid === data.placeGrid ? [hover.row, hover.col] : placeOf(data, motion.position);

/**
 * Bring the screen up to date after something was done by the visitor; words and sums once a frame.
 * @param {View} view
 */
export function refresh(view) {
  view.stale = true;
  showTransport(view);
  wake(view);
}

/**
 * @param {View} view
 * @param {number} position
 */
export function goTo(view, position) {
  Object.assign(view.motion, { position, waited: 0 });
  refresh(view);
}

/**
 * @param {View} view
 * @param {number} by
 */
export function stepByHand(view, by) {
  view.motion.playing = false;
  step(view.motion, view.data, by);
  refresh(view);
}
