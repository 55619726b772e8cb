// How large a cell is drawn, so that input, kernel and output fit the width and height given; and how
// the planes of each grid are arranged.

import { PLANE_GAP, gapsOf } from "./canvas_cells.js";

/** @typedef {import("./types.js").Middle} Middle */
/** @typedef {Pick<Grid, "planes" | "rows" | "cols">} Planes */
/** @typedef {import("./types.js").Data} Data */
/** @typedef {import("./types.js").Grid} Grid */

export const CAPTION = 22;
const SIGN = 36;
const GAP = 12;
const NARROW = 560;
const NARROWEST_MIDDLE = 90;
const LARGEST_CELL = 80;
const LARGEST_WEIGHT_CELL = 56;
const SMALL_WEIGHT_CELL = 24;
const LARGEST_LINE_CELL = 60; // in one dimension
const LINE_GAP = 12;
const PLANE_LABEL = 15;
export const NAME_WIDTH = 82;
const SUM_WIDTH = 60;
const CHOOSER = 36;
/** @param {number} cell */
const whole = (cell) => (cell > 6 ? Math.floor(cell) : cell);

/**
 * The height that the grids may take: what the window leaves above and below.
 * @param {number} windowHeight
 */
export const stageHeight = (windowHeight) => Math.min(Math.max(windowHeight - 484, 300), 900);

/**
 * The height of the captions: two lines where a deeper layer is shown in part.
 * @param {Pick<Data, "channels" | "filters" | "whole">} data
 */
export const captionHeight = ({ channels, filters, whole: [all, allFilters] }) =>
  all > channels || allFilters > filters ? 2 * CAPTION - 4 : CAPTION;

/**
 * Each grid's planes and cells: { planes, rows, cols, across, cell, label }.
 * @param {Data} data
 * @param {number} width
 * @param {number} height
 * @returns {{ grids: import("./types.js").Grids, narrow: boolean, lines: boolean }} in lines, the
 *   input stands above kernel and output
 */
export function gridsOf(data, width, height) {
  const padded = data.transposed ? data.size : data.field;
  const made = data.transposed ? data.field : data.out;
  const input = { planes: data.channels, rows: padded[0], cols: padded[1] };
  const output = { planes: data.filters, rows: made[0], cols: made[1] };
  const kernel = { planes: data.depth, rows: data.window[0], cols: data.window[1], across: 1 };
  const narrow = width < NARROW;
  const caption = captionHeight(data);
  const middle = middleOf(data, kernel, width, height - caption);
  const lines = data.dims === 1 && !narrow;
  const arrange = narrow ? below : lines ? inLines : beside;
  const found = arrange(input, output, middle, width, height - caption);
  const weights = { ...kernel, cell: found.weight, label: labelOf(kernel) };
  const grids = {
    input: { ...input, ...found.input, label: labelOf(input) },
    output: { ...output, ...found.output, label: labelOf(output) },
    kernel: weights,
    products: { ...weights, margin: data.depth > 1 ? SUM_WIDTH : 0 },
  };
  return { grids, narrow, lines };
}

/**
 * Kernel and products: one above the other for one channel, side by side for several.
 * @param {Data} data
 * @param {Planes} kernel
 * @param {number} width
 * @param {number} height
 */
function middleOf(data, kernel, width, height) {
  const pairs = kernel.planes > 1;
  const down = pairs ? kernel.planes : data.weights ? 2 : 1;
  const across = pairs ? 2 : 1;
  const chooser = data.filters > 1 ? CHOOSER : 0;
  const used =
    (down - 1) * (pairs ? PLANE_GAP : CAPTION + GAP) + (pairs ? down * PLANE_LABEL : 0) + chooser;
  const fixed = pairs ? GAP + SUM_WIDTH : 0;
  const limit = Math.min(
    LARGEST_WEIGHT_CELL,
    (height - used) / (down * kernel.rows),
    ((width < NARROW ? 0.9 : 0.36) * width - fixed) / (across * kernel.cols),
  );
  /** @param {number} cell */
  const widthFor = (cell) =>
    Math.max(kernel.cols * cell, pairs ? NAME_WIDTH : 0) +
    Math.max(
      (across - 1) * kernel.cols * cell + fixed,
      chooser ? 30 * data.filters - NAME_WIDTH : 0,
      0,
    );
  return {
    limit,
    least: Math.max(widthFor(Math.min(SMALL_WEIGHT_CELL, limit)), NARROWEST_MIDDLE),
    cols: across * kernel.cols,
    fixed,
    pairs,
    used,
    down,
  };
}

/**
 * The arrangements of n planes: how many lie side by side.
 * @param {Pick<Grid, "planes">} parts
 */
const arrangements = ({ planes }) => Array.from({ length: planes }, (_, at) => at + 1);
/** @param {Pick<Grid, "planes">} parts */
const labelOf = ({ planes }) => (planes > 1 ? PLANE_LABEL : 0);

/**
 * The largest cell for a grid's planes in a height.
 * @param {Planes} grid
 * @param {number} across
 * @param {number} height
 */
function tallest(grid, across, height) {
  const down = Math.ceil(grid.planes / across);
  return (height - down * labelOf(grid) - gapsOf(down)) / (down * grid.rows);
}

