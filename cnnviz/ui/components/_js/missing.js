// What a component asks of the server because a message was lost. The question can be lost, too, while
// the page runs anew, and a run that has ended sends nothing more: so it is asked until answered.

const PAUSE = 1000; // milliseconds

/** @type {WeakMap<Element, ReturnType<typeof setTimeout>>} */
const waiting = new WeakMap();

/**
 * Ask now, and again while the element is on the page, until this is called with `missing` false.
 * @param {Element} root of the component
 * @param {boolean} missing
 * @param {() => void} ask
 */
export function askWhileMissing(root, missing, ask) {
  clearTimeout(waiting.get(root));
  if (!missing || !root.isConnected) return;
  ask();
  waiting.set(
    root,
    setTimeout(() => askWhileMissing(root, missing, ask), PAUSE),
  );
}
