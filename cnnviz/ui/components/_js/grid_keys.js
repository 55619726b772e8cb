// Cells under the pointer, and the steps that arrow keys make between them.

/** @typedef {[row: number, col: number]} Cell */
/** @typedef {[rows: number, cols: number]} Size */

/** @type {Readonly<Record<string, Cell>>} */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * The step of an arrow key in rows and columns; undefined for any other key.
 * @param {KeyboardEvent} event
 * @returns {Cell | undefined}
 */
export const arrowStep = (event) => STEPS[event.key];

/**
 * -1 for the left arrow key, 1 for the right one, 0 for any other key.
 * @param {KeyboardEvent} event
 */
export const sidewaysStep = (event) => arrowStep(event)?.[1] ?? 0;

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
export const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/**
 * The nearest index of a list of this length.
 * @param {number} index
 * @param {number} length
 */
export const clampIndex = (index, length) => clamp(index, 0, length - 1);

/**
 * The nearest cell of a grid.
 * @param {Cell} cell
 * @param {Size} size
 * @returns {Cell}
 */
export const clampCell = ([row, col], [rows, cols]) => [
  clampIndex(row, rows),
  clampIndex(col, cols),
];

/**
 * The cell under a pointer, for an element that the grid fills; the nearest one beyond its edge.
 * @param {Element} filled
 * @param {Size} size
 * @param {MouseEvent} event
 * @returns {Cell}
 */
export function cellUnder(filled, [rows, cols], event) {
  const box = filled.getBoundingClientRect();
  const down = (event.clientY - box.top) / box.height;
  const right = (event.clientX - box.left) / box.width;
  return clampCell([Math.floor(down * rows), Math.floor(right * cols)], [rows, cols]);
}
