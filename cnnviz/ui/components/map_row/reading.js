// Reading: which cell lies under the pointer, its value, and a mark on it. Maps of one size are
// read together.

import { find, placeInPixels } from "../_js/dom.js";
import { arrowStep, clampCell } from "../_js/grid_keys.js";
import { _ } from "../_js/language.js";
import { placeText, shortNumber } from "../_js/number.js";

/** @typedef {import("./index.js").View} View */
/** @typedef {import("./index.js").ShownMap} ShownMap */
/** @typedef {import("../_js/grid_keys.js").Cell} Cell */

const CHANNEL_NAMES = ["R ", "G ", "B "];

/** @param {Pick<ShownMap, "size" | "height" | "width">} map */
export const isScaled = ({ size, height, width }) => size[0] !== height || size[1] !== width;

/**
 * The values of a cell, as one text.
 * @param {ShownMap} map
 * @param {Cell} cell
 */
function valueText({ values, width, channels }, [row, col]) {
  const at = (row * width + col) * channels;
  const texts = Array.from({ length: channels }, (none, c) => shortNumber(values[at + c], 4));
  return texts.map((text, c) => (channels > 1 ? CHANNEL_NAMES[c] : "") + text).join("  ");
}

/**
 * @param {ShownMap} map
 * @param {Cell} cell
 */
function readingText(map, [row, col]) {
  const text = valueText(map, [row, col]);
  if (!isScaled(map)) return `${placeText([row, col])}: ${text}`;
  // The place in the whole map that the cell of the scaled one is the middle of.
  const down = Math.floor(((row + 0.5) * map.size[0]) / map.height);
  const across = Math.floor(((col + 0.5) * map.size[1]) / map.width);
  const shown = { place: placeText([down, across]), value: text };
  return _("mean near {place}: {value}", shown);
}

/**
 * Show a cell on every map of the same size; null clears all.
 * @param {View} view
 * @param {number} index
 * @param {Cell | null} cell
 * @param {boolean} [byKey] whether a screen reader says it
 */
export function read(view, index, cell, byKey = false) {
  view.at = cell && { index, row: cell[0], col: cell[1] };
  view.tiles.forEach((tile, i) => {
    const shown = cell && String(view.maps[i].size) === String(view.maps[index].size);
    tile.spot.hidden = !shown;
    tile.reading.textContent = shown ? readingText(view.maps[i], cell) : "";
    if (shown) placeSpot(tile, view.maps[i], cell);
  });
  if (!byKey) return;
  const text = `${view.maps[index].title}: ${view.tiles[index].reading.textContent}`;
  find(view.root, ".spoken").textContent = text;
}

/**
 * @param {import("./tiles.js").Tile} tile
 * @param {ShownMap} map
 * @param {Cell} cell
 */
function placeSpot({ spot, fit }, { height, width }, [row, col]) {
  const [h, w] = [fit.height / height, fit.width / width];
  const [down, across] = [Math.max(h, 5), Math.max(w, 5)];
  placeInPixels(spot, (col + 0.5) * w - across / 2, (row + 0.5) * h - down / 2, across, down);
}

/**
 * Arrow keys move the cell, with shift by ten; Escape leaves.
 * @param {View} view
 * @param {number} index
 * @param {KeyboardEvent} event
 */
export function steer(view, index, event) {
  if (event.key === "Escape") read(view, index, null);
  if (event.key === "Enter" && view.pickable) view.pick(index);
  const step = arrowStep(event);
  if (!step) return;
  event.preventDefault();
  const { height, width } = view.maps[index];
  const by = event.shiftKey ? 10 : 1;
  const from = view.at?.index === index ? view.at : { row: height >> 1, col: width >> 1 };
  /** @type {Cell} */
  const next = [from.row + step[0] * by, from.col + step[1] * by];
  read(view, index, clampCell(next, [height, width]), true);
}
