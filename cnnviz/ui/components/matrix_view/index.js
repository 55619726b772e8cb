// The layer as a matrix. Pointing at a row lights up its window on the small input; pointing at an
// entry marks every place of the same weight. The numbers are Python's.

import { shortNumber } from "../_js/number.js";
import { unpack } from "../_js/packing.js";
import { themeColour } from "../_js/theme.js";
import { GAP, paintInput, paintOutput, paintProduct } from "./paint.js";

const VIEWS = new WeakMap(); // root -> { header, entries, vector, ..., at: { row, col? } or null }
const NARROW = 620;
const LARGEST_CELL = 34;
const TALLEST = 400;
const PLANES = 190;
const MOST_TERMS = 14;
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const taps = (view) => view.sources.length / view.result.length;
export const sourcesOf = (view, row) =>
  Array.from(view.sources.subarray(row * taps(view), (row + 1) * taps(view)));
const entryAt = (view, row, col) => view.entries[row * view.vector.length + col];

/** The cell of the input that an entry of the matrix belongs to; -1 for the border's zeros. */
export const inputOf = (view, row, col) =>
  view.header.form === "sparse" ? col : sourcesOf(view, row)[col];

/** Every entry that holds the same weight: along the band, or, with windows, the whole column. */
export function sharedPlaces(view, row, col) {
  const rows = Array.from(view.result.keys());
  if (view.header.form === "im2col") return rows.map((r) => [r, col]);
  const tap = sourcesOf(view, row).indexOf(col);
  if (tap < 0) return [];
  return rows.map((r) => [r, sourcesOf(view, r)[tap]]).filter(([, source]) => source >= 0);
}

const WORDS = {
  sparse: ["Input as a row, one column each", "weights"],
  im2col: ["Kernel as a row, one column each", "windows"],
};

function writeCaptions(view) {
  const { root, header } = view;
  const size = (shape) => shape.join(" × ");
  const caption = (name, text) => (root.querySelector(`.${name} figcaption`).textContent = text);
  caption("input", `Input, ${size(header.shape)}`);
  caption("output", `Output, ${size(header.outputShape)}`);
  const [above, inside] = WORDS[header.form];
  caption(
    "product",
    `${above}; below it the ${inside}, ${view.result.length} × ${view.vector.length}; right, the sums`,
  );
  view.canvases.product.setAttribute(
    "aria-label",
    `Matrix of ${inside}, ${view.result.length} by ${view.vector.length}; arrow keys look at its entries`,
  );
}

/** The sum that the row stands for, or what the hand can do. */
function writeRead(view) {
  const read = view.root.querySelector(".read");
  if (!view.at)
    return void (read.textContent =
      "Point at a row to see its window, at an entry to see where its weight is shared.");
  const { row, col } = view.at;
  const cols = view.header.outputShape[1];
  const signed = (value) => (value < 0 ? `(${shortNumber(value)})` : shortNumber(value));
  const terms = Array.from(view.vector.keys())
    .filter((c) => !Number.isNaN(entryAt(view, row, c)))
    .map((c) => `${signed(view.vector[c])}\u00d7${signed(entryAt(view, row, c))}`);
  const shown = terms.slice(0, MOST_TERMS).join(" + ") + (terms.length > MOST_TERMS ? " + …" : "");
  const result = document.createElement("b");
  Object.assign(result, {
    textContent: shortNumber(view.result[row]),
    title: String(view.result[row]),
  });
  const place = `Output (${Math.floor(row / cols)}, ${row % cols}) = ${shown || "0"} = `;
  read.replaceChildren(place, result, document.createElement("br"), shareText(view, row, col));
}

function shareText(view, row, col) {
  if (col === undefined) return "";
  if (Number.isNaN(entryAt(view, row, col)))
    return "This entry can only be 0: the window does not reach that cell.";
  const count = sharedPlaces(view, row, col).length;
  const weight = view.header.form === "im2col" ? view.vector[col] : entryAt(view, row, col);
  return `The weight ${shortNumber(weight)} is one number, used in ${count} ${count === 1 ? "place" : "places"}.`;
}

