// Boxes on a picture: [top, left, height, width] in its pixels. A point is [row, col], a size
// [rows, cols].

import { clamp } from "../_js/grid_keys.js";

/** @typedef {[top: number, left: number, height: number, width: number]} Box */
/** @typedef {[row: number, col: number]} Point */
/** @typedef {[rows: number, cols: number]} Size */
/** @typedef {-1 | 0 | 1} Edge */
/**
 * Which edges of a box are held: -1 the top or left one, 1 the bottom or right one. [0, 0] is the
 * whole box.
 * @typedef {[rows: Edge, cols: Edge]} Grip
 */

/**
 * The whole pixels between two points, within the picture.
 * @param {Point} a
 * @param {Point} b
 * @param {Size} size
 * @returns {Box}
 */
export function boxBetween(a, b, size) {
  const [top, height] = spanBetween(a[0], b[0], size[0]);
  const [left, width] = spanBetween(a[1], b[1], size[1]);
  return [top, left, height, width];
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} length
 */
function spanBetween(a, b, length) {
  const start = clamp(Math.floor(Math.min(a, b)), 0, length - 1);
  const end = clamp(Math.ceil(Math.max(a, b)), start + 1, length);
  return [start, end - start];
}

/**
 * A box after its grip was dragged so many rows and columns: moved, or resized at the held edges.
 * @param {Box} box
 * @param {Grip} grip
 * @param {Point} by
 * @param {Size} size
 * @param {number} least height and width
 * @returns {Box}
 */
export function dragged([top, left, height, width], grip, by, size, least) {
  const isWhole = grip[0] === 0 && grip[1] === 0;
  const [row, rows] = draggedSpan(top, height, grip[0], by[0], size[0], least, isWhole);
  const [col, cols] = draggedSpan(left, width, grip[1], by[1], size[1], least, isWhole);
  return [row, col, rows, cols];
}

/**
 * @param {number} start
 * @param {number} length
 * @param {Edge} edge
 * @param {number} by
 * @param {number} most the picture's length
 * @param {number} least
 * @param {boolean} isWhole
 */
function draggedSpan(start, length, edge, by, most, least, isWhole) {
  const [step, end, short] = [Math.round(by), start + length, Math.min(least, most)];
  if (isWhole) return [clamp(start + step, 0, most - length), length];
  if (edge === 0) return [start, length];
  if (edge === 1) {
    const moved = clamp(end + step, Math.min(start + short, most), most);
    return [start, moved - start];
  }
  const moved = clamp(start + step, 0, Math.max(end - short, 0));
  return [moved, end - moved];
}

/**
 * What a point takes hold of: edges within reach, the inside, or nothing.
 * @param {Box} box
 * @param {Point} point
 * @param {number} reach in pixels of the picture
 * @returns {Grip | null}
 */
export function gripAt([top, left, height, width], [row, col], reach) {
  const [down, across] = [row - top, col - left];
  const isNear =
    down >= -reach && down <= height + reach && across >= -reach && across <= width + reach;
  return isNear ? [heldEdge(down, height, reach), heldEdge(across, width, reach)] : null;
}

/**
 * The nearer edge within reach. Inside a small box only a third at either end counts, so that its
 * middle moves it.
 * @param {number} at
 * @param {number} length
 * @param {number} reach
 * @returns {Edge}
 */
function heldEdge(at, length, reach) {
  const inside = Math.min(reach, length / 3);
  if (at < inside) return -1;
  return at > length - inside ? 1 : 0;
}

/**
 * The index of the smallest box that a point lies in, or within reach of; -1 if there is none.
 * @param {readonly Box[]} boxes
 * @param {Point} point
 * @param {number} reach
 */
export function smallestAt(boxes, point, reach) {
  let best = -1;
  boxes.forEach((box, i) => {
    const area = box[2] * box[3];
    if (gripAt(box, point, reach) && (best < 0 || area < boxes[best][2] * boxes[best][3])) best = i;
  });
  return best;
}

/**
 * The box to begin with where none is dragged: around a shape, or a third of the picture.
 * @param {Box | undefined} shape
 * @param {Size} size
 * @returns {Box}
 */
export function firstBox(shape, [rows, cols]) {
  const [top, left, height, width] = shape ?? [rows / 3, cols / 3, rows / 3, cols / 3];
  const margin = Math.max(height, width) * 0.15;
  return boxBetween(
    [top - margin, left - margin],
    [top + height + margin, left + width + margin],
    [rows, cols],
  );
}
