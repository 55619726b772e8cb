// How large a cell is drawn, so that input, kernel and output fit the width and height given.

const CAPTION = 22, SIGN = 36, GAP = 12, NARROW = 560, NARROWEST_MIDDLE = 90;
const LARGEST_CELL = 54, LARGEST_WEIGHT_CELL = 40, SMALL_WEIGHT_CELL = 24;

const inputShape = (data) => data.shape;
const outputShape = (data) => [data.rows.length, data.cols.length];
const windowShape = (data) => [data.rows[0].length, data.cols[0].length];
const whole = (cell) => (cell > 6 ? Math.floor(cell) : cell);

/** The height that the three grids share: what the window leaves above and below. */
const stageHeight = () => Math.min(Math.max(window.innerHeight - 440, 300), 640);

/** Cell sizes in CSS pixels, and whether the parts stand below one another. */
function cellSizes(data, width) {
  const height = stageHeight(), [rows, cols] = windowShape(data), grids = data.kernel ? 2 : 1;
  const tall = (height - grids * CAPTION - GAP) / (grids * rows);
  const limit = Math.min(LARGEST_WEIGHT_CELL, tall, (0.3 * width) / cols);
  const middle = Math.max(cols * Math.min(SMALL_WEIGHT_CELL, limit), NARROWEST_MIDDLE);
  return width < NARROW ? stacked(data, width, middle, limit)
    : sideBySide(data, width, height, middle, limit);
}

/** Input and output get the room first, at one scale; the kernel grows into what they leave. */
function sideBySide(data, width, height, middle, limit) {
  const rows = inputShape(data)[0], cols = inputShape(data)[1] + outputShape(data)[1];
  const room = width - 2 * SIGN - GAP;
  const cell = whole(Math.min((room - middle) / cols, (height - CAPTION) / rows, LARGEST_CELL));
  const weight = whole(Math.min(limit, (room - cell * cols) / windowShape(data)[1]));
  return { height, narrow: false, input: cell, output: cell, weight };
}

function stacked(data, width, middle, limit) {
  const input = whole(Math.min(width / inputShape(data)[1], 44)), room = width - SIGN - GAP;
  const output = whole(Math.min((room - middle) / outputShape(data)[1], input));
  const left = room - output * outputShape(data)[1];
  const weight = whole(Math.min(limit, left / windowShape(data)[1]));
  return { height: 0, narrow: true, input, output, weight };
}
