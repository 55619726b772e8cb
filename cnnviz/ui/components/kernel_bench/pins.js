// Whose pin counts: the visitor's, or one that Python has set, as the card of a lesson does.

/**
 * Write a pin in one word; "" where nothing is pinned.
 * @param {{ pinned: boolean, pixel: readonly number[] }} pin
 */
export function pinText({ pinned, pixel }) {
  return pinned ? pixel.join() : "";
}

/**
 * Whether Python has set another pin. What it says late of a pin that was reported from here is only
 * an answer: the visitor may have pinned another pixel since.
 * @param {string[]} reported what was reported and not yet answered, oldest first; what is answered
 *   is taken out
 * @param {string} before Python's pin until now
 * @param {string} now Python's pin
 */
export function isSetByPython(reported, before, now) {
  if (before === now) return false;
  const at = reported.indexOf(now);
  reported.splice(0, at + 1);
  return at < 0;
}
