// A scale's ends in numbers, and its colours between them.

import { stopsOf } from "./colour.js";
import { localText, shortNumber } from "./number.js";

/** @param {string[]} stops */
export const gradient = (stops) => `linear-gradient(to right, ${stops.join(", ")})`;

/**
 * Write a legend, whose three children are the low end, the bar of colours and the high end.
 * @param {Element} legend
 * @param {import("./raster.js").ValueScale} scale
 * @param {(value: number) => string} [write]
 */
export function showLegend(legend, { low, high, colours }, write = shortNumber) {
  const [first, bar, last] = /** @type {HTMLElement[]} */ ([...legend.children]);
  Object.assign(first, { textContent: write(low), title: localText(low) });
  Object.assign(last, { textContent: write(high), title: localText(high) });
  bar.style.background = gradient(stopsOf(colours));
}
