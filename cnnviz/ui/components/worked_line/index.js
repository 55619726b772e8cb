// One dimension, step by step: Python computed every product and sum; this shows the window that is
// looked at, steps, plays, and reports a changed cell of the signal.

import { colourAt, cssColour, inkOn, signedColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";

const VIEWS = new WeakMap(); // root -> { data, root, position, timer, wait, send }
const SECONDS_A_STEP = 0.9;
const LARGEST_CELL = 56;
const LEAST_CELL = 32;
const NARROW = 560;

function node(tag, className, properties = {}) {
  const made = document.createElement(tag);
  return Object.assign(made, { className, ...properties });
}

const largest = (numbers) => numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Put a number and its colour into a cell; the full number shows on hover. */
function fill(cell, value, colour) {
  const text = shortNumber(value);
  if (cell.tagName !== "INPUT") cell.textContent = text;
  cell.classList.toggle("tight", text.length > 4);
  cell.title = String(value);
  Object.assign(cell.style, { background: cssColour(colour), color: inkOn(colour) });
}

/** Everything that depends on sizes alone: cells in their places. */
function build(view) {
  const { data, root } = view;
  const find = (selector) => root.querySelector(selector);
  const place = (cell, at) => (cell.style.setProperty("--at", at), cell);
  find(".rows").style.setProperty("--count", data.padded.length);
  find(".signal").replaceChildren(...data.padded.map((_, i) => place(signalCell(view, i), i)));
  for (const row of ["kernel", "products"])
    find(`.${row} .sliding`).replaceChildren(
      ...data.windows[0].map((at) => place(node("span", "cell"), at)),
    );
  find(".output").replaceChildren(
    ...data.windows.map((window, i) => place(outputCell(view, i), window[0] + data.anchor)),
  );
}

function signalCell(view, i) {
  const inner = i - view.data.before;
  if (inner < 0 || inner >= view.data.size) return node("span", "cell padding");
  const cell = node("input", "cell", { inputMode: "numeric", maxLength: 1, autocomplete: "off" });
  cell.setAttribute("aria-label", `Signal, cell ${inner}: a whole number from 0 to 9`);
  cell.onfocus = () => cell.select();
  cell.oninput = () => change(view, cell, inner);
  cell.onkeydown = (event) => onSignalKey(view, event, inner);
  return cell;
}

function outputCell(view, i) {
  const cell = node("button", "cell", { type: "button", onclick: () => go(view, i) });
  cell.onpointerenter = (event) => event.pointerType === "mouse" && !view.timer && go(view, i);
  return cell;
}

/** Up and down change a cell, left and right go to the next one. */
function onSignalKey(view, event, inner) {
  const { data } = view;
  const cells = [...view.root.querySelectorAll("input.cell")];
  const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  const side = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by) {
    const value = Math.min(Math.max(data.padded[data.before + inner] + by, 0), 9);
    cells[inner].value = String(value);
    change(view, cells[inner], inner);
  } else if (side) cells[inner + side]?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** A digit goes to Python a moment after the last one; anything else is marked and waits. */
function change(view, cell, inner) {
  const good = /^\d$/.test(cell.value);
  cell.setAttribute("aria-invalid", String(!good));
  if (!good) return;
  const { data } = view;
  data.padded[data.before + inner] = Number(cell.value);
  clearTimeout(view.wait);
  view.wait = setTimeout(
    () => view.send(data.padded.slice(data.before, data.before + data.size)),
    150,
  );
  cell.select();
}

/** Numbers and colours that stay while the window moves. */
function fillStill(view) {
  const { data, root } = view;
  const focused = root.getRootNode().activeElement;
  root.querySelectorAll(".signal .cell").forEach((cell, i) => {
    if (cell.tagName !== "INPUT") return void (cell.textContent = data.padded[i]); // the border
    fill(cell, data.padded[i], colourAt("grey", data.padded[i] / 9));
    if (cell !== focused || cell.getAttribute("aria-invalid") !== "true")
      cell.value = String(data.padded[i]);
  });
  const limit = largest(data.kernel);
  root
    .querySelectorAll(".kernel .cell")
    .forEach((cell, t) =>
      fill(cell, data.kernel[t], signedColour("weights", data.kernel[t], limit)),
    );
  writeWay(view);
}

/** How the kernel lies: as it was written, or turned round. */
function writeWay(view) {
  const { data, root } = view;
  const limit = largest(data.kernel);
  const chips = (weights) => {
    const row = node("span", "chips");
    row.append(
      ...weights.map((weight) => {
        const chip = node("span", "");
        fill(chip, weight, signedColour("weights", weight, limit));
        return chip;
      }),
    );
    return row;
  };
  const parts = data.turned
    ? ["Convolution turns the kernel round:", chips(data.written), "becomes", chips(data.kernel)]
    : ["Correlation slides the kernel as it is written:", chips(data.kernel)];
  root.querySelector(".way").replaceChildren(...parts);
}

/** The window that is looked at: where it lies, its products, its sum. */
function showPosition(view) {
  const { data, root, position } = view;
  const window = data.windows[position];
  const products = data.products[position];
  const limit = largest(data.products.flat());
  root.style.setProperty("--start", window[0]);
  root.style.setProperty("--span", window.at(-1) - window[0] + 1);
  keepInSight(view, window);
  root
    .querySelectorAll(".products .cell")
    .forEach((cell, t) => fill(cell, products[t], signedColour("signed", products[t], limit)));
  const most = largest(data.output);
  root.querySelectorAll(".output .cell").forEach((cell, i) => {
    fill(cell, data.output[i], signedColour("signed", data.output[i], most));
    cell.classList.toggle("later", i > position);
    cell.classList.toggle("now", i === position);
    cell.setAttribute("aria-label", `Output ${i}: ${shortNumber(data.output[i])}`);
    if (i > position) Object.assign(cell, { textContent: "·", title: "Not yet reached" });
  });
  root.querySelector(".where").textContent = `${position + 1} / ${data.windows.length}`;
  root.querySelector(".back").disabled = position === 0;
  root.querySelector(".forward").disabled = position === data.windows.length - 1;
  writeSum(view, window);
}

/** Scroll a signal that is wider than the page so that the window is seen. */
function keepInSight(view, window) {
  const scroll = view.root.querySelector(".scroll");
  const middle = (window[0] + window.at(-1)) / 2;
  if (scroll.scrollWidth > scroll.clientWidth)
    scroll.scrollLeft = middle * view.cell - scroll.clientWidth / 2;
}

function writeSum(view, window) {
  const { data, position } = view;
  const signed = (value) => (value < 0 ? `(${shortNumber(value)})` : shortNumber(value));
  const terms = window.map((at, t) => `${data.padded[at]}\u00d7${signed(data.kernel[t])}`);
  const result = node("b", "", {
    textContent: shortNumber(data.output[position]),
    title: String(data.output[position]),
  });
  view.root.querySelector(".sum").replaceChildren(`${terms.join(" + ")} = `, result);
}

function go(view, position) {
  view.position = Math.min(Math.max(position, 0), view.data.windows.length - 1);
  showPosition(view);
}

function step(view, by) {
  pause(view);
  go(view, view.position + by);
}

function pause(view) {
  clearInterval(view.timer);
  view.timer = null;
  showPlaying(view);
}

function playOrPause(view) {
  if (view.timer) return pause(view);
  const last = () => view.position >= view.data.windows.length - 1;
  if (last()) go(view, 0);
  view.timer = setInterval(() => {
    if (!view.root.isConnected) return pause(view);
    go(view, view.position + 1);
    if (last()) pause(view);
  }, SECONDS_A_STEP * 1000);
  showPlaying(view);
}

function showPlaying(view) {
  view.root.classList.toggle("playing", Boolean(view.timer));
  view.root.querySelector(".play").setAttribute("aria-label", view.timer ? "Pause" : "Play");
  view.root.querySelector(".sum").setAttribute("aria-live", view.timer ? "off" : "polite");
}

function listen(view) {
  const { root } = view;
  const find = (selector) => root.querySelector(selector);
  find(".back").onclick = () => step(view, -1);
  find(".forward").onclick = () => step(view, 1);
  find(".play").onclick = () => playOrPause(view);
  root.onkeydown = (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(view, by);
  };
}

/** As large as the width allows; below the least the row scrolls sideways. */
function fitCells(view) {
  const { root, data } = view;
  const width = root.clientWidth;
  const room = width < NARROW ? width - 8 : width - 84;
  const cell = Math.min(Math.max(Math.floor(room / data.padded.length), LEAST_CELL), LARGEST_CELL);
  const wide = width < NARROW ? width : width - 240; // what the line of the sum has
  root.style.setProperty("--lines", Math.ceil((data.kernel.length * 66 + 60) / wide));
  view.cell = cell;
  root.style.setProperty("--cell", `${cell}px`);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".worked");
  const view = VIEWS.get(root) ?? { root, position: 0, timer: null };
  const sizes = JSON.stringify([data.size, data.before, data.windows]);
  Object.assign(view, { data, send: (signal) => setTriggerValue("signal", signal) });
  if (!VIEWS.has(root)) {
    VIEWS.set(root, view);
    listen(view);
    new ResizeObserver(() => fitCells(view)).observe(root);
  }
  if (view.sizes !== sizes) build(view);
  view.sizes = sizes;
  fitCells(view);
  fillStill(view);
  go(view, view.position);
}
