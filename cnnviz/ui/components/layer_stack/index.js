// A stack of layers: one layer and one unit are chosen; every part shows them.

import { forgetChanges } from "../_js/changes.js";
import { find, findAs, findCanvas } from "../_js/dom.js";
import { cellUnder } from "../_js/grid_keys.js";
import { _ } from "../_js/language.js";
import { unpack } from "../_js/packing.js";
import { keepViews } from "../_js/views.js";
import { chainOf, gridOf } from "./chain.js";
import { drawFields, fillButtons, steerUnit } from "./fields.js";
import { pendingLayers } from "./pending.js";
import { drawTable } from "./table.js";
import { drawVolumes, markVolumes, pointAtVolume, steerVolumes } from "./volumes.js";

/** @typedef {import("./types.js").LayerStackHeader} LayerStackHeader */
/** @typedef {import("./types.js").Size} Size */
/** @typedef {import("./types.js").Unit} Unit */
/** @typedef {import("./types.js").View} View */

const NARROW = 900;
const SLIM = 560; // CSS pixels of width

/**
 * The unit in the middle of a grid.
 * @param {Size} grid
 * @returns {Unit}
 */
const middleOf = ([rows, cols]) => [rows >> 1, cols >> 1];

/**
 * Look at a unit of a layer of the last good stack; null is its middle.
 * @param {View} view
 * @param {number} layer
 * @param {Unit | null} unit
 */
function look(view, layer, unit) {
  Object.assign(view, { layer, unit: unit ?? middleOf(gridOf(view, layer)) });
  view.chain = chainOf(view.header.good, layer, view.unit);
  markVolumes(view);
  drawFields(view);
}

/**
 * The layer of the last good stack that a row of the table is.
 * @param {View} view
 */
const layerOfRow = (view) => Math.min(view.row ?? -1, view.header.good.length - 1);

/**
 * Choose a row of the table, and a unit of its layer.
 * @param {View} view
 * @param {number} row
 * @param {Unit | null} unit
 */
function choose(view, row, unit) {
  if (view.row !== row) {
    view.row = row;
    drawTable(view);
  }
  view.kept = unit;
  look(view, layerOfRow(view), unit);
}

/** @param {HTMLElement} root */
function startView(root) {
  const canvases = {
    map: findCanvas(root, ".map canvas"),
    image: findCanvas(root, ".image canvas"),
    measured: findCanvas(root, ".measured canvas"),
  };
  const view = /** @type {View} */ ({
    root,
    canvases,
    row: null,
    layer: -1,
    unit: [0, 0],
    kept: null,
    look: (layer, unit) => look(view, layer, unit),
    choose: (layer, unit) => choose(view, layer, unit),
  });
  const svg = findAs(root, ".strip svg", SVGSVGElement);
  svg.onpointermove = (event) => pointAtVolume(view, event, view.look);
  svg.onpointerdown = (event) => pointAtVolume(view, event, view.choose);
  svg.onpointerleave = () =>
    view.layer !== layerOfRow(view) && look(view, layerOfRow(view), view.kept);
  svg.onkeydown = (event) => steerVolumes(view, event);
  svg.setAttribute(
    "aria-label",
    _("Volumes of the network; left and right arrow keys choose a layer"),
  );
  /** @param {PointerEvent} event */
  const point = (event) =>
    view.layer >= 0 &&
    look(view, view.layer, cellUnder(canvases.map, gridOf(view, view.layer), event));
  canvases.map.onpointermove = canvases.map.onpointerdown = point;
  canvases.map.onkeydown = (event) => steerUnit(view, event);
  new ResizeObserver(() => layOut(view)).observe(root);
  return view;
}

/**
 * The layer that is chosen at first: the last with a map of more than one cell.
 * @param {LayerStackHeader} header
 */
const firstChoice = ({ good }) =>
  good.findLastIndex(({ name, grid }) => !name.startsWith("flatten") && grid[0] * grid[1] > 1);

/**
 * @param {View} view
 * @param {Uint8Array} bytes
 */
function receive(view, bytes) {
  const { header, values } = /** @type {{ header: LayerStackHeader, values: Float32Array }} */ (
    unpack(bytes)
  );
  const before = view.header;
  forgetChanges(view, header.taken);
  Object.assign(view, { header, values, waiting: false, bytes });
  view.layers = pendingLayers(header, view.pending ?? []);
  const kept = before?.layers.length ? view.row : null;
  view.row =
    kept === null || kept >= view.layers.length
      ? Math.max(firstChoice(header), header.good.length ? 0 : -1)
      : kept;
  const layer = Math.min(view.row, header.good.length - 1);
  const grid = gridOf(view, layer);
  const same = layer === view.layer && String(view.grid) === String(grid);
  Object.assign(view, { layer, grid, unit: same ? view.unit : middleOf(grid) });
  view.chain = chainOf(header.good, layer, view.unit);
  fillButtons(view);
  layOut(view);
}

/** @param {View} view */
function layOut(view) {
  const width = view.root.clientWidth;
  if (!width || !view.header) return;
  view.root.classList.toggle("narrow", width < NARROW);
  view.root.classList.toggle("slim", width < SLIM);
  drawTable(view);
  drawVolumes(view);
  drawFields(view);
}

const viewOf = keepViews(startView);

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = viewOf(find(parentElement, ".stack"));
  view.send = (edits) => setTriggerValue("edit", edits);
  view.measure = (wanted) => setTriggerValue("measure", wanted);
  if (view.bytes !== data) receive(view, data);
  else layOut(view);
}
