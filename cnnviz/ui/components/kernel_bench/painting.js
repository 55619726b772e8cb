// Pictures on canvases: colours by the chosen display, fitted into their frames, and the marks.

import { sizeCanvas } from "../_js/canvas.js";
import { showLegend as writeLegend } from "../_js/legend.js";

/** @typedef {import("../_js/raster.js").ValueScale} ValueScale */
/** @typedef {[row: number, col: number, height: number, width: number]} Box */

/** @type {ValueScale} */
export const PICTURE_SCALE = { low: 0, high: 1, colours: "grey" };

/**
 * The scale of a display: its ends, its colours, and whether signs are dropped. Python's
 * images/display.py is the same for what is computed there, and a test compares both.
 * @param {string} display
 * @param {number} low
 * @param {number} high
 * @param {number} channels
 * @returns {ValueScale}
 */
export function displayScale(display, low, high, channels) {
  const limit = Math.max(-low, high) || 1;
  if (display === "signed" && low < 0)
    return { low: -limit, high: limit, colours: channels === 1 ? "signed" : "grey" };
  if (display === "signed") return { low: 0, high: Math.max(1, high), colours: "grey" };
  if (display === "absolute") return { low: 0, high: limit, colours: "grey", absolute: true };
  if (display === "min-max") return { low, high: high > low ? high : low + 1, colours: "grey" };
  return PICTURE_SCALE;
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
 */
export function paint(canvas, picture, sheet, to, scale, from) {
  const [width, height] = [sheet[1] * scale, sheet[0] * scale];
  const context = sizeCanvas(canvas, width, height);
  const [sy, sx, sh, sw] = from ?? [0, 0, picture.height, picture.width];
  context.clearRect(0, 0, width, height);
  context.imageSmoothingEnabled = sw > to[3] * scale * (window.devicePixelRatio || 1);
  context.imageSmoothingQuality = "high"; // only where many pixels fall into one
  const [y, x, h, w] = to.map((length) => length * scale);
  context.drawImage(picture, sx, sy, sw, sh, x, y, w, h);
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
 * The ends of a scale in numbers, its colours between them, and its 0 where that is the middle.
 * @param {HTMLElement} legend
 * @param {ValueScale} scale
 */
export function showLegend(legend, scale) {
  writeLegend(legend, scale);
  const bar = /** @type {HTMLElement} */ (legend.children[1]);
  bar.textContent = scale.low < 0 && scale.low === -scale.high ? "0" : "";
  bar.style.color = scale.colours === "signed" ? "#17202a" : "#ffffff";
}
