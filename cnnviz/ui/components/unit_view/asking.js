// Asking for the explanation of a unit: by a request of its own where there is a route, then by the
// page's run, which keeps what is explained in the address and shows it after a reload.

import { fetchAnswer, nextNumber, untilPainted } from "../_js/live_answer.js";

/** @typedef {import("./types.js").Asking} Asking */
/** @typedef {import("./types.js").Question} Question */
/** @typedef {import("./types.js").UnitPlace} UnitPlace */

/**
 * Ask for the last unit of a path, or for none; of questions that quickly follow one another the
 * page is sent the last.
 * @param {Asking} view
 * @param {UnitPlace[]} path
 * @param {number} shown patches in full, 0 for as many as usual
 * @param {number} model
 */
export async function ask(view, path, shown, model) {
  const question = { path, shown, model, number: nextNumber(view.number) };
  view.number = question.number;
  if (path.length && view.routes[model]) await untilPainted(inTurn(view, question));
  if (view.number === question.number) view.send(question);
}

/**
 * Ask when the question before is answered: of those that wait meanwhile only the last is asked.
 * @param {Asking} view
 * @param {Question} question
 */
function inTurn(view, question) {
  view.answering = view.answering.then(() => answer(view, question));
  return view.answering;
}

/**
 * Show the answer, unless another unit is asked for by then, or the page has another input. A route
 * that fails is left: the page's run explains the unit, and brings a new route.
 * @param {Asking} view
 * @param {Question} question
 */
async function answer(view, { path, shown, model, number }) {
  const route = view.routes[model];
  if (view.number !== number || !route) return;
  try {
    const message = await fetchAnswer(route, { path, shown });
    if (view.number === number && view.routes[model] === route) view.show(message);
  } catch {
    view.routes = view.routes.map((each) => (each === route ? "" : each));
  }
}

/**
 * Take where units are explained, and show what the page's run has explained: not where another
 * unit has been asked for since.
 * @param {Asking} view
 * @param {import("./types.js").UnitViewPage} page
 * @param {Uint8Array<ArrayBuffer>} message
 */
export function takePage(view, { number, routes }, message) {
  view.routes = routes;
  if (!number || number >= view.number) view.show(message);
}
