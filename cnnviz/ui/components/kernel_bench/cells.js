// Numbers in the cells of a picture: where it has few enough pixels that each has room for one.

import { colourAt, inkOn } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { position } from "../_js/raster.js";

/** @typedef {import("./painting.js").ValueScale} ValueScale */
/**
 * @typedef {object} Cells
 * @property {ArrayLike<number>} values row by row, one channel
 * @property {number} width in cells, of `values`
 * @property {[row: number, col: number, height: number, width: number]} part that is shown
 * @property {number} side of a cell in CSS pixels
 * @property {{ x: number, y: number }} from the first cell's upper left corner
 */

const LEAST = 8; // CSS pixels of the letters
const MOST = 22;
const ROOM = 4; // CSS pixels beside a number
const DIGIT = 0.6; // width of a digit as a share of its height

/**
 * A number without the noise of float32: what was typed as 60 never reads 60.00.
 * @param {number} value
 */
export const cleanNumber = (value) => shortNumber(Number(value.toPrecision(6)));

/**
 * The height of the letters with which texts fit into square cells; 0 where they do not.
 * @param {string[]} texts
 * @param {number} side of a cell in CSS pixels
 */
export function letterHeight(texts, side) {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 1);
  const height = Math.min(MOST, side * 0.42, (side - ROOM) / (longest * DIGIT));
  return height < LEAST ? 0 : height;
}

/**
 * Write the number of each cell, in the ink that reads best on its colour.
 * @param {CanvasRenderingContext2D} context
 * @param {Cells} cells
 * @param {ValueScale} scale
 */
export function writeNumbers(context, { values, width, part, side, from }, scale) {
  const [top, left, down, across] = part;
  if (letterHeight(["0"], side) === 0) return;
  const numbers = Array.from({ length: down * across }, (_, i) => {
    return values[(top + Math.floor(i / across)) * width + left + (i % across)];
  });
  const texts = numbers.map(cleanNumber);
  const height = letterHeight(texts, side);
  if (!height) return;
  const { fontFamily } = getComputedStyle(context.canvas);
  Object.assign(context, { textAlign: "center", textBaseline: "middle" });
  context.font = `${height}px ${fontFamily}`;
  texts.forEach((text, i) => {
    const [row, col] = [Math.floor(i / across), i % across];
    context.fillStyle = inkOn(colourAt(scale.colours, position(numbers[i], scale)));
    context.fillText(text, from.x + (col + 0.5) * side, from.y + (row + 0.53) * side);
  });
}
