// One dimension, step by step: Python computed every product and sum; this shows one window, steps,
// plays, and reports a changed cell of the signal.

import { colourAt, cssColour, inkOn, signedColour } from "../_js/colour.js";
import { element, find, findButton } from "../_js/dom.js";
import { arrowStep, clamp, clampIndex } from "../_js/grid_keys.js";
import { inBrackets, shortNumber } from "../_js/number.js";
import { connectTransport, showPlaying } from "../_js/transport.js";
import { keepViews } from "../_js/views.js";

/**
 * @typedef {object} WorkedLineData
 * @property {number} before cells of padding before the signal
 * @property {number} size
 * @property {number[]} padded the signal with its padding
 * @property {number[][]} windows the cells of the padded signal that each window covers
 * @property {number} anchor the tap above an output
 * @property {boolean} flipped whether the kernel is flipped, as in convolution
 * @property {number[]} written the kernel as it was written
 * @property {number[]} kernel as it lies on the signal
 * @property {number[][]} products
 * @property {number[]} output
 */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {number} position the window that is shown
 * @property {number} [timer] while it plays
 * @property {number} [wait] until a change is sent
 * @property {number} cell CSS pixels
 * @property {string} [sizes] of what is built
 * @property {WorkedLineData} data
 * @property {(signal: number[]) => void} send
 */
/** @typedef {import("../_js/colour.js").Rgb} Rgb */

const SECONDS_PER_STEP = 0.9;
const LARGEST_CELL = 56;
const LEAST_CELL = 32;
const NARROW = 560;

/** @param {number[]} numbers */
const largest = (numbers) => numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/**
 * @param {View} view
 * @param {string} selector
 */
const all = ({ root }, selector) =>
  /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);

/**
 * Put a number and its colour into a cell; the full number shows on hover.
 * @param {HTMLElement} cell
 * @param {number} value
 * @param {Rgb} colour
 */
function fill(cell, value, colour) {
  const text = shortNumber(value);
  if (!(cell instanceof HTMLInputElement)) cell.textContent = text;
  cell.classList.toggle("tight", text.length > 4);
  cell.title = String(value);
  Object.assign(cell.style, { background: cssColour(colour), color: inkOn(colour) });
}

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
    ...data.padded.map((_, i) => place(signalCell(view, i), i)),
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
  cell.setAttribute("aria-label", `Signal, cell ${inner}: a whole number from 0 to 9`);
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
 * Numbers and colours that stay while the window moves.
 * @param {View} view
 */
function fillStill(view) {
  const { data, root } = view;
  const focused = /** @type {ShadowRoot} */ (root.getRootNode()).activeElement;
  all(view, ".signal .cell").forEach((cell, i) => {
    if (!(cell instanceof HTMLInputElement)) {
      cell.textContent = String(data.padded[i]); // the border
      return;
    }
    fill(cell, data.padded[i], colourAt("grey", data.padded[i] / 9));
    const typedIn = cell === focused && cell.getAttribute("aria-invalid") === "true";
    if (!typedIn) cell.value = String(data.padded[i]);
  });
  const limit = largest(data.kernel);
  all(view, ".kernel .cell").forEach((cell, tap) =>
    fill(cell, data.kernel[tap], signedColour("weights", data.kernel[tap], limit)),
  );
  writeWay(view);
}

/**
 * How the kernel lies: as it was written, or flipped.
 * @param {View} view
 */
function writeWay({ data, root }) {
  const limit = largest(data.kernel);
  /** @param {number[]} weights */
  const chips = (weights) => {
    const row = element("span", "chips");
    for (const weight of weights) {
      const chip = element("span");
      fill(chip, weight, signedColour("weights", weight, limit));
      row.append(chip);
    }
    return row;
  };
  const parts = data.flipped
    ? ["Convolution flips the kernel:", chips(data.written), "becomes", chips(data.kernel)]
    : ["Correlation slides the kernel as it is written:", chips(data.kernel)];
  find(root, ".way").replaceChildren(...parts);
}

/**
 * The window that is shown: where it lies, its products, its sum.
 * @param {View} view
 */
function showPosition(view) {
  const { data, root, position } = view;
  const covered = data.windows[position];
  const [first, last] = [covered[0], covered[covered.length - 1]];
  root.style.setProperty("--start", String(first));
  root.style.setProperty("--span", String(last - first + 1));
  keepInSight(view, (first + last) / 2);
  const products = data.products[position];
  const limit = largest(data.products.flat());
  all(view, ".products .cell").forEach((cell, tap) =>
    fill(cell, products[tap], signedColour("signed", products[tap], limit)),
  );
  fillOutput(view);
  find(root, ".where").textContent = `${position + 1} / ${data.windows.length}`;
  findButton(root, ".back").disabled = position === 0;
  findButton(root, ".forward").disabled = position === data.windows.length - 1;
  writeSum(view);
}

/** @param {View} view */
function fillOutput(view) {
  const { data, position } = view;
  const most = largest(data.output);
  all(view, ".output .cell").forEach((cell, i) => {
    fill(cell, data.output[i], signedColour("signed", data.output[i], most));
    cell.classList.toggle("later", i > position);
    cell.classList.toggle("now", i === position);
    cell.setAttribute("aria-label", `Output ${i}: ${shortNumber(data.output[i])}`);
    if (i > position) Object.assign(cell, { textContent: "·", title: "Not yet reached" });
  });
}

/**
 * Scroll a signal that is wider than the page so that the window is seen.
 * @param {View} view
 * @param {number} middle of the window, in cells
 */
function keepInSight({ root, cell }, middle) {
  const scroll = find(root, ".scroll");
  if (scroll.scrollWidth > scroll.clientWidth)
    scroll.scrollLeft = middle * cell - scroll.clientWidth / 2;
}

/** @param {View} view */
function writeSum({ data, position, root }) {
  const terms = data.windows[position].map(
    (at, tap) => `${data.padded[at]}\u00d7${inBrackets(data.kernel[tap])}`,
  );
  const result = element("b", "", shortNumber(data.output[position]));
  result.title = String(data.output[position]);
  find(root, ".sum").replaceChildren(`${terms.join(" + ")} = `, result);
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
