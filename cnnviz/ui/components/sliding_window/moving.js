// What moves over the grids: the window on the field, and its place.

import { clearedCanvas } from "../_js/canvas.js";
import { cssColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { cornerOf, extent } from "./canvas_cells.js";
import {
  fieldPlanes,
  placeOf,
  placePlanes,
  shownFilter,
  tapsOf,
  weightAt,
  winnerAt,
} from "./data.js";
import { fadeOthers, fadeToCome } from "./fading.js";
import { paintCovering, paintMeetings } from "./highlights.js";
import { startOf } from "./motion.js";
import { fillCell, outline, paintCornerText } from "./paint.js";
import { tapFill } from "./pictures.js";

/** @typedef {import("./types.js").Grid} Grid */
/** @typedef {import("./types.js").PlaneGrid} PlaneGrid */
/** @typedef {import("./types.js").View} View */

/**
 * Draw the frame for this moment.
 * @param {View} view
 */
export function paintMoving(view) {
  const { hover, data, grids, parts } = view;
  const filter = shownFilter(view);
  /** @param {PlaneGrid} name */
  const empty = (name) => clearedCanvas(parts[name].moving, ...extent(grids[name]));
  const contexts = { input: empty("input"), output: empty("output") };
  const field = contexts[data.fieldGrid];
  const places = contexts[data.placeGrid];
  fadeOthers(view, contexts, filter);
  if (hover?.grid === data.fieldGrid) paintCovering(view, field, places, filter);
  else if (hover?.grid === "kernel") paintMeetings(view, field, filter);
  else {
    paintWindow(view, field, filter);
    paintPlace(view, places, filter);
  }
}

/**
 * The window on the field: a tile on each cell that it covers, in its weight's tint.
 * @param {View} view
 * @param {CanvasRenderingContext2D} context
 * @param {number} filter
 */
function paintWindow(view, context, filter) {
  const { data, motion, theme, grids } = view;
  const grid = grids[data.fieldGrid];
  const { cell } = grid;
  const top = startOf(data.rows, motion.shown[0]);
  const left = startOf(data.cols, motion.shown[1]);
  const winner = winnerAt(data, filter, placeOf(data, motion.position));
  const { taps: down } = data.rows;
  const { taps: right } = data.cols;
  const accent = cssColour(theme.accent);
  fieldPlanes(data, filter).forEach((plane, at) => {
    for (const [a, b, tap] of tapsOf(data)) {
      const [x, y] = cornerOf(grid, plane, top + down[a], left + right[b]);
      tile(context, view, { at, tap, x, y, won: tap === winner, filter });
    }
    const [x, y] = cornerOf(grid, plane, top, left);
    const [wide, high] = [right, down].map((taps) => (taps[taps.length - 1] + 1) * cell - 3);
    outline(context, x + 1, y + 1, wide, high, accent, cell >= 10 ? 3 : 2);
  });
  if (data.transposed) outlineOtherStamps(view, context, filter, top, left);
}

/**
 * Every filter stamps at once: outline the window in the other planes too.
 * @param {View} view
 * @param {CanvasRenderingContext2D} context
 * @param {number} filter
 * @param {number} top
 * @param {number} left
 */
function outlineOtherStamps(view, context, filter, top, left) {
  const { data, grids, theme } = view;
  const grid = grids[data.fieldGrid];
  const [wide, high] = [data.cols, data.rows].map(
    ({ taps }) => (taps[taps.length - 1] + 1) * grid.cell - 3,
  );
  for (let plane = 0; plane < grid.planes; plane++) {
    const [x, y] = cornerOf(grid, plane, top, left);
    if (plane !== filter) outline(context, x + 1, y + 1, wide, high, cssColour(theme.accent), 1);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {{ at: number, tap: number, x: number, y: number, won: boolean, filter: number }} tile
 */
function tile(context, view, { at, tap, x, y, won, filter }) {
  const { data, theme, grids } = view;
  const { cell } = grids[data.fieldGrid];
  const side = cell >= 12 ? cell - 1 : cell;
  context.fillStyle = tapFill(view, at, tap, won ? 1 : 0.9);
  fillCell(context, x, y, side);
  if (won) outline(context, x + 3, y + 3, side - 6, side - 6, cssColour(theme.accent), 2);
  if (!data.weights || cell < 34) return;
  const text = `×${shortNumber(weightAt(data, filter, at, tap))}`;
  paintCornerText(context, theme, text, x + side - 4, y + side - 4, cell * 0.23);
}

/**
 * The window's place: the output cell that it makes, those to come pale; or the stamping cell.
 * @param {View} view
 * @param {CanvasRenderingContext2D} context
 * @param {number} filter
 */
function paintPlace(view, context, filter) {
  const { data, motion, theme, grids } = view;
  const grid = grids[data.placeGrid];
  const { cell } = grid;
  const own = placePlanes(data, filter);
  const accent = cssColour(theme.accent);
  const each = data.transposed ? own : Array.from({ length: grid.planes }, (_, plane) => plane);
  for (const plane of each) {
    if (!data.transposed) fadeToCome(view, context, plane);
    if (view.hover?.grid === "output") reveal(context, grid, plane, view.hover);
    const [x, y] = cornerOf(grid, plane, ...motion.shown);
    const thick = own.includes(plane);
    outline(context, x + 1, y + 1, cell - 3, cell - 3, accent, thick ? (cell >= 12 ? 3 : 2) : 1);
  }
}

/**
 * Show the output cell that is pointed at, whether the window has reached it or not.
 * @param {CanvasRenderingContext2D} context
 * @param {Grid} grid
 * @param {number} plane
 * @param {{ row: number, col: number }} cell
 */
const reveal = (context, grid, plane, { row, col }) =>
  context.clearRect(...cornerOf(grid, plane, row, col), grid.cell, grid.cell);
