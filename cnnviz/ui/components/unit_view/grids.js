// A patch, a kernel: numbers in coloured cells, read by pointing and by arrow keys.

import { sizeCanvas } from "../_js/canvas.js";
import { colourAt, inkOn } from "../_js/colour.js";
import { element, placeInPixels } from "../_js/dom.js";
import { arrowStep, cellUnder, clampCell } from "../_js/grid_keys.js";
import { shortNumber } from "../_js/number.js";
import { position, render } from "../_js/raster.js";

/** @typedef {import("../_js/grid_keys.js").Cell} Cell */
/** @typedef {import("../_js/raster.js").ValueScale} ValueScale */
/**
 * @typedef {object} Grid
 * @property {Float32Array} values
 * @property {number} height
 * @property {number} width
 * @property {ValueScale} scale
 * @property {string} label for screen readers
 */
/**
 * @typedef {object} Gestures
 * @property {(cell: Cell | null) => void} read
 * @property {((cell: Cell) => void) | null} open
 */

const SIDE = 104; // CSS pixels that a grid fills at most
const CELL = { least: 3, most: 24, numbers: 22 };

/**
 * CSS pixels of a cell.
 * @param {number} height
 * @param {number} width
 */
const cellSize = (height, width) =>
  Math.max(Math.min(Math.floor(SIDE / Math.max(height, width)), CELL.most), CELL.least);

/**
 * @param {Grid} grid
 * @param {Gestures} [gestures] none for a grid that is only looked at
 */
export function buildGrid(grid, gestures) {
  const canvas = element("canvas");
  const cell = paint(canvas, grid);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", grid.label);
  const box = element("div", "grid", canvas);
  if (gestures) connect(box, canvas, grid, cell, gestures);
  return box;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Grid} grid
 */
function paint(canvas, { values, height, width, scale }) {
  const cell = cellSize(height, width);
  const context = sizeCanvas(canvas, width * cell, height * cell);
  const picture = render({ values, height, width, channels: 1 }, scale);
  context.drawImage(picture, 0, 0, width * cell, height * cell);
  if (cell < CELL.numbers) return cell;
  context.font = "9px system-ui, sans-serif";
  Object.assign(context, { textAlign: "center", textBaseline: "middle" });
  values.forEach((value, at) => {
    const [row, col] = [Math.floor(at / width), at % width];
    context.fillStyle = inkOn(colourAt(scale.colours, position(value, scale)));
    const text = shortNumber(value, Math.abs(value) >= 10 ? 1 : 2);
    context.fillText(text, (col + 0.5) * cell, (row + 0.5) * cell, cell - 2);
  });
  return cell;
}

/**
 * Mark a cell.
 * @param {HTMLElement} mark
 * @param {Cell} place
 * @param {number} cell
 */
const placeMark = (mark, [row, col], cell) => placeInPixels(mark, col * cell, row * cell, cell);

/**
 * @param {HTMLElement} box
 * @param {Cell} place
 * @param {Grid} grid
 */
export function markWinner(box, place, { height, width }) {
  const mark = element("div", "won");
  placeMark(mark, place, cellSize(height, width));
  box.append(mark);
}

/**
 * @param {HTMLElement} box
 * @param {HTMLCanvasElement} canvas
 * @param {Grid} grid
 * @param {number} cell
 * @param {Gestures} gestures
 */
function connect(box, canvas, { height, width }, cell, { read, open }) {
  const spot = element("div", "spot");
  spot.hidden = true;
  box.append(spot);
  box.classList.toggle("opens", open !== null);
  /** @type {Cell} */
  let at = [Math.floor(height / 2), Math.floor(width / 2)];
  /** @param {Cell | null} place */
  const show = (place) => {
    spot.hidden = !place;
    if (place) placeMark(spot, (at = place), cell);
    read(place);
  };
  canvas.tabIndex = 0;
  canvas.onpointermove = (event) => show(cellUnder(canvas, [height, width], event));
  canvas.onpointerleave = canvas.onblur = () => show(null);
  canvas.onfocus = () => canvas.matches(":focus-visible") && show(at);
  canvas.onclick = (event) => open?.(cellUnder(canvas, [height, width], event));
  canvas.onkeydown = (event) => {
    if (event.key === "Enter") open?.(at);
    const step = arrowStep(event);
    if (!step) return;
    event.preventDefault();
    show(clampCell([at[0] + step[0], at[1] + step[1]], [height, width]));
  };
}
