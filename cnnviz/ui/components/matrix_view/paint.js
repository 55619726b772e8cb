// Drawing of the three planes: small input, output, and the matrix with its vector above it.

import { sizeCanvas } from "../_js/canvas.js";
import { colourAt, cssColour, inkOn, signedColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { inputOf, sharedPlaces, sourcesOf } from "./index.js";

export const GAP = 10; // CSS pixels between the vector, the matrix and its result
const SMALLEST_TEXT = 7;

/** The font size at which all of these texts fit a cell; 0 where they could not be read. */
function fittingSize(texts, { wide, tall }) {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 1);
  const size = Math.min(tall * 0.6, wide * 0.46, 14, (wide * 0.86) / (longest * 0.6));
  return size >= SMALLEST_TEXT ? size : 0;
}

/** A faint line, so that white on white and black on black are seen. */
function edge(context, x, y, width, height) {
  Object.assign(context, { strokeStyle: "rgb(127 127 127 / 0.3)", lineWidth: 1 });
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

/** One cell; numbers only where there is room. */
function paintCell(context, x, y, { wide, tall }, colour, text, size, font) {
  const gap = Math.min(wide, tall) >= 8 ? 1 : 0;
  const [width, height] = [wide - gap, tall - gap];
  context.fillStyle = cssColour(colour);
  context.fillRect(x, y, width, height);
  if (Math.min(wide, tall) >= 12) edge(context, x, y, width, height);
  if (!size) return;
  Object.assign(context, { fillStyle: inkOn(colour), font: `500 ${size}px ${font}` });
  context.fillText(text, x + width / 2, y + height / 2 + size * 0.06);
}

/** A row, a column or a block of cells, each with colour(i) and its number. */
function paintCells(view, context, values, cols, left, top, cell, colour, size) {
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const x = left + (i % cols) * cell.wide;
    const y = top + Math.floor(i / cols) * cell.tall;
    paintCell(context, x, y, cell, colour(value), shortNumber(value), size, view.font);
  });
}

const greyOf = (value) => colourAt("grey", value / 9);
const limitOf = (values) =>
  values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
const signedOf = (scale, values) => {
  const limit = limitOf(values);
  return (value) => signedColour(scale, value, limit);
};
const sizeOf = (values, cell) =>
  fittingSize(
    [...new Set(values)].filter(Number.isFinite).map((v) => shortNumber(v)),
    cell,
  );

function centred(context) {
  Object.assign(context, { textAlign: "center", textBaseline: "middle" });
  return context;
}

function frame(context, colour, x, y, width, height, line = 2) {
  Object.assign(context, { strokeStyle: colour, lineWidth: line });
  context.strokeRect(x + line / 2 - 1, y + line / 2 - 1, width - line + 1, height - line + 1);
}

/** The small input; the window of the row that is looked at is framed, cell by cell. */
export function paintInput(view, side) {
  const { input, header } = view;
  const [rows, cols] = header.shape;
  const cell = { wide: side, tall: side };
  const context = centred(sizeCanvas(view.canvases.input, cols * side, rows * side));
  context.clearRect(0, 0, cols * side, rows * side);
  paintCells(view, context, input, cols, 0, 0, cell, greyOf, sizeOf(input, cell));
  const { row, col } = view.at ?? {};
  const at = (i) => [(i % cols) * side, Math.floor(i / cols) * side];
  if (row !== undefined)
    for (const source of new Set(sourcesOf(view, row)))
      if (source >= 0) frame(context, view.accent, ...at(source), side, side, 2.5);
  const single = col === undefined ? -1 : inputOf(view, row, col);
  if (single >= 0) frame(context, view.mark, ...at(single), side, side, 3);
}

export function paintOutput(view, side) {
  const { result, header } = view;
  const [rows, cols] = header.outputShape;
  const cell = { wide: side, tall: side };
  const context = centred(sizeCanvas(view.canvases.output, cols * side, rows * side));
  context.clearRect(0, 0, cols * side, rows * side);
  paintCells(
    view,
    context,
    result,
    cols,
    0,
    0,
    cell,
    signedOf("signed", result),
    sizeOf(result, cell),
  );
  const row = view.at?.row;
  if (row !== undefined)
    frame(context, view.accent, (row % cols) * side, Math.floor(row / cols) * side, side, side, 3);
}

/** The vector above the matrix, column above column; each row's result at its right. */
export function paintProduct(view) {
  const { entries, vector, result, header, cell } = view;
  const cols = vector.length;
  const rows = result.length;
  const sparse = header.form === "sparse";
  const sum = { wide: view.resultWidth, tall: cell.tall };
  const top = cell.tall + GAP;
  const left = cols * cell.wide + GAP;
  const width = left + sum.wide;
  const height = top + rows * cell.tall;
  const context = centred(sizeCanvas(view.canvases.product, width, height));
  context.clearRect(0, 0, width, height);
  context.fillStyle = view.blank;
  if (sparse) context.fillRect(0, top, cols * cell.wide, rows * cell.tall);
  const weights = signedOf("weights", sparse ? entries : vector);
  const [above, inside] = sparse ? [greyOf, weights] : [weights, greyOf];
  paintCells(view, context, vector, cols, 0, 0, cell, above, sizeOf(vector, cell));
  paintCells(view, context, entries, cols, 0, top, cell, inside, sizeOf(entries, cell));
  paintCells(
    view,
    context,
    result,
    1,
    left,
    top,
    sum,
    signedOf("signed", result),
    sizeOf(result, sum),
  );
  paintLooked(view, context, top, left);
}

/** The row that is looked at, and every place of the weight under the pointer. */
function paintLooked(view, context, top, left) {
  if (!view.at) return;
  const { row, col } = view.at;
  const { wide, tall } = view.cell;
  frame(context, view.accent, 0, top + row * tall, view.vector.length * wide, tall);
  frame(context, view.accent, left, top + row * tall, view.resultWidth, tall);
  if (col === undefined) return;
  frame(context, view.mark, col * wide, 0, wide, tall);
  for (const [r, c] of sharedPlaces(view, row, col))
    frame(context, view.mark, c * wide, top + r * tall, wide, tall);
}
