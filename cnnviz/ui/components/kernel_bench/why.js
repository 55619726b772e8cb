// Why this pixel: patch × kernel = products -> sum -> bias -> activation, the numbers in tinted cells.

import { colourAt, cssColour, inkOn, largestMagnitude, signedColour } from "../_js/colour.js";
import { element, find } from "../_js/dom.js";
import { N_, _ } from "../_js/language.js";
import { localText, shortNumber, withSign } from "../_js/number.js";
import { position } from "../_js/raster.js";

/** @typedef {import("../_js/colour.js").Rgb} Rgb */
/** @typedef {import("./data.js").KernelBenchHeader} Header */

const CHANNELS = ["R", "G", "B"];
export const TALL = 9; // rows or columns from which the grids need more room

/** What each grid shows, so that the kernel stays while the window moves. */
/** @type {WeakMap<Element, number[]>} */
const SHOWN = new WeakMap();

/**
 * Give each of the three grids its cells.
 * @param {HTMLElement} why
 * @param {[down: number, across: number]} shape
 */
export function buildEquation(why, [down, across]) {
  why.classList.toggle("tall", Math.max(down, across) > TALL);
  for (const grid of gridsOf(why)) {
    grid.style.setProperty("--rows", String(down));
    grid.style.setProperty("--cols", String(across));
    SHOWN.delete(grid);
    grid.replaceChildren(...Array.from({ length: down * across }, () => element("span")));
  }
}

/** @param {HTMLElement} why */
const gridsOf = (why) => /** @type {HTMLElement[]} */ ([...why.querySelectorAll(".grid")]);

/**
 * @param {HTMLElement} grid
 * @param {number[]} numbers
 * @param {number} digits
 * @param {(number: number) => Rgb} colourOf
 * @param {number} across
 */
function fillGrid(grid, numbers, digits, colourOf, across) {
  if (SHOWN.get(grid) === numbers) return;
  SHOWN.set(grid, numbers);
  numbers.forEach((number, i) => {
    const cell = /** @type {HTMLElement} */ (grid.children[i]);
    cell.textContent = cellText(number, digits, across);
    cell.title = localText(number);
    tint(cell, colourOf(number));
  });
}

/**
 * @param {HTMLElement} cell
 * @param {Rgb} colour
 */
const tint = (cell, colour) =>
  Object.assign(cell.style, { background: cssColour(colour), color: inkOn(colour) });

/**
 * A number as short as its cell: no "0" before the point where there are many columns.
 * @param {number} number
 * @param {number} digits
 * @param {number} across
 */
export function cellText(number, digits, across) {
  if (across < 6) return shortNumber(number, digits);
  const magnitude = Math.abs(number);
  const most = magnitude < 1 ? (across < 8 ? digits : 2) : magnitude < 10 ? 1 : 0;
  const text = Number.isInteger(number)
    ? String(magnitude)
    : magnitude.toFixed(most).replace(/^0\./, ".");
  return withSign(number, text);
}

/**
 * Show the numbers of one pixel of one channel.
 * @param {HTMLElement} why
 * @param {{ patch: number[], weights: number[], products: number[], beyond: boolean[] }} terms
 * @param {Header} header
 */
export function showEquation(why, { patch, weights, products, beyond }, header) {
  const [weightLimit, productLimit] = [largestMagnitude(weights), largestMagnitude(products)];
  const digits = weightLimit < 1 ? 3 : 2; // weights of a mean are small
  const [across, { imageScale }] = [header.shape[1], header];
  /** @param {string} name */
  const grid = (name) => find(why, `.${name} .grid`);
  /** @type {(number: number) => Rgb} */
  const weightColour = (number) => signedColour("weights", number, weightLimit);
  /** @type {(number: number) => Rgb} */
  const productColour = (number) => signedColour("signed", number, productLimit);
  /** @type {(number: number) => Rgb} */
  const patchColour = (number) => colourAt("grey", position(number, imageScale));
  fillGrid(grid("patch"), patch, 2, patchColour, across);
  fillGrid(grid("factor"), weights, digits, weightColour, across);
  fillGrid(grid("products"), products, digits, productColour, across);
  beyond.forEach((is, i) => grid("patch").children[i].classList.toggle("beyond", is));
  find(why, ".patch .caption").textContent = beyond.some(Boolean)
    ? _("patch; hatched: border, {border}", { border: header.border })
    : _("patch of the input");
  find(why, ".factor .caption").textContent = header.flipped
    ? _("kernel, rotated by 180°")
    : _("kernel");
}

