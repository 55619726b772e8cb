// Answers that one component has received for another one to show.

/** @type {((message: Uint8Array) => void) | null} */
let shows = null;

/**
 * From now on what is received is shown by this.
 * @param {(message: Uint8Array) => void} show
 */
export function showReceived(show) {
  shows = show;
}

/** @param {Uint8Array} message as Python packs an answer */
export function receive(message) {
  shows?.(message);
}
