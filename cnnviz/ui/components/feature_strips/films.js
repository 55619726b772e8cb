// The strips' elements: a header, a canvas with all maps, two marks (hovered, kept) for each layer;
// named cells for the classes.

import { colourAt, cssColour, inkOn, stopsOf } from "../_js/colour.js";
import { element, find, placeInPixels } from "../_js/dom.js";
import { gradient } from "../_js/legend.js";
import { clearedCanvas } from "../_js/canvas.js";
import { cellScale, render } from "../_js/raster.js";
import { _, _n, grouped, language } from "../_js/language.js";
import { fullNumber, percent, shortNumber, trueMinus } from "../_js/number.js";
import { cornerOf } from "./layout.js";
import { limitOf, mapAt, placeOf } from "./maps.js";
import { fold } from "./overview.js";
import { paintBlank, paintStrip } from "./paint.js";

const PAGE = 64; // maps; MAPS_PER_PAGE in look.py

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").StripLayer} StripLayer */
/** @typedef {import("./types.js").View} View */

/**
 * Build the strips of a network anew; later answers only repaint them.
 * @param {View} view
 */
export function buildFilms(view) {
  const last = view.layers.length - 1;
  view.films.replaceChildren(
    ...view.layers.map((layer, index) => {
      const body = index === last ? buildCells(view, layer) : buildFilm(layer);
      layer.kernels = element("canvas", "tiles");
      layer.kernels.hidden = true;
      layer.section = element("section", "layer", buildHeader(view, layer), body, layer.kernels);
      fold(view, layer, view.folded.has(layer.name));
      return layer.section;
    }),
  );
}

/**
 * @param {View} view
 * @param {Layer} layer
 */
function buildHeader(view, layer) {
  const header = element("header");
  const scale = element("span", "scale numbers");
  scale.hidden = true;
  layer.ends = [element("span"), element("i"), element("span")];
  scale.append(...layer.ends);
  layer.scale = scale;
  const caption = element("span", "caption", layer.text + shownPart(layer));
  caption.title = caption.textContent;
  const name = element("button", "fold", element("i", "", "\u25be"), element("b", "", layer.name));
  name.title = _("Fold or unfold");
  name.onclick = () => {
    fold(view, layer, !view.folded.has(layer.name));
    view.tellLook();
  };
  layer.pager = buildPager(view, layer);
  layer.note = element("span", "still");
  header.append(name, caption, layer.note, layer.pager, scale);
  return header;
}

/**
 * Which maps of a layer are shown, and buttons for those before and after.
 * @param {View} view
 * @param {StripLayer} layer
 */
function buildPager(view, { name, sent }) {
  const pager = element("span", "pager numbers");
  pager.hidden = !sent;
  /** @param {number} step @param {string} sign @param {string} label of the button */
  const button = (step, sign, label) => {
    const made = element("button", "", sign);
    made.setAttribute("aria-label", label);
    made.onclick = () => {
      view.pages.set(name, (view.pages.get(name) ?? 0) + step);
      view.tellLook();
    };
    return made;
  };
  const back = _("previous maps of {layer}", { layer: name });
  const forth = _("next maps of {layer}", { layer: name });
  pager.append(button(-1, "\u2039", back), element("span"), button(1, "\u203a", forth));
  return pager;
}

/**
 * @param {View} view
 * @param {Layer} layer
 */
function showPage(view, { pager, sent, shape, page = 0 }) {
  if (!sent) return;
  const [back, text, forth] = pager.children;
  const pages = Math.ceil(shape[2] / PAGE);
  const [from, to] = [page * PAGE + 1, Math.min((page + 1) * PAGE, shape[2])];
  const span = { from, to, count: shape[2] };
  text.textContent = view.byStrength
    ? _("strongest {from}–{to} of {count}", span)
    : _("maps {from}–{to} of {count}", span);
  /** @type {HTMLButtonElement} */ (back).disabled = page === 0;
  /** @type {HTMLButtonElement} */ (forth).disabled = page === pages - 1;
}

/**
 * Say what is left out: large maps are shown by every n-th pixel, long rows by their first cells.
 * @param {StripLayer} layer
 */
function shownPart({ step, units, shape, sent }) {
  if (step > 1) return ` ${_("(shown: every {nth} pixel)", { nth: ordinal(step) })}`;
  if (units === shape[2] || sent) return "";
  return ` ${_("(shown: the first {count})", { count: grouped(units) })}`;
}

/** @type {Record<string, string>} what follows the number in other languages than English */
const ORDINALS = { de: ".", es: ".\u00ba" };

/** @param {number} n */
export function ordinal(n) {
  const english = n === 2 ? "nd" : n === 3 ? "rd" : "th";
  return `${n}${ORDINALS[language()] ?? english}`;
}

/** @param {Layer} layer */
function buildFilm(layer) {
  const film = element("div", "film");
  layer.canvas = element("canvas");
  layer.canvas.tabIndex = 0;
  layer.canvas.setAttribute("role", "img");
  const values = { layer: layer.name, count: layer.shape[2] };
  const label = layer.flat
    ? _("{layer}: {count} units. Arrow keys move, Enter keeps.", values)
    : _("{layer}: {count} feature maps. Arrow keys move, Enter keeps.", values);
  layer.canvas.setAttribute("aria-label", label);
  layer.marks = { hover: element("div", "mark"), pinned: element("div", "mark pinned") };
  film.append(layer.canvas, layer.marks.pinned, layer.marks.hover);
  return film;
}

/**
 * @param {View} view
 * @param {Layer} layer
 */
