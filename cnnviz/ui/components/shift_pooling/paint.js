// Grids of small numbers, as they are now and as they were.

import { sizeCanvas } from "../_js/canvas.js";
import { colourAt, cssColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { shade } from "../_js/theme.js";

/** @typedef {import("../_js/theme.js").Theme} Theme */

const CHANGED = "#e0457b";

/**
 * @param {Theme} theme
 * @param {number} strength
 */
const inkAt = ({ ink }, strength) => `rgb(${ink.join(" ")} / ${strength})`;

/**
 * A value 0 to 9, brighter the larger; numbers stay readable on all.
 * @param {Theme} theme
 * @param {number} value
 */
function greyOf(theme, value) {
  const [low, high] = theme.dark ? [0.05, 0.5] : [0.3, 0];
  return shade(theme, low + ((high - low) * value) / 9);
}

/**
 * Numbers of one grid in one size; none where a cell is too small.
 * @param {number} cell
 * @param {boolean} long
 */
const fontFor = (cell, long) =>
  cell < 10 ? 0 : Math.min(Math.floor(cell * (long ? 0.36 : 0.58)), 16);

/**
 * @typedef {object} Numbers
 * @property {[rows: number, cols: number]} size
 * @property {number} cell CSS pixels
 * @property {(row: number, col: number) => number} valueAt
 * @property {(row: number, col: number) => boolean} [changedAt]
 * @property {boolean} [long] whether there are digits after the point
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Theme} theme
 * @param {Numbers} numbers
 */
export function paintNumbers(canvas, theme, { size, cell, valueAt, changedAt, long = false }) {
  const [rows, cols] = size;
  const context = sizeCanvas(canvas, cols * cell, rows * cell);
  const letters = fontFor(cell, long);
  Object.assign(context, { textAlign: "center", textBaseline: "middle" });
  context.font = `500 ${letters}px ${theme.font}`;
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) {
      const value = valueAt(row, col);
      const [x, y] = [col * cell, row * cell];
      context.fillStyle = greyOf(theme, value);
      context.fillRect(x, y, cell - 1, cell - 1);
      context.fillStyle = inkAt(theme, value ? 1 : 0.4);
      if (letters >= 6)
        context.fillText(shortNumber(value, 1), x + cell / 2, y + cell / 2 + letters * 0.06);
      if (changedAt?.(row, col)) markChanged(context, x, y, cell);
    }
  return context;
}

/**
 * A changed cell has a frame and a corner, so that it is seen without its colour.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} cell
 */
function markChanged(context, x, y, cell) {
  const line = Math.max(Math.min(cell / 9, 2.5), 1);
  const corner = cell * 0.3;
  Object.assign(context, { strokeStyle: CHANGED, fillStyle: CHANGED, lineWidth: line });
  context.strokeRect(x + line / 2, y + line / 2, cell - 1 - line, cell - 1 - line);
  context.beginPath();
  context.moveTo(x + cell - 1 - corner, y);
  context.lineTo(x + cell - 1, y);
  context.lineTo(x + cell - 1, y + corner);
  context.fill();
}

/**
 * The windows lie still while the picture moves below them.
 * @param {CanvasRenderingContext2D} context
 * @param {import("./index.js").View} view
 */
export function paintWindows(context, { shifts: { header }, theme, at, cell }) {
  const { window, stride, methods } = header;
  const [rows, cols] = methods[0].grid;
  /**
   * @param {number} row
   * @param {number} col
   * @param {number} inset
   */
  const frame = (row, col, inset) => {
    const side = window * cell - 1 - 2 * inset;
    context.strokeRect(col * stride * cell + inset, row * stride * cell + inset, side, side);
  };
  Object.assign(context, { lineWidth: 1, strokeStyle: inkAt(theme, 0.45) });
  for (let row = 0; row < rows; row++) for (let col = 0; col < cols; col++) frame(row, col, 0.5);
  if (!at) return;
  Object.assign(context, { lineWidth: 3, strokeStyle: cssColour(theme.accent) });
  frame(...at, 1.5);
}

/**
 * For every shift, which share of outputs stays; the present one is framed.
 * @param {HTMLCanvasElement} canvas
 * @param {number[]} shares
 * @param {{ reach: number, shift: [down: number, right: number], room: number }} place
 */
export function paintMap(canvas, shares, { reach, shift: [down, right], room }) {
  const side = 2 * reach + 1;
  const cell = Math.min(room / side, 12);
  const context = sizeCanvas(canvas, side * cell, side * cell);
  shares.forEach((share, i) => {
    context.fillStyle = cssColour(colourAt("probability", share));
    context.fillRect((i % side) * cell, Math.floor(i / side) * cell, cell - 0.5, cell - 0.5);
  });
  Object.assign(context, { lineWidth: 2, strokeStyle: CHANGED });
  context.strokeRect((right + reach) * cell, (down + reach) * cell, cell - 0.5, cell - 0.5);
}
