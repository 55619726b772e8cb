// Answers that one component has received for another one to show.

/** @typedef {(message: Uint8Array, route: string) => void} Show */

/** @type {Map<HTMLElement, Show>} */
const shows = new Map();

/**
 * From now on what is received is handed to this, as long as its element is on the page.
 * @param {HTMLElement} root
 * @param {Show} show
 */
export function showReceived(root, show) {
  shows.set(root, show);
}

/**
 * @param {Uint8Array} message as Python packs an answer
 * @param {string} route where it came from, which tells who has answered
 */
export function receive(message, route) {
  for (const [root, show] of shows) {
    if (root.isConnected) show(message, route);
    else shows.delete(root);
  }
}

/**
 * Whether an answer is shown: not if it is that to an earlier drawing than the one whose answer is
 * shown, nor if it comes from another model, or another preparation, than the page shows now.
 * @param {{ number: number, route: string }} shown the drawing and the route of the answer on show
 * @param {number} number of the drawing that is answered
 * @param {string} route of the answer
 * @param {boolean} isWhole whether the page's run has sent it, which may name a new route
 */
export function isShown(shown, number, route, isWhole) {
  if (shown.route !== route) return isWhole;
  return !number || number >= shown.number;
}
