// Drawing of the three planes: small input, output, and the matrix with its vector above it.

import { clearedCanvas } from "../_js/canvas.js";
import { colourAt, cssColour, inkOn, largestMagnitude, signedColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { inputOf, sharedPlaces, sourcesOf } from "./data.js";

/** @typedef {import("./index.js").View} View */
/** @typedef {{ wide: number, tall: number }} Cell */
/** @typedef {(value: number) => import("../_js/colour.js").Rgb} ColourOf */

export const GAP = 10; // CSS pixels between the vector, the matrix and its result
const SMALLEST_TEXT = 7;
const MARK = "#d97706"; // a weight, wherever it is used

/**
 * The font size at which all of these numbers fit a cell; 0 where they could not be read.
 * @param {Float32Array} values
 * @param {Cell} cell
 */
function fittingSize(values, { wide, tall }) {
  const longest = [...new Set(values)]
    .filter(Number.isFinite)
    .reduce((most, value) => Math.max(most, shortNumber(value).length), 1);
  const size = Math.min(tall * 0.6, wide * 0.46, 14, (wide * 0.86) / (longest * 0.6));
  return size >= SMALLEST_TEXT ? size : 0;
}

/**
 * One cell; numbers only where there is room.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {Cell} cell
 * @param {import("../_js/colour.js").Rgb} colour
 */
function paintCell(context, x, y, { wide, tall }, colour) {
  const gap = Math.min(wide, tall) >= 8 ? 1 : 0;
  context.fillStyle = cssColour(colour);
  context.fillRect(x, y, wide - gap, tall - gap);
  if (Math.min(wide, tall) < 12) return;
  // A faint line, so that white on white and black on black are seen.
  Object.assign(context, { strokeStyle: "rgb(127 127 127 / 0.3)", lineWidth: 1 });
  context.strokeRect(x + 0.5, y + 0.5, wide - gap - 1, tall - gap - 1);
}

/**
 * A row, a column or a block of cells, each with its colour and its number.
 * @param {CanvasRenderingContext2D} context
 * @param {Float32Array} values
 * @param {{ cols: number, left: number, top: number, cell: Cell, font: string }} place
 * @param {ColourOf} colourOf
 */
function paintCells(context, values, { cols, left, top, cell, font }, colourOf) {
  const size = fittingSize(values, cell);
  context.font = `500 ${size}px ${font}`;
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const x = left + (i % cols) * cell.wide;
    const y = top + Math.floor(i / cols) * cell.tall;
    const colour = colourOf(value);
    paintCell(context, x, y, cell, colour);
    if (!size) return;
    const gap = Math.min(cell.wide, cell.tall) >= 8 ? 1 : 0;
    context.fillStyle = inkOn(colour);
    const middle = y + (cell.tall - gap) / 2 + size * 0.06;
    context.fillText(shortNumber(value), x + (cell.wide - gap) / 2, middle);
  });
}

/** @type {ColourOf} */
const greyOf = (value) => colourAt("grey", value / 9);

/**
 * @param {"signed" | "weights"} scale
 * @param {Float32Array} values
 * @returns {ColourOf}
 */
function signedOf(scale, values) {
  const limit = largestMagnitude(values.filter((value) => !Number.isNaN(value)));
  return (value) => signedColour(scale, value, limit);
}

/**
 * A clean canvas of a size.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
function clean(canvas, width, height) {
  const context = clearedCanvas(canvas, width, height);
  Object.assign(context, { textAlign: "center", textBaseline: "middle" });
  return context;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} colour
 * @param {[x: number, y: number, width: number, height: number]} box
 * @param {number} [line]
 */
function frame(context, colour, [x, y, width, height], line = 2) {
  Object.assign(context, { strokeStyle: colour, lineWidth: line });
  context.strokeRect(x + line / 2 - 1, y + line / 2 - 1, width - line + 1, height - line + 1);
}

/**
 * The small input; the window of the row that is looked at is framed, cell by cell.
 * @param {View} view
 */
export function paintInput({ matrix, sides: { input: side }, canvases, at, theme }) {
  const [rows, cols] = matrix.header.shape;
  const context = clean(canvases.input, cols * side, rows * side);
  const place = { cols, left: 0, top: 0, cell: { wide: side, tall: side }, font: theme.font };
  paintCells(context, matrix.input, place, greyOf);
  if (!at) return;
  /**
   * @param {number} i
   * @returns {[number, number, number, number]}
   */
  const box = (i) => [(i % cols) * side, Math.floor(i / cols) * side, side, side];
  for (const source of new Set(sourcesOf(matrix, at.row)))
    if (source >= 0) frame(context, theme.accent, box(source), 2.5);
  const single = at.col === undefined ? -1 : inputOf(matrix, at.row, at.col);
  if (single >= 0) frame(context, MARK, box(single), 3);
}

/** @param {View} view */
export function paintOutput({ matrix, sides: { output: side }, canvases, at, theme }) {
  const [rows, cols] = matrix.header.outputShape;
  const context = clean(canvases.output, cols * side, rows * side);
  const place = { cols, left: 0, top: 0, cell: { wide: side, tall: side }, font: theme.font };
  paintCells(context, matrix.result, place, signedOf("signed", matrix.result));
  if (!at) return;
  const [x, y] = [(at.row % cols) * side, Math.floor(at.row / cols) * side];
  frame(context, theme.accent, [x, y, side, side], 3);
}

/**
 * The vector above the matrix, column above column; each row's result at its right.
 * @param {View} view
 */
export function paintProduct(view) {
  const { matrix, cell, theme, resultWidth } = view;
  const { entries, vector, result, header } = matrix;
  const [cols, rows] = [vector.length, result.length];
  const sparse = header.form === "sparse";
  const top = cell.tall + GAP;
  const left = cols * cell.wide + GAP;
  const context = clean(view.canvases.product, left + resultWidth, top + rows * cell.tall);
  context.fillStyle = theme.field;
  if (sparse) context.fillRect(0, top, cols * cell.wide, rows * cell.tall);
  const weights = signedOf("weights", sparse ? entries : vector);
  const [above, inside] = sparse ? [greyOf, weights] : [weights, greyOf];
  const place = { cols, left: 0, top: 0, cell, font: theme.font };
  paintCells(context, vector, place, above);
  paintCells(context, entries, { ...place, top }, inside);
  const sums = { wide: resultWidth, tall: cell.tall };
  const beside = { ...place, cols: 1, left, top, cell: sums };
  paintCells(context, result, beside, signedOf("signed", result));
  paintLooked(view, context, top, left);
}

/**
 * The row that is looked at, and every place of the weight under the pointer.
 * @param {View} view
 * @param {CanvasRenderingContext2D} context
 * @param {number} top
 * @param {number} left
 */
function paintLooked({ at, matrix, cell: { wide, tall }, theme, resultWidth }, context, top, left) {
  if (!at) return;
  const { row, col } = at;
  frame(context, theme.accent, [0, top + row * tall, matrix.vector.length * wide, tall]);
  frame(context, theme.accent, [left, top + row * tall, resultWidth, tall]);
  if (col === undefined) return;
  frame(context, MARK, [col * wide, 0, wide, tall]);
  for (const [r, c] of sharedPlaces(matrix, row, col))
    frame(context, MARK, [c * wide, top + r * tall, wide, tall]);
}
