// Arrays as pictures, one pixel per value.

import { colourAt, stopsOf } from "./colour.js";
import { contextOf, screenRatio } from "./canvas.js";

/** @typedef {import("./scales.js").ScaleName} ScaleName */
/** @typedef {{ low: number, high: number, colours: ScaleName, absolute?: boolean }} ValueScale */
/**
 * @typedef {object} Pixels
 * @property {ArrayLike<number>} values row by row, channels last
 * @property {number} height
 * @property {number} width
 * @property {number} channels 1, or 3 for red, green and blue
 */

/** @type {Map<string[], Uint32Array>} by the scale's stops, which are others on a dark page */
const TABLES = new Map();

/**
 * 256 colours of a scale as the 32-bit words that ImageData holds.
 * @param {ScaleName} colours
 */
export function colourWords(colours) {
  const known = TABLES.get(stopsOf(colours));
  if (known) return known;
  const words = new Uint32Array(256);
  const bytes = new Uint8ClampedArray(words.buffer);
  for (let i = 0; i < 256; i++) bytes.set([...colourAt(colours, i / 255), 255], 4 * i);
  TABLES.set(stopsOf(colours), words);
  return words;
}

/**
 * Where a value lies on a scale: 0 at its low end, 1 at its high end.
 * @param {number} value
 * @param {ValueScale} scale
 */
export const position = (value, { low, high, absolute }) =>
  ((absolute ? Math.abs(value) : value) - low) / (high - low || 1);

/**
 * Fill a picture's 32-bit words with the colours of values; beyond its ends a scale has its end's.
 * @param {Uint32Array} words
 * @param {Pixels} pixels
 * @param {ValueScale} scale
 */
export function fillWords(words, { values, channels }, scale) {
  const table = colourWords(scale.colours);
  const { low, high, absolute } = scale;
  const factor = 255 / (high - low || 1);
  /** @param {number} value */
  const level = (value) => {
    const at = ((absolute ? Math.abs(value) : value) - low) * factor + 0.5;
    return at < 0 ? 0 : at > 255 ? 255 : at | 0;
  };
  if (channels === 1) {
    for (let i = 0; i < words.length; i++) words[i] = table[level(values[i])];
    return;
  }
  for (let i = 0, j = 0; i < words.length; i++, j += 3) {
    const [red, green, blue] = [level(values[j]), level(values[j + 1]), level(values[j + 2])];
    words[i] = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  }
}

/**
 * An array as a canvas of its own size.
 * @param {Pixels} pixels
 * @param {ValueScale} scale
 * @param {HTMLCanvasElement} [canvas] one to use again
 */
export function render(pixels, scale, canvas = document.createElement("canvas")) {
  const { width, height } = pixels;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const image = new ImageData(width, height);
  fillWords(new Uint32Array(image.data.buffer), pixels, scale);
  contextOf(canvas).putImageData(image, 0, 0);
  return canvas;
}

/**
 * CSS pixels per cell with which cells fill a square: always a whole number of the screen's own
 * pixels, so that all are equally wide.
 * @param {[rows: number, cols: number]} size
 * @param {number} side of the square
 */
export function cellScale(size, side) {
  const ratio = screenRatio();
  return Math.max(Math.floor((side / Math.max(...size)) * ratio), 1) / ratio;
}

/**
 * CSS pixels per image pixel that fit a picture into a room; where it is enlarged, an image pixel is
 * a whole number of the screen's own pixels.
 * @param {[height: number, width: number]} size
 * @param {{ height: number, width: number }} room
 * @param {number} [ratio] the screen's own pixels per CSS pixel
 */
export function fitScale([height, width], room, ratio = 1) {
  const scale = Math.min(room.width / width, room.height / height);
  return scale > 1 ? Math.floor(scale * ratio) / ratio : scale;
}
