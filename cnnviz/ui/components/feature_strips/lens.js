// The lens: one map enlarged, with the value under the pointer. It shows the map that is pointed
// at, else the one that was kept by a click.

import { find, placeInPixels } from "../_js/dom.js";
import { _ } from "../_js/language.js";
import { fullNumber, placeText, shortNumber } from "../_js/number.js";
import { ordinal, placeMark } from "./films.js";
import { limitOf, statistic } from "./maps.js";
import { paintBig } from "./paint.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").LensMap} LensMap */
/** @typedef {import("./types.js").Pointed} Pointed */
/** @typedef {import("./types.js").View} View */

const LENS = { narrow: 112, small: 196, large: 216, most: 256 };
const WIDE = { from: 1400, times: 1.5 }; // CSS pixels of the page

/**
 * The lens's side: 168 pixels, more for networks whose maps would not fill it.
 * @param {View} view
 */
export function lensRoom(view) {
  if (view.narrow) return LENS.narrow;
  const largest = Math.max(...view.layers.map(({ shape }) => Math.max(shape[0], shape[1])));
  const side =
    largest * 2 <= LENS.small ? LENS.small : Math.min(Math.max(largest, LENS.large), LENS.most);
  return view.root.clientWidth >= WIDE.from ? Math.round(side * WIDE.times) : side;
}

/**
 * The map in the lens; all its pixels where Python sent them, else those of the strip.
 * @param {View} view
 * @param {Pointed} at
 * @returns {LensMap}
 */
function lensMap(view, { layer: index, unit }) {
  const layer = view.layers[index];
  const [height, width] = layer.shape;
  const { read: readLayer } = /** @type {Answer} */ (layer.answer);
  const read = readLayer(unit);
  const limit = limitOf(view, layer, unit);
  const [fullLayer, fullUnit] = view.header.full ?? [];
  if (fullLayer === index && fullUnit === unit) {
    return { width, height, limit, step: 1, read: (row, col) => view.full[row * width + col] };
  }
  const { step, coded: rounded } = layer;
  const size = { width: Math.ceil(width / step), height: Math.ceil(height / step) };
  return { ...size, limit, step, rounded, read };
}

/** @param {View} view */
export function showLens(view) {
  const at = view.hover ?? view.pinned;
  for (const [index, layer] of view.layers.entries()) {
    placeMark(layer, "hover", view.hover?.layer === index ? view.hover.unit : null);
    placeMark(layer, "pinned", view.pinned?.layer === index ? view.pinned.unit : null);
  }
  const here = at && view.layers[at.layer].answer ? at : null;
  view.lens.classList.toggle("empty", !here);
  if (!at || !here) return;
  const drawn = `${at.layer} ${at.unit} ${view.room} ${view.answer}`;
  const map = view.drawn === drawn && view.map ? view.map : drawLens(view, at);
  view.drawn = drawn;
  readOut(view, at, map);
}

/**
 * @param {View} view
 * @param {Pointed} at
 */
function drawLens(view, at) {
  const map = lensMap(view, at);
  view.map = map;
  view.cell = paintBig(view.big, map, lensRoom(view));
  const label = _("{layer}, {unit}, enlarged. Arrow keys move, Enter explains.", {
    layer: view.layers[at.layer].name,
    unit: unitName(view, at),
  });
  view.big.setAttribute("aria-label", label);
  return map;
}

/**
 * @param {View} view
 * @param {Pointed} at
 */
function unitName(view, { layer, unit }) {
  const { cells, flat } = view.layers[layer];
  if (cells) return _("class {name}", { name: view.header.classes[unit] });
  const number = { number: unit + 1 };
  return flat ? _("unit {number}", number) : _("channel {number}", number);
}

/**
 * Write the map's name and the value under the pointer. A flat layer's unit is its one value.
 * @param {View} view
 * @param {Pointed} at
 * @param {LensMap} map
 */
function readOut(view, at, { step, rounded, read }) {
  const layer = view.layers[at.layer];
  const { row, col } = layer.flat ? { row: 0, col: 0 } : at;
  /** @type {[row: number, col: number] | null} */
  const shown =
    row === undefined || col === undefined
      ? null
      : [Math.floor(row / step), Math.floor(col / step)];
  const value = shown ? valueText(read(...shown), rounded) : "";
  view.lens.classList.toggle("reads", Boolean(shown));
  const where = shown && !layer.flat ? `, ${placeText(shown.map((place) => place * step))}` : "";
  const place = unitName(view, at) + where;
  write(view, "name", layer.name);
  write(view, "value", value);
  write(view, "place", place);
  write(view, "range", summaryOf(view, at, step, rounded));
  placeSpot(view, layer.flat ? null : shown);
  if (view.byKey) write(view, "spoken", `${layer.name}, ${place}: ${value}`);
}

/**
 * @param {number} value
 * @param {boolean} [rounded] whether it is known in 255 steps only
 */
const valueText = (value, rounded) => (rounded ? `≈ ${shortNumber(value)}` : fullNumber(value));

/**
 * What is said of the whole map.
 * @param {View} view
 * @param {Pointed} at
 * @param {number} step
 * @param {boolean} [rounded]
 */
function summaryOf(view, at, step, rounded) {
  const layer = view.layers[at.layer];
  const part = leftOut(step, rounded);
  if (layer.flat) return part;
  const [mean, largest, zeros] = ["mean", "largest", "zeros"].map((name) =>
    statistic(view, layer, at.unit, name),
  );
  const figures = _("Map: mean {mean}, largest {largest}, {share} % zeros", {
    mean: shortNumber(mean),
    largest: shortNumber(largest),
    share: Math.round(zeros * 100),
  });
  return part ? `${figures}; ${part}` : figures;
}

/**
 * What a map lacks, and how all of it is got.
 * @param {number} step
 * @param {boolean} [rounded]
 */
function leftOut(step, rounded) {
  if (step === 1) return rounded ? _("in 255 steps; click for all exactly") : "";
  const nth = { nth: ordinal(step) };
  return rounded
    ? _("every {nth} pixel, in 255 steps; click for all exactly", nth)
    : _("every {nth} pixel; click for all", nth);
}

/**
 * @param {View} view
 * @param {string} part
 * @param {string} text
 */
const write = (view, part, text) => {
  find(view.lens, `.${part}`).textContent = text;
};

/**
 * @param {View} view
 * @param {[row: number, col: number] | null} shown
 */
function placeSpot(view, shown) {
  view.spot.hidden = !shown;
  if (!shown) return;
  const { big, cell, spot } = view;
  placeInPixels(spot, big.offsetLeft + shown[1] * cell, big.offsetTop + shown[0] * cell, cell);
}
