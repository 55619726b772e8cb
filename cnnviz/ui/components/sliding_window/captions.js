// The captions above the grids, and the signs between them.

import { span } from "./phrases.js";

/** @typedef {import("./types.js").Size} Size */
/** @typedef {import("./types.js").View} View */

/**
 * The captions above the grids.
 * @param {View} view
 */
export function writeCaptions(view) {
  const { data, parts } = view;
  /** @param {Size} shape */
  const by = (shape) => (data.dims === 1 ? String(shape[1]) : shape.join(" × "));
  const padded =
    !data.transposed && by(data.field) !== by(data.size) ? ` → ${by(data.field)} padded` : "";
  const cut =
    data.transposed && by(data.field) !== by(data.out) ? ` cut from ${by(data.field)}` : "";
  /**
   * @param {number} shown
   * @param {number} all
   * @param {string} noun
   */
  const deeper = (shown, all, noun) =>
    all > shown ? `${shown} of ${all.toLocaleString("en")} ${noun}s` : "";
  const [channels, filters] = data.whole;
  caption(
    parts.captions.input,
    "Input",
    by(data.size) + padded,
    deeper(data.channels, channels, "channel"),
  );
  caption(parts.captions.kernel, "Kernel", by(data.window));
  if (data.weights) caption(parts.captions.products, "Products", "");
  else caption(parts.captions.products, "Window", by(data.window));
  caption(
    parts.captions.output,
    "Output",
    by(data.out) + cut,
    deeper(data.filters, filters, data.weights ? "filter" : "channel"),
  );
  const product = data.weights ? "∗" : "→";
  parts.first.textContent = data.transposed ? "×" : product;
  parts.second.textContent = data.weights && !data.transposed ? "=" : "→";
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string} size
 * @param {string} [part] what of a deeper layer is shown
 */
const caption = (element, name, size, part = "") =>
  element.replaceChildren(span("", name), span("soft", ` ${size}`), span("soft part", part));
