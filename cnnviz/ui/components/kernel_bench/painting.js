// Pictures on canvases: colours by the chosen display, fitted into their frames, and the marks.

import { clearedCanvas, screenRatio } from "../_js/canvas.js";
import { colourAt, inkOn } from "../_js/colour.js";
import { element } from "../_js/dom.js";
import { clamp } from "../_js/grid_keys.js";
import { showLegend as writeLegend } from "../_js/legend.js";
import { position } from "../_js/raster.js";

/** @typedef {import("../_js/raster.js").ValueScale} ValueScale */
/** @typedef {[row: number, col: number, height: number, width: number]} Box */

/**
 * The scale of a display: its ends, its colours, and whether signs are dropped. Python's
 * images/display.py is the same for what is computed there, and a test compares both.
 * @param {string} display
 * @param {number} low
 * @param {number} high
 * @param {number} channels
 * @param {number} [white] the value of a white pixel
 * @returns {ValueScale}
 */
export function displayScale(display, low, high, channels, white = 1) {
  const limit = Math.max(-low, high) || 1;
  if (display === "signed" && low < 0)
    return { low: -limit, high: limit, colours: channels === 1 ? "signed" : "grey" };
  if (display === "signed") return { low: 0, high: Math.max(white, high), colours: "grey" };
  if (display === "absolute") return { low: 0, high: limit, colours: "grey", absolute: true };
  if (display === "min-max") return { low, high: high > low ? high : low + 1, colours: "grey" };
  return { low: 0, high: white, colours: "grey" };
}

/**
 * Draw a rendered picture, or the part of it at `from`, so that it fills `to`, both in pixels of
 * the picture that the sheet holds.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLCanvasElement} picture
 * @param {[height: number, width: number]} sheet
 * @param {Box} to
 * @param {number} scale
 * @param {Box} [from]
 * @returns the canvas's context
 */
export function paint(canvas, picture, sheet, to, scale, from) {
  const [width, height] = [sheet[1] * scale, sheet[0] * scale];
  const context = clearedCanvas(canvas, width, height);
  const [sy, sx, sh, sw] = from ?? [0, 0, picture.height, picture.width];
  context.imageSmoothingEnabled = sw > to[3] * scale * screenRatio();
  context.imageSmoothingQuality = "high"; // only where many pixels fall into one
  const [y, x, h, w] = to.map((length) => length * scale);
  context.drawImage(picture, sx, sy, sw, sh, x, y, w, h);
  return context;
}

/**
 * Outline a rectangle of image pixels; one too small to be seen gets a ring around it.
 * @param {CanvasRenderingContext2D} context
 * @param {Box} box
 * @param {number} scale
 * @param {string} colour
 */
export function outline(context, [row, col, height, width], scale, colour) {
  const grow = Math.max(0, (9 - Math.max(height, width) * scale) / 2);
  const [x, y] = [col * scale - grow, row * scale - grow];
  const [wide, high] = [width * scale + 2 * grow, height * scale + 2 * grow];
  Object.assign(context, { lineWidth: 4, strokeStyle: "#ffffff" });
  context.strokeRect(x, y, wide, high);
  Object.assign(context, { lineWidth: 2, strokeStyle: colour });
  context.strokeRect(x, y, wide, high);
}

/**
 * Hatch what lies on a sheet outside of the picture.
 * @param {CanvasRenderingContext2D} context
 * @param {[height: number, width: number]} sheet
 * @param {Box} picture
 * @param {number} scale
 */
export function hatchBorder(context, sheet, picture, scale) {
  const [height, width] = sheet.map((length) => length * scale);
  const [row, col, high, wide] = picture.map((length) => length * scale);
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height);
  context.rect(col, row, wide, high);
  context.clip("evenodd");
  context.beginPath();
  for (let x = -height; x < width; x += 6) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  Object.assign(context, { lineWidth: 1, strokeStyle: "rgb(127 127 127 / 0.55)" });
  context.stroke();
  context.restore();
}

/**
 * A pin whose tip stands on the upper edge of a box; where the sheet ends above, it is only its head.
 * @param {CanvasRenderingContext2D} context
 * @param {Box} box
 * @param {number} scale
 * @param {string} colour
 * @param {number} above rows of the border that are shown above the picture
 */
export function drawPin(context, [row, col, , width], scale, colour, above) {
  const [radius, stem] = [6, 16];
  const x = (col + width / 2) * scale;
  const tip = row * scale - 3;
  const head = Math.max(tip - stem, radius + 2 - above * scale);
  for (const [lineWidth, strokeStyle] of /** @type {const} */ ([
    [5, "#ffffff"],
    [2.5, colour],
  ])) {
    Object.assign(context, { lineWidth, strokeStyle, fillStyle: strokeStyle });
    context.beginPath();
    context.moveTo(x, tip);
    context.lineTo(x, Math.min(head, tip));
    context.stroke();
    context.beginPath();
    context.arc(x, head, radius + (lineWidth - 2.5) / 2, 0, 2 * Math.PI);
    context.fill();
  }
}

/**
 * The ends of a scale in numbers, its colours between them, 0 where it lies on the scale, and a line
 * below from the smallest to the largest value that there is.
 * @param {HTMLElement} legend
 * @param {ValueScale} scale
 * @param {[low: number, high: number]} [ends]
 */
export function showLegend(legend, scale, ends) {
  writeLegend(legend, scale);
  const bar = /** @type {HTMLElement} */ (legend.children[1]);
  const zero = position(0, scale);
  const isInside = zero > 0.08 && zero < 0.92 && !scale.absolute;
  const mark = element("span", "zero", "0");
  mark.style.left = `${100 * zero}%`;
  mark.style.color = inkOn(colourAt(scale.colours, zero));
  const used = element("span", "used");
  const [from, to] = (ends ?? [0, 0]).map((end) => clamp(position(end, scale), 0, 1));
  Object.assign(used.style, { left: `${100 * Math.min(from, to)}%` });
  used.style.right = `${100 * (1 - Math.max(from, to))}%`;
  bar.replaceChildren(...(isInside ? [mark] : []), ...(ends && !scale.absolute ? [used] : []));
}
