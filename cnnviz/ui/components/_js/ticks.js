// Round numbers along an axis that need not begin at 0.

import { language, localNumber } from "./language.js";

const MINUS = "\u2212";

/**
 * The smallest of 1, 2, 5, 10, 20, ... (and their tenths) that is at least `step`.
 * @param {number} step
 */
function roundUp(step) {
  const power = 10 ** Math.floor(Math.log10(step));
  const digit = [1, 2, 5].find((each) => each * power >= step * 0.999999) ?? 10;
  return digit * power;
}

/**
 * Round numbers in a range, about `count` of them; of an empty range, its only value.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 * @returns {number[]}
 */
export function ticksBetween(low, high, count) {
  if (!(high > low)) return [low];
  const step = roundUp((high - low) / count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/**
 * Powers of ten in a range of positive numbers; where they are few, 2 and 5 times them as well.
 * @param {number} low
 * @param {number} high
 * @returns {number[]}
 */
export function logTicks(low, high) {
  const powers = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power += 1)
    powers.push(10 ** power);
  const inside = (/** @type {number[]} */ all) =>
    all.filter((value) => value >= low * 0.999999 && value <= high * 1.000001);
  const few = inside(powers);
  return few.length > 2 ? few : inside(powers.flatMap((power) => [power, 2 * power, 5 * power]));
}

/**
 * A number as short as an axis needs it, with a true minus sign: 0.95, 1,200, 3.2 M, −40.
 * @param {number} value
 */
export const shortNumber = (value) => (value < 0 ? `\u2212${shortSize(-value)}` : shortSize(value));

/** @param {number} value not negative */
function shortSize(value) {
  for (const [size, unit] of /** @type {[number, string][]} */ ([
    [1e9, "G"],
    [1e6, "M"],
    [1e4, "k"],
  ])) {
    const whole = unit === "k" ? 1e3 : size;
    if (value >= size) {
      const digits = localNumber(String(Number((value / whole).toPrecision(3))));
      return `${digits} ${unit}`;
    }
  }
  const text = Number(value.toPrecision(4)).toLocaleString(language(), {
    maximumFractionDigits: 5,
  });
  return text.replace("-", MINUS);
}
