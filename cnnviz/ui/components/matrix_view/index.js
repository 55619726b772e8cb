// The layer as a matrix. Pointing at a row lights up its window on the small input; pointing at an
// entry marks every place of the same weight. The numbers are Python's.

import { element, find, findCanvas } from "../_js/dom.js";
import { arrowStep, clampCell } from "../_js/grid_keys.js";
import { N_, _, _n } from "../_js/language.js";
import { inBrackets, localText, placeText, shortNumber } from "../_js/number.js";
import { readCssTheme } from "../_js/theme.js";
import { keepViews } from "../_js/views.js";
import { entryAt, firstUse, readMatrix, sharedPlaces } from "./data.js";
import { GAP, paintInput, paintOutput, paintProduct } from "./paint.js";

/** @typedef {{ row: number, col?: number }} Place a row of the matrix, or an entry */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {{ input: HTMLCanvasElement, output: HTMLCanvasElement, product: HTMLCanvasElement }} canvases
 * @property {import("./data.js").Matrix} matrix
 * @property {Place | null} at what is pointed at
 * @property {{ input: number, output: number }} sides of their cells, in CSS pixels
 * @property {{ wide: number, tall: number }} cell of the matrix
 * @property {number} resultWidth
 * @property {import("../_js/theme.js").CssTheme} theme
 */

const NARROW = 620;
const LARGEST_CELL = 34;
const TALLEST = 400;
const PLANES = 190;
const MOST_TERMS = 14;
const INVITATION = N_(
  "Point at a row to see its window, at an entry to see where its weight is shared.",
);
const WORDS = {
  sparse: {
    product: N_("Input as a row, one column each; below it the weights, {size}; right, the sums"),
    spoken: N_("Matrix of weights, {rows} by {columns}; arrow keys look at its entries"),
  },
  im2col: {
    product: N_("Kernel as a row, one column each; below it the windows, {size}; right, the sums"),
    spoken: N_("Matrix of windows, {rows} by {columns}; arrow keys look at its entries"),
  },
};

/** @param {View} view */
function writeCaptions({ root, canvases, matrix: { header, result, vector } }) {
  const words = WORDS[header.form];
  const [rows, columns] = [result.length, vector.length];
  const captions = {
    input: _("Input, {size}", { size: header.shape.join(" × ") }),
    output: _("Output, {size}", { size: header.outputShape.join(" × ") }),
    product: _(words.product, { size: `${rows} × ${columns}` }),
  };
  for (const [name, text] of Object.entries(captions))
    find(root, `.${name} figcaption`).textContent = text;
  canvases.product.setAttribute("aria-label", _(words.spoken, { rows, columns }));
}

/**
 * The sum that the row stands for, or what can be pointed at.
 * @param {View} view
 */
function writeRead({ root, at, matrix }) {
  const read = find(root, ".read");
  if (!at) {
    read.textContent = _(INVITATION);
    return;
  }
  const { row, col } = at;
  const cols = matrix.header.outputShape[1];
  const terms = Array.from(matrix.vector.keys())
    .filter((c) => !Number.isNaN(entryAt(matrix, row, c)))
    .map((c) => `${inBrackets(matrix.vector[c])}\u00d7${inBrackets(entryAt(matrix, row, c))}`);
  const shown = terms.slice(0, MOST_TERMS).join(" + ") + (terms.length > MOST_TERMS ? " + …" : "");
  const result = element("b", "", shortNumber(matrix.result[row]));
  result.title = localText(matrix.result[row]);
  const place = placeText([Math.floor(row / cols), row % cols]);
  const sum = _("Output {place}: {terms} =", { place, terms: shown || "0" });
  read.replaceChildren(`${sum} `, result, element("br"), shareText(matrix, row, col));
}

/**
 * @param {import("./data.js").Matrix} matrix
 * @param {number} row
 * @param {number} [col]
 */
function shareText(matrix, row, col) {
  if (col === undefined) return "";
  if (Number.isNaN(entryAt(matrix, row, col)))
    return _("This entry can only be 0: the window does not reach that cell.");
  const weight = matrix.header.form === "im2col" ? matrix.vector[col] : entryAt(matrix, row, col);
  return _n(
    "The weight {weight} is one number, used in {count} place.",
    "The weight {weight} is one number, used in {count} places.",
    sharedPlaces(matrix, row, col).length,
    { weight: shortNumber(weight) },
  );
}

