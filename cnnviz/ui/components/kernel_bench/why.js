// Why this pixel: patch × kernel = products -> sum -> bias -> activation, the numbers in tinted cells.

import { colourAt, cssColour, inkOn, signedColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { largest } from "./editor.js";

const CHANNELS = ["R", "G", "B"];
export const TALL = 9; // rows or columns from which the grids need more room

/** Give each of the three grids its cells. */
export function buildEquation(why, [down, across]) {
  why.classList.toggle("tall", Math.max(down, across) > TALL);
  for (const grid of why.querySelectorAll(".grid")) {
    grid.style.setProperty("--rows", down);
    grid.style.setProperty("--cols", across);
    grid.shown = null;
    grid.replaceChildren(
      ...Array.from({ length: down * across }, () => document.createElement("span")),
    );
  }
}

function fillGrid(grid, numbers, digits, colourOf, across) {
  if (grid.shown === numbers) return; // the kernel stays while the window moves
  grid.shown = numbers;
  numbers.forEach((number, i) => {
    const cell = grid.children[i];
    const colour = colourOf(number);
    cell.textContent = cellText(number, digits, across);
    cell.title = String(number);
    cell.style.background = cssColour(colour);
    cell.style.color = inkOn(colour);
  });
}

/** A number as short as its cell: no "0" before the point where there are many columns. */
export function cellText(number, digits, across) {
  if (across < 6) return shortNumber(number, digits);
  const magnitude = Math.abs(number);
  const most = magnitude < 1 ? (across < 8 ? digits : 2) : magnitude < 10 ? 1 : 0;
  const text = Number.isInteger(number)
    ? String(magnitude)
    : magnitude.toFixed(most).replace(/^0\./, ".");
  return (number < 0 && Number(text) !== 0 ? "\u2212" : "") + text;
}

/** Show the numbers of one pixel of one channel. */
export function showEquation(why, { patch, weights, products, beyond: outside }, header) {
  const [weightLimit, productLimit] = [largest(weights), largest(products)];
  const grid = (name) => why.querySelector(`.${name} .grid`);
  const digits = weightLimit < 1 ? 3 : 2; // weights of a mean are small
  const across = header.shape[1];
  fillGrid(grid("patch"), patch, 2, (number) => colourAt("grey", number), across);
  fillGrid(
    grid("factor"),
    weights,
    digits,
    (number) => signedColour("weights", number, weightLimit),
    across,
  );
  fillGrid(
    grid("products"),
    products,
    digits,
    (number) => signedColour("signed", number, productLimit),
    across,
  );
  outside.forEach((is, i) => grid("patch").children[i].classList.toggle("beyond", is));
  const captions = {
    patch: outside.some(Boolean)
      ? `patch; hatched: border, ${header.border}`
      : "patch of the input",
  };
  captions.factor = header.turned ? "kernel, turned by 180°" : "kernel";
  for (const [name, text] of Object.entries(captions))
    why.querySelector(`.${name} .caption`).textContent = text;
}

/** The steps from the sum to the output pixel, as far as the layer has them, and the result. */
export function showTotal(why, { sum, value, colour }, { bias, activation }) {
  const bare = !bias && activation === "none";
  const steps = bare ? [] : [["sum", sum]];
  if (bias) steps.push(["+ bias", bias]);
  if (bias && activation !== "none") steps.push(["sum + bias", sum + bias]);
  why.querySelector(".steps").replaceChildren(
    ...steps.flatMap(([name, number]) => [
      Object.assign(document.createElement("dt"), { textContent: name }),
      Object.assign(document.createElement("dd"), {
        textContent: shortNumber(number, 4),
        title: String(number),
      }),
    ]),
  );
  const result = why.querySelector(".result");
  Object.assign(result, { textContent: shortNumber(value, 4), title: String(value) });
  Object.assign(result.style, { background: cssColour(colour), color: inkOn(colour) });
  const words = activation === "none" ? "output pixel" : `${activation} = output pixel`;
  why.querySelector(".total .caption").textContent = bare ? "sum = output pixel" : words;
}

/** No numbers here: the pixel lies outside the full-size patch that the browser has. */
export function clearEquation(why) {
  why.querySelector(".steps").replaceChildren();
  why.querySelector(".patch .caption").textContent = "patch of the input";
  for (const grid of why.querySelectorAll(".grid")) grid.shown = null;
  for (const cell of why.querySelectorAll(".patch .grid span, .products .grid span, .result")) {
    Object.assign(cell, { textContent: "·", title: "" });
    Object.assign(cell.style, { background: "", color: "" });
    cell.classList.remove("beyond");
  }
}

/** Buttons for channels, each with its number where there is one; `join` stands between them. */
export function showSwitches(box, numbers, chosen, choose, join = "") {
  const count = numbers.length > 1 ? numbers.length : 0;
  if (box.childElementCount !== count)
    box.replaceChildren(...Array.from({ length: count }, (_, c) => switchButton(c, choose)));
  [...box.children].forEach((button, c) => {
    button.setAttribute("aria-pressed", c === chosen);
    button.dataset.join = c ? join : "";
    button.textContent =
      numbers[c] === undefined
        ? CHANNELS[c]
        : `${CHANNELS[c]} ${numbers[c] === null ? "·" : shortNumber(numbers[c])}`;
  });
}

function switchButton(channel, choose) {
  const button = document.createElement("button");
  button.onclick = () => choose(channel);
  return button;
}
