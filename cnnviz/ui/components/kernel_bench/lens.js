// The lens: the surroundings of the window in large pixels, in a corner of each picture.

import { clearedCanvas } from "../_js/canvas.js";
import { isKnown, pooledPixel, spanOf } from "./data.js";
import { outline } from "./painting.js";

/** @typedef {import("./types.js").Bench} Bench */
/** @typedef {import("./painting.js").Box} Box */
/** @typedef {{ row: number, col: number, cells: number }} Place its middle and how many cells are seen */
/** @typedef {{ x: number, y: number, width: number, height: number }} Rectangle in CSS pixels */
/** @typedef {{ x: number, y: number }} Corner */

const LENS = 124; // CSS pixels, at most a third of its frame
const INSET = 8; // CSS pixels from the frame's edge
const LARGE_ENOUGH = 5; // CSS pixels per pixel from which no lens is needed

/**
 * Show or hide both lenses.
 * @param {Bench} bench
 * @param {string} accent
 */
export function showLenses(bench, accent) {
  const { data, pixel, zoom, input, output } = bench;
  const needed = zoom < LARGE_ENOUGH && isKnown(data, pixel) && !bench.trial;
  input.lens.hidden = output.lens.hidden = !needed;
  if (needed) drawLenses(bench, accent);
}

/**
 * The corner of a frame in which a lens covers nothing of what it magnifies, a far one of the upper
 * two first; null where there is none.
 * @param {{ width: number, height: number }} frame
 * @param {number} side of the lens
 * @param {Rectangle} seen what is magnified
 * @returns {Corner | null}
 */
export function freeCorner(frame, side, seen) {
  const right = frame.width - side - INSET;
  const bottom = frame.height - side - INSET;
  const isLeft = seen.x + seen.width / 2 < frame.width / 2;
  const columns = isLeft ? [right, INSET] : [INSET, right];
  const corners = [INSET, bottom].flatMap((y) => columns.map((x) => ({ x, y })));
  const isFree = (/** @type {Corner} */ { x, y }) =>
    x + side <= seen.x ||
    x >= seen.x + seen.width ||
    y + side <= seen.y ||
    y >= seen.y + seen.height;
  return corners.find(isFree) ?? null;
}

/**
 * @param {Bench} bench
 * @param {string} accent
 */
function drawLenses(bench, accent) {
  const { data, pixel } = bench;
  const { header } = data;
  const { corner, stride, pool, before } = header;
  // The pictures that hold every pixel: the patch where there is one, else the whole.
  const { image, answer } = bench.patch ?? bench;
  if (!answer) return;
  const [down, across] = spanOf(header);
  const [row, col] = [pixel[0] - corner[0], pixel[1] - corner[1]];
  const cells = Math.max(11, Math.max(down, across) + 6);
  const middle = { row: row * stride + down / 2, col: col * stride + across / 2, cells };
  const taps = tapsOf(header, row * stride, col * stride);
  const [top, left] = [pixel[0] * stride - before[0], pixel[1] * stride - before[1]];
  /** @type {Place} */
  const seen = { row: top + down / 2, col: left + across / 2, cells };
  if (place(bench, bench.input, seen)) magnify(bench.input.lens, image, middle, accent, taps);
  const outputCells = Math.max(7, Math.round(cells / (stride * pool)));
  const [r, c] = pooledPixel(header, [row, col]);
  const around = { row: r + 0.5, col: c + 0.5, cells: outputCells };
  const shown = { ...seen, cells: outputCells * stride * pool };
  if (place(bench, bench.output, shown))
    magnify(bench.output.lens, answer, around, accent, [[r, c, 1, 1]]);
}

/**
 * Put a side's lens where it covers nothing of what it magnifies; false where it has no room.
 * @param {Bench} bench
 * @param {import("./types.js").Side} side
 * @param {Place} seen in pixels of the picture
 */
function place({ zoom }, { lens, frame, marks }, { row, col, cells }) {
  const { clientWidth: width, clientHeight: height } = frame;
  const { offsetWidth, offsetHeight } = marks;
  const x = (width - offsetWidth) / 2 + (col - cells / 2) * zoom;
  const y = (height - offsetHeight) / 2 + (row - cells / 2) * zoom;
  const rectangle = { x, y, width: cells * zoom, height: cells * zoom };
  const corner = freeCorner({ width, height }, sideOf(frame), rectangle);
  lens.hidden = !corner;
  if (corner) Object.assign(lens.style, { left: `${corner.x}px`, top: `${corner.y}px` });
  return corner !== null;
}

/** @param {HTMLElement} frame */
const sideOf = (frame) => Math.min(LENS, frame.clientWidth / 3, frame.clientHeight / 2.5);

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
 * @param {Place} place
 * @param {string} accent
 * @param {Box[]} boxes
 */
function magnify(canvas, picture, { row, col, cells }, accent, boxes) {
  const side = canvas.parentElement ? sideOf(canvas.parentElement) : 0;
  const context = clearedCanvas(canvas, side, side);
  const scale = side / cells;
  const [top, left] = [Math.round(row - cells / 2), Math.round(col - cells / 2)];
  const size = /** @type {const} */ ([picture.width * scale, picture.height * scale]);
  context.drawImage(picture, -left * scale, -top * scale, ...size);
  for (const [r, c, down, across] of boxes)
    outline(context, [r - top, c - left, down, across], scale, accent);
}
