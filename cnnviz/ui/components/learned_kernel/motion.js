// Where the playback is. A training has moments 0, 1, ...; the early ones, where most happens, play
// slowest: the moment grows with the square of the time.

/**
 * @typedef {object} Motion
 * @property {number} moment
 * @property {number} reached the furthest moment so far
 * @property {boolean} playing
 * @property {number} time from 0 to 1
 * @property {number} pace index of a speed
 */

export const SPEEDS = [0.25, 0.5, 1, 2, 4];
const SECONDS = 8; // a whole training at speed 1

/**
 * A new playback: at its start and moving, or still at its end.
 * @param {number} last
 * @param {boolean} still
 * @returns {Motion}
 */
export function newMotion(last, still) {
  const moment = still ? last : 0;
  return { moment, reached: moment, playing: !still && last > 0, time: 0, pace: 2 };
}

/**
 * Go to a moment and continue playing from there.
 * @param {Motion} motion
 * @param {number} last
 * @param {number} moment
 */
export function moveTo(motion, last, moment) {
  motion.moment = Math.min(Math.max(moment, 0), last);
  motion.reached = Math.max(motion.reached, motion.moment);
  motion.time = last > 0 ? Math.sqrt(motion.moment / last) : 1;
}

/**
 * Let time pass: true when the moment changed. At the end it stops.
 * @param {Motion} motion
 * @param {number} last
 * @param {number} milliseconds
 */
export function advance(motion, last, milliseconds) {
  const before = motion.moment;
  motion.time = Math.min(motion.time + (milliseconds / 1000 / SECONDS) * SPEEDS[motion.pace], 1);
  motion.moment = Math.round(motion.time ** 2 * last);
  motion.reached = Math.max(motion.reached, motion.moment);
  if (motion.time >= 1) motion.playing = false;
  return motion.moment !== before || !motion.playing;
}

/**
 * Play or pause; at the end, play again from the start.
 * @param {Motion} motion
 * @param {number} last
 */
export function togglePlay(motion, last) {
  if (!motion.playing && motion.moment >= last) moveTo(motion, last, 0);
  motion.playing = !motion.playing;
}