function layOut(view) {
  const { root, header } = view;
  const width = root.clientWidth;
  if (!width) return;
  const narrow = width < NARROW;
  const planes = narrow ? (width - 24) / 2 : PLANES;
  root.classList.toggle("narrow", narrow);
  const fit = (shape) => Math.min(Math.floor(planes / Math.max(...shape)) || 1, LARGEST_CELL);
  view.sides = { input: fit(header.shape), output: fit(header.outputShape) };
  view.resultWidth = narrow ? 34 : 48;
  const room = (narrow ? width : width - PLANES - 32) - GAP - view.resultWidth;
  const whole = (side) => (side > 6 ? Math.floor(Math.min(side, LARGEST_CELL)) : side);
  view.cell = {
    wide: whole(room / view.vector.length),
    tall: whole((TALLEST - GAP) / (view.result.length + 1)),
  };
  draw(view);
}

function draw(view) {
  paintInput(view, view.sides.input);
  paintOutput(view, view.sides.output);
  paintProduct(view);
  writeRead(view);
}

function look(view, at) {
  view.at = at;
  draw(view);
}

/** What a place on the product's canvas is: a row, with a column where it is inside the matrix. */
function lookedAt(view, x, y) {
  const { wide, tall } = view.cell;
  const row = Math.floor((y - tall - GAP) / tall);
  const col = Math.floor(x / wide);
  if (row < 0 || row >= view.result.length) return null;
  return col < view.vector.length ? { row, col } : { row };
}

function follow(view, canvas, find) {
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    look(view, find(event.clientX - box.left, event.clientY - box.top));
  };
  canvas.onpointermove = (event) => event.pointerType === "mouse" && point(event);
  canvas.onpointerdown = point;
  canvas.onpointerleave = (event) => event.pointerType === "mouse" && look(view, null);
}

function onKey(view, event) {
  const move = ARROWS[event.key];
  if (event.key === "Escape") return look(view, null);
  if (!move) return;
  event.preventDefault();
  if (!view.at) return look(view, { row: 0, col: 0 });
  const clamp = (value, count) => Math.min(Math.max(value, 0), count - 1);
  const { row, col = 0 } = view.at;
  look(view, {
    row: clamp(row + move[0], view.result.length),
    col: clamp(col + move[1], view.vector.length),
  });
}

function listen(view) {
  const { input, output, product } = view.canvases;
  const cellOf = (cols, side) => (x, y) => Math.floor(y / side) * cols + Math.floor(x / side);
  follow(view, product, (x, y) => lookedAt(view, x, y));
  follow(view, output, (x, y) => {
    const row = cellOf(view.header.outputShape[1], view.sides.output)(x, y);
    return row >= 0 && row < view.result.length ? { row } : null;
  });
  follow(view, input, (x, y) =>
    firstUse(view, cellOf(view.header.shape[1], view.sides.input)(x, y)),
  );
  product.onkeydown = (event) => onKey(view, event);
}

/** The first entry that an input cell is multiplied in. */
function firstUse(view, source) {
  for (const row of view.result.keys()) {
    const tap = sourcesOf(view, row).indexOf(source);
    if (tap >= 0) return { row, col: view.header.form === "sparse" ? source : tap };
  }
  return null;
}

function readTheme(view, element) {
  const colour = (name) => themeColour(element, name);
  Object.assign(view, {
    accent: colour("primary-color"),
    mark: "#d97706",
    blank: colour("secondary-background-color"),
    font: colour("font") || "sans-serif",
  });
}

function receive(view, data) {
  const { header, values } = unpack(data);
  let start = 0;
  view.header = header;
  for (const [name, size] of header.arrays) view[name] = values.subarray(start, (start += size));
  const lost = view.at && (view.at.row >= view.result.length || view.at.col >= view.vector.length);
  if (lost) view.at = null;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".linear");
  const canvas = (name) => root.querySelector(`.${name} canvas`);
  const view = VIEWS.get(root) ?? {
    root,
    at: null,
    canvases: { input: canvas("input"), output: canvas("output"), product: canvas("product") },
  };
  receive(view, data);
  readTheme(view, parentElement);
  writeCaptions(view);
  if (!VIEWS.has(root)) {
    VIEWS.set(root, view);
    listen(view);
    new ResizeObserver(() => layOut(view)).observe(root);
  }
  layOut(view);
}
