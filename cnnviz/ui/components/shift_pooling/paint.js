// Grids of small numbers, as they are now and as they were.

import { sizeCanvas } from "../_js/canvas.js";
import { colourAt, cssColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { themeColour } from "../_js/theme.js";

const CHANGED = "#e0457b";
const inkAt = ({ ink }, strength) => `rgb(${ink.join(" ")} / ${strength})`;
const mix = (a, b, t) => a.map((v, c) => Math.round(v + (b[c] - v) * t));

/** Streamlit's theme as colours that can be mixed. */
export function readTheme(element) {
  const probe = document.createElement("canvas").getContext("2d");
  const rgb = (name) => {
    probe.fillStyle = themeColour(element, name);
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const paper = rgb("background-color");
  const ink = rgb("text-color");
  const accent = themeColour(element, "primary-color");
  return {
    paper,
    ink,
    accent,
    font: themeColour(element, "font") || "sans-serif",
    dark: paper[0] < 128,
  };
}

/** A value 0 to 9, brighter the larger; numbers stay readable on all. */
function greyOf(theme, value) {
  const [low, high] = theme.dark ? [0.05, 0.5] : [0.3, 0];
  return cssColour(mix(theme.paper, theme.ink, low + ((high - low) * value) / 9));
}

/** Numbers of one grid in one size; none where a cell is too small. */
const fontFor = (cell, long) =>
  cell < 10 ? 0 : Math.min(Math.floor(cell * (long ? 0.36 : 0.58)), 16);

export function paintNumbers(view, canvas, [rows, cols], cell, valueAt, changedAt) {
  const context = sizeCanvas(canvas, cols * cell, rows * cell);
  const { theme } = view;
  const long = changedAt && !view.whole(valueAt);
  const size = fontFor(cell, long);
  Object.assign(context, {
    textAlign: "center",
    textBaseline: "middle",
    font: `500 ${size}px ${theme.font}`,
  });
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) {
      const value = valueAt(r, c);
      const x = c * cell;
      const y = r * cell;
      context.fillStyle = greyOf(theme, value);
      context.fillRect(x, y, cell - 1, cell - 1);
      context.fillStyle = inkAt(theme, value ? 1 : 0.4);
      if (size >= 6)
        context.fillText(shortNumber(value, 1), x + cell / 2, y + cell / 2 + size * 0.06);
      if (changedAt?.(r, c)) markChanged(context, x, y, cell);
    }
  return context;
}

/** A changed cell has a frame and a corner, so that it is seen without its colour. */
function markChanged(context, x, y, cell) {
  const line = Math.max(Math.min(cell / 9, 2.5), 1);
  const corner = cell * 0.3;
  Object.assign(context, { strokeStyle: CHANGED, fillStyle: CHANGED, lineWidth: line });
  context.strokeRect(x + line / 2, y + line / 2, cell - 1 - line, cell - 1 - line);
  context.beginPath();
  context.moveTo(x + cell - 1 - corner, y);
  context.lineTo(x + cell - 1, y);
  context.lineTo(x + cell - 1, y + corner);
  context.fill();
}

/** The windows lie still while the picture moves below them. */
export function paintWindows(context, { header, theme, at }, cell) {
  const { window, stride, methods } = header;
  const [rows, cols] = methods[0].grid;
  context.lineWidth = 1;
  context.strokeStyle = inkAt(theme, 0.45);
  const box = (r, c, inset) => [
    c * stride * cell + inset,
    r * stride * cell + inset,
    window * cell - 1 - 2 * inset,
    window * cell - 1 - 2 * inset,
  ];
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) context.strokeRect(...box(r, c, 0.5));
  if (!at) return;
  Object.assign(context, { lineWidth: 3, strokeStyle: theme.accent });
  context.strokeRect(...box(...at, 1.5));
}

/** For every shift, which share of outputs stays; the present one is framed. */
export function paintMap(view, canvas, shares, room) {
  const side = 2 * view.header.reach + 1;
  const cell = Math.min(room / side, 12);
  const context = sizeCanvas(canvas, side * cell, side * cell);
  const [down, right] = view.shift;
  shares.forEach((share, i) => {
    context.fillStyle = cssColour(colourAt("probability", share));
    context.fillRect((i % side) * cell, Math.floor(i / side) * cell, cell - 0.5, cell - 0.5);
  });
  Object.assign(context, { lineWidth: 2, strokeStyle: CHANGED });
  context.strokeRect(
    (right + view.header.reach) * cell,
    (down + view.header.reach) * cell,
    cell - 0.5,
    cell - 0.5,
  );
}
