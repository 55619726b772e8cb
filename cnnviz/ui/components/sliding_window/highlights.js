// What is linked to the cell that is pointed at: the places whose windows cover a cell of the
// field, or the cells that a weight meets.

import { contextOf } from "../_js/canvas.js";
import { cssColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { cornerOf } from "./canvas_cells.js";
import { channelsOf, coveringOf, fieldPlanes, outputAt, placePlanes, weightAt } from "./data.js";
import { fadePlane, fadeToCome, isHidden } from "./fading.js";
import { fillCell, outline, paintCornerText } from "./paint.js";
import { ringCell, tapFill } from "./pictures.js";

/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").View} View */

/**
 * Over a cell of the field: every place whose window covers it, in the tint of the weight.
 * @param {View} view
 * @param {CanvasRenderingContext2D} field
 * @param {CanvasRenderingContext2D} places
 * @param {number} filter
 */
export function paintCovering(view, field, places, filter) {
  const { data, hover, grids } = view;
  const grid = grids[data.placeGrid];
  if (!hover) return;
  const { row, col } = hover;
  const covering = coveringOf(data, [row, col]);
  const at = data.transposed ? 0 : Math.max(channelsOf(data, filter).indexOf(hover.plane), 0);
  placePlanes(data, filter).forEach((plane, channel) => {
    fadePlane(view, places, grid, plane);
    if (!data.transposed && !view.all) fadeToCome(view, places, plane);
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
  paintCornerText(context, theme, text, x + cell - 6, y + cell - 6, cell * 0.22, ink);
}

/**
 * Over a weight: every cell of the field that it ever meets.
 * @param {View} view
 * @param {CanvasRenderingContext2D} context
 * @param {number} filter
 */
export function paintMeetings(view, context, filter) {
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
