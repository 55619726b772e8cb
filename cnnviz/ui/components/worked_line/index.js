// One dimension, step by step: Python computed every product and sum; this shows one window, steps,
// plays, and reports a changed cell of the signal.

import { element, find } from "../_js/dom.js";
import { arrowStep, clamp, clampIndex } from "../_js/grid_keys.js";
import { _ } from "../_js/language.js";
import { connectTransport, showPlaying } from "../_js/transport.js";
import { keepViews } from "../_js/views.js";
import { all, fillStill, showPosition } from "./showing.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").WorkedLineData} WorkedLineData */

const SECONDS_PER_STEP = 0.9;
const LARGEST_CELL = 56;
const LEAST_CELL = 32;
const NARROW = 560;

/**
 * Everything that depends on sizes alone: cells in their places.
 * @param {View} view
 */
function build(view) {
  const { data, root } = view;
  /**
   * @param {HTMLElement} cell
   * @param {number} at
   */
  const place = (cell, at) => {
    cell.style.setProperty("--at", String(at));
    return cell;
  };
  find(root, ".rows").style.setProperty("--count", String(data.padded.length));
  find(root, ".signal").replaceChildren(
    ...data.padded.map((_each, i) => place(signalCell(view, i), i)),
  );
  for (const row of ["kernel", "products"])
    find(root, `.${row} .sliding`).replaceChildren(
      ...data.windows[0].map((at) => place(element("span", "cell"), at)),
    );
  find(root, ".output").replaceChildren(
    ...data.windows.map((window, i) => place(outputCell(view, i), window[0] + data.anchor)),
  );
}

/**
 * @param {View} view
 * @param {number} i
 */
function signalCell(view, i) {
  const inner = i - view.data.before;
  if (inner < 0 || inner >= view.data.size) return element("span", "cell padding");
  const cell = element("input", "cell");
  Object.assign(cell, { inputMode: "numeric", maxLength: 1, autocomplete: "off" });
  cell.setAttribute(
    "aria-label",
    _("Signal, cell {index}: a whole number from 0 to 9", { index: inner }),
  );
  cell.onfocus = () => cell.select();
  cell.oninput = () => change(view, cell, inner);
  cell.onkeydown = (event) => onSignalKey(view, event, inner);
  return cell;
}

/**
 * @param {View} view
 * @param {number} i
 */
function outputCell(view, i) {
  const cell = element("button", "cell");
  cell.type = "button";
  cell.onclick = () => go(view, i);
  cell.onpointerenter = ({ pointerType }) => {
    if (pointerType === "mouse" && !view.timer) go(view, i);
  };
  return cell;
}

/**
 * Up and down change a cell, left and right go to the next one.
 * @param {View} view
 * @param {KeyboardEvent} event
 * @param {number} inner
 */
function onSignalKey(view, event, inner) {
  const move = arrowStep(event);
  if (!move) return;
  event.preventDefault();
  event.stopPropagation();
  const { data } = view;
  const cells = /** @type {HTMLInputElement[]} */ (all(view, "input.cell"));
  if (move[1]) return cells[inner + move[1]]?.focus();
  const value = clamp(data.padded[data.before + inner] - move[0], 0, 9);
  cells[inner].value = String(value);
  change(view, cells[inner], inner);
}

/**
 * A digit goes to Python a moment after the last one; anything else is marked and waits.
 * @param {View} view
 * @param {HTMLInputElement} cell
 * @param {number} inner
 */
function change(view, cell, inner) {
  const valid = /^\d$/.test(cell.value);
  cell.setAttribute("aria-invalid", String(!valid));
  if (!valid) return;
  const { data } = view;
  data.padded[data.before + inner] = Number(cell.value);
  clearTimeout(view.wait);
  const signal = () => data.padded.slice(data.before, data.before + data.size);
  view.wait = window.setTimeout(() => view.send(signal()), 150);
  cell.select();
}

/**
 * @param {View} view
 * @param {number} position
 */
function go(view, position) {
  view.position = clampIndex(position, view.data.windows.length);
  showPosition(view);
}

/**
 * @param {View} view
 * @param {number} by
 */
function step(view, by) {
  pause(view);
  go(view, view.position + by);
}

/** @param {View} view */
function pause(view) {
  clearInterval(view.timer);
  view.timer = undefined;
  showPlay(view);
}

/** @param {View} view */
function playOrPause(view) {
  if (view.timer) return pause(view);
  const atEnd = () => view.position >= view.data.windows.length - 1;
  if (atEnd()) go(view, 0);
  view.timer = window.setInterval(() => {
    if (!view.root.isConnected) return pause(view);
    go(view, view.position + 1);
    if (atEnd()) pause(view);
  }, SECONDS_PER_STEP * 1000);
  showPlay(view);
}

/** @param {View} view */
function showPlay({ root, timer }) {
  showPlaying(root, find(root, ".transport"), Boolean(timer));
  find(root, ".sum").setAttribute("aria-live", timer ? "off" : "polite");
}

/**
 * As large as the width allows; below the least the row scrolls sideways.
 * @param {View} view
 */
function fitCells(view) {
  const { root, data } = view;
  const width = root.clientWidth;
  const room = width < NARROW ? width - 8 : width - 84;
  const wide = width < NARROW ? width : width - 240; // what the line of the sum has
  view.cell = clamp(Math.floor(room / data.padded.length), LEAST_CELL, LARGEST_CELL);
  root.style.setProperty("--lines", String(Math.ceil((data.kernel.length * 66 + 60) / wide)));
  root.style.setProperty("--cell", `${view.cell}px`);
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const view = /** @type {View} */ ({ root, position: 0 });
  connectTransport(root, find(root, ".transport"), {
    step: (by) => step(view, by),
    toggle: () => playOrPause(view),
  });
  new ResizeObserver(() => view.data && fitCells(view)).observe(root);
  return view;
});

/** @param {import("../_js/views.js").Call<WorkedLineData>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = viewOf(find(parentElement, ".worked"));
  const sizes = JSON.stringify([data.size, data.before, data.windows]);
  Object.assign(view, {
    data,
    send: (/** @type {number[]} */ signal) => setTriggerValue("signal", signal),
  });
  if (view.sizes !== sizes) build(view);
  view.sizes = sizes;
  fitCells(view);
  fillStill(view);
  go(view, view.position);
}
