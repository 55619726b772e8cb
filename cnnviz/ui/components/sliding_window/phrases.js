// Parts of what is written.

/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Data} Data */

/**
 * @param {string} className
 * @param {string} text
 * @param {string} [title]
 */
export const span = (className, text, title) => {
  const element = document.createElement("span");
  return Object.assign(element, { className, textContent: text, title: title ?? "" });
};

/**
 * @param {number} number
 * @param {string} noun
 */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/**
 * "Row 2, column 3", in one dimension "Position 3".
 * @param {Data} data
 * @param {Cell} cell
 */
export const named = (data, [row, col]) =>
  data.dims === 1 ? `position ${col}` : `row ${row}, column ${col}`;

/** @param {string} text */
export const capital = (text) => text[0].toUpperCase() + text.slice(1);
