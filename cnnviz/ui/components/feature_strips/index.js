// Film strips: paints what Python computed and reads it out. Pointing and the keyboard never ask
// the server; only the full pixels of a large map are asked for, when it is kept by a click.

import { find, findCanvas } from "../_js/dom.js";
import { arrowStep } from "../_js/grid_keys.js";
import { unpack } from "../_js/packing.js";
import { openUnit } from "../_js/unit_link.js";
import { keepViews } from "../_js/views.js";
import { buildFilms, paintLayer } from "./films.js";
import { cellAt } from "./layout.js";
import { lensRoom, showLens } from "./lens.js";
import { connectTools, lastChosen, lookOf, takeStart } from "./choices.js";
import { isHere, mapAt, orderMaps, placeOf } from "./maps.js";
import { buildOverview, markHere } from "./overview.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").FeatureStripsHeader} FeatureStripsHeader */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Pointed} Pointed */
/** @typedef {import("./types.js").StripLayer} StripLayer */
/** @typedef {import("./types.js").View} View */

const ASK_AFTER = 120; // milliseconds

/** @param {HTMLElement} root */
function startView(root) {
  const view = /** @type {View} */ ({
    root,
    films: find(root, ".films"),
    lens: find(root, ".lens"),
    big: findCanvas(root, ".big"),
    spot: find(root, ".spot"),
    hover: null,
    pinned: null,
    answer: 0,
    ...lastChosen(),
  });
  connectLens(view);
  connectTools(view, () => layOut(view));
  addEventListener("scroll", () => requestAnimationFrame(() => markHere(view)), {
    capture: true,
    passive: true,
  });
  new ResizeObserver(() => layOut(view)).observe(root);
  return view;
}

/**
 * Take an answer: new values for the same strips, or the strips of another network.
 * @param {View} view
 * @param {Uint8Array} bytes
 */
function takeAnswer(view, bytes) {
  const { header, values } = /** @type {{ header: FeatureStripsHeader, values: Float32Array }} */ (
    unpack(bytes)
  );
  const network = JSON.stringify(header.layers.map(({ name, shape, step }) => [name, shape, step]));
  if (view.network !== network) {
    const layers = header.layers.map((layer) => ({ ...layer }));
    Object.assign(view, { network, layers, hover: null, pinned: null, built: false });
  }
  let start = 0;
  header.layers.forEach((fresh, index) => {
    const size = fresh.size ?? 0;
    const answer = size ? answerOf(fresh, values.subarray(start, start + size)) : null;
    Object.assign(view.layers[index], { sent: undefined }, fresh, { answer });
    start += size;
  });
  const perMap = header.statistics.length;
  for (const { answer, flat, shape } of view.layers) {
    if (!answer || flat) continue;
    answer.maps = values.subarray(start, start + shape[2] * perMap);
    start += shape[2] * perMap;
  }
  const size = header.kernels?.shape.reduce((product, side) => product * side, 1) ?? 0;
  const kernels = values.subarray(start, start + size);
  const full = values.subarray(start + size);
  Object.assign(view, { header, kernels, full, answer: view.answer + 1 });
  for (const { name, page } of header.layers) if (page !== undefined) view.pages.set(name, page);
  forgetOtherPages(view);
  if (!header.first) Object.assign(view, { hover: null, pinned: null });
  else view.pinned ??= { layer: header.first[0], unit: header.first[1] };
}

/**
 * A map that is on another page now is not looked at any longer.
 * @param {View} view
 */
function forgetOtherPages(view) {
  for (const which of /** @type {const} */ (["hover", "pinned"])) {
    const at = view[which];
    if (at && !isHere(view.layers[at.layer], at.unit)) view[which] = null;
  }
}

/**
 * @param {StripLayer} layer
 * @param {Float32Array} values
 * @returns {Answer}
 */
function answerOf({ shape, step, units, limit = 1, low = 0, high = 0, still = [], sent }, values) {
  const places = sent && new Map(sent.map((unit, place) => [unit, place]));
  const across = Math.ceil(shape[1] / step);
  return {
    limit,
    low,
    high,
    still,
    maps: values.subarray(0, 0),
    read: (unit, row, col) =>
      values[(row * across + col) * units + (places ? (places.get(unit) ?? 0) : unit)],
  };
}

/** @param {View} view */
function layOut(view) {
  const width = view.root.clientWidth;
  if (!width || !view.header) return;
  view.narrow = width < 640;
  view.root.classList.toggle("narrow", view.narrow);
  const glass = lensRoom(view);
  view.root.style.setProperty("--glass", `${glass}px`);
  view.room = view.films.clientWidth;
  for (const layer of view.layers) {
    orderMaps(view, layer);
    paintLayer(view, layer);
  }
  view.drawn = ""; // another scale may be chosen
  showLens(view);
  markHere(view);
}

/** @param {View} view */
const hasValues = (view) => Boolean(view.header?.first);

