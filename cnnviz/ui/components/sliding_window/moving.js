// What moves over the grids: the window on the field, its place, and linked highlights.

import { contextOf, sizeCanvas } from "../_js/canvas.js";
import { cssColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { shade } from "../_js/theme.js";
import {
  channelsOf,
  coveringOf,
  fieldPlanes,
  outputAt,
  placeOf,
  placePlanes,
  shownFilter,
  tapsOf,
  weightAt,
  winnerAt,
} from "./data.js";
import { startOf } from "./motion.js";
import { fillCell, outline } from "./paint.js";
import { ringCell, tapFill } from "./pictures.js";
import { cornerOf, extent, originOf } from "./sizes.js";

/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Grid} Grid */
/** @typedef {import("./types.js").PlaneGrid} PlaneGrid */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */

/**
 * Draw the frame for this moment.
 * @param {View} view
 */
export function paintMoving(view) {
  const { hover, data } = view;
  const filter = shownFilter(view);
  const contexts = { input: clean(view, "input"), output: clean(view, "output") };
  const field = contexts[data.fieldGrid];
  const places = contexts[data.placeGrid];
  veilOthers(view, contexts, filter);
  if (hover?.grid === data.fieldGrid) paintCovering(view, field, places, filter);
  else if (hover?.grid === "kernel") paintMeetings(view, field, filter);
  else {
    paintWindow(view, field, filter);
    paintPlace(view, places, filter);
  }
}

/**
 * The moving canvas of a grid, empty.
 * @param {View} view
 * @param {PlaneGrid} name
 */
function clean({ grids, parts }, name) {
  const size = extent(grids[name]);
  const context = sizeCanvas(parts[name].moving, ...size);
  context.clearRect(0, 0, ...size);
  return context;
}

/**
 * @param {Pick<View, "theme">} parts
 * @param {number} strength
 */
const veil = ({ theme }, strength) => `rgba(${theme.paper.join()}, ${strength})`;

/**
 * Pale what the shown filter has no part in: channels that it does not read.
 * @param {View} view
 * @param {Record<PlaneGrid, CanvasRenderingContext2D>} contexts
 * @param {number} filter
 */
function veilOthers(view, contexts, filter) {
  const { data, grids } = view;
  const read = channelsOf(data, filter);
  contexts.input.fillStyle = veil(view, 0.7);
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
  corner(context, theme, text, x + side - 4, y + side - 4, cell * 0.23);
}

/**
 * Small text at the lower right of a cell.
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string | null} [ink]
 */
function corner(context, theme, text, x, y, size, ink) {
  context.font = `500 ${size}px ${theme.font}`;
  context.textAlign = "right";
  context.textBaseline = "alphabetic";
  context.fillStyle = ink ?? shade(theme, 0.8);
  context.fillText(text, x, y);
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
    if (!data.transposed) veilToCome(view, context, plane);
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

/**
 * Whether the window has yet to reach a place, and what it makes there is not shown before.
 * @param {View} view
 * @param {Cell} place
 */
const isHidden = ({ data, motion, all }, [row, col]) =>
  !all && !data.transposed && row * data.places[1] + col > motion.position;

/**
 * Output cells that the window has not reached yet are blank or pale.
 * @param {View} view
 * @param {CanvasRenderingContext2D} context
 * @param {number} plane
 */
function veilToCome(view, context, plane) {
  const { data, motion, grids } = view;
  const grid = grids[data.placeGrid];
  const { cell, rows, cols } = grid;
  const [row, col] = placeOf(data, motion.position);
  const [x, y] = originOf(grid, plane);
  pale(view, context, x + (col + 1) * cell, y + row * cell, (cols - col - 1) * cell, cell);
  pale(view, context, x, y + (row + 1) * cell, cols * cell, (rows - row - 1) * cell);
}

/**
 * Pale a part of the output; numbers that are shown stay readable.
 * @param {Pick<View, "theme" | "toCome">} parts
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
function pale({ theme, toCome }, context, x, y, width, height) {
  context.fillStyle = toCome ? cssColour(theme.paper) : veil({ theme }, 0.66);
  context.fillRect(x, y, width, height);
  const sharp = window.devicePixelRatio || 1;
  const part = /** @type {const} */ ([x, y, width, height]);
  const inPixels = /** @type {const} */ ([x * sharp, y * sharp, width * sharp, height * sharp]);
  if (toCome && width && height) context.drawImage(toCome, ...inPixels, ...part);
}

