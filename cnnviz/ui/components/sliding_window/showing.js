// Brings the stage up to date: its size, the filter, the window's numbers, the transport bar.

import { contextOf } from "../_js/canvas.js";
import { _, _n, grouped } from "../_js/language.js";
import { shortNumber } from "../_js/number.js";
import { showPlaying } from "../_js/transport.js";
import { cornerOf } from "./canvas_cells.js";
import { writeCaptions } from "./captions.js";
import { fieldUnder, placeOf, shownFilter, spotOf, tapsOf, termsOf, windowCount } from "./data.js";
import { SPEEDS } from "./motion.js";
import { fittingSize, paintCell } from "./paint.js";
import { countSize, growing, outputLook, textOf } from "./looks.js";
import { named } from "./phrases.js";
import { labelPlane, paintKernel, paintPlanes, paintProducts, paintToCome } from "./pictures.js";
import { captionHeight, gridsOf } from "./sizes.js";
import { stampTo } from "./stamps.js";
import { writeWords } from "./words.js";

/** @typedef {import("./types.js").Hover} Hover */
/** @typedef {import("./types.js").Look} Look */
/** @typedef {import("./types.js").View} View */

/**
 * Draw everything that stands still: new numbers, another width, another theme.
 * @param {View} view
 * @param {number} width
 * @param {number} height
 */
export function layOut(view, width, height) {
  const { data, root } = view;
  const { grids, narrow, lines } = gridsOf(data, width, height);
  view.grids = grids;
  grids[data.fieldGrid].countSize = countSize(view);
  view.inputTexts = Array.from(data.cells, (value) => shortNumber(value));
  grids.input.size = fittingSize(view.inputTexts, grids.input.cell);
  view.outputTexts = Array.from(data.output, (value) => shortNumber(value, data.digits));
  grids.output.size = fittingSize(view.outputTexts, grids.output.cell);
  view.hover = stillThere(view.hover, view);
  root.classList.toggle("narrow", narrow);
  root.classList.toggle("lines", lines);
  root.classList.toggle("pooling", !data.weights);
  root.classList.toggle("deep", data.depth > 1);
  root.style.setProperty("--caption-height", `${captionHeight(data)}px`);
  writeCaptions(view);
  if (view.stamps && growing(view)) stampTo(view.stamps, view.motion.position);
  paintPlanes(view, "input");
  paintPlanes(view, "output");
  paintToCome(view);
  showFilter(view);
  showPosition(view);
  showTransport(view);
  view.painted = null;
}

/**
 * A hovered cell that the new layer still has.
 * @param {Hover | null} hover
 * @param {View} view
 */
function stillThere(hover, { data, grids }) {
  if (!hover || (hover.grid === "kernel" && !data.weights)) return null;
  const grid = grids[hover.grid];
  return hover.plane < grid.planes && hover.row < grid.rows && hover.col < grid.cols ? hover : null;
}

/**
 * Mark the filter that is shown, in its button and its planes.
 * @param {View} view
 */
export function showFilter(view) {
  const filter = shownFilter(view);
  [...view.parts.chooser.children].forEach((button, at) => {
    button.ariaPressed = String(at === filter);
  });
  paintKernel(view);
  for (const name of /** @type {const} */ (["input", "output"])) {
    const { base } = view.parts[name];
    const { label, planes } = view.grids[name];
    for (let plane = 0; label && plane < planes; plane++) {
      labelPlane(view, name, contextOf(base), plane);
    }
  }
  view.painted = null;
}

/**
 * Write what belongs to the shown window: products, sum, slider.
 * @param {View} view
 */
export function showPosition(view) {
  const { data, parts, motion } = view;
  const spot = spotOf(view);
  const terms = termsOf(data, spot);
  view.stale = false;
  growOutput(view);
  paintProducts(view, spot, terms);
  writeWords(view, spot, terms);
  Object.assign(parts.scrub, { max: windowCount(data) - 1, value: motion.position });
  parts.scrub.setAttribute("aria-valuetext", named(data, placeOf(data, motion.position)));
  parts.where.textContent = `${motion.position + 1} / ${windowCount(data)}`;
}

/**
 * Add the stamps up to the position; of few steps, only their cells are drawn anew.
 * @param {View} view
 */
function growOutput(view) {
  const {
    stamps,
    motion,
    grids: { output },
    data,
    parts,
  } = view;
  if (!stamps || !growing(view) || stamps.position === motion.position) return;
  const places = stampTo(stamps, motion.position);
  if (!places) return paintPlanes(view, "output");
  const look = outputLook(view);
  const [base, numerals] = [contextOf(parts.output.base), contextOf(parts.output.numerals)];
  for (const place of places)
    for (const [a, b] of tapsOf(data)) {
      const cell = fieldUnder(data, place, a, b);
      for (let plane = 0; plane < output.planes; plane++) {
        repaintCell(view, base, numerals, cornerOf(output, plane, ...cell), look(plane, ...cell));
      }
    }
}

/**
 * @param {View} view
 * @param {CanvasRenderingContext2D} base
 * @param {CanvasRenderingContext2D} numerals
 * @param {[x: number, y: number]} pair
 * @param {Look} look
 */
function repaintCell(
  {
    grids: {
      output: { cell },
    },
    theme,
  },
  base,
  numerals,
  [x, y],
  look,
) {
  base.clearRect(x, y, cell, cell);
  numerals.clearRect(x, y, cell, cell);
  paintCell(base, x, y, cell, theme, { ...look, text: "" });
  paintCell(numerals, x, y, cell, theme, textOf(look));
}

/** @param {View} view */
export function showTransport(view) {
  const { motion, parts, root, data } = view;
  showPlaying(root, parts.bar, motion.playing);
  parts.sum.setAttribute("aria-live", motion.playing ? "off" : "polite");
  parts.loop.setAttribute("aria-pressed", String(motion.loop));
  parts.all.setAttribute("aria-pressed", String(view.all));
  parts.counts.setAttribute("aria-pressed", String(view.counts));
  parts.counts.title = data.transposed
    ? _("How often each output cell is stamped")
    : _("How often each input cell is read");
  Object.assign(parts.speed, { max: SPEEDS.length - 1, value: motion.pace });
  const speed = SPEEDS[motion.pace];
  const words = _n("{count} window a second", "{count} windows a second", speed);
  parts.speed.setAttribute("aria-valuetext", words);
  parts.rate.textContent = `${grouped(speed)} / s`;
}