/**
 * @param {View} view
 * @param {Pointed | null} hover
 * @param {boolean} [byKey]
 */
function point(view, hover, byKey = false) {
  if (!hasValues(view)) return;
  Object.assign(view, { hover, byKey });
  showLens(view);
}

/**
 * @param {View} view
 * @param {Pointed | null} at
 */
function pin(view, at) {
  if (!hasValues(view) || !at) return;
  view.pinned = at;
  showLens(view);
  if (view.layers[at.layer].step === 1) return;
  // Later than a unit that the same click opens: in one message, Streamlit runs one fragment only.
  clearTimeout(view.asking);
  view.asking = setTimeout(() => view.ask([at.layer, at.unit]), ASK_AFTER);
}

/**
 * Ask why a unit has its value.
 * @param {View} view
 * @param {Pointed | null} at
 * @param {boolean} [byKey]
 */
function open(view, at, byKey) {
  if (!hasValues(view) || !at) return;
  const { layer, unit, row, col } = at;
  const { root, layers } = view;
  if (layers[layer].flat) openUnit([layer, unit], root, byKey);
  else if (row !== undefined && col !== undefined) openUnit([layer, row, col, unit], root, byKey);
}

/**
 * @param {Layer} layer
 * @param {number} index
 * @param {HTMLCanvasElement} canvas
 * @param {MouseEvent} event
 * @returns {Pointed | null}
 */
function hit(layer, index, canvas, event) {
  const box = canvas.getBoundingClientRect();
  const cell = cellAt(layer.plan, layer.units, event.clientX - box.left, event.clientY - box.top);
  return (
    cell && {
      layer: index,
      unit: mapAt(layer, cell.unit),
      row: cell.row * layer.step,
      col: cell.col * layer.step,
    }
  );
}

/** @param {View} view */
function connectFilms(view) {
  view.layers.forEach((layer, index) => {
    layer.cells?.forEach((cell, unit) => {
      const at = { layer: index, unit };
      cell.onpointerenter = cell.onfocus = () => point(view, at);
      cell.onpointerleave = cell.onblur = () => point(view, null);
      cell.onclick = (event) => {
        pin(view, at);
        open(view, at, event.detail === 0);
      };
    });
    const { canvas } = layer;
    if (!canvas) return;
    canvas.onpointermove = (event) => point(view, hit(layer, index, canvas, event));
    canvas.onpointerleave = () => point(view, null);
    canvas.onclick = (event) => {
      const at = hit(layer, index, canvas, event);
      pin(view, at);
      open(view, at);
    };
    // A strip reached by the keyboard shows its first map at once; a click says itself which.
    canvas.onfocus = () =>
      canvas.matches(":focus-visible") &&
      point(view, { layer: index, unit: mapAt(layer, 0), ...middleOf(layer) }, true);
    canvas.onblur = () => point(view, null);
    canvas.onkeydown = (event) => filmKey(view, layer, index, event);
  });
}

/** @param {StripLayer} layer */
const middleOf = ({ shape }) => ({ row: Math.floor(shape[0] / 2), col: Math.floor(shape[1] / 2) });

/**
 * Arrow keys go from map to map, Enter keeps one.
 * @param {View} view
 * @param {Layer} layer
 * @param {number} index
 * @param {KeyboardEvent} event
 */
function filmKey(view, layer, index, event) {
  const at = view.hover?.layer === index ? view.hover : { layer: index, unit: mapAt(layer, 0) };
  const step = arrowStep(event);
  if (event.key === "Enter") {
    pin(view, at);
    if (layer.flat) open(view, at, true); // of a map, the magnifier's cells are opened
  }
  if (!step) return;
  const to = placeOf(layer, at.unit) + step[0] * layer.plan.across + step[1];
  if (!(to >= 0 && to < layer.units)) return;
  event.preventDefault();
  point(view, { layer: index, unit: mapAt(layer, to), ...middleOf(layer) }, true);
}

/** @param {View} view */
function connectLens(view) {
  /**
   * @param {number} row
   * @param {number} col
   * @param {boolean} [byKey]
   */
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
  view.big.onclick = () => open(view, view.hover);
  view.big.onpointerleave = () => point(view, null);
  view.big.onkeydown = (event) => {
    if (event.key === "Enter") open(view, view.hover, true);
    const step = arrowStep(event);
    if (!step || !view.map) return;
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

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setStateValue }) {
  const view = viewOf(find(parentElement, ".strips"));
  view.tellLook = () => setStateValue("look", lookOf(view));
  view.ask = (map) => setStateValue("zoom", map);
  if (view.bytes !== data) takeAnswer(view, data);
  view.bytes = data;
  takeStart(view);
  if (!view.built) {
    buildFilms(view);
    buildOverview(view);
    connectFilms(view);
    view.built = true;
  }
  layOut(view);
  if (view.header.first) performance.mark("cnnviz:maps");
}
