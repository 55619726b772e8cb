// Film strips: paints what Python computed and reads it out. Pointing and the keyboard never ask
// the server; of a large network it is asked for the layers that come into sight, and for a map's
// full pixels when that is kept by a click.

import { find, findCanvas } from "../_js/dom.js";
import { arrowStep } from "../_js/grid_keys.js";
import { openUnit } from "../_js/unit_link.js";
import { readCssTheme } from "../_js/theme.js";
import { drawAfterFrame, keepViews } from "../_js/views.js";
import { askMap, askMissing, inSight, missing } from "./asking.js";
import { buildFilms, paintLayer } from "./films.js";
import { cellAt, layOutMaps } from "./layout.js";
import { lensRoom, showLens } from "./lens.js";
import { connectTools, lastChosen, lookOf, takeStart } from "./choices.js";
import { mapAt, orderMaps, placeOf } from "./maps.js";
import { buildOverview, markHere } from "./overview.js";
import { takeAnswer } from "./reading.js";

/** @typedef {import("./types.js").FeatureStripsHeader} FeatureStripsHeader */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Pointed} Pointed */
/** @typedef {import("./types.js").StripLayer} StripLayer */
/** @typedef {import("./types.js").View} View */

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
  const scrolled = () => {
    markHere(view);
    askMissing(view);
  };
  addEventListener("scroll", () => requestAnimationFrame(scrolled), {
    capture: true,
    passive: true,
  });
  new ResizeObserver(() => layOut(view)).observe(root);
  return view;
}

/**
 * @param {View} view
 * @param {boolean} [all] whether layers are painted that are as they were
 */
function layOut(view, all = true) {
  const width = view.root.clientWidth;
  if (!width || !view.header) return;
  view.narrow = width < 640;
  view.root.classList.toggle("narrow", view.narrow);
  const glass = lensRoom(view);
  view.root.style.setProperty("--glass", `${glass}px`);
  view.room = view.films.clientWidth;
  for (const layer of view.layers) {
    if (!all && !layer.changed) continue;
    orderMaps(view, layer);
    layer.plan = layOutMaps(layer, view.room);
    view.due.add(layer);
  }
  paint(view);
  view.drawn = ""; // another scale may be chosen
  showLens(view);
  markHere(view);
  askMissing(view);
}

/**
 * Paint the layers that are due: those in sight at once, then one after the other, so that a moving
 * pen's next answer waits for none of them.
 * @param {View} view
 */
function paint(view) {
  const theme = readCssTheme(view.root);
  const paintOne = (/** @type {Layer} */ layer) => {
    if (view.due.delete(layer)) paintLayer(view, layer, theme);
  };
  const near = view.painted ? inSight(view).map((index) => view.layers[index]) : view.layers;
  near.forEach(paintOne);
  view.painted = true;
  const goOn = () => {
    const [layer] = view.due;
    if (!layer) return finish(view);
    paintOne(layer);
    view.painting = setTimeout(goOn);
  };
  clearTimeout(view.painting);
  goOn();
}

/** @param {View} view */
function finish(view) {
  if (view.header.first && !missing(view).length) performance.mark("cnnviz:maps");
}

/**
 * Whether the values of a layer are here.
 * @param {View} view
 * @param {Pointed} at
 */
const hasValues = (view, at) => Boolean(view.header?.first && view.layers[at.layer].answer);

/**
 * @param {View} view
 * @param {Pointed | null} hover
 * @param {boolean} [byKey]
 */
function point(view, hover, byKey = false) {
  if (!view.header?.first || (hover && !hasValues(view, hover))) return;
  Object.assign(view, { hover, byKey });
  showLens(view);
}

/**
 * @param {View} view
 * @param {Pointed | null} at
 */
function pin(view, at) {
  if (!at || !hasValues(view, at)) return;
  view.pinned = at;
  showLens(view);
  const { step, coded } = view.layers[at.layer];
  if (step > 1 || coded) askMap(view, [at.layer, at.unit]);
}

/**
 * Ask why a unit has its value.
 * @param {View} view
 * @param {Pointed | null} at
 * @param {boolean} [byKey]
 */
function open(view, at, byKey) {
  if (!at || !hasValues(view, at)) return;
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

/**
 * Whether a message brings more of the answer that is shown, and nothing else.
 * @param {FeatureStripsHeader | undefined} before
 * @param {FeatureStripsHeader} header
 */
const isPart = (before, header) =>
  header.answer !== undefined &&
  before?.answer === header.answer &&
  JSON.stringify(before.kernels) === JSON.stringify(header.kernels) &&
  JSON.stringify(before.look) === JSON.stringify(header.look);

/** @param {View} view */
function show(view) {
  const before = view.header;
  const isNew = view.bytes !== view.data;
  if (isNew) takeAnswer(view, view.data);
  view.bytes = view.data;
  takeStart(view);
  if (!view.built) {
    buildFilms(view);
    buildOverview(view);
    connectFilms(view);
    Object.assign(view, { built: true, painted: false, due: new Set() });
  }
  layOut(view, !isNew || !isPart(before, view.header));
}

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setStateValue }) {
  const view = viewOf(find(parentElement, ".strips"));
  view.tellLook = () => setStateValue("look", lookOf(view));
  view.ask = (message) => setStateValue("ask", message);
  view.data = data;
  if (view.built) drawAfterFrame(view, show);
  else show(view);
}
