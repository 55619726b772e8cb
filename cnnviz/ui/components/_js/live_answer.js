// Answers to questions that a component asks by a request of its own: Python's run of the page, which
// shows what else depends on them, takes longer. One component may receive them for another to show.

const PATIENCE = 10_000; // ms, after which a question counts as failed
const FIRST = 150; // ms, for which the page's run waits for the answer

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

/**
 * Ask, and return what Python has packed for an answer.
 * @param {string} route
 * @param {object} question
 */
export async function fetchAnswer(route, question) {
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(route, { method: "POST", body: JSON.stringify(question), signal });
  if (!response.ok) throw new Error(await response.text());
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Wait until an answer is painted, so that the page's run may begin, whose beginning alone keeps
 * the browser busy for 50 ms; not for an answer that takes long.
 * @param {Promise<unknown>} shown when the answer has been shown
 */
export async function untilPainted(shown) {
  await Promise.race([shown.then(frames), wait(FIRST)]);
}

/**
 * A number for a question, larger than those before, also than those before a reload.
 * @param {number} last
 */
export function nextNumber(last) {
  return Math.max(Date.now(), last + 1);
}

/** What has just been shown is on the screen when the second frame begins. */
const frames = () =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

/** @param {number} milliseconds */
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
