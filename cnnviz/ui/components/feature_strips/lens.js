// The lens: one map enlarged, with the value under the pointer. It shows the map that is pointed
// at, else the one that was kept by a click.

import { ordinal, placeMark } from "./films.js";
import { paintBig } from "./paint.js";

const LENS = { narrow: 112, small: 168, large: 200, most: 256 };

/** The lens's side: 168 pixels, more for networks whose maps would not fill it. */
export function lensRoom(view) {
  if (view.narrow) return LENS.narrow;
  const largest = Math.max(...view.layers.map(({ shape }) => Math.max(shape[0], shape[1])));
  return largest * 2 <= LENS.small
    ? LENS.small
    : Math.min(Math.max(largest, LENS.large), LENS.most);
}

/** The map in the lens; all its pixels where Python sent them, else those of the strip. */
function lensMap(view, { layer: index, unit }) {
  const layer = view.layers[index];
  const [height, width] = layer.shape;
  const { limit } = layer;
  const [fullLayer, fullUnit] = view.header.full ?? [];
  if (fullLayer === index && fullUnit === unit) {
    return { width, height, limit, step: 1, read: (row, col) => view.full[row * width + col] };
  }
  const { step } = layer;
  const read = (row, col) => layer.read(unit, row, col);
  return { width: Math.ceil(width / step), height: Math.ceil(height / step), limit, step, read };
}

export function showLens(view) {
  const at = view.hover ?? view.pinned;
  for (const [index, layer] of view.layers.entries()) {
    placeMark(layer, "hover", view.hover?.layer === index ? view.hover.unit : null);
    placeMark(layer, "pinned", view.pinned?.layer === index ? view.pinned.unit : null);
  }
  view.lens.classList.toggle("empty", !at);
  if (!at) return;
  const drawn = `${at.layer} ${at.unit} ${view.room} ${view.answer}`;
  if (view.drawn !== drawn) drawLens(view, at);
  view.drawn = drawn;
  readOut(view, at);
}

function drawLens(view, at) {
  view.map = lensMap(view, at);
  view.cell = paintBig(view.big, view.map, lensRoom(view));
  view.big.setAttribute(
    "aria-label",
    `${view.layers[at.layer].name}, ${unitName(view, at)}, enlarged. Arrow keys move.`,
  );
}

function unitName(view, { layer, unit }) {
  const { cells, flat } = view.layers[layer];
  if (cells) return `class ${view.header.classes[unit]}`;
  return flat ? `unit ${unit}` : `channel ${unit}`;
}

/** Write the map's name and the value under the pointer. A flat layer's unit is its one value. */
function readOut(view, at) {
  const layer = view.layers[at.layer];
  const { step, read } = view.map;
  const cell = layer.flat ? { row: 0, col: 0 } : at;
  const shown =
    cell.row === undefined ? null : [Math.floor(cell.row / step), Math.floor(cell.col / step)];
  const value = shown && read(...shown);
  view.lens.classList.toggle("reads", Boolean(shown));
  const where = shown && !layer.flat ? `, row ${shown[0] * step}, col ${shown[1] * step}` : "";
  const place = unitName(view, at) + where;
  write(view, "name", layer.name);
  write(view, "value", shown ? fullNumber(value) : "");
  write(view, "place", place);
  write(view, "range", step > 1 ? `every ${ordinal(step)} pixel; click for all` : "");
  placeSpot(view, layer.flat ? null : shown);
  if (view.byKey)
    write(view, "spoken", `${layer.name}, ${place}: ${shown ? fullNumber(value) : ""}`);
}

const write = (view, part, text) => {
  view.lens.querySelector(`.${part}`).textContent = text;
};

/** All digits that a float32 has, with a true minus sign. */
const fullNumber = (value) => String(parseFloat(value.toPrecision(7))).replace("-", "\u2212");

function placeSpot(view, shown) {
  view.spot.hidden = !shown;
  if (!shown) return;
  const { offsetLeft, offsetTop } = view.big;
  const size = `${view.cell}px`;
  const [top, left] = [offsetTop + shown[0] * view.cell, offsetLeft + shown[1] * view.cell];
  Object.assign(view.spot.style, { left: `${left}px`, top: `${top}px`, width: size, height: size });
}
