// The moving window: shows what Python computed, and lets the hand play with it. Playing,
// scrubbing and hovering never ask the server; only a changed number is sent to it. Where there is
// no server to send it to (standalone.py), numbers cannot be changed.

import { contextOf } from "../_js/canvas.js";
import { forgetChanges, tellChange } from "../_js/changes.js";
import { find, findAs, findCanvas } from "../_js/dom.js";
import { shortNumber } from "../_js/number.js";
import { readTheme } from "../_js/theme.js";
import { showPlaying } from "../_js/transport.js";
import {
  fieldUnder,
  placeOf,
  readData,
  shownFilter,
  spotOf,
  tapsOf,
  termsOf,
  windowCount,
} from "./data.js";
import { changeFilter, connectGrids, stillThere } from "./grids.js";
import { SPEEDS, keepPosition, newMotion } from "./motion.js";
import { fittingSize, paintCell } from "./paint.js";
import {
  countSize,
  growing,
  labelPlane,
  outputLook,
  paintKernel,
  paintPlanes,
  paintProducts,
  paintToCome,
  readTables,
  textOf,
} from "./pictures.js";
import { connectTransport, wake } from "./playing.js";
import { NARROW, stageHeight, cornerOf, gridsOf } from "./sizes.js";
import { newStamps, stampTo } from "./stamps.js";
import { named, writeCaptions, writeWords } from "./words.js";

/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Look} Look */
/** @typedef {import("./types.js").View} View */

/** @type {Map<string, View>} survives reruns and theme changes: the data's id -> view */
const VIEWS = new Map();

const newView = () =>
  /** @type {View} */ ({
    motion: newMotion(),
    hover: null,
    frame: 0,
    filter: 0,
    counts: false,
    stale: false,
  });

/** @param {import("../_js/views.js").Call<Uint8Array>} call `setTriggerValue` is missing there */
export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const data = readData(bytes);
  const view = VIEWS.get(data.id) ?? newView();
  VIEWS.set(data.id, view);
  const stop = new AbortController();
  view.stop?.abort();
  const root = find(parentElement, ".stage");
  Object.assign(view, {
    data,
    root,
    stop,
    parts: findParts(root),
    theme: readTheme(parentElement),
    edit:
      setTriggerValue &&
      ((/** @type {Change} */ change) =>
        tellChange(view, change, (all) => setTriggerValue("edit", all))),
    stamps: data.transposed ? newStamps(data) : null,
  });
  forgetChanges(view, data.taken);
  keepPosition(view.motion, data);
  view.filter = Math.min(view.filter, data.filters - 1);
  view.tables = readTables(view);
  buildChooser(view);
  connectTransport(view);
  const observer = new ResizeObserver(() => root.clientWidth !== view.width && layOut(view));
  observer.observe(root);
  stop.signal.addEventListener("abort", () => observer.disconnect());
  window.addEventListener("resize", () => layOut(view), { signal: stop.signal });
  layOut(view);
  return () => stop.abort();
}

/** @param {HTMLElement} root */
function findParts(root) {
  /**
   * @param {string} name
   * @returns {import("./types.js").Layers}
   */
  const layers = (name) => ({
    base: findCanvas(root, `.${name} .base`),
    moving: findCanvas(root, `.${name} .moving`),
    numerals: findCanvas(root, `.${name} .numerals`),
  });
  return {
    input: layers("input"),
    output: layers("output"),
    kernel: findCanvas(root, ".kernel .base"),
    products: findCanvas(root, ".products .base"),
    captions: {
      input: find(root, ".input figcaption"),
      kernel: find(root, ".kernel figcaption"),
      products: find(root, ".products figcaption"),
      output: find(root, ".output figcaption"),
    },
    sum: find(root, ".sum"),
    first: find(root, ".sign.first"),
    second: find(root, ".sign.second"),
    bar: find(root, ".transport"),
    scrub: findAs(root, ".scrub", HTMLInputElement),
    where: find(root, ".where"),
    loop: find(root, ".loop"),
    speed: findAs(root, ".speed", HTMLInputElement),
    rate: find(root, ".rate"),
    counts: find(root, ".counts"),
    chooser: find(root, ".chooser"),
  };
}

/**
 * Draw everything anew: new numbers, another width, another theme.
 * @param {View} view
 */
