// Where the window is, and how it gets from one place to the next. Positions count the places in
// reading order; between two of them the window glides, in places.

import { calm } from "../_js/motion.js";
import { placeOf, windowCount } from "./data.js";

/** @typedef {import("./types.js").Axis} Axis */
/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Data} Data */
/** @typedef {import("./types.js").Motion} Motion */

export const SPEEDS = [0.5, 1, 2, 4, 8, 16, 32, 60]; // windows a second
const LONGEST_GLIDE = 280; // milliseconds

/** A new animation: at its first window, at rest until the visitor plays it. */
export const newMotion = () => ({
  position: 0,
  playing: false,
  pace: 1,
  loop: true,
  waited: 0,
  shown: [0, 0],
  from: [0, 0],
  target: [0, 0],
  began: 0,
});

/**
 * Stay at the same window if the new layer has it, else begin again.
 * @param {Motion} motion
 * @param {Data} data
 */
export function keepPosition(motion, data) {
  if (motion.position >= windowCount(data)) motion.position = 0;
  motion.shown = motion.from = motion.target = placeOf(data, motion.position);
}

/**
 * Move the position by whole windows; at the ends go round, or stop where looping is off.
 * @param {Motion} motion
 * @param {Data} data
 * @param {number} by
 */
export function step(motion, data, by) {
  const count = windowCount(data);
  const next = motion.position + by;
  if (motion.loop) motion.position = ((next % count) + count) % count;
  else motion.position = Math.min(Math.max(next, 0), count - 1);
  if (!motion.loop && next >= count - 1) motion.playing = false;
}

/**
 * Let time pass: true when the position changed.
 * @param {Motion} motion
 * @param {Data} data
 * @param {number} elapsed
 */
export function advance(motion, data, elapsed) {
  if (!motion.playing) return false;
  motion.waited += (elapsed * SPEEDS[motion.pace]) / 1000;
  const steps = Math.floor(motion.waited);
  motion.waited -= steps;
  if (steps) step(motion, data, steps);
  return steps > 0;
}

/**
 * Move what is shown towards the target: true while it is on its way.
 * @param {Motion} motion
 * @param {Cell} target
 * @param {number} now
 */
export function glide(motion, target, now) {
  if (target[0] !== motion.target[0] || target[1] !== motion.target[1]) {
    Object.assign(motion, { from: motion.shown, target, began: now });
  }
  const length = calm() ? 0 : Math.min(LONGEST_GLIDE, 600 / SPEEDS[motion.pace]);
  const t = length > 0 ? Math.min((now - motion.began) / length, 1) : 1;
  const eased = t * t * (3 - 2 * t);
  const [row, col] = motion.from;
  motion.shown = [row + (motion.target[0] - row) * eased, col + (motion.target[1] - col) * eased];
  return t < 1;
}

/**
 * Start, or start again from the beginning if it stands at the end and does not loop.
 * @param {Motion} motion
 * @param {Data} data
 */
export function togglePlay(motion, data) {
  const ended = !motion.loop && motion.position === windowCount(data) - 1;
  if (!motion.playing && ended) motion.position = 0;
  Object.assign(motion, { playing: !motion.playing, waited: 0 });
}

/**
 * The first cell of the window on one axis, for a place between two others.
 * @param {Axis} axis
 * @param {number} at
 */
export function startOf({ starts }, at) {
  const low = Math.floor(at);
  const high = Math.min(low + 1, starts.length - 1);
  return starts[low] + (starts[high] - starts[low]) * (at - low);
}