/**
 * Over a cell of the field: every place whose window covers it, in the tint of the weight.
 * @param {View} view
 * @param {CanvasRenderingContext2D} field
 * @param {CanvasRenderingContext2D} places
 * @param {number} filter
 */
function paintCovering(view, field, places, filter) {
  const { data, hover, grids } = view;
  const grid = grids[data.placeGrid];
  if (!hover) return;
  const { row, col } = hover;
  const covering = coveringOf(data, [row, col]);
  const at = data.transposed ? 0 : Math.max(channelsOf(data, filter).indexOf(hover.plane), 0);
  placePlanes(data, filter).forEach((plane, channel) => {
    places.fillStyle = veil(view, 0.66);
    places.fillRect(...planeBox(grid, plane));
    if (!data.transposed && !view.all) veilToCome(view, places, plane);
    for (const { place, tap } of covering) {
      const mark = { plane, place, at: data.transposed ? channel : at, tap, filter };
      markPlace(view, places, mark);
    }
  });
  ringCell(field, view, data.fieldGrid, hover.plane, row, col);
}

/**
 * Frame a place in a weight's tint; where there is room, with the weight.
 * @param {View} view
 * @param {CanvasRenderingContext2D} context
 * @param {{ plane: number, place: Cell, at: number, tap: number, filter: number }} mark
 */
function markPlace(view, context, { plane, place, at, tap, filter }) {
  const { data, grids, theme, tables } = view;
  const grid = grids[data.placeGrid];
  const { cell } = grid;
  const [x, y] = cornerOf(grid, plane, ...place);
  const line = cell >= 12 ? 4 : 2;
  if (!isHidden(view, place)) context.clearRect(x, y, cell, cell);
  outline(context, x + 2, y + 2, cell - 5, cell - 5, tapFill(view, at, tap, 1), line);
  outline(context, x, y, cell - 1, cell - 1, cssColour(theme.accent), 1);
  if (!data.weights || cell < 34) return;
  const text = `×${shortNumber(weightAt(data, filter, at, tap))}`;
  const plain = data.transposed || isHidden(view, place);
  const ink = plain ? null : tables.signed(outputAt(data, plane, place)).ink;
  corner(context, theme, text, x + cell - 6, y + cell - 6, cell * 0.22, ink);
}

/**
 * Over a weight: every cell of the field that it ever meets.
 * @param {View} view
 * @param {CanvasRenderingContext2D} context
 * @param {number} filter
 */
function paintMeetings(view, context, filter) {
  const { data, hover, grids } = view;
  if (!hover) return;
  const name = data.fieldGrid;
  const grid = grids[name];
  const plane = fieldPlanes(data, filter)[data.transposed ? 0 : hover.plane];
  const tap = hover.row * data.window[1] + hover.col;
  const side = grid.cell >= 12 ? grid.cell - 1 : grid.cell;
  context.fillStyle = tapFill(view, hover.plane, tap, 1);
  for (const top of data.rows.starts)
    for (const left of data.cols.starts) {
      /** @type {Cell} */
      const cell = [top + data.rows.taps[hover.row], left + data.cols.taps[hover.col]];
      fillCell(context, ...cornerOf(grid, plane, ...cell), side);
    }
  ringCell(contextOf(view.parts.kernel), view, "kernel", hover.plane, hover.row, hover.col);
}