/**
 * Input and output get the room first, at one scale; the kernel grows into what they leave.
 * @param {Planes} input
 * @param {Planes} output
 * @param {Middle} middle
 * @param {number} width
 * @param {number} height
 */
function beside(input, output, middle, width, height) {
  const room = width - 2 * SIGN - GAP - middle.least;
  let best = { cell: 0, a: 1, b: 1 };
  for (const a of arrangements(input))
    for (const b of arrangements(output)) {
      const wide = (room - gapsOf(a) - gapsOf(b)) / (a * input.cols + b * output.cols);
      const cell = Math.min(
        wide,
        tallest(input, a, height),
        tallest(output, b, height),
        LARGEST_CELL,
      );
      if (cell > best.cell + 0.01) best = { cell, a, b };
    }
  const cell = whole(best.cell);
  const first = cell * best.a * input.cols + gapsOf(best.a);
  const made = several(input, output)
    ? largest(output, room - first, height)
    : { cell, across: best.b };
  const second = made.cell * made.across * output.cols + gapsOf(made.across);
  const left = width - 2 * SIGN - GAP - first - second - middle.fixed;
  return {
    input: { cell, across: best.a },
    output: made,
    weight: whole(Math.max(Math.min(middle.limit, left / middle.cols), 1)),
  };
}

/**
 * With several planes the scales may differ: the output takes what the input leaves.
 * @param {Planes} input
 * @param {Planes} output
 */
const several = (input, output) => Math.max(input.planes, output.planes) > 1;

/**
 * The arrangement with the largest cells in a width and height.
 * @param {Planes} grid
 * @param {number} width
 * @param {number} height
 * @param {number} [most]
 */
function largest(grid, width, height, most = LARGEST_CELL) {
  const sizes = arrangements(grid).map((across) => ({
    across,
    cell: whole(
      Math.min(
        most,
        (width - gapsOf(across)) / (across * grid.cols),
        tallest(grid, across, height),
      ),
    ),
  }));
  return sizes.reduce((best, size) => (size.cell > best.cell ? size : best));
}

/**
 * On a phone: the input above, kernel and output below it.
 * @param {Planes} input
 * @param {Planes} output
 * @param {Middle} middle
 * @param {number} width
 */
function below(input, output, middle, width) {
  const top = widest(input, width, input.rows === 1 ? LARGEST_LINE_CELL : 44);
  const room = width - SIGN - GAP - middle.least;
  if (width < NARROW && (middle.pairs || room < 110)) {
    // no place beside the kernel: under it
    return { input: top, output: widest(output, width, top.cell), weight: whole(middle.limit) };
  }
  const bottom = widest(output, room, top.cell);
  const left = room - bottom.across * output.cols * bottom.cell - gapsOf(bottom.across);
  const weight = whole(Math.min(middle.limit, (left + middle.least - middle.fixed) / middle.cols));
  return { input: top, output: bottom, weight: Math.max(weight, 1) };
}

/**
 * In one dimension: the input's lines above, kernel and output below them, all in the height.
 * @param {Planes} input
 * @param {Planes} output
 * @param {Middle} middle
 * @param {number} width
 * @param {number} height
 */
function inLines(input, output, middle, width, height) {
  const room = width - SIGN - GAP - middle.least;
  const rest = height - CAPTION - LINE_GAP;
  const kernel = middle.used + middle.down * SMALL_WEIGHT_CELL;
  let best = { cell: 0, across: 1 };
  for (const across of arrangements(input)) {
    const { fixed, down } = heightOf(input, across);
    const cell = Math.min(
      LARGEST_LINE_CELL,
      (width - gapsOf(across)) / (across * input.cols),
      (rest - fixed - kernel) / down,
    );
    if (cell > best.cell + 0.01) best = { cell, across };
  }
  const above = { cell: whole(best.cell), across: best.across };
  const { fixed, down } = heightOf(input, above.across);
  const high = rest - fixed - down * above.cell;
  const most = several(input, output) ? LARGEST_LINE_CELL : above.cell;
  const made = largest(output, room, high, most);
  const left = width - SIGN - GAP - made.across * output.cols * made.cell - gapsOf(made.across);
  const weight = Math.min(
    middle.limit,
    (high - middle.used) / middle.down,
    (left - middle.fixed) / middle.cols,
  );
  return {
    input: several(input, output) ? above : { ...above, cell: made.cell },
    output: made,
    weight: whole(Math.max(weight, 1)),
  };
}

/**
 * What a grid's planes take of the height: `fixed`, and `down` rows of cells.
 * @param {Planes} grid
 * @param {number} across
 */
function heightOf(grid, across) {
  const down = Math.ceil(grid.planes / across);
  return { fixed: down * labelOf(grid) + gapsOf(down), down: down * grid.rows };
}

/**
 * The arrangement with the largest cells in a width, up to 2 planes side by side.
 * @param {Planes} grid
 * @param {number} width
 * @param {number} most
 */
function widest(grid, width, most) {
  const across = grid.planes > 1 && grid.rows > 1 ? 2 : 1;
  return { across, cell: whole(Math.min((width - gapsOf(across)) / (across * grid.cols), most)) };
}
