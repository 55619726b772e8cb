// Fading what the shown window has no part in: other channels, and outputs that are still to come.

import { screenRatio } from "../_js/canvas.js";
import { cssColour } from "../_js/colour.js";
import { originOf } from "./canvas_cells.js";
import { channelsOf, placeOf } from "./data.js";

/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Grid} Grid */
/** @typedef {import("./types.js").PlaneGrid} PlaneGrid */
/** @typedef {import("./types.js").View} View */

/**
 * The paper's colour with an opacity.
 * @param {Pick<View, "theme">} parts
 * @param {number} opacity
 */
const paperAt = ({ theme }, opacity) => `rgba(${theme.paper.join()}, ${opacity})`;

/**
 * Fade what the shown filter has no part in: channels that it does not read.
 * @param {View} view
 * @param {Record<PlaneGrid, CanvasRenderingContext2D>} contexts
 * @param {number} filter
 */
export function fadeOthers(view, contexts, filter) {
  const { data, grids } = view;
  const read = channelsOf(data, filter);
  contexts.input.fillStyle = paperAt(view, 0.7);
  for (let plane = 0; plane < grids.input.planes; plane++) {
    if (!read.includes(plane)) contexts.input.fillRect(...planeBox(grids.input, plane));
  }
}

/**
 * @param {Grid} grid
 * @param {number} plane
 * @returns {[x: number, y: number, width: number, height: number]}
 */
const planeBox = (grid, plane) => [
  ...originOf(grid, plane),
  grid.cols * grid.cell,
  grid.rows * grid.cell,
];

/**
 * Fade a whole plane.
 * @param {View} view
 * @param {CanvasRenderingContext2D} context
 * @param {Grid} grid
 * @param {number} plane
 */
export function fadePlane(view, context, grid, plane) {
  context.fillStyle = paperAt(view, 0.66);
  context.fillRect(...planeBox(grid, plane));
}

/**
 * Whether the window has yet to reach a place, and what it makes there is not shown before.
 * @param {View} view
 * @param {Cell} place
 */
export const isHidden = ({ data, motion, all }, [row, col]) =>
  !all && !data.transposed && row * data.places[1] + col > motion.position;

/**
 * Output cells that the window has not reached yet are blank or pale.
 * @param {View} view
 * @param {CanvasRenderingContext2D} context
 * @param {number} plane
 */
export function fadeToCome(view, context, plane) {
  const { data, motion, grids } = view;
  const grid = grids[data.placeGrid];
  const { cell, rows, cols } = grid;
  const [row, col] = placeOf(data, motion.position);
  const [x, y] = originOf(grid, plane);
  fadePart(view, context, x + (col + 1) * cell, y + row * cell, (cols - col - 1) * cell, cell);
  fadePart(view, context, x, y + (row + 1) * cell, cols * cell, (rows - row - 1) * cell);
}

/**
 * Fade a part of the output; numbers that are shown stay readable.
 * @param {Pick<View, "theme" | "toCome">} parts
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
function fadePart({ theme, toCome }, context, x, y, width, height) {
  context.fillStyle = toCome ? cssColour(theme.paper) : paperAt({ theme }, 0.66);
  context.fillRect(x, y, width, height);
  const sharp = screenRatio();
  const part = /** @type {const} */ ([x, y, width, height]);
  const inPixels = /** @type {const} */ ([x * sharp, y * sharp, width * sharp, height * sharp]);
  if (toCome && width && height) context.drawImage(toCome, ...inPixels, ...part);
}
