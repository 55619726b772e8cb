// Numbers and colours of the line: those that stay, and those of the window that is shown.

import { colourAt, cssColour, inkOn, largestMagnitude, signedColour } from "../_js/colour.js";
import { activeElementOf, element, find, findButton } from "../_js/dom.js";
import { _ } from "../_js/language.js";
import { inBrackets, localText, shortNumber } from "../_js/number.js";

/** @typedef {import("../_js/colour.js").Rgb} Rgb */
/** @typedef {import("./types.js").View} View */

/**
 * @param {View} view
 * @param {string} selector
 */
export const all = ({ root }, selector) =>
  /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);

/**
 * Put a number and its colour into a cell; the full number shows on hover.
 * @param {HTMLElement} cell
 * @param {number} value
 * @param {Rgb} colour
 */
function fill(cell, value, colour) {
  const text = shortNumber(value);
  if (!(cell instanceof HTMLInputElement)) cell.textContent = text;
  cell.classList.toggle("tight", text.length > 4);
  cell.title = localText(value);
  Object.assign(cell.style, { background: cssColour(colour), color: inkOn(colour) });
}

/**
 * Numbers and colours that stay while the window moves.
 * @param {View} view
 */
export function fillStill(view) {
  const { data, root } = view;
  const focused = activeElementOf(root);
  all(view, ".signal .cell").forEach((cell, i) => {
    if (!(cell instanceof HTMLInputElement)) {
      cell.textContent = String(data.padded[i]); // the border
      return;
    }
    fill(cell, data.padded[i], colourAt("grey", data.padded[i] / 9));
    const typedIn = cell === focused && cell.getAttribute("aria-invalid") === "true";
    if (!typedIn) cell.value = String(data.padded[i]);
  });
  const limit = largestMagnitude(data.kernel);
  all(view, ".kernel .cell").forEach((cell, tap) =>
    fill(cell, data.kernel[tap], signedColour("weights", data.kernel[tap], limit)),
  );
  writeWay(view);
}

/**
 * How the kernel lies: as it was written, or flipped.
 * @param {View} view
 */
function writeWay({ data, root }) {
  const limit = largestMagnitude(data.kernel);
  /** @param {number[]} weights */
  const chips = (weights) => {
    const row = element("span", "chips");
    for (const weight of weights) {
      const chip = element("span");
      fill(chip, weight, signedColour("weights", weight, limit));
      row.append(chip);
    }
    return row;
  };
  const parts = data.flipped
    ? [_("Convolution flips the kernel:"), chips(data.written), _("becomes"), chips(data.kernel)]
    : [_("Correlation slides the kernel as it is written:"), chips(data.kernel)];
  find(root, ".way").replaceChildren(...parts);
}

/**
 * The window that is shown: where it lies, its products, its sum.
 * @param {View} view
 */
export function showPosition(view) {
  const { data, root, position } = view;
  const covered = data.windows[position];
  const [first, last] = [covered[0], covered[covered.length - 1]];
  root.style.setProperty("--start", String(first));
  root.style.setProperty("--span", String(last - first + 1));
  keepInSight(view, (first + last) / 2);
  const products = data.products[position];
  const limit = largestMagnitude(data.products.flat());
  all(view, ".products .cell").forEach((cell, tap) =>
    fill(cell, products[tap], signedColour("signed", products[tap], limit)),
  );
  fillOutput(view);
  find(root, ".where").textContent = `${position + 1} / ${data.windows.length}`;
  findButton(root, ".back").disabled = position === 0;
  findButton(root, ".forward").disabled = position === data.windows.length - 1;
  writeSum(view);
}

/** @param {View} view */
function fillOutput(view) {
  const { data, position } = view;
  const most = largestMagnitude(data.output);
  all(view, ".output .cell").forEach((cell, i) => {
    fill(cell, data.output[i], signedColour("signed", data.output[i], most));
    cell.classList.toggle("later", i > position);
    cell.classList.toggle("now", i === position);
    cell.setAttribute(
      "aria-label",
      _("Output {index}: {value}", { index: i, value: shortNumber(data.output[i]) }),
    );
    if (i > position) Object.assign(cell, { textContent: "·", title: _("Not yet reached") });
  });
}

/**
 * Scroll a signal that is wider than the page so that the window is seen.
 * @param {View} view
 * @param {number} middle of the window, in cells
 */
function keepInSight({ root, cell }, middle) {
  const scroll = find(root, ".scroll");
  if (scroll.scrollWidth > scroll.clientWidth)
    scroll.scrollLeft = middle * cell - scroll.clientWidth / 2;
}

/** @param {View} view */
function writeSum({ data, position, root }) {
  const terms = data.windows[position].map(
    (at, tap) => `${data.padded[at]}\u00d7${inBrackets(data.kernel[tap])}`,
  );
  const result = element("b", "", shortNumber(data.output[position]));
  result.title = localText(data.output[position]);
  find(root, ".sum").replaceChildren(`${terms.join(" + ")} = `, result);
}
