// Film strips: paints what Python computed and reads it out. Pointing and the keyboard never ask
// the server; only the full pixels of a large map are asked for, when it is kept by a click.

import { arrowStep } from "../_js/grid_keys.js";
import { unpack } from "../_js/packing.js";
import { keepViews } from "../_js/views.js";
import { buildFilms, paintLayer } from "./films.js";
import { cellAt } from "./layout.js";
import { lensRoom, showLens } from "./lens.js";

function startView(root) {
  const find = (selector) => root.querySelector(selector);
  const view = {
    root,
    films: find(".films"),
    lens: find(".lens"),
    big: find(".big"),
    spot: find(".spot"),
    layers: [],
    hover: null,
    pinned: null,
    answer: 0,
  };
  connectLens(view);
  new ResizeObserver(() => layOut(view)).observe(root);
  return view;
}

/** Take an answer: new values for the same strips, or the strips of another network. */
function takeAnswer(view, bytes) {
  const { header, values } = unpack(bytes);
  const network = JSON.stringify(header.layers.map(({ name, shape, step }) => [name, shape, step]));
  if (view.network !== network) {
    Object.assign(view, {
      network,
      header,
      layers: header.layers,
      hover: null,
      pinned: null,
      built: false,
    });
  }
  let start = 0;
  header.layers.forEach((fresh, index) => {
    const layer = Object.assign(view.layers[index], fresh, { values: null });
    if (!fresh.size) return;
    layer.values = values.subarray(start, start + fresh.size);
    start += fresh.size;
    const across = Math.ceil(layer.shape[1] / layer.step);
    layer.read = (unit, row, col) => layer.values[(row * across + col) * layer.units + unit];
  });
  Object.assign(view, { header, full: values.subarray(start), answer: view.answer + 1 });
  if (!header.first) Object.assign(view, { hover: null, pinned: null });
  else view.pinned ??= { layer: header.first[0], unit: header.first[1] };
}

function layOut(view) {
  const width = view.root.clientWidth;
  if (!width || !view.header) return;
  view.narrow = width < 640;
  view.root.classList.toggle("narrow", view.narrow);
  const glass = lensRoom(view);
  view.root.style.setProperty("--glass", `${glass}px`);
  view.room = view.films.clientWidth;
  for (const layer of view.layers) paintLayer(view, layer);
  showLens(view);
}

const hasValues = (view) => Boolean(view.header?.first);

function point(view, hover, byKey = false) {
  if (!hasValues(view)) return;
  Object.assign(view, { hover, byKey });
  showLens(view);
}

function pin(view, at) {
  if (!hasValues(view) || !at) return;
  view.pinned = at;
  showLens(view);
  if (view.layers[at.layer].step > 1) view.ask([at.layer, at.unit]);
}

function hit(layer, index, event) {
  const box = layer.canvas.getBoundingClientRect();
  const cell = cellAt(layer.plan, layer.units, event.clientX - box.left, event.clientY - box.top);
  return (
    cell && {
      layer: index,
      unit: cell.unit,
      row: cell.row * layer.step,
      col: cell.col * layer.step,
    }
  );
}

function connectFilms(view) {
  view.layers.forEach((layer, index) => {
    layer.cells?.forEach((cell, unit) => {
      const at = { layer: index, unit };
      cell.onpointerenter = cell.onfocus = () => point(view, at);
      cell.onpointerleave = cell.onblur = () => point(view, null);
      cell.onclick = () => pin(view, at);
    });
    if (!layer.canvas) return;
    layer.canvas.onpointermove = (event) => point(view, hit(layer, index, event));
    layer.canvas.onpointerleave = () => point(view, null);
    layer.canvas.onclick = (event) => pin(view, hit(layer, index, event));
    layer.canvas.onfocus = () => focusFilm(view, layer, index);
    layer.canvas.onblur = () => point(view, null);
    layer.canvas.onkeydown = (event) => filmKey(view, layer, index, event);
  });
}

const middleOf = ({ shape }) => ({ row: Math.floor(shape[0] / 2), col: Math.floor(shape[1] / 2) });

/** A strip reached by the keyboard shows its first map at once; a click says itself which. */
function focusFilm(view, layer, index) {
  if (layer.canvas.matches(":focus-visible"))
    point(view, { layer: index, unit: 0, ...middleOf(layer) }, true);
}

/** Arrow keys go from map to map, Enter keeps one. */
function filmKey(view, layer, index, event) {
  const at = view.hover?.layer === index ? view.hover : { layer: index, unit: 0 };
  const step = arrowStep(event);
  if (event.key === "Enter") pin(view, at);
  if (!step) return;
  const unit = at.unit + step[0] * layer.plan.across + step[1];
  if (!(unit >= 0 && unit < layer.units)) return;
  event.preventDefault();
  point(view, { layer: index, unit, ...middleOf(layer) }, true);
}

function connectLens(view) {
  const move = (row, col, byKey) => {
    if (!view.pinned || !view.map) return;
    const { width, height, step } = view.map;
    if (row < 0 || col < 0 || row >= height || col >= width) return;
    point(view, { ...view.pinned, row: row * step, col: col * step }, byKey);
  };
  view.big.onpointermove = (event) => {
    const box = view.big.getBoundingClientRect();
    move(
      Math.floor((event.clientY - box.top) / view.cell),
      Math.floor((event.clientX - box.left) / view.cell),
    );
  };
  view.big.onpointerdown = view.big.onpointermove;
  view.big.onpointerleave = () => point(view, null);
  view.big.onkeydown = (event) => {
    const step = arrowStep(event);
    if (!step) return;
    event.preventDefault();
    const { row = 0, col = 0 } = view.hover ?? {};
    move(
      Math.floor(row / view.map.step) + step[0],
      Math.floor(col / view.map.step) + step[1],
      true,
    );
  };
}

const viewOf = keepViews(startView);

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".strips");
  const view = viewOf(root);
  view.ask = (map) => setStateValue("zoom", map);
  if (view.bytes !== data) takeAnswer(view, data);
  view.bytes = data;
  if (!view.built) {
    buildFilms(view);
    connectFilms(view);
    view.built = true;
  }
  layOut(view);
}
