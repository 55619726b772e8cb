// Drawing. What stays is drawn once for each setting; what moves, on a canvas of its own.

const mix = (a, b, t) => a.map((v, c) => Math.round(v + (b[c] - v) * t));

/** Streamlit's theme as colours that can be mixed. */
function readTheme(element) {
  const probe = document.createElement("canvas").getContext("2d");
  const rgb = (name) => {
    probe.fillStyle = themeColour(element, name);
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const paper = rgb("background-color"), ink = rgb("text-color");
  const font = themeColour(element, "font") || "sans-serif";
  return { paper, ink, accent: rgb("primary-color"), font, dark: paper[0] < 128 };
}

/** Each weight's own tint, evenly spaced round the colour circle. */
function tint(theme, tap, taps, strength = 1) {
  const hue = 25 + (360 * tap) / taps;
  return theme.dark ? `oklch(0.5 0.12 ${hue} / ${strength})` : `oklch(0.86 0.1 ${hue} / ${strength})`;
}

/** A value of the input, brighter the larger: a soft grey, so that numbers stay readable. */
function softGrey(theme, t) {
  const [low, high] = theme.dark ? [0.06, 0.42] : [0.24, 0.01];
  return mix(theme.paper, theme.ink, low + (high - low) * t);
}

/** Draw a grid of cells: look(row, col) gives { fill, ink, text, hatch, crossed }. */
function paintGrid(context, rows, cols, cell, theme, look) {
  context.clearRect(0, 0, cols * cell, rows * cell);
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) paintCell(context, row, col, cell, theme, look(row, col));
}

function paintCell(context, row, col, cell, theme, look) {
  const gap = cell >= 12 ? 1 : 0, x = col * cell, y = row * cell, side = cell - gap;
  if (look.fill) {
    context.fillStyle = look.fill;
    fillCell(context, x, y, side);
  }
  if (look.hatch) (cell < 16 ? shade : hatch)(context, x, y, side, theme);
  if (look.crossed) cross(context, x, y, side, theme);
  if (look.text) numeral(context, look.text, x + side / 2, y + side / 2, look.size, look.ink, theme);
}

/** A cell's path, its corners a little rounded where it is large enough to see. */
function cellPath(context, x, y, side) {
  context.beginPath();
  context.roundRect(x, y, side, side, side >= 16 ? 3 : 0);
}

function fillCell(context, x, y, side) {
  cellPath(context, x, y, side);
  context.fill();
}

/** A faint fill: a padding cell too small for lines. */
function shade(context, x, y, side, theme) {
  context.fillStyle = cssColour(mix(theme.paper, theme.accent, 0.1));
  context.fillRect(x, y, side, side);
}

/** Diagonal lines: a padding cell. */
function hatch(context, x, y, side, theme) {
  context.save();
  cellPath(context, x, y, side);
  context.clip();
  context.strokeStyle = cssColour(mix(theme.paper, theme.ink, 0.2));
  context.lineWidth = 1;
  context.beginPath();
  const pitch = Math.max(side / 4, 4);
  for (let at = -side + pitch / 2; at < side; at += pitch) {
    context.moveTo(x + at, y + side);
    context.lineTo(x + at + side, y);
  }
  context.stroke();
  context.restore();
}

/** A dotted line through the cell: no window reads it. */
function cross(context, x, y, side, theme) {
  context.strokeStyle = cssColour(mix(theme.paper, theme.ink, 0.55));
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x + side * 0.15, y + side * 0.85);
  context.lineTo(x + side * 0.85, y + side * 0.15);
  context.stroke();
}