/**
 * The steps from the sum to the output pixel, as far as the layer has them, and the result.
 * @param {HTMLElement} why
 * @param {{ sum: number, unpooled: number, value: number, colour: Rgb }} result
 * @param {Pick<Header, "bias" | "activation" | "pooling" | "pool">} layer
 */
export function showTotal(
  why,
  { sum, unpooled, value, colour },
  { bias, activation, pooling, pool },
) {
  const [activates, pools] = [activation !== "none", pooling !== "none"];
  const bare = !bias && !activates && !pools;
  /** @type {[string, number][]} */
  const steps = bare ? [] : [[_("sum"), sum]];
  if (bias) steps.push([_("+ bias"), bias]);
  if (bias && (activates || pools)) steps.push([_("sum + bias"), sum + bias]);
  if (activates && pools) steps.push([activation, unpooled]);
  const rows = steps.flatMap(([name, number]) => {
    const shown = element("dd", "", resultText(number));
    shown.title = localText(number);
    return [element("dt", "", name), shown];
  });
  find(why, ".steps").replaceChildren(...rows);
  const result = find(why, ".result");
  Object.assign(result, { textContent: resultText(value), title: localText(value) });
  tint(result, colour);
  const caption = find(why, ".total .caption");
  if (pools) caption.textContent = _(POOLINGS[pooling], { count: pool * pool });
  else if (activates) caption.textContent = _("{activation} = output pixel", { activation });
  else caption.textContent = bare ? _("sum = output pixel") : _("output pixel");
}

/** @type {Record<string, string>} */
const POOLINGS = {
  max: N_("largest of {count} windows"),
  average: N_("mean of {count} windows"),
};

/**
 * A result with four digits after the point, without the noise of float32.
 * @param {number} number
 */
const resultText = (number) => shortNumber(Number(number.toPrecision(6)), 4);

/**
 * No numbers here: the pixel lies outside the full-size patch that the browser has.
 * @param {HTMLElement} why
 */
export function clearEquation(why) {
  find(why, ".steps").replaceChildren();
  find(why, ".patch .caption").textContent = _("patch of the input");
  for (const grid of gridsOf(why)) SHOWN.delete(grid);
  const cells = why.querySelectorAll(".patch .grid span, .products .grid span, .result");
  for (const cell of /** @type {HTMLElement[]} */ ([...cells])) {
    Object.assign(cell, { textContent: "·", title: "" });
    Object.assign(cell.style, { background: "", color: "" });
    cell.classList.remove("beyond");
  }
}

/**
 * Buttons for channels, each with its number where there is one.
 * @param {HTMLElement} box
 * @param {(number | null | undefined)[]} numbers undefined for none, null for one not known here
 * @param {number} chosen
 * @param {(channel: number) => void} choose
 * @param {string} [join] what stands between them
 */
export function showSwitches(box, numbers, chosen, choose, join = "") {
  const count = numbers.length > 1 ? numbers.length : 0;
  if (box.childElementCount !== count)
    box.replaceChildren(...Array.from({ length: count }, (_each, c) => switchButton(c, choose)));
  [...box.children].forEach((button, c) => {
    const number = numbers[c];
    const text = number === undefined ? "" : number === null ? " ·" : ` ${shortNumber(number)}`;
    button.setAttribute("aria-pressed", String(c === chosen));
    button.setAttribute("data-join", c ? join : "");
    button.textContent = CHANNELS[c] + text;
  });
}

/**
 * @param {number} channel
 * @param {(channel: number) => void} choose
 */
function switchButton(channel, choose) {
  const button = element("button");
  button.onclick = () => choose(channel);
  return button;
}
