// Values to colours.

import { DARK_SCALES, SCALES } from "./scales.js";

/** @typedef {import("./scales.js").ScaleName} ScaleName */
/** @typedef {[red: number, green: number, blue: number]} Rgb */

let scales = SCALES;

/**
 * Take the scales for a light or a dark page from now on.
 * @param {boolean} isDark
 */
export function chooseScales(isDark) {
  scales = isDark ? DARK_SCALES : SCALES;
}

/**
 * What is built with the scales for a light or a dark page, whatever this page is.
 * @template T
 * @param {boolean} isDark
 * @param {() => T} build
 */
export function withScales(isDark, build) {
  const before = scales;
  chooseScales(isDark);
  try {
    return build();
  } finally {
    scales = before;
  }
}

/**
 * A scale's colours at equal distances; the same array as long as the page's theme stays.
 * @param {ScaleName} scale
 */
export const stopsOf = (scale) => scales[scale];

/**
 * "#rrggbb" as three numbers from 0 to 255.
 * @param {string} hex
 * @returns {Rgb}
 */
const rgbOf = (hex) => [channelOf(hex, 1), channelOf(hex, 3), channelOf(hex, 5)];

/**
 * @param {string} hex
 * @param {number} start
 */
const channelOf = (hex, start) => parseInt(hex.slice(start, start + 2), 16);

/**
 * The colour at t on a named scale, from 0 at its first stop to 1 at its last.
 * @param {ScaleName} scale
 * @param {number} t
 * @returns {Rgb}
 */
export function colourAt(scale, t) {
  const stops = stopsOf(scale);
  const at = Math.min(Math.max(t, 0), 1) * (stops.length - 1);
  const low = Math.min(Math.floor(at), stops.length - 2);
  return mixed(rgbOf(stops[low]), rgbOf(stops[low + 1]), at - low);
}

/**
 * The colour between two others: the first at t = 0, the second at t = 1.
 * @param {Rgb} first
 * @param {Rgb} second
 * @param {number} t
 * @returns {Rgb}
 */
export function mixed(first, second, t) {
  /** @param {0 | 1 | 2} channel */
  const mix = (channel) => Math.round(first[channel] + (second[channel] - first[channel]) * t);
  return [mix(0), mix(1), mix(2)];
}

/**
 * The largest magnitude of some numbers, which is where a signed scale ends; 0 for none.
 * @param {Iterable<number>} numbers
 */
export function largestMagnitude(numbers) {
  let largest = 0;
  for (const number of numbers) largest = Math.max(largest, Math.abs(number));
  return largest;
}

/**
 * The colour of a signed value whose scale ends at -limit and +limit.
 * @param {ScaleName} scale
 * @param {number} value
 * @param {number} limit
 */
export const signedColour = (scale, value, limit) =>
  colourAt(scale, limit > 0 ? 0.5 + value / (2 * limit) : 0.5);

/** @param {Rgb} colour */
export const cssColour = ([red, green, blue]) => `rgb(${red}, ${green}, ${blue})`;

/**
 * Dark or light ink, whichever has the higher contrast on a background; as ink_on in Python.
 * @param {Rgb} background
 */
export const inkOn = ([red, green, blue]) =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > 0.179
    ? "#000000"
    : "#ffffff";

/** @param {number} channel */
const linear = (channel) =>
  channel <= 10 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4;
