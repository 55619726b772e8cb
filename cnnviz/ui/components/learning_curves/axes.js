// Round numbers for axes, which part of the values an axis shows, and a value's place on the screen.

import { localNumber } from "../_js/language.js";
import { localText } from "../_js/number.js";

/** @typedef {import("./types.js").Range} Range */

export const MARGIN = { left: 40, right: 16, top: 8, bottom: 22 };
// A loss beyond this many times what 95 % of the losses stay below does not stretch the axis.
const OUTLIER = 4;
const ABOVE = 1.5;
// Of fewer losses than these, only one beyond so many times all others is cut off.
const FEW = 20;
const EXTREME = 100;
const LONG = 1e4; // from here on the text of a tick has an exponent

/**
 * The smallest of 1, 2, 5, 10, 20, ... (and their tenths) that is at least `step`.
 * @param {number} step
 */
export function roundStep(step) {
  const power = 10 ** Math.floor(Math.log10(step));
  const digit = [1, 2, 5].find((each) => each * power >= step * 0.999999) ?? 10;
  return digit * power;
}

/**
 * Round ticks within a range, about `count` of them.
 * @param {Range} range
 * @param {number} count
 * @param {number} [least] step between two of them
 */
export function ticks([low, high], count, least = 0) {
  const step = Math.max(roundStep((high - low) / count), least);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const list = [];
  for (let i = Math.ceil(low / step - 1e-6); i * step <= high + step * 1e-6; i += 1)
    list.push({ at: i * step, text: tickText(i * step, digits) });
  return list;
}

/**
 * @param {number} at
 * @param {number} digits after the point
 */
function tickText(at, digits) {
  if (Math.abs(at) < LONG) return localNumber(at.toFixed(digits));
  return localNumber(Number(at.toPrecision(3)).toExponential().replace("e+", "e"));
}

/**
 * Ticks of a logarithmic axis: powers of 10, and between few of them 2 and 5 times these.
 * @param {Range} range
 */
export function logTicks([low, high]) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const digits = last - first <= 2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil((last - first) / 5));
  const list = [];
  for (let power = first; power <= last; power += every)
    for (const digit of digits) {
      const at = digit * 10 ** power;
      const text =
        power < -3 || power > 3 ? `${digit}e${power}` : localText(Number(at.toPrecision(1)));
      if (at >= low * 0.9999 && at <= high * 1.0001) list.push({ at, text });
    }
  return list;
}

/**
 * The range of the losses' axis: from 0, or between round numbers on a logarithmic axis. A few huge
 * losses, as at the beginning of a training, lie beyond its upper end: the rest would be flat.
 * @param {number[]} losses
 * @param {boolean} logarithmic
 * @returns {Range}
 */
export function lossRange(losses, logarithmic) {
  const sorted = losses.filter((loss) => Number.isFinite(loss)).sort((a, b) => a - b);
  const most = sorted.at(-1) ?? 0;
  if (!(most > 0)) return logarithmic ? [0.1, 1] : [0, 1];
  if (logarithmic) {
    const least = Math.max(sorted.find((loss) => loss > 0) ?? most, most * 1e-8);
    return [least / 1.15, Math.max(most, least * 1.5) * 1.15];
  }
  const few = sorted.length < FEW;
  const usual =
    sorted[few ? Math.max(sorted.length - 2, 0) : Math.ceil(0.95 * (sorted.length - 1))];
  const top = usual > 0 && most > (few ? EXTREME : OUTLIER) * usual ? ABOVE * usual : most;
  const step = roundStep(top / 4);
  return [0, step * Math.ceil(top / step - 1e-9)];
}

/**
 * The range of the accuracies' axis: from 0 to 1, or in a zoomed chart what is there.
 * @param {number[]} accuracies
 * @param {boolean} fitted
 * @returns {Range}
 */
export function accuracyRange(accuracies, fitted) {
  if (!fitted || !accuracies.length) return [0, 1];
  const [least, most] = [Math.min(...accuracies), Math.max(...accuracies)];
  const step = roundStep(Math.max(most - least, 0.004) / 4);
  const high = Math.min(1, step * Math.ceil(most / step - 1e-9));
  return [Math.max(0, Math.min(step * Math.floor(least / step), high - step)), high];
}

/** @typedef {ReturnType<typeof scales>} Place */

/**
 * Functions between values and pixels for a chart of this size.
 * @param {{ width: number, height: number }} size
 * @param {Range} epochs
 * @param {Range} values
 * @param {boolean} [logarithmic]
 */
export function scales({ width, height }, epochs, values, logarithmic = false) {
  const inner = {
    width: Math.max(width - MARGIN.left - MARGIN.right, 1),
    height: Math.max(height - MARGIN.top - MARGIN.bottom, 1),
  };
  const measure = logarithmic
    ? (/** @type {number} */ v) => Math.log10(Math.max(v, 1e-300))
    : Number;
  const [low, high] = values.map(measure);
  return {
    width,
    height,
    epochs,
    values,
    logarithmic,
    /** @param {number} epoch */
    x: (epoch) => MARGIN.left + ((epoch - epochs[0]) / (epochs[1] - epochs[0])) * inner.width,
    /** @param {number} value */
    y: (value) => MARGIN.top + (1 - (measure(value) - low) / (high - low)) * inner.height,
    /** @param {number} x */
    epochAt: (x) => epochs[0] + ((x - MARGIN.left) / inner.width) * (epochs[1] - epochs[0]),
    /** @param {number} y */
    valueAt: (y) => {
      const measured = low + (1 - (y - MARGIN.top) / inner.height) * (high - low);
      return logarithmic ? 10 ** measured : measured;
    },
  };
}

const SHORTEST = 0.05; // epochs that a chart shows at least

/**
 * A range of epochs made shorter or longer around a point; null where it would be all of them.
 * @param {Range} range
 * @param {number} around
 * @param {number} factor below 1 to see more detail
 * @param {number} epochs of the whole axis
 * @returns {Range | null}
 */
export function zoomed([low, high], around, factor, epochs) {
  const length = Math.max((high - low) * factor, SHORTEST);
  if (length >= epochs) return null;
  const share = (around - low) / (high - low);
  return shifted([around - share * length, around + (1 - share) * length], 0, epochs);
}

/**
 * A range of epochs moved along the axis, within its ends.
 * @param {Range} range
 * @param {number} by
 * @param {number} epochs
 * @returns {Range}
 */
export function shifted([low, high], by, epochs) {
  const length = high - low;
  const from = Math.min(Math.max(low + by, 0), epochs - length);
  return [from, from + length];
}