function numeral(context, text, x, y, size, ink, theme) {
  context.font = `500 ${size}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = ink;
  context.fillText(text, x, y + size * 0.06);
}

/** The font size at which the longest of these texts fits a cell; 0 where it could not be read. */
function fittingSize(texts, cell) {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 1);
  const size = Math.min(cell * 0.46, 20, (cell * 0.82) / (longest * 0.6));
  const alone = longest === 1 ? Math.min(cell * 0.8, 9) : 0;
  const best = Math.max(size, alone);
  return best >= 7 ? best : 0;
}

function outline(context, x, y, width, height, colour, line = 2) {
  context.strokeStyle = colour;
  context.lineWidth = line;
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(width, height) >= 16 ? 4 : 0);
  context.stroke();
}

/** The padded input: cells below the moving window, numerals above it. */
function paintInput(view) {
  const { data, theme, sizes } = view, [rows, cols] = data.shape, cell = sizes.input;
  const size = fittingSize(["0"], cell), unread = new Set(data.unread);
  const at = (row, col) => row * cols + col;
  const base = sizeCanvas(view.parts.inputBase, cols * cell, rows * cell);
  paintGrid(base, rows, cols, cell, theme, (row, col) => {
    if (isPadding(data, row, col)) return { hatch: true };
    const fill = softGrey(theme, data.padded[at(row, col)] / 9);
    return { fill: cssColour(fill), crossed: unread.has(at(row, col)) };
  });
  const ink = { true: cssColour(mix(theme.paper, theme.ink, 0.55)), false: cssColour(theme.ink) };
  const numerals = sizeCanvas(view.parts.numerals, cols * cell, rows * cell);
  paintGrid(numerals, rows, cols, cell, theme, (row, col) => {
    const padding = isPadding(data, row, col);
    const text = !size || (padding && !data.kernel) ? "" : String(data.padded[at(row, col)]);
    return { text, size, ink: ink[padding || unread.has(at(row, col))] };
  });
}

/** Whether a cell of the padded input is padding. */
function isPadding(data, row, col) {
  const [r, c] = [row - data.before[0], col - data.before[1]];
  return r < 0 || c < 0 || r >= data.size[0] || c >= data.size[1];
}

function paintKernel(view) {
  const { data, theme, sizes } = view;
  if (!data.kernel) return;
  const [rows, cols] = windowShape(data), cell = sizes.weight;
  const texts = data.kernel.map((weight) => shortNumber(weight)), size = fittingSize(texts, cell);
  const context = sizeCanvas(view.parts.kernel, cols * cell, rows * cell);
  paintGrid(context, rows, cols, cell, theme, (row, col) => {
    const tap = row * cols + col;
    const fill = tint(theme, tap, rows * cols);
    return { fill, ink: cssColour(theme.ink), size, text: size && texts[tap] };
  });
}

/** The cells under the window: times their weights, or, for pooling, as they are. */
function paintProducts(view, terms) {
  const { data, theme, sizes } = view, [rows, cols] = windowShape(data), cell = sizes.weight;
  const texts = terms.map((term) => (term.left ? "" : shortNumber(term.product)));
  const size = fittingSize(data.kernel ? [...texts, "000"] : ["0"], cell);
  const context = sizeCanvas(view.parts.products, cols * cell, rows * cell);
  paintGrid(context, rows, cols, cell, theme, (row, col) => {
    const tap = row * cols + col, fill = tapFill(view, tap, terms[tap].won ? 1 : 0.8);
    const look = { fill, ink: cssColour(theme.ink), size, text: size && texts[tap] };
    return terms[tap].left ? { hatch: true } : look;
  });
  const winner = terms.findIndex(({ won }) => won);
  if (winner >= 0) ringCell(context, view, Math.floor(winner / cols), winner % cols, cell);
}

/** A tap's colour: its own tint for a weight; for pooling one colour, the winner's stronger. */
function tapFill(view, tap, strength) {
  const { data, theme } = view, [rows, cols] = windowShape(data);
  if (data.kernel) return tint(theme, tap, rows * cols, strength);
  return cssColour(mix(theme.paper, theme.accent, strength === 1 ? 0.5 : 0.22));
}

const ringCell = (context, view, row, col, cell) =>
  outline(context, col * cell + 1, row * cell + 1, cell - 3, cell - 3, cssColour(view.theme.accent), 3);

/** Output cells: signed sums on the diverging scale; what pooling keeps, as the input's grey. */
function paintOutput(view) {
  const { data, theme, sizes } = view, [rows, cols] = outputShape(data), cell = sizes.output;
  const texts = data.output.map((value) => shortNumber(value, 1)), size = fittingSize(texts, cell);
  const limit = data.output.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const context = sizeCanvas(view.parts.outputBase, cols * cell, rows * cell);
  paintGrid(context, rows, cols, cell, theme, (row, col) => {
    const at = row * cols + col, value = data.output[at];
    const fill = data.kernel ? signedColour("signed", value, limit) : softGrey(theme, value / 9);
    return { fill: cssColour(fill), ink: inkOn(fill), size, text: size && texts[at] };
  });
}
