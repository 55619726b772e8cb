// What a unit reads: patch × kernel = part, the largest first; one line each for single cells.

import { element } from "../_js/dom.js";
import { _, _n } from "../_js/language.js";
import { fullNumber, inBrackets, placeText, shortNumber } from "../_js/number.js";
import { buildGrid, markWinner } from "./grids.js";

/** @typedef {import("../_js/grid_keys.js").Cell} Cell */
/** @typedef {import("./types.js").Explained} Explained */
/** @typedef {import("./types.js").PatchValues} PatchValues */
/** @typedef {import("./types.js").UnitPatch} UnitPatch */
/** @typedef {import("./types.js").UnitPlace} UnitPlace */
/** @typedef {import("./types.js").UnitSource} UnitSource */
/** @typedef {import("./types.js").View} View */

const MORE = 4; // times as many

/** @param {View} view */
export function buildSources(view) {
  const { sources } = /** @type {Explained} */ (view.header);
  return sources.map((source, at) => buildSource(view, source, view.patches[at]));
}

/**
 * @param {View} view
 * @param {UnitSource} source
 * @param {PatchValues[]} patches
 */
function buildSource(view, source, patches) {
  const single = source.rows.length * source.cols.length === 1;
  const body = element("div", single ? "cells" : "patches");
  source.shown.forEach((patch, at) => {
    const build = single ? buildLine : buildPatch;
    body.append(build(view, source, patch, patches[at]));
  });
  const section = element("section", "source", element("h3", "", titleOf(source)), body);
  if (source.others) section.append(buildOthers(view, source));
  return section;
}

/** @param {UnitSource} source */
function titleOf({ name, weighted, rows, cols }) {
  const layer = { layer: name };
  if (!rows.length || !cols.length) return _("No cell of {layer} reaches this unit.", layer);
  if (!weighted) return _("Read from {layer}", layer);
  return rows.length * cols.length === 1
    ? _("Read from {layer}: value × weight = part, by size", layer)
    : _("Read from {layer}: patch × kernel = part, by size", layer);
}

/**
 * @param {View} view
 * @param {UnitSource} source
 */
function buildOthers(view, { others, rest, shown }) {
  const more = element("button", "link", _("Show more"));
  more.onclick = () => view.ask(view.header.path, shown.length * MORE);
  const sum = { sum: shortNumber(rest) };
  const text = _n("{count} other = {sum}", "{count} others = {sum}", others, sum);
  const line = element("p", "others numbers", `${text} `, more);
  line.title = fullNumber(rest);
  return line;
}

/**
 * The unit at a cell of a patch; null in the padding, and in the input, which nothing explains.
 * @param {UnitSource} source
 * @param {UnitPatch} patch
 * @param {Cell} cell
 * @returns {UnitPlace | null}
 */
export function unitAt({ layer, flat, size, rows, cols }, { channel }, [row, col]) {
  const [down, across] = [rows[row], cols[col]];
  const inside = down >= 0 && across >= 0 && down < size[0] && across < size[1];
  if (layer < 0 || !inside) return null;
  return flat ? [layer, channel] : [layer, down, across, channel];
}

/**
 * @param {View} view
 * @param {UnitPlace | null} unit
 */
function descend(view, unit) {
  if (unit) view.ask([...view.header.path, unit]);
}

/**
 * @param {View} view
 * @param {UnitSource} source
 * @param {UnitPatch} patch
 * @param {PatchValues} numbers
 */
function buildLine(view, source, patch, { values, weights }) {
  const unit = unitAt(source, patch, [0, 0]);
  const product = weights ? `${shortNumber(values[0])} × ${inBrackets(weights[0])}` : "";
  const part = element("span", "part", shortNumber(patch.part));
  const parts = [element("span", "", patch.name), element("span", "", product), part];
  const line = unit
    ? element("button", "one numbers", ...parts)
    : element("div", "one numbers", ...parts);
  const full = weights ? `${fullNumber(values[0])} × ${fullNumber(weights[0])} = ` : "";
  line.title = `${patch.name}: ${full}${fullNumber(patch.part)}`;
  if (unit) line.onclick = () => descend(view, unit);
  return line;
}

/**
 * @param {View} view
 * @param {UnitSource} source
 * @param {UnitPatch} patch
 * @param {PatchValues} numbers
 */
function buildPatch(view, source, patch, numbers) {
  const [height, width] = [source.rows.length, source.cols.length];
  const isInput = source.layer < 0;
  /** @type {import("./grids.js").Grid} */
  const grid = {
    values: numbers.values,
    height,
    width,
    scale: isInput
      ? { low: 0, high: 1, colours: "grey" }
      : { low: -source.limit, high: source.limit, colours: "signed" },
    label: isInput
      ? _("{name}, patch. Arrow keys move.", patch)
      : _("{name}, patch. Arrow keys move, Enter opens the cell.", patch),
  };
  const box = buildGrid(grid, {
    read: (cell) => read(view, source, patch, numbers, cell),
    open: isInput ? null : (cell) => descend(view, unitAt(source, patch, cell)),
  });
  if (source.winner) markWinner(box, source.winner, grid);
  const row = element("div", "product numbers", box);
  if (numbers.weights) {
    const end = source.weight_limit;
    const scale = { low: -end, high: end, colours: /** @type {const} */ ("weights") };
    const label = _("{name}, kernel", patch);
    const kernel = { ...grid, values: numbers.weights, scale, label };
    const part = element("span", "part", shortNumber(patch.part));
    part.title = fullNumber(patch.part);
    row.append("×", buildGrid(kernel), "=", part);
  }
  return element("div", "patch", element("span", "caption", patch.name), row);
}

/**
 * Write what the cell under the pointer adds.
 * @param {View} view
 * @param {UnitSource} source
 * @param {UnitPatch} patch
 * @param {PatchValues} numbers
 * @param {Cell | null} cell
 */
function read(view, source, patch, { values, weights, products }, cell) {
  if (!cell) return void (view.reading.textContent = "");
  const [row, col] = [source.rows[cell[0]], source.cols[cell[1]]];
  const at = cell[0] * source.cols.length + cell[1];
  const inside = row >= 0 && col >= 0 && row < source.size[0] && col < source.size[1];
  const where = inside ? placeText([row, col]) : _("padding");
  const full = fullNumber(values[at]);
  const product =
    weights && products ? ` × ${fullNumber(weights[at])} = ${fullNumber(products[at])}` : "";
  view.reading.textContent = `${source.name}, ${patch.name}, ${where}: ${full}${product}`;
}
