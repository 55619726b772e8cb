// The lens: the surroundings of the window in large pixels, in a corner of each picture.

import { sizeCanvas } from "../_js/canvas.js";
import { isKnown, spanOf } from "./data.js";
import { outline } from "./painting.js";

/** @typedef {import("./types.js").Bench} Bench */
/** @typedef {import("./painting.js").Box} Box */

const LENS = 124; // CSS pixels, at most a third of its frame
const LARGE_ENOUGH = 5; // CSS pixels per pixel from which no lens is needed

/**
 * Show or hide both lenses; each lies in the corner away from the window.
 * @param {Bench} bench
 * @param {string} accent
 */
export function showLenses(bench, accent) {
  const { data, pixel, zoom, input, output } = bench;
  const { stride, size } = data.header;
  const needed = zoom < LARGE_ENOUGH && isKnown(data, pixel) && !bench.trial;
  for (const { lens } of [input, output]) {
    lens.hidden = !needed;
    lens.classList.toggle("right", pixel[1] * stride < size[1] / 2);
  }
  if (needed) drawLenses(bench, accent);
}

/**
 * @param {Bench} bench
 * @param {string} accent
 */
function drawLenses(bench, accent) {
  const { data, pixel } = bench;
  const { corner, stride } = data.header;
  // The pictures that hold every pixel: the patch where there is one, else the whole.
  const { image, answer } = bench.patch ?? bench;
  if (!answer) return;
  const [down, across] = spanOf(data.header);
  const [row, col] = [pixel[0] - corner[0], pixel[1] - corner[1]];
  const cells = Math.max(11, Math.max(down, across) + 6);
  const middle = { row: row * stride + down / 2, col: col * stride + across / 2, cells };
  const taps = tapsOf(data.header, row * stride, col * stride);
  magnify(bench.input.lens, image, middle, accent, taps);
  const outputCells = Math.max(7, Math.round(cells / stride));
  const place = { row: row + 0.5, col: col + 0.5, cells: outputCells };
  magnify(bench.output.lens, answer, place, accent, [[row, col, 1, 1]]);
}

/**
 * The cells that a window reads; without gaps it is one rectangle.
 * @param {import("./data.js").KernelBenchHeader} header
 * @param {number} top
 * @param {number} left
 * @returns {Box[]}
 */
function tapsOf({ shape: [down, across], dilation }, top, left) {
  if (dilation === 1) return [[top, left, down, across]];
  return Array.from({ length: down * across }, (_, i) => {
    const row = top + Math.floor(i / across) * dilation;
    return [row, left + (i % across) * dilation, 1, 1];
  });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLCanvasElement} picture
 * @param {{ row: number, col: number, cells: number }} place its middle and how many cells are seen
 * @param {string} accent
 * @param {Box[]} boxes
 */
function magnify(canvas, picture, { row, col, cells }, accent, boxes) {
  const side = Math.min(LENS, (canvas.parentElement?.clientWidth ?? 0) / 3);
  const context = sizeCanvas(canvas, side, side);
  const scale = side / cells;
  const [top, left] = [Math.round(row - cells / 2), Math.round(col - cells / 2)];
  const size = /** @type {const} */ ([picture.width * scale, picture.height * scale]);
  context.clearRect(0, 0, side, side);
  context.drawImage(picture, -left * scale, -top * scale, ...size);
  for (const [r, c, down, across] of boxes)
    outline(context, [r - top, c - left, down, across], scale, accent);
}
