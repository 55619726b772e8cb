// A map over the input: both are seen in the middle of the slider, one alone at each end.

import { contextOf } from "../_js/canvas.js";

/** @typedef {import("../_js/colour.js").Rgb} Rgb */
/** @typedef {{ positive: Rgb, negative: Rgb, ground: Rgb }} Palette */

/**
 * How much of the input and of the map is seen.
 * @param {number} mix from 0, the input alone, to 1, the map alone
 */
export const weightsOf = (mix) => ({
  input: Math.min(1, 2 * (1 - mix)),
  map: Math.min(1, 2 * mix),
});

/**
 * How opaque a value's colour is: 1 from the limit on.
 * @param {number} value
 * @param {number} limit
 */
export const strength = (value, limit) => (limit > 0 ? Math.min(1, Math.abs(value) / limit) : 0);

/**
 * Fill pixels, red green blue alpha from 0 to 255, with a map over an input.
 * @param {Uint8ClampedArray} pixels
 * @param {{ image: ArrayLike<number>, channels: number, values: ArrayLike<number>, limit: number }} what
 * @param {Palette} palette
 * @param {number} mix
 */
export function fillOverlay(pixels, { image, channels, values, limit }, palette, mix) {
  const weights = weightsOf(mix);
  for (let i = 0; i < values.length; i += 1) {
    const colour = values[i] < 0 ? palette.negative : palette.positive;
    const alpha = weights.map * strength(values[i], limit);
    for (let c = 0; c < 3; c += 1) {
      const seen = 255 * image[i * channels + (channels === 3 ? c : 0)];
      const under = palette.ground[c] + (seen - palette.ground[c]) * weights.input;
      pixels[4 * i + c] = under + (colour[c] - under) * alpha;
    }
    pixels[4 * i + 3] = 255;
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {[height: number, width: number]} size
 * @param {(pixels: Uint8ClampedArray) => void} fill
 */
export function paint(canvas, [height, width], fill) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const picture = new ImageData(width, height);
  fill(picture.data);
  contextOf(canvas).putImageData(picture, 0, 0);
}
