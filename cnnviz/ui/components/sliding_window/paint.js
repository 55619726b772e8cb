// Drawing. What stays is drawn once for each setting; what moves, on a canvas of its own.

import { colourAt, cssColour, inkOn, mixed } from "../_js/colour.js";
import { shade } from "../_js/theme.js";
import { cornerOf, extent, originOf } from "./canvas_cells.js";

/** @typedef {import("./types.js").Grid} Grid */
/** @typedef {import("./types.js").Look} Look */
/** @typedef {import("./types.js").LookOf} LookOf */
/** @typedef {import("./types.js").Theme} Theme */
/** @typedef {import("./types.js").View} View */

/**
 * Each weight's own tint: its hue shows the tap, its lightness the channel.
 * @param {Pick<View, "theme" | "data">} parts
 * @param {number} at
 * @param {number} tap
 * @param {number} [strength]
 */
export function tint({ theme, data }, at, tap, strength = 1) {
  const taps = data.window[0] * data.window[1];
  const hue = 25 + (360 * (tap + at / data.depth)) / taps;
  const light = theme.dark ? 0.5 + 0.03 * at : 0.87 - 0.04 * at;
  return `oklch(${light} ${theme.dark ? 0.12 : 0.1} ${hue} / ${strength})`;
}

/**
 * Signed values in tints that the theme's ink can be read on: 0 as the paper, the ends in hues.
 * @param {Theme} theme
 * @param {number} t from -1 to 1
 */
export function softSigned(theme, t) {
  const strong = theme.dark ? 0.22 : 0.12; // the dark scale's ends are pale
  const hue = colourAt("signed", t < 0 ? strong : 1 - strong);
  const most = theme.dark ? 0.65 : 0.56;
  return mixed(mixed(theme.paper, theme.ink, 0.06), hue, most * Math.abs(t) ** 0.8);
}

/**
 * A value of the input, brighter the larger: a soft grey, so that numbers stay readable.
 * @param {Theme} theme
 * @param {number} t
 */
export function softGrey(theme, t) {
  const [low, high] = theme.dark ? [0.06, 0.42] : [0.24, 0.01];
  return mixed(theme.paper, theme.ink, low + (high - low) * t);
}

/**
 * Draw all planes of a grid: look(plane, row, col) gives { fill, ink, text, hatch, crossed }.
 * @param {CanvasRenderingContext2D} context
 * @param {Grid} grid
 * @param {Theme} theme
 * @param {LookOf} look
 */
export function paintGrid(context, grid, theme, look) {
  context.clearRect(0, 0, ...extent(grid));
  paintCells(context, grid, theme, look);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Grid} grid
 * @param {Theme} theme
 * @param {LookOf} look
 */
export function paintCells(context, grid, theme, look) {
  for (let plane = 0; plane < grid.planes; plane++)
    for (let row = 0; row < grid.rows; row++)
      for (let col = 0; col < grid.cols; col++) {
        const [x, y] = cornerOf(grid, plane, row, col);
        paintCell(context, x, y, grid.cell, theme, look(plane, row, col));
      }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} cell
 * @param {Theme} theme
 * @param {Look} look
 */
export function paintCell(context, x, y, cell, theme, look) {
  const side = cell - (cell >= 12 ? 1 : 0);
  if (look.fill) {
    context.fillStyle = look.fill;
    fillCell(context, x, y, side);
  }
  if (look.empty) outline(context, x + 0.5, y + 0.5, side - 1, side - 1, shade(theme, 0.16), 1);
  if (look.hatch) (cell < 16 ? tintPadding : hatch)(context, x, y, side, theme);
  if (look.crossed) cross(context, x, y, side, theme);
  if (look.text)
    numeral(context, look.text, x + side / 2, y + side / 2, look.size ?? 0, look.ink ?? "", theme);
}

/**
 * A cell's path, its corners a little rounded where it is large enough to see.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} side
 */
function cellPath(context, x, y, side) {
  context.beginPath();
  context.roundRect(x, y, side, side, side >= 16 ? 3 : 0);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} side
 */
export function fillCell(context, x, y, side) {
  cellPath(context, x, y, side);
  context.fill();
}

/**
 * A faint fill: a padding cell too small for lines.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} side
 * @param {Theme} theme
 */
function tintPadding(context, x, y, side, theme) {
  context.fillStyle = cssColour(mixed(theme.paper, theme.accent, 0.1));
  context.fillRect(x, y, side, side);
}

/**
 * Diagonal lines: a padding cell.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} side
 * @param {Theme} theme
 */
function hatch(context, x, y, side, theme) {
  context.save();
  cellPath(context, x, y, side);
  context.clip();
  context.strokeStyle = shade(theme, 0.2);
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

/**
 * A dotted line through the cell: no window reads it.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} side
 * @param {Theme} theme
 */
function cross(context, x, y, side, theme) {
  context.strokeStyle = shade(theme, 0.55);
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x + side * 0.15, y + side * 0.85);
  context.lineTo(x + side * 0.85, y + side * 0.15);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string} ink
 * @param {Theme} theme
 */
function numeral(context, text, x, y, size, ink, theme) {
  context.font = `500 ${size}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = ink;
  context.fillText(text, x, y + size * 0.06);
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
export function paintCornerText(context, theme, text, x, y, size, ink) {
  context.font = `500 ${size}px ${theme.font}`;
  context.textAlign = "right";
  context.textBaseline = "alphabetic";
  context.fillStyle = ink ?? shade(theme, 0.8);
  context.fillText(text, x, y);
}

/**
 * The font size at which the longest of these texts fits a cell; 0 where it could not be read.
 * @param {string[]} texts
 * @param {number} cell
 */
export function fittingSize(texts, cell) {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 1);
  const size = Math.min(cell * 0.46, Math.max(20, cell * 0.34), (cell * 0.82) / (longest * 0.6));
  const alone = longest === 1 ? Math.min(cell * 0.8, 9) : 0;
  const best = Math.max(size, alone);
  return best >= 7 ? best : 0;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {string} colour
 * @param {number} [line]
 */
export function outline(context, x, y, width, height, colour, line = 2) {
  context.strokeStyle = colour;
  context.lineWidth = line;
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(width, height) >= 16 ? 4 : 0);
  context.stroke();
}

/**
 * A name above a plane.
 * @param {CanvasRenderingContext2D} context
 * @param {Grid} grid
 * @param {number} plane
 * @param {string} text
 * @param {Theme} theme
 * @param {boolean} strong
 */
export function paintLabel(context, grid, plane, text, theme, strong) {
  const [x, y] = originOf(grid, plane);
  context.font = `${strong ? 650 : 400} 11px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.fillStyle = strong ? cssColour(theme.accent) : shade(theme, 0.7);
  context.fillText(text, x, y - 4);
}

/**
 * Colours of a scale, worked out once: at(value) gives { fill, ink }. Beyond an end, as stamps on
 * their way to the output can be, its colour.
 * @param {(value: number) => import("../_js/colour.js").Rgb} colour
 * @param {number} low
 * @param {number} high
 */
export function colourTable(colour, low, high) {
  const table = Array.from({ length: 256 }, (_, at) => {
    const rgb = colour(low + ((high - low) * at) / 255);
    return { fill: cssColour(rgb), ink: inkOn(rgb) };
  });
  /** @param {number} value */
  const at = (value) => Math.round((255 * (value - low)) / (high - low || 1));
  return (/** @type {number} */ value) => table[Math.min(Math.max(at(value), 0), 255)];
}
