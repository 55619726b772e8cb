// Values -> pixels. Every layer has one scale, so that maps side by side can be compared: blue below
// 0, red above, and its end, `limit`, comes from Python.

import { clearedCanvas, contextOf, sizeCanvas } from "../_js/canvas.js";
import { colourAt, inkOn, signedColour, stopsOf } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { cellScale } from "../_js/raster.js";
import { cornerOf } from "./layout.js";

/** @typedef {import("./layout.js").Plan} Plan */
/** @typedef {(row: number, col: number) => number} ReadMap */
/** @typedef {(unit: number) => ReadMap} Read the values of a map, for many pixels of it */
/**
 * @typedef {object} LensMap
 * @property {number} width
 * @property {number} height
 * @property {number} limit
 * @property {number} step every how many pixels of the whole map
 * @property {boolean} [rounded] whether its values are known in 255 steps only
 * @property {ReadMap} read
 */

const PALETTE_SIZE = 511; // odd: one entry is exactly 0
/** @type {Map<string[], Uint32Array>} by the scale's stops, which are others on a dark page */
const PALETTES = new Map();
const MIDDLE = (PALETTE_SIZE - 1) / 2;
const ROOM_FOR_NUMBERS = 22; // CSS pixels of a cell

/** The signed scale as the 32-bit words that ImageData holds. */
function palette() {
  const stops = stopsOf("signed");
  const known = PALETTES.get(stops);
  if (known) return known;
  const words = Uint32Array.from({ length: PALETTE_SIZE }, (_, i) => {
    const [r, g, b] = colourAt("signed", i / (PALETTE_SIZE - 1));
    return 0xff000000 | (b << 16) | (g << 8) | r;
  });
  PALETTES.set(stops, words);
  return words;
}

/**
 * The palette's entry for a value.
 * @param {number} value
 * @param {number} limit
 */
const entryOf = (value, limit) =>
  Math.round(MIDDLE * (1 + Math.min(Math.max(value / limit, -1), 1)));

/** What a picture of maps is put together on; a canvas of its own for each would take longer. */
const sheet = contextOf(document.createElement("canvas"), { willReadFrequently: true });

/**
 * Maps of one size as a small picture, one pixel per cell; the next one takes its place.
 * @param {{ width: number, height: number }} map
 * @param {number} count
 * @param {number} across maps in a row
 * @param {number} limit
 * @param {Read} read
 */
function mapsPicture({ width, height }, count, across, limit, read) {
  const { canvas } = sheet;
  Object.assign(canvas, { width: across * width, height: Math.ceil(count / across) * height });
  const pixels = new ImageData(canvas.width, canvas.height);
  const words = new Uint32Array(pixels.data.buffer);
  const colours = palette();
  for (let unit = 0; unit < count; unit++) {
    const value = read(unit);
    const corner = Math.floor(unit / across) * height * canvas.width + (unit % across) * width;
    for (let row = 0; row < height; row++) {
      const start = corner + row * canvas.width;
      for (let col = 0; col < width; col++) {
        words[start + col] = colours[entryOf(value(row, col), limit)];
      }
    }
  }
  sheet.putImageData(pixels, 0, 0);
  return canvas;
}

/**
 * A clean canvas with a frame for each map.
 * @param {HTMLCanvasElement} canvas
 * @param {{ units: number }} layer
 * @param {Plan} plan
 * @param {string} frame
 */
function paintFrames(canvas, { units }, plan, frame) {
  const context = clearedCanvas(canvas, ...plan.total);
  context.fillStyle = frame;
  for (let unit = 0; plan.gap && unit < units; unit++) {
    const [x, y] = cornerOf(plan, unit);
    context.fillRect(x - plan.gap / 2, y - plan.gap / 2, plan.w, plan.h);
  }
  return context;
}

/**
 * All maps of a layer, painted as one picture with one pixel per cell and enlarged map by map.
 * @param {HTMLCanvasElement} canvas
 * @param {{ units: number, limit: number, read: Read }} layer
 * @param {Plan} plan
 * @param {string} frame
 */
export function paintStrip(canvas, layer, plan, frame) {
  const { width, height, across } = plan;
  const context = paintFrames(canvas, layer, plan, frame);
  const picture = mapsPicture(plan, layer.units, across, layer.limit, layer.read);
  for (let unit = 0; unit < layer.units; unit++) {
    const [x, y] = cornerOf(plan, unit);
    const [left, top] = [(unit % across) * width, Math.floor(unit / across) * height];
    const [wide, high] = [width * plan.scale, height * plan.scale];
    context.drawImage(picture, left, top, width, height, x, y, wide, high);
  }
}

/**
 * Tiles without values: the network's shape while nothing is computed.
 * @param {HTMLCanvasElement} canvas
 * @param {{ units: number }} layer
 * @param {Plan} plan
 * @param {string} frame
 * @param {string} colour
 */
export function paintBlank(canvas, layer, plan, frame, colour) {
  const context = paintFrames(canvas, layer, plan, frame);
  context.fillStyle = colour;
  for (let unit = 0; unit < layer.units; unit++) {
    context.fillRect(...cornerOf(plan, unit), plan.width * plan.scale, plan.height * plan.scale);
  }
}

/**
 * A map as large as the lens: numbers in its cells where they are large enough.
 * @param {HTMLCanvasElement} canvas
 * @param {LensMap} map
 * @param {number} room
 */
export function paintBig(canvas, map, room) {
  const { width, height, limit, read } = map;
  const scale = cellScale([height, width], room);
  const context = sizeCanvas(canvas, width * scale, height * scale);
  const picture = mapsPicture(map, 1, 1, limit, () => read);
  context.drawImage(picture, 0, 0, width * scale, height * scale);
  if (scale >= ROOM_FOR_NUMBERS) writeNumbers(context, map, scale);
  return scale;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {LensMap} map
 * @param {number} scale
 */
function writeNumbers(context, { width, height, limit, read }, scale) {
  context.font = `${Math.min(scale * 0.4, 28)}px system-ui, sans-serif`;
  Object.assign(context, { textAlign: "center", textBaseline: "middle" });
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const value = read(row, col);
      context.fillStyle = inkOn(signedColour("signed", value, limit));
      const text = shortNumber(value, scale < 40 ? 1 : 2);
      context.fillText(text, (col + 0.5) * scale, (row + 0.5) * scale, scale - 2);
    }
  }
}
