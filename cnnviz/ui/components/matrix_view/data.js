// What Python sent: the layer as a matrix, and the questions that the view asks of it.

import { unpack } from "../_js/packing.js";

/** @typedef {[height: number, width: number]} Size */
/**
 * @typedef {object} MatrixViewHeader
 * @property {"sparse" | "im2col"} form
 * @property {Size} shape of the input
 * @property {Size} outputShape
 * @property {[name: string, length: number][]} arrays in the order of the values
 */
/**
 * @typedef {object} Matrix
 * @property {MatrixViewHeader} header
 * @property {Float32Array} input
 * @property {Float32Array} entries of the matrix, row by row; NaN where an entry can only be 0
 * @property {Float32Array} vector what the matrix is multiplied by
 * @property {Float32Array} result
 * @property {Float32Array} sources for each row, the input's cell under each tap; -1 on the border
 */

/**
 * @param {Uint8Array} bytes
 * @returns {Matrix}
 */
export function readMatrix(bytes) {
  /** @type {{ header: MatrixViewHeader, values: Float32Array }} */
  const { header, values } = unpack(bytes);
  /** @type {Record<string, Float32Array>} */
  const arrays = {};
  let start = 0;
  for (const [name, length] of header.arrays) {
    arrays[name] = values.subarray(start, start + length);
    start += length;
  }
  return /** @type {any} */ ({ header, ...arrays });
}

/** @param {Matrix} matrix */
const taps = ({ sources, result }) => sources.length / result.length;

/**
 * @param {Matrix} matrix
 * @param {number} row
 */
export const sourcesOf = (matrix, row) =>
  Array.from(matrix.sources.subarray(row * taps(matrix), (row + 1) * taps(matrix)));

/**
 * @param {Matrix} matrix
 * @param {number} row
 * @param {number} col
 */
export const entryAt = ({ entries, vector }, row, col) => entries[row * vector.length + col];

/**
 * The cell of the input that an entry of the matrix belongs to; -1 for the border's zeros.
 * @param {Matrix} matrix
 * @param {number} row
 * @param {number} col
 */
export const inputOf = (matrix, row, col) =>
  matrix.header.form === "sparse" ? col : sourcesOf(matrix, row)[col];

/**
 * Every entry that holds the same weight: along the band, or, with windows, the whole column.
 * @param {Matrix} matrix
 * @param {number} row
 * @param {number} col
 */
export function sharedPlaces(matrix, row, col) {
  const rows = Array.from(matrix.result.keys());
  if (matrix.header.form === "im2col") return rows.map((r) => [r, col]);
  const tap = sourcesOf(matrix, row).indexOf(col);
  if (tap < 0) return [];
  return rows.map((r) => [r, sourcesOf(matrix, r)[tap]]).filter(([, source]) => source >= 0);
}

/**
 * The first entry that an input cell is multiplied in.
 * @param {Matrix} matrix
 * @param {number} source
 */
export function firstUse(matrix, source) {
  for (const row of matrix.result.keys()) {
    const tap = sourcesOf(matrix, row).indexOf(source);
    if (tap >= 0) return { row, col: matrix.header.form === "sparse" ? source : tap };
  }
  return null;
}