function layOut(view) {
  const { data, root } = view;
  const width = root.clientWidth;
  view.width = width;
  if (!width) return;
  const { grids, narrow, height } = gridsOf(data, width, stageHeight(window.innerHeight));
  view.grids = grids;
  grids[data.fieldGrid].countSize = countSize(view);
  view.outputTexts = Array.from(data.output, (value) => shortNumber(value, 1));
  grids.output.size = fittingSize(view.outputTexts, grids.output.cell);
  view.hover = stillThere(view.hover, view);
  root.classList.toggle("narrow", narrow);
  root.classList.toggle("phone", width < NARROW);
  root.classList.toggle("pooling", !data.weights);
  root.classList.toggle("deep", data.depth > 1);
  root.style.setProperty("--grids-height", `${height}px`);
  connectGrids(view);
  writeCaptions(view);
  if (view.stamps && growing(view)) stampTo(view.stamps, view.motion.position);
  paintPlanes(view, "input");
  paintPlanes(view, "output");
  paintToCome(view);
  showFilter(view);
  showPosition(view);
  showTransport(view);
  view.painted = null;
  wake(view);
  performance.mark("cnnviz:painted");
}

/**
 * A button a filter, where there are several.
 * @param {View} view
 */
function buildChooser(view) {
  const {
    data,
    parts: { chooser },
  } = view;
  const noun = data.weights ? "Filter" : "Channel";
  /**
   * @param {unknown} _
   * @param {number} filter
   */
  const button = (_, filter) =>
    Object.assign(document.createElement("button"), {
      textContent: filter + 1,
      ariaLabel: `${noun} ${filter + 1}`,
      title: `${noun} ${filter + 1}`,
      onclick: () => changeFilter(view, filter - view.filter),
    });
  const many = data.filters > 1 ? data.filters : 0;
  chooser.replaceChildren(...Array.from({ length: many }, button));
  chooser.setAttribute("aria-label", noun);
}

/**
 * Mark the filter that is shown, in its button and its planes.
 * @param {View} view
 */
export function showFilter(view) {
  const filter = shownFilter(view);
  [...view.parts.chooser.children].forEach((button, at) => {
    button.ariaPressed = String(at === filter);
  });
  paintKernel(view);
  for (const name of /** @type {const} */ (["input", "output"])) {
    const { base } = view.parts[name];
    const { label, planes } = view.grids[name];
    for (let plane = 0; label && plane < planes; plane++) {
      labelPlane(view, name, contextOf(base), plane);
    }
  }
  view.painted = null;
}

/**
 * Write what belongs to the shown window: products, sum, slider.
 * @param {View} view
 */
export function showPosition(view) {
  const { data, parts, motion } = view;
  const spot = spotOf(view);
  const terms = termsOf(data, spot);
  view.stale = false;
  growOutput(view);
  paintProducts(view, spot, terms);
  writeWords(view, spot, terms);
  Object.assign(parts.scrub, { max: windowCount(data) - 1, value: motion.position });
  parts.scrub.setAttribute("aria-valuetext", named(data, placeOf(data, motion.position)));
  parts.where.textContent = `${motion.position + 1} / ${windowCount(data)}`;
}

/**
 * Add the stamps up to the position; of few steps, only their cells are drawn anew.
 * @param {View} view
 */
function growOutput(view) {
  const {
    stamps,
    motion,
    grids: { output },
    data,
    parts,
  } = view;
  if (!stamps || !growing(view) || stamps.position === motion.position) return;
  const places = stampTo(stamps, motion.position);
  if (!places) return paintPlanes(view, "output");
  const look = outputLook(view);
  const [base, numerals] = [contextOf(parts.output.base), contextOf(parts.output.numerals)];
  for (const place of places)
    for (const [a, b] of tapsOf(data)) {
      const cell = fieldUnder(data, place, a, b);
      for (let plane = 0; plane < output.planes; plane++) {
        repaintCell(view, base, numerals, cornerOf(output, plane, ...cell), look(plane, ...cell));
      }
    }
}

/**
 * @param {View} view
 * @param {CanvasRenderingContext2D} base
 * @param {CanvasRenderingContext2D} numerals
 * @param {[x: number, y: number]} pair
 * @param {Look} look
 */
function repaintCell(
  {
    grids: {
      output: { cell },
    },
    theme,
  },
  base,
  numerals,
  [x, y],
  look,
) {
  base.clearRect(x, y, cell, cell);
  numerals.clearRect(x, y, cell, cell);
  paintCell(base, x, y, cell, theme, { ...look, text: "" });
  paintCell(numerals, x, y, cell, theme, textOf(look));
}

/** @param {View} view */
export function showTransport(view) {
  const { motion, parts, root, data } = view;
  showPlaying(root, parts.bar, motion.playing);
  parts.sum.setAttribute("aria-live", motion.playing ? "off" : "polite");
  parts.loop.setAttribute("aria-pressed", String(motion.loop));
  parts.counts.setAttribute("aria-pressed", String(view.counts));
  parts.counts.title = `How often each ${data.transposed ? "output cell is stamped" : "input cell is read"}`;
  Object.assign(parts.speed, { max: SPEEDS.length - 1, value: motion.pace });
  parts.speed.setAttribute("aria-valuetext", `${SPEEDS[motion.pace]} windows a second`);
  parts.rate.textContent = `${SPEEDS[motion.pace]} / s`;
}
