// Changes sent to Python so that none is lost: of several messages during one run of the page it
// sees only the last, so each carries every change that Python did not confirm (changes.py).

/**
 * @template T
 * @typedef {T & { number: number }} Numbered
 */

/**
 * Send a change to Python, with all that it has not confirmed yet.
 * @template {object} T
 * @param {{ pending?: Numbered<T>[] }} view
 * @param {T} change
 * @param {(changes: Numbered<T>[]) => void} send
 */
export function sendChange(view, change, send) {
  const pending = view.pending ?? [];
  // A browser's clock is coarse: two changes at one reading are two changes.
  const number = Math.max(performance.now(), (pending.at(-1)?.number ?? 0) + 0.001);
  view.pending = [...pending, { ...change, number }];
  send(view.pending);
}

/**
 * Forget the changes that Python took: those up to a number.
 * @template {object} T
 * @param {{ pending?: Numbered<T>[] }} view
 * @param {number} taken
 */
export function forgetChanges(view, taken) {
  view.pending = (view.pending ?? []).filter(({ number }) => number > taken);
}
