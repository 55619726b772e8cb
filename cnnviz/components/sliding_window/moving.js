// What moves over the grids: the window, the output cell that it makes, and linked highlights.

/** Draw the frame for this moment. */
function paintMoving(view) {
  const { hover } = view;
  const input = sizeCanvas(view.parts.inputMoving, ...extent(view, view.data.shape, "input"));
  const output = sizeCanvas(view.parts.outputMoving, ...extent(view, outputShape(view.data), "output"));
  input.clearRect(0, 0, 1e4, 1e4);
  output.clearRect(0, 0, 1e4, 1e4);
  if (hover?.grid === "input") paintReaders(view, input, output);
  else if (hover?.grid === "kernel") paintMeetings(view, input);
  else {
    paintWindow(view, input);
    paintMade(view, output);
  }
}

const extent = (view, [rows, cols], grid) => [cols * view.sizes[grid], rows * view.sizes[grid]];

/** The window on the padded input: a tile on each cell that it reads, in its weight's tint. */
function paintWindow(view, context) {
  const { data, sizes, motion, theme } = view, cell = sizes.input;
  const top = startOf(data.rows, motion.shown[0]), left = startOf(data.cols, motion.shown[1]);
  const winner = data.winners?.[shownPosition(view)];
  const rows = data.rows[0], cols = data.cols[0];
  rows.forEach((r, a) => cols.forEach((c, b) => {
    const tap = a * cols.length + b, y = (top + r - rows[0]) * cell, x = (left + c - cols[0]) * cell;
    tile(context, view, tap, x, y, cell, tap === winner);
  }));
  const [high, wide] = [rows.at(-1) - rows[0] + 1, cols.at(-1) - cols[0] + 1];
  const [x, y] = [left * cell + 1, top * cell + 1], accent = cssColour(theme.accent);
  outline(context, x, y, wide * cell - 3, high * cell - 3, accent, 3);
}

function tile(context, view, tap, x, y, cell, won) {
  const { data, theme } = view, side = cell >= 12 ? cell - 1 : cell;
  context.fillStyle = tapFill(view, tap, won ? 1 : 0.9);
  fillCell(context, x, y, side);
  if (won) outline(context, x + 3, y + 3, side - 6, side - 6, cssColour(theme.accent), 2);
  if (!data.kernel || cell < 34) return;
  const size = cell * 0.23, text = `×${shortNumber(data.kernel[tap])}`;
  context.font = `500 ${size}px ${theme.font}`;
  context.textAlign = "right";
  context.textBaseline = "alphabetic";
  context.fillStyle = cssColour(mix(theme.paper, theme.ink, 0.8));
  context.fillText(text, x + side - 4, y + side - 4);
}

/** The output cell that the window makes; cells that it has not reached yet are pale. */
function paintMade(view, context) {
  const { data, sizes, motion, theme } = view, cell = sizes.output, [rows, cols] = outputShape(data);
  const [row, col] = placeOf(data, motion.position);
  context.fillStyle = `rgba(${theme.paper.join()}, 0.66)`;
  context.fillRect((col + 1) * cell, row * cell, (cols - col - 1) * cell, cell);
  context.fillRect(0, (row + 1) * cell, cols * cell, (rows - row - 1) * cell);
  const [y, x] = motion.shown.map((at) => at * cell + 1);
  outline(context, x, y, cell - 3, cell - 3, cssColour(theme.accent), cell >= 12 ? 3 : 2);
}

/** Over an input cell: every output that reads it, in the tint of the weight it goes through. */
function paintReaders(view, input, output) {
  const { data, sizes, theme, hover } = view, cell = sizes.output, [rows, cols] = outputShape(data);
  const readers = readersOf(data, hover.row, hover.col);
  output.fillStyle = `rgba(${theme.paper.join()}, 0.66)`;
  output.fillRect(0, 0, cols * cell, rows * cell);
  for (const { row, col, tap } of readers) {
    const [x, y] = [col * cell, row * cell], line = cell >= 12 ? 4 : 2;
    output.clearRect(x, y, cell, cell);
    outline(output, x + 2, y + 2, cell - 5, cell - 5, tapFill(view, tap, 1), line);
    outline(output, x, y, cell - 1, cell - 1, cssColour(theme.accent), 1);
  }
  ringCell(input, view, hover.row, hover.col, sizes.input);
}

/** Outputs whose window holds this cell of the padded input, each with the tap it goes through. */
function readersOf(data, row, col) {
  const through = (windows, cell) =>
    windows.map((window, at) => [at, window.indexOf(cell)]).filter(([, tap]) => tap >= 0);
  return through(data.rows, row).flatMap(([r, a]) =>
    through(data.cols, col).map(([c, b]) => ({ row: r, col: c, tap: a * data.cols[0].length + b })));
}

/** Over a weight: every cell of the padded input that it ever meets. */
function paintMeetings(view, context) {
  const { data, sizes, hover } = view, cell = sizes.input;
  const tap = hover.row * data.cols[0].length + hover.col;
  for (const row of data.rows) for (const col of data.cols) {
    const x = col[hover.col] * cell, y = row[hover.row] * cell;
    context.fillStyle = tapFill(view, tap, 1);
    fillCell(context, x, y, cell - 1);
  }
  ringCell(view.parts.kernel.getContext("2d"), view, hover.row, hover.col, sizes.weight);
}
