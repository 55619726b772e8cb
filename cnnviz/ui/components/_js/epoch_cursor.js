// The epoch that a run's page shows: one cursor for all components of the run. They import this module
// from one address, so they share it, and none of them asks the server when it moves.

import { clampIndex } from "./grid_keys.js";
import { keepViews } from "./views.js";

/**
 * @typedef {object} Cursor
 * @property {number[]} epochs that are complete, increasing
 * @property {number | null} at one of them; null for now, which follows the training
 * @property {boolean} ended whether now is the last complete epoch
 * @property {Map<string, () => void>} listeners by the name of their component
 * @property {number} timer of the next step while it plays; 0 while it does not
 */

const PLAY_SECONDS = 8; // for all epochs
const LONGEST_STEP = 600; // milliseconds
const SHORTEST_STEP = 80;

/** The cursor of a run, by the run's id. */
export const cursorOf = keepViews(
  (/** @type {string} */ run) =>
    /** @type {Cursor} */ ({
      run,
      epochs: [],
      at: null,
      ended: false,
      listeners: new Map(),
      timer: 0,
    }),
);

/** @param {Cursor} cursor */
function tell(cursor) {
  for (const listener of cursor.listeners.values()) listener();
}

/**
 * Call a component's function whenever the cursor moves; it replaces the component's earlier one.
 * @param {Cursor} cursor
 * @param {string} component
 * @param {() => void} listener
 */
export function listen(cursor, component, listener) {
  cursor.listeners.set(component, listener);
}

/**
 * Say which epochs are complete. A cursor on an epoch that is gone follows the training again.
 * @param {Cursor} cursor
 * @param {number[]} epochs
 * @param {boolean} [ended] whether no more follow
 */
export function setEpochs(cursor, epochs, ended = false) {
  const same = epochs.length === cursor.epochs.length && epochs.at(-1) === cursor.epochs.at(-1);
  if (same && ended === cursor.ended) return;
  cursor.ended = ended;
  cursor.epochs = [...epochs];
  if (cursor.at !== null && !epochs.includes(cursor.at)) cursor.at = null;
  tell(cursor);
}

/**
 * Go to the complete epoch nearest to a point, or to now.
 * @param {Cursor} cursor
 * @param {number | null} at
 */
export function moveTo(cursor, at) {
  const near = at === null || !cursor.epochs.length ? null : nearestTo(cursor.epochs, at);
  if (near === cursor.at) return;
  cursor.at = near;
  tell(cursor);
}

/**
 * @param {number[]} numbers at least one
 * @param {number} wanted
 */
const nearestTo = (numbers, wanted) =>
  numbers.reduce((best, each) => (Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best));

/** The epoch that is shown; 0 before the first is complete. @param {Cursor} cursor */
export const shownEpoch = (cursor) => cursor.at ?? cursor.epochs.at(-1) ?? 0;

/**
 * Step to the next or previous complete epoch. Beyond the last one is now.
 * @param {Cursor} cursor
 * @param {number} by
 */
export function stepBy(cursor, by) {
  const { epochs, at } = cursor;
  if (!epochs.length) return;
  // Within an epoch, one step back from now is the last complete one.
  const now = epochs.length - (by < 0 && !cursor.ended ? 0 : 1);
  const place = at === null ? now : epochs.indexOf(at);
  const next = place + by;
  moveTo(cursor, next >= epochs.length ? null : epochs[clampIndex(next, epochs.length)]);
}

/**
 * Play the epochs up to now, from the first where now is shown; or stop playing.
 * @param {Cursor} cursor
 */
export function togglePlay(cursor) {
  if (cursor.timer) {
    stopPlaying(cursor);
    return;
  }
  if (cursor.epochs.length < 2) return;
  if (cursor.at === null || cursor.at === cursor.epochs.at(-1)) moveTo(cursor, cursor.epochs[0]);
  const pause = Math.min(
    Math.max((1000 * PLAY_SECONDS) / cursor.epochs.length, SHORTEST_STEP),
    LONGEST_STEP,
  );
  const next = () => {
    stepBy(cursor, 1);
    if (cursor.at === null) stopPlaying(cursor);
    else cursor.timer = window.setTimeout(next, pause);
  };
  cursor.timer = window.setTimeout(next, pause);
  tell(cursor);
}

/** @param {Cursor} cursor */
export function stopPlaying(cursor) {
  if (!cursor.timer) return;
  window.clearTimeout(cursor.timer);
  cursor.timer = 0;
  tell(cursor);
}

/**
 * What a key does to the cursor: arrows step, Space plays, Home is the first epoch, End and Escape are
 * now. Returns whether it was one of them.
 * @param {Cursor} cursor
 * @param {string} key
 */
export function onCursorKey(cursor, key) {
  if (key !== " ") stopPlaying(cursor);
  if (key === "ArrowLeft") stepBy(cursor, -1);
  else if (key === "ArrowRight") stepBy(cursor, 1);
  else if (key === " ") togglePlay(cursor);
  else if (key === "Home") moveTo(cursor, cursor.epochs[0] ?? null);
  else if (key === "End" || key === "Escape") moveTo(cursor, null);
  else return false;
  return true;
}
