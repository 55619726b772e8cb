// The confusion matrix of the validation images: true classes down, predicted ones across.

import { clearedCanvas } from "../_js/canvas.js";
import { colourAt, cssColour, inkOn } from "../_js/colour.js";
import { find, findCanvas } from "../_js/dom.js";
import { cellUnder } from "../_js/grid_keys.js";
import { _, grouped } from "../_js/language.js";
import { percent } from "../_js/number.js";
import { readCssTheme } from "../_js/theme.js";

const SIDE = 250; // CSS pixels of the cells
const LEAST_NUMBERED = 17; // CSS pixels of a cell in which a number fits
const LEAST_NAMED = 11;
const FAINTEST = 0.17; // of the scale; less could not be told from an empty cell
const LETTERS = 9; // of a class's name, at most

/**
 * @param {HTMLElement} section
 * @param {string[]} classes
 * @param {ArrayLike<number>} counts row by row
 */
export function drawMatrix(section, classes, counts) {
  const canvas = findCanvas(section, "canvas");
  const count = classes.length;
  const cell = Math.max(Math.floor(SIDE / count), 2);
  const named = cell >= LEAST_NAMED;
  const names = classes.map((name) =>
    name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name,
  );
  const { ink, font, field } = readCssTheme(section);
  const longest = Math.max(...names.map((name) => name.length));
  const margin = named ? Math.min(8 + 6.5 * longest, 70) : 4;
  const size = count * cell;
  const context = clearedCanvas(canvas, margin + size, size + margin);
  context.font = `11px ${font}`;
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (let row = 0; row < count; row += 1) {
    const total = sumOf(counts, row, count);
    for (let col = 0; col < count; col += 1) {
      const number = counts[row * count + col];
      const [x, y] = [margin + col * cell, row * cell];
      const colour = number
        ? colourAt("probability", FAINTEST + (1 - FAINTEST) * (number / total))
        : null;
      context.fillStyle = colour ? cssColour(colour) : field;
      context.fillRect(x, y, cell - 1, cell - 1);
      if (!colour || cell < LEAST_NUMBERED) continue;
      context.fillStyle = inkOn(colour);
      context.fillText(String(number), x + cell / 2, y + cell / 2 + 1, cell - 2);
    }
  }
  if (named) writeNames(context, names, { ink, margin, cell, size });
  connectReading(section, canvas, { classes, counts, margin, size });
}

/** @param {ArrayLike<number>} counts @param {number} row @param {number} classes */
export function sumOf(counts, row, classes) {
  let sum = 0;
  for (let col = 0; col < classes; col += 1) sum += counts[row * classes + col];
  return sum;
}

/**
 * The share of images on the diagonal.
 * @param {ArrayLike<number>} counts
 * @param {number} classes
 */
export function accuracyOf(counts, classes) {
  let [right, all] = [0, 0];
  for (let row = 0; row < classes; row += 1) {
    right += counts[row * classes + row];
    all += sumOf(counts, row, classes);
  }
  return all ? right / all : 0;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string[]} names
 * @param {{ ink: string, margin: number, cell: number, size: number }} plan
 */
function writeNames(context, names, { ink, margin, cell, size }) {
  context.fillStyle = ink;
  names.forEach((name, i) => {
    const middle = i * cell + cell / 2;
    context.textAlign = "right";
    context.fillText(name, margin - 4, middle, margin - 5);
    context.save();
    context.translate(margin + middle, size + 4);
    if (6.5 * name.length > cell) context.rotate(-Math.PI / 2);
    else context.textAlign = "center";
    context.fillText(name, 0, context.textAlign === "center" ? 6 : 0, margin - 5);
    context.restore();
  });
}

/**
 * @param {HTMLElement} section
 * @param {HTMLCanvasElement} canvas
 * @param {{ classes: string[], counts: ArrayLike<number>, margin: number, size: number }} matrix
 */
function connectReading(section, canvas, { classes, counts, margin, size }) {
  const count = classes.length;
  const read = find(section, ".read");
  const share = percent(accuracyOf(counts, count));
  const whole = _("rows true, columns predicted: {share} correct", { share });
  if (!canvas.matches(":hover")) read.textContent = whole;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", _("Confusion matrix, {figures}", { figures: whole }));
  canvas.onpointermove = (event) => {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left - margin, event.clientY - box.top];
    if (x < 0 || y >= size) {
      read.textContent = whole;
      return;
    }
    const target = /** @type {Element} */ ({
      getBoundingClientRect: () => new DOMRect(box.left + margin, box.top, size, size),
    });
    const [row, col] = cellUnder(target, [count, count], event);
    const number = counts[row * count + col];
    const of = sumOf(counts, row, count);
    read.textContent = _("{number} of {all} images of {name} predicted as {answer}", {
      number: grouped(number),
      all: grouped(of),
      name: classes[row],
      answer: classes[col],
    });
  };
  canvas.onpointerleave = () => {
    read.textContent = whole;
  };
}
