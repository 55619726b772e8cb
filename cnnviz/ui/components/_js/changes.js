// Changes told to Python so that none is lost: of several messages during one run of the page it
// sees only the last, so each carries every change that Python did not say it took (changes.py).

/**
 * @template T
 * @typedef {T & { number: number }} Numbered
 */

/**
 * Tell Python of a change, with all that it has not confirmed yet.
 * @template {object} T
 * @param {{ told?: Numbered<T>[] }} view
 * @param {T} change
 * @param {(changes: Numbered<T>[]) => void} send
 */
export function tellChange(view, change, send) {
  const told = view.told ?? [];
  // A browser's clock is coarse: two changes at one reading are two changes.
  const number = Math.max(performance.now(), (told.at(-1)?.number ?? 0) + 0.001);
  view.told = [...told, { ...change, number }];
  send(view.told);
}

/**
 * Forget the changes that Python took: those up to a number.
 * @template {object} T
 * @param {{ told?: Numbered<T>[] }} view
 * @param {number} taken
 */
export function forgetChanges(view, taken) {
  view.told = (view.told ?? []).filter(({ number }) => number > taken);
}
