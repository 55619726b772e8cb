// The captions above the grids, and the signs between them.

import { _, grouped } from "../_js/language.js";
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
  const [size, out, field] = [by(data.size), by(data.out), by(data.field)];
  const padded = !data.transposed && field !== size;
  const cut = data.transposed && field !== out;
  const [channels, filters] = data.whole;
  const ofFilters = data.weights ? partOfFilters : partOfChannels;
  caption(
    parts.captions.input,
    _("Input"),
    padded ? _("{size} → {field} padded", { size, field }) : size,
    partOfChannels(data.channels, channels),
  );
  caption(parts.captions.kernel, _("Kernel"), by(data.window));
  if (data.weights) caption(parts.captions.products, _("Products"), "");
  else caption(parts.captions.products, _("Window"), by(data.window));
  caption(
    parts.captions.output,
    _("Output"),
    cut ? _("{size} cut from {field}", { size: out, field }) : out,
    ofFilters(data.filters, filters),
  );
  const product = data.weights ? "∗" : "→";
  parts.first.textContent = data.transposed ? "×" : product;
  parts.second.textContent = data.weights && !data.transposed ? "=" : "→";
}

/**
 * @param {number} shown
 * @param {number} all
 */
const partOfChannels = (shown, all) =>
  all > shown ? _("{shown} of {all} channels", { shown, all: grouped(all) }) : "";

/**
 * @param {number} shown
 * @param {number} all
 */
const partOfFilters = (shown, all) =>
  all > shown ? _("{shown} of {all} filters", { shown, all: grouped(all) }) : "";

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string} size
 * @param {string} [part] what of a deeper layer is shown
 */
const caption = (element, name, size, part = "") =>
  element.replaceChildren(span("", name), span("soft", ` ${size}`), span("soft part", part));
