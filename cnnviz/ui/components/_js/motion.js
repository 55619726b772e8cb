// What every animation needs.

/** Whether the visitor's system asks for less motion. */
export const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const LONGEST_FRAME = 100; // milliseconds; after a pause of the browser nothing jumps

/**
 * The milliseconds since a view's last frame, for `view.then` of that frame.
 * @param {{ then: number }} view
 * @param {number} now
 */
export function elapsedSince(view, now) {
  const elapsed = Math.min(Math.max(now - view.then, 0), LONGEST_FRAME);
  view.then = now;
  return elapsed;
}
