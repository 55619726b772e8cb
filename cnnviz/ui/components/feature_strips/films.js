// The strips' elements: a header, a canvas with all maps, two marks (hovered, kept) for each layer;
// named cells for the classes.

import { colourAt, cssColour, inkOn } from "../_js/colour.js";
import { element } from "../_js/dom.js";
import { gradient } from "../_js/legend.js";
import { percent, shortNumber } from "../_js/number.js";
import { SCALES } from "../_js/scales.js";
import { themeColour } from "../_js/theme.js";
import { cornerOf, layOutMaps } from "./layout.js";
import { paintBlank, paintStrip } from "./paint.js";

/** Build the strips of a network anew; later answers only repaint them. */
export function buildFilms(view) {
  const last = view.layers.length - 1;
  view.films.replaceChildren(
    ...view.layers.map((layer, index) => {
      const section = element("section", "layer");
      section.append(
        buildHeader(layer),
        index === last ? buildCells(view, layer) : buildFilm(layer),
      );
      return section;
    }),
  );
}

function buildHeader(layer) {
  const header = element("header");
  const scale = element("span", "scale numbers");
  scale.hidden = true;
  layer.ends = [element("span"), element("i"), element("span")];
  scale.append(...layer.ends);
  layer.scale = scale;
  const caption = element("span", "caption", layer.text + shownPart(layer));
  caption.title = caption.textContent;
  header.append(element("b", "", layer.name), caption, scale);
  return header;
}

/** Say what is left out: large maps are shown by every n-th pixel, long rows by their first cells. */
function shownPart({ step, units, shape }) {
  if (step > 1) return ` (shown: every ${ordinal(step)} pixel)`;
  return units < shape[2] ? ` (shown: the first ${units.toLocaleString("en")})` : "";
}

export const ordinal = (n) => `${n}${{ 2: "nd", 3: "rd" }[n] ?? "th"}`;

function buildFilm(layer) {
  const film = element("div", "film");
  layer.canvas = element("canvas");
  layer.canvas.tabIndex = 0;
  layer.canvas.setAttribute("role", "img");
  const parts = layer.flat ? "units" : "feature maps";
  layer.canvas.setAttribute(
    "aria-label",
    `${layer.name}: ${layer.shape[2]} ${parts}. Arrow keys move, Enter keeps.`,
  );
  layer.marks = { hover: element("div", "mark"), pinned: element("div", "mark pinned") };
  film.append(layer.canvas, layer.marks.pinned, layer.marks.hover);
  return film;
}

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

export function paintLayer(view, layer) {
  if (layer.cells) return paintCells(view, layer);
  layer.plan = layOutMaps(layer, view.room);
  const frame = themeColour(view.root, "border-color");
  if (layer.values) paintStrip(layer.canvas, layer, layer.plan, frame);
  else
    paintBlank(
      layer.canvas,
      layer,
      layer.plan,
      frame,
      themeColour(view.root, "secondary-background-color"),
    );
  return paintScale(layer);
}

/** The layer's scale as far as its values use it: both sides, or the positive half alone. Its ends
 * say "≥" where few values lie beyond. */
function paintScale(layer) {
  layer.scale.hidden = !layer.values;
  if (!layer.values) return;
  const { limit, low, high } = layer;
  const signed = low < 0;
  const stops = SCALES.signed.slice(signed ? 0 : Math.floor(SCALES.signed.length / 2));
  layer.ends[0].textContent = signed ? `${low < -limit ? "≤ " : ""}${shortNumber(-limit)}` : "0";
  layer.ends[1].style.background = gradient(stops);
  layer.ends[2].textContent = `${high > limit ? "≥ " : ""}${shortNumber(limit)}`;
  layer.scale.title = `This layer's values run from ${low} to ${high}.`;
}

function paintCells(view, layer) {
  layer.cells.forEach((cell, unit) => {
    const value = layer.values ? layer.read(unit, 0, 0) : null;
    const colour = colourAt("probability", value ?? 0);
    cell.style.background =
      value === null ? "var(--st-secondary-background-color)" : cssColour(colour);
    cell.style.color = value === null ? "inherit" : inkOn(colour);
    cell.lastChild.textContent = value === null ? "\u2013" : percent(value);
    cell.title = value === null ? "" : `${view.header.classes[unit]}: ${value}`;
  });
}

/** Put a mark around a map, or hide it. */
export function placeMark(layer, mark, unit) {
  if (!layer.marks) return;
  layer.marks[mark].hidden = unit === null;
  if (unit === null) return;
  const [x, y] = cornerOf(layer.plan, unit);
  const size = [layer.plan.width * layer.plan.scale, layer.plan.height * layer.plan.scale];
  Object.assign(layer.marks[mark].style, {
    left: `${x}px`,
    top: `${y}px`,
    width: `${size[0]}px`,
    height: `${size[1]}px`,
  });
}