/** @param {View} view */
function layOut(view) {
  const { root, matrix } = view;
  const width = root.clientWidth;
  if (!width) return;
  const narrow = width < NARROW;
  const planes = narrow ? (width - 24) / 2 : PLANES;
  root.classList.toggle("narrow", narrow);
  /** @param {import("./data.js").Size} shape */
  const fit = (shape) => Math.min(Math.floor(planes / Math.max(...shape)) || 1, LARGEST_CELL);
  view.sides = { input: fit(matrix.header.shape), output: fit(matrix.header.outputShape) };
  view.resultWidth = narrow ? 34 : 48;
  const room = (narrow ? width : width - PLANES - 32) - GAP - view.resultWidth;
  /** @param {number} side */
  const whole = (side) => (side > 6 ? Math.floor(Math.min(side, LARGEST_CELL)) : side);
  view.cell = {
    wide: whole(room / matrix.vector.length),
    tall: whole((TALLEST - GAP) / (matrix.result.length + 1)),
  };
  draw(view);
}

/** @param {View} view */
function draw(view) {
  paintInput(view);
  paintOutput(view);
  paintProduct(view);
  writeRead(view);
}

/**
 * @param {View} view
 * @param {Place | null} at
 */
function look(view, at) {
  view.at = at;
  draw(view);
}

/**
 * A place on the product's canvas: a row, with a column where it is inside the matrix.
 * @param {View} view
 * @param {number} x
 * @param {number} y
 * @returns {Place | null}
 */
function placeAt({ cell: { wide, tall }, matrix }, x, y) {
  const row = Math.floor((y - tall - GAP) / tall);
  const col = Math.floor(x / wide);
  if (row < 0 || row >= matrix.result.length) return null;
  return col < matrix.vector.length ? { row, col } : { row };
}

/**
 * Look at what is under the pointer.
 * @param {View} view
 * @param {HTMLCanvasElement} canvas
 * @param {(x: number, y: number) => Place | null} placeOf
 */
function follow(view, canvas, placeOf) {
  /** @param {PointerEvent} event */
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    look(view, placeOf(event.clientX - box.left, event.clientY - box.top));
  };
  canvas.onpointermove = (event) => {
    if (event.pointerType === "mouse") point(event);
  };
  canvas.onpointerdown = point;
  canvas.onpointerleave = (event) => {
    if (event.pointerType === "mouse") look(view, null);
  };
}

/**
 * @param {View} view
 * @param {KeyboardEvent} event
 */
function onKey(view, event) {
  const step = arrowStep(event);
  if (event.key === "Escape") return look(view, null);
  if (!step) return;
  event.preventDefault();
  if (!view.at) return look(view, { row: 0, col: 0 });
  const { result, vector } = view.matrix;
  const { row, col = 0 } = view.at;
  const next = clampCell([row + step[0], col + step[1]], [result.length, vector.length]);
  look(view, { row: next[0], col: next[1] });
}

/** @param {View} view */
function listen(view) {
  const { input, output, product } = view.canvases;
  /**
   * @param {number} cols
   * @param {number} side
   * @param {number} x
   * @param {number} y
   */
  const cellAt = (cols, side, x, y) => Math.floor(y / side) * cols + Math.floor(x / side);
  follow(view, product, (x, y) => placeAt(view, x, y));
  follow(view, output, (x, y) => {
    const row = cellAt(view.matrix.header.outputShape[1], view.sides.output, x, y);
    return row >= 0 && row < view.matrix.result.length ? { row } : null;
  });
  follow(view, input, (x, y) =>
    firstUse(view.matrix, cellAt(view.matrix.header.shape[1], view.sides.input, x, y)),
  );
  product.onkeydown = (event) => onKey(view, event);
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const canvases = {
    input: findCanvas(root, ".input canvas"),
    output: findCanvas(root, ".output canvas"),
    product: findCanvas(root, ".product canvas"),
  };
  const view = /** @type {View} */ ({ root, at: null, canvases });
  listen(view);
  new ResizeObserver(() => view.matrix && layOut(view)).observe(root);
  return view;
});

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement }) {
  const view = viewOf(find(parentElement, ".linear"));
  view.matrix = readMatrix(data);
  const { result, vector } = view.matrix;
  const lost = view.at && (view.at.row >= result.length || (view.at.col ?? 0) >= vector.length);
  if (lost) view.at = null;
  view.theme = readCssTheme(parentElement);
  writeCaptions(view);
  layOut(view);
}
