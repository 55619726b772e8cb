// What Python is asked for: the layers in sight of a large network, and a map in full.

import { untilTold } from "../_js/unit_link.js";

/** @typedef {import("./types.js").MapPlace} MapPlace */
/** @typedef {import("./types.js").View} View */

const ASK_AFTER = 120; // milliseconds
const AHEAD = 400; // CSS pixels above and below the window that count as in sight

/**
 * The layers in the window or close to it, by their index.
 * @param {View} view
 */
export function inSight({ layers, folded }) {
  return layers.flatMap(({ name, section }, index) => {
    const { top, bottom } = section.getBoundingClientRect();
    const near = top < innerHeight + AHEAD && bottom > -AHEAD;
    return near && !folded.has(name) ? [index] : [];
  });
}

/**
 * The layers in sight whose values are not here.
 * @param {View} view
 */
export function missing(view) {
  if (!view.built || !view.header.answer || !view.root.isConnected) return [];
  return inSight(view).filter((index) => !view.layers[index].answer);
}

/**
 * Ask for the layers in sight that are not here, soon: not for each one that a scroll passes.
 * @param {View} view
 */
export function askMissing(view) {
  if (view.waiting || !missing(view).length) return;
  view.waiting = setTimeout(() => {
    view.waiting = undefined;
    const layers = missing(view);
    const wanted = `${view.header.answer} ${layers}`;
    if (!layers.length || wanted === view.wanted) return;
    view.wanted = wanted;
    send(view, layers);
  }, ASK_AFTER);
}

/**
 * Ask for all pixels of a map; later than for a unit that the same click opens, since Streamlit runs
 * one fragment only of those that a message changes.
 * @param {View} view
 * @param {MapPlace} map
 */
export async function askMap(view, map) {
  view.mapToAsk = map;
  await null; // the click has opened its unit by then
  await untilTold();
  await new Promise((done) => setTimeout(done, ASK_AFTER));
  if (view.mapToAsk !== map) return;
  view.askedMap = map;
  send(view, missing(view));
}

/**
 * @param {View} view
 * @param {number[]} layers
 */
function send(view, layers) {
  const { header, askedMap = null } = view;
  view.ask({ answer: header.answer ?? "", layers, sight: inSight(view), map: askedMap });
}
