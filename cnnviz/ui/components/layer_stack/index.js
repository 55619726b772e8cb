// A stack of layers: one layer and one unit are chosen; every part shows them.

import { forgetChanges, tellChange } from "../_js/changes.js";
import { cellUnder } from "../_js/grid_keys.js";
import { unpack } from "../_js/packing.js";
import { keepViews } from "../_js/views.js";
import { chainOf, gridOf } from "./chain.js";
import { drawFields, fillButtons, steerUnit } from "./fields.js";
import { drawTable } from "./table.js";
import { drawVolumes, markVolumes, pointAtVolume, steerVolumes } from "./volumes.js";

const NARROW = 900;
const SLIM = 560; // CSS pixels of width

/** Look at a unit of a layer of the last good stack; null is its middle. */
export function look(view, layer, unit) {
  Object.assign(view, { layer, unit: unit ?? gridOf(view, layer).map((length) => length >> 1) });
  view.chain = chainOf(view.header.good, layer, view.unit);
  markVolumes(view);
  drawFields(view);
}

/** The layer of the last good stack that a row of the table is. */
const layerOfRow = (view) => Math.min(view.row, view.header.good.length - 1);

/** Choose a row of the table, and a unit of its layer. */
export function choose(view, row, unit = null) {
  if (view.row !== row) {
    view.row = row;
    drawTable(view);
  }
  view.kept = unit;
  look(view, layerOfRow(view), unit);
}

function startView(root) {
  const canvases = Object.fromEntries(
    ["map", "image", "measured"].map((name) => [name, root.querySelector(`.${name} canvas`)]),
  );
  const view = { root, host: root, canvases, row: null, layer: -1, unit: [0, 0], kept: null };
  const svg = root.querySelector(".strip svg");
  svg.onpointermove = (event) => pointAtVolume(view, event, look);
  svg.onpointerdown = (event) => pointAtVolume(view, event, choose);
  svg.onpointerleave = () =>
    view.layer !== layerOfRow(view) && look(view, layerOfRow(view), view.kept);
  svg.onkeydown = (event) => steerVolumes(view, event);
  svg.setAttribute(
    "aria-label",
    "Volumes of the network; left and right arrow keys choose a layer",
  );
  const point = (event) =>
    view.layer >= 0 &&
    look(view, view.layer, cellUnder(canvases.map, gridOf(view, view.layer), event));
  canvases.map.onpointermove = canvases.map.onpointerdown = point;
  canvases.map.onkeydown = (event) => steerUnit(view, event);
  new ResizeObserver(() => layOut(view)).observe(root);
  return view;
}

/** The layer that is chosen at first: the last with a map of more than one cell. */
const firstChoice = ({ header }) =>
  header.good.findLastIndex(
    ({ name, grid }) => !name.startsWith("flatten") && grid[0] * grid[1] > 1,
  );

/** Tell an edit. While a layer comes, goes or moves it is not known which is which: then Python is
 * only asked again. */
export function edit(view, change) {
  const settled = view.told.every((earlier) => earlier.do === "set");
  if (settled) tellChange(view, change, view.send);
  else view.send(view.told);
  return settled;
}

function receive(view, bytes) {
  const { header, values } = unpack(bytes);
  const before = view.header;
  forgetChanges(view, header.taken);
  Object.assign(view, { header, values, waiting: false, bytes });
  const same = before && before.layers.length && view.row !== null;
  if (!same || view.row >= header.layers.length)
    view.row = Math.max(firstChoice(view), header.good.length ? 0 : -1);
  const layer = Math.min(view.row, header.good.length - 1);
  const grid = gridOf(view, layer);
  const kept = layer === view.layer && String(view.grid) === String(grid);
  Object.assign(view, { layer, grid, unit: kept ? view.unit : grid.map((length) => length >> 1) });
  view.chain = chainOf(header.good, layer, view.unit);
  fillButtons(view);
  layOut(view);
}

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

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".stack");
  const view = viewOf(root);
  view.send = (edits) => setTriggerValue("edit", edits);
  view.measure = (wanted) => setTriggerValue("measure", wanted);
  if (view.bytes !== data) receive(view, data);
  else layOut(view);
}
