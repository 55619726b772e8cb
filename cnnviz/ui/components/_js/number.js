// Numbers as text, as the page's language writes them.

import { _, localNumber } from "./language.js";

const MINUS = "\u2212";

/**
 * A number for a cell: whole numbers whole, others with few digits, a true minus sign.
 * @param {number} value
 * @param {number} [digits] after the point
 */
export function shortNumber(value, digits = 2) {
  if (!Number.isFinite(value)) return String(value);
  return withSign(value, magnitudeText(Math.abs(value), digits));
}

/**
 * The text of a magnitude with the number's sign, a true minus; what is rounded to 0 has none.
 * @param {number} value
 * @param {string} magnitude as JavaScript writes it
 */
export const withSign = (value, magnitude) =>
  (value < 0 && Number(magnitude) !== 0 ? MINUS : "") + localNumber(magnitude);

/**
 * @param {number} magnitude
 * @param {number} digits
 */
function magnitudeText(magnitude, digits) {
  if (Number.isInteger(magnitude) && magnitude < 1e5) return String(magnitude);
  if (magnitude !== 0 && (magnitude < 0.001 || magnitude >= 1e5)) return magnitude.toExponential(1);
  return magnitude.toFixed(magnitude >= 100 ? Math.max(digits - 2, 0) : digits);
}

/**
 * A cell in words. Rows and columns are counted from 1 on screen and in links, from 0 in data and code.
 * @param {readonly number[]} cell
 */
export const placeText = ([row, col]) =>
  _("row {row}, column {column}", { row: trueMinus(row + 1), column: trueMinus(col + 1) });

/**
 * The first and last of some rows or columns, counted from 1: "3 to 9"; those above or left of the
 * picture are 0 and less.
 * @param {readonly number[]} span
 */
export const spanText = ([first, last]) =>
  first === last
    ? trueMinus(first + 1)
    : _("{first} to {last}", { first: trueMinus(first + 1), last: trueMinus(last + 1) });

/**
 * A number with all its digits and a true minus sign.
 * @param {number} number
 */
export const trueMinus = (number) => localNumber(String(number)).replace("-", MINUS);

/**
 * All digits that a float32 has.
 * @param {number} value
 */
export const fullNumber = (value) => trueMinus(parseFloat(value.toPrecision(7)));

/**
 * A number with all its digits, as JavaScript writes it but with the language's decimal sign.
 * @param {number} number
 */
export const localText = (number) => localNumber(String(number));

/**
 * A result with up to four decimals and no trailing zeros, and whether that is all of it.
 * @param {number} value
 */
export function roundedNumber(value) {
  const size = Math.abs(value);
  if (size >= 1e9 || (size !== 0 && size < 5e-4)) {
    return { text: threeDigits(value), exact: Number(value.toPrecision(3)) === value };
  }
  const rounded = Number(size.toFixed(4));
  const exact = Math.abs(rounded - size) <= 1e-12 * Math.max(size, 1);
  return { text: withSign(value, String(rounded)), exact };
}

/**
 * A number as a factor: a negative one in brackets.
 * @param {number} value
 */
export const inBrackets = (value) => (value < 0 ? `(${shortNumber(value)})` : shortNumber(value));

/**
 * A probability: "98.7 %", and never "100 %" or "0 %": a softmax reaches neither, only float32
 * rounds it to 1 or 0.
 * @param {number} value
 */
export function percent(value) {
  if (value >= 0.9995) return localNumber("> 99.9 %");
  if (value < 0.0005) return localNumber("< 0.1 %");
  return localNumber(`${(value * 100).toFixed(1)} %`);
}

/**
 * A number with three significant digits: "0.0123", "1.23 × 10⁻⁷".
 * @param {number} value
 */
export function threeDigits(value) {
  const size = Math.abs(value);
  if (!(size > 0)) return "0";
  const sign = value < 0 ? MINUS : "";
  if (size >= 0.001 && size < 1e5) return sign + localNumber(String(Number(size.toPrecision(3))));
  const [digits, exponent] = size.toExponential(2).split("e");
  return `${sign}${localNumber(digits)} × 10${raised(Number(exponent))}`;
}

/**
 * A whole number as an exponent.
 * @param {number} exponent
 */
export const raised = (exponent) =>
  String(exponent)
    .replace("-", "\u207b")
    .replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);
