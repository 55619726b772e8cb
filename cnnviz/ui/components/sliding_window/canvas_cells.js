// Where the planes and cells of a grid lie on its canvas, in CSS pixels.

/** @typedef {import("./types.js").Grid} Grid */

export const PLANE_GAP = 10;
const LABEL_WIDTH = 56;

/**
 * The gaps between planes that lie in a row, or in a column.
 * @param {number} planes
 */
export const gapsOf = (planes) => (planes - 1) * PLANE_GAP;

/**
 * Width and height of a grid in CSS pixels.
 * @param {Grid} grid
 * @returns {[width: number, height: number]}
 */
export function extent(grid) {
  const down = Math.ceil(grid.planes / grid.across);
  const wide = grid.across * grid.cols * grid.cell + gapsOf(grid.across) + (grid.margin ?? 0);
  return [
    grid.label ? Math.max(wide, LABEL_WIDTH) : wide,
    down * (grid.rows * grid.cell + grid.label) + gapsOf(down),
  ];
}

/**
 * Where a plane's first cell lies on its canvas.
 * @param {Grid} grid
 * @param {number} plane
 * @returns {[x: number, y: number]}
 */
export function originOf(grid, plane) {
  const down = Math.floor(plane / grid.across);
  const right = plane % grid.across;
  return [
    right * (grid.cols * grid.cell + PLANE_GAP),
    down * (grid.rows * grid.cell + grid.label + PLANE_GAP) + grid.label,
  ];
}

/**
 * Where a cell lies on its canvas.
 * @param {Grid} grid
 * @param {number} plane
 * @param {number} row
 * @param {number} col
 * @returns {[x: number, y: number]}
 */
export function cornerOf(grid, plane, row, col) {
  const [x, y] = originOf(grid, plane);
  return [x + col * grid.cell, y + row * grid.cell];
}

/**
 * The cell at a point of the canvas as { plane, row, col }, else null.
 * @param {Grid} grid
 * @param {number} x
 * @param {number} y
 */
export function cellAt(grid, x, y) {
  for (let plane = 0; plane < grid.planes; plane++) {
    const [left, top] = originOf(grid, plane);
    const row = Math.floor((y - top) / grid.cell);
    const col = Math.floor((x - left) / grid.cell);
    if (row >= 0 && col >= 0 && row < grid.rows && col < grid.cols) return { plane, row, col };
  }
  return null;
}