function buildCells(view, layer) {
  const cells = element("div", "cells");
  layer.cells = view.header.classes.map((name) => {
    const cell = element("button", "cell");
    cell.append(element("b", "", name), element("span", "numbers", "\u2013"));
    return cell;
  });
  cells.append(...layer.cells);
  return cells;
}

/**
 * @param {View} view
 * @param {Layer} layer
 * @param {import("../_js/theme.js").CssTheme} theme
 */
export function paintLayer(view, layer, { border: frame, field: blank }) {
  const { canvas, answer, units } = layer;
  if (!canvas) return paintCells(view, layer);
  if (answer) paintStrip(canvas, { units, ...coloured(view, layer, answer) }, layer.plan, frame);
  else paintBlank(canvas, layer, layer.plan, frame, blank);
  paintKernels(view, layer);
  paintScale(view, layer);
  nameStill(layer);
  showPage(view, layer);
}

/**
 * The kernels of the first convolution, each below the map that it makes.
 * @param {View} view
 * @param {Layer} layer
 */
function paintKernels(view, layer) {
  const { kernels, plan } = layer;
  const sent = view.header.kernels;
  if (!kernels) return;
  const mine = sent !== undefined && view.layers[sent.layer] === layer && layer.answer !== null;
  kernels.hidden = !mine;
  if (!mine) return;
  const [, height, width, channels] = sent.shape;
  const size = height * width * channels;
  const side = Math.min(plan.w, plan.h) - plan.gap;
  const scale = cellScale([height, width], side);
  const context = clearedCanvas(kernels, ...plan.total);
  /** @type {import("../_js/raster.js").ValueScale} */
  const ends = {
    low: -sent.limit,
    high: sent.limit,
    colours: channels === 1 ? "weights" : "grey",
  };
  for (let place = 0; place < layer.units; place++) {
    const unit = mapAt(layer, place);
    const values = view.kernels.subarray(unit * size, (unit + 1) * size);
    const picture = render({ values, height, width, channels }, ends);
    context.drawImage(picture, ...cornerOf(plan, place), width * scale, height * scale);
  }
  const from = { layer: layer.name, low: trueMinus(-sent.limit), high: trueMinus(sent.limit) };
  kernels.title = sent.folded
    ? _(
        "Kernels of {layer}, from {low} to {high}, each times the factor of its batch normalisation",
        from,
      )
    : _("Kernels of {layer}, from {low} to {high}", from);
}

/**
 * The values of each place of the strip, as shares of where the map's colours end.
 * @param {View} view
 * @param {Layer} layer
 * @param {Answer} answer
 */
function coloured(view, layer, { read }) {
  /** @type {import("./paint.js").Read} */
  const shares = (place) => {
    const unit = mapAt(layer, place);
    const [value, end] = [read(unit), limitOf(view, layer, unit)];
    return (row, col) => value(row, col) / end;
  };
  return { limit: 1, read: shares };
}

/**
 * Name the maps that are 0 everywhere for this input.
 * @param {Layer} layer
 */
function nameStill({ note, answer }) {
  const still = answer?.still ?? [];
  note.hidden = !still.length;
  const names = still.map((unit) => unit + 1).join(", ");
  const text = _n(
    "zero for this input: channel {names}",
    "zero for this input: channels {names}",
    still.length,
    { names },
  );
  note.textContent = note.title = text;
}

/**
 * The layer's scale as far as its values use it: both sides, or the positive half alone. Its ends
 * say "≥" where few values lie beyond.
 * @param {View} view
 * @param {Layer} layer
 */
function paintScale(view, layer) {
  layer.scale.hidden = !layer.answer;
  if (!layer.answer) return;
  const { low, high } = layer.answer;
  const ownEnds = view.colours === "map" && !layer.flat;
  const limit = limitOf(view, layer, 0);
  const signed = low < 0;
  const stops = stopsOf("signed").slice(signed ? 0 : (stopsOf("signed").length - 1) / 2);
  layer.ends[0].textContent = signed ? `${low < -limit ? "≤ " : ""}${shortNumber(-limit)}` : "0";
  layer.ends[1].style.background = gradient(stops);
  layer.ends[2].textContent = `${high > limit ? "≥ " : ""}${shortNumber(limit)}`;
  if (ownEnds) Object.assign(layer.ends[0], { textContent: signed ? _("− largest") : "0" });
  if (ownEnds) Object.assign(layer.ends[2], { textContent: _("largest of each map") });
  layer.scale.title = _("This layer's values run from {low} to {high}.", {
    low: trueMinus(low),
    high: trueMinus(high),
  });
}

/**
 * @param {View} view
 * @param {Layer} layer
 */
function paintCells(view, layer) {
  layer.cells?.forEach((cell, unit) => {
    const value = layer.answer ? layer.answer.read(unit)(0, 0) : null;
    const colour = colourAt("probability", value ?? 0);
    cell.style.background =
      value === null ? "var(--st-secondary-background-color)" : cssColour(colour);
    cell.style.color = value === null ? "inherit" : inkOn(colour);
    find(cell, ".numbers").textContent = value === null ? "\u2013" : percent(value);
    cell.title = value === null ? "" : `${view.header.classes[unit]}: ${fullNumber(value)}`;
  });
}

/**
 * Put a mark around a map, or hide it.
 * @param {Layer} layer
 * @param {"hover" | "pinned"} which
 * @param {number | null} unit
 */
export function placeMark(layer, which, unit) {
  const mark = layer.marks?.[which];
  if (!mark) return;
  const place = unit === null ? -1 : (placeOf(layer, unit) ?? -1);
  mark.hidden = place < 0;
  if (unit === null || place < 0) return;
  const { width, height, scale } = layer.plan;
  placeInPixels(mark, ...cornerOf(layer.plan, place), width * scale, height * scale);
}
