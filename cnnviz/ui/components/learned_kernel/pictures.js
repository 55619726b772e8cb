// The two pictures, on one scale, and the two kernels.

import { clearedCanvas, screenRatio, sizeCanvas } from "../_js/canvas.js";
import { cssColour, inkOn, signedColour } from "../_js/colour.js";
import { localText, shortNumber, withSign } from "../_js/number.js";
import { fitScale, render } from "../_js/raster.js";

/** @typedef {import("./trace.js").KernelShape} KernelShape */
/** @typedef {import("../_js/theme.js").CssTheme} Theme */
/** @typedef {{ width: number, height: number }} Room */
/** @typedef {{ weights: Float32Array, shape: KernelShape, limit: number }} Kernel */

const PLANE_GAP = 8; // CSS pixels between the kernels of two channels
const LETTERS = 16; // CSS pixels for the channels' letters, where there are several
const LARGEST_CELL = 76;

/**
 * Draw values in a square; values beyond the scale's ends get the end's colour.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLCanvasElement} sheet for the picture at one pixel per value
 * @param {import("../_js/raster.js").Pixels} pixels
 * @param {import("../_js/raster.js").ValueScale} colours
 * @param {number} side of the square
 */
export function paintValues(canvas, sheet, pixels, colours, side) {
  const { width, height } = pixels;
  render(pixels, colours, sheet);
  const scale = fitScale([height, width], { width: side, height: side });
  const target = sizeCanvas(canvas, width * scale, height * scale);
  target.imageSmoothingEnabled = scale * screenRatio() < 1;
  target.imageSmoothingQuality = "high"; // only where many pixels fall into one
  target.drawImage(sheet, 0, 0, width * scale, height * scale);
}

/**
 * Where the planes of a kernel lie: one alone, or two side by side and the third below.
 * @param {KernelShape} shape
 * @param {Room} room
 */
export function kernelLayout([rows, cols, channels], { width, height }) {
  const [across, down] = channels > 1 ? [2, Math.ceil(channels / 2)] : [1, 1];
  const head = channels > 1 ? LETTERS : 0;
  const wide = (width - (across - 1) * PLANE_GAP) / (across * cols);
  const high = (height - (down - 1) * PLANE_GAP - down * head) / (down * rows);
  const cell = Math.max(Math.floor(Math.min(wide, high, LARGEST_CELL)), 2);
  const [stepDown, stepRight] = [rows * cell + head + PLANE_GAP, cols * cell + PLANE_GAP];
  return {
    cell,
    width: across * stepRight - PLANE_GAP,
    height: down * stepDown - PLANE_GAP,
    /** @param {number} channel */
    corner: (channel) => ({
      y: Math.floor(channel / 2) * stepDown + head,
      x: (channel % 2) * stepRight,
    }),
  };
}

/**
 * Draw a kernel, the channels' planes side by side, with numbers where they fit.
 * @param {HTMLCanvasElement} canvas
 * @param {Kernel} kernel
 * @param {Room} room
 * @param {Theme} theme
 */
export function paintKernel(canvas, { weights, shape, limit }, room, theme) {
  const [rows, cols, channels] = shape;
  const layout = kernelLayout(shape, room);
  const context = clearedCanvas(canvas, layout.width, layout.height);
  for (let channel = 0; channel < channels; channel++) {
    const corner = layout.corner(channel);
    if (channels > 1) paintLetter(context, "RGB"[channel], corner, theme);
    for (let cell = 0; cell < rows * cols; cell++) {
      const x = corner.x + (cell % cols) * layout.cell;
      const y = corner.y + Math.floor(cell / cols) * layout.cell;
      const weight = weights[cell * channels + channel];
      paintWeight(context, weight, limit, { x, y, side: layout.cell }, theme);
    }
  }
  canvas.onpointermove = (event) => {
    canvas.title = numberUnder(event, weights, shape, layout);
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} letter
 * @param {{ x: number, y: number }} corner
 * @param {Theme} theme
 */
function paintLetter(context, letter, { x, y }, theme) {
  Object.assign(context, { font: `11px ${theme.font}`, fillStyle: theme.ink });
  Object.assign(context, { textAlign: "left", textBaseline: "alphabetic" });
  context.fillText(letter, x, y - 4);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} weight
 * @param {number} limit
 * @param {{ x: number, y: number, side: number }} place
 * @param {Theme} theme
 */
function paintWeight(context, weight, limit, { x, y, side }, theme) {
  const colour = signedColour("weights", weight, limit);
  const inner = side > 6 ? side - 1 : side;
  context.fillStyle = cssColour(colour);
  context.fillRect(x, y, inner, inner);
  if (side < 24) return;
  Object.assign(context, { fillStyle: inkOn(colour), textAlign: "center", textBaseline: "middle" });
  context.font = `${Math.min(15, Math.max(side * 0.33, 9.5))}px ${theme.font}`;
  context.fillText(weightText(weight, side), x + inner / 2, y + side / 2);
}

/**
 * A weight as short as its cell: fewer digits in small ones, and no "0" before the point.
 * @param {number} weight
 * @param {number} side of the cell in CSS pixels
 */
export function weightText(weight, side) {
  if (Number.isInteger(weight) && Math.abs(weight) < 100) return shortNumber(weight);
  const size = Math.abs(weight);
  const roomy = side >= 40;
  const digits = size >= 100 ? 0 : roomy || size < 0.995 ? 2 : 1;
  const text = size >= 1000 ? size.toExponential(0).replace("+", "") : size.toFixed(digits);
  return withSign(weight, roomy ? text : text.replace(/^0\./, "."));
}

/**
 * The full number of the cell under the pointer.
 * @param {PointerEvent} event
 * @param {Float32Array} weights
 * @param {KernelShape} shape
 * @param {ReturnType<typeof kernelLayout>} layout
 */
function numberUnder(event, weights, [rows, cols, channels], { cell, corner }) {
  for (let channel = 0; channel < channels; channel++) {
    const { x, y } = corner(channel);
    const row = Math.floor((event.offsetY - y) / cell);
    const col = Math.floor((event.offsetX - x) / cell);
    if (row >= 0 && col >= 0 && row < rows && col < cols)
      return localText(weights[(row * cols + col) * channels + channel]);
  }
  return "";
}
