// The four grids as they stand still: input, kernel, products and output.

import { sizeCanvas } from "../_js/canvas.js";
import { cssColour, mixed } from "../_js/colour.js";
import { _ } from "../_js/language.js";
import { shortNumber } from "../_js/number.js";
import { shade } from "../_js/theme.js";
import { cornerOf, extent, originOf } from "./canvas_cells.js";
import { channelsOf, shownFilter, weightAt } from "./data.js";
import { inputLook, outputLook, textOf } from "./looks.js";
import { fittingSize, outline, paintCells, paintGrid, paintLabel, tint } from "./paint.js";

/** @typedef {import("./types.js").Grid} Grid */
/** @typedef {import("./types.js").Grids} Grids */
/** @typedef {import("./types.js").PlaneGrid} PlaneGrid */
/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./types.js").View} View */

/**
 * Input or output: cells below what moves, numerals above it where windows lie, else below.
 * @param {View} view
 * @param {PlaneGrid} name
 */
export function paintPlanes(view, name) {
  const { data, theme, parts } = view;
  const grid = view.grids[name];
  const base = sizeCanvas(parts[name].base, ...extent(grid));
  const numerals = sizeCanvas(parts[name].numerals, ...extent(grid));
  const look = (name === "input" ? inputLook : outputLook)(view);
  numerals.clearRect(0, 0, ...extent(grid));
  if (name !== data.fieldGrid) paintGrid(base, grid, theme, look);
  else {
    paintGrid(base, grid, theme, (...at) => ({ ...look(...at), text: "" }));
    paintGrid(numerals, grid, theme, (...at) => textOf(look(...at)));
  }
  for (let plane = 0; grid.label && plane < grid.planes; plane++)
    labelPlane(view, name, base, plane);
}

/**
 * The output as it is before the window comes: blank or, where all is shown, pale.
 * @param {View} view
 */
export function paintToCome(view) {
  const {
    data,
    theme,
    grids: { output },
  } = view;
  const look = outputLook(view);
  const drawn = !data.transposed && (output.size || !view.all);
  view.toCome = drawn ? document.createElement("canvas") : null;
  if (!view.toCome) return;
  const context = sizeCanvas(view.toCome, ...extent(output));
  if (!view.all) {
    const blank = { fill: shade(theme, 0.05) };
    return paintCells(context, output, theme, () => blank);
  }
  const ink = shade(theme, 0.62);
  context.globalAlpha = 0.26;
  paintCells(context, output, theme, (...at) => ({ ...look(...at), text: "" }));
  context.globalAlpha = 1;
  paintCells(context, output, theme, (...at) => ({ ...textOf(look(...at)), ink }));
}

/**
 * Number the planes; those of the shown filter stand out.
 * @param {View} view
 * @param {PlaneGrid} name
 * @param {CanvasRenderingContext2D} context
 * @param {number} plane
 */
export function labelPlane(view, name, context, plane) {
  const { data, theme } = view;
  const filter = shownFilter(view);
  const pooled = !data.weights;
  const planes = name === "input" ? channelsOf(data, filter) : [filter];
  const text =
    name === "input" || pooled
      ? _("Channel {channel}", { channel: plane + 1 })
      : _("Filter {filter}", { filter: plane + 1 });
  context.clearRect(...labelBox(view.grids[name], plane));
  paintLabel(context, view.grids[name], plane, text, theme, planes.includes(plane));
}

/**
 * @param {Grid} grid
 * @param {number} plane
 * @returns {[x: number, y: number, width: number, height: number]}
 */
function labelBox(grid, plane) {
  const [x, y] = originOf(grid, plane);
  return [x, y - grid.label, grid.cols * grid.cell, grid.label];
}

/**
 * The kernel of the shown filter, one plane per channel.
 * @param {View} view
 */
export function paintKernel(view) {
  const {
    data,
    theme,
    parts,
    grids: { kernel },
  } = view;
  const filter = shownFilter(view);
  if (!data.weights) return;
  const texts = Array.from(data.weights, (weight) => shortNumber(weight));
  const size = fittingSize(texts, kernel.cell);
  const ink = cssColour(theme.ink);
  const context = sizeCanvas(parts.kernel, ...extent(kernel));
  paintGrid(context, kernel, theme, (at, row, col) => {
    const tap = row * kernel.cols + col;
    const text = shortNumber(weightAt(data, filter, at, tap));
    return { fill: tint(view, at, tap), ink, size, text: size && text };
  });
  channelsOf(data, filter).forEach((channel, at) => {
    const name = _("Channel {channel}", { channel: channel + 1 });
    if (kernel.label) paintLabel(context, kernel, at, name, theme, false);
  });
}

/**
 * The cells under the window: times their weights, or, for pooling, as they are.
 * @param {View} view
 * @param {Spot} spot
 * @param {Term[]} terms
 */
export function paintProducts(view, spot, terms) {
  const {
    data,
    theme,
    parts,
    grids: { products },
  } = view;
  const ink = cssColour(theme.ink);
  const texts = terms.map((term) => (term.left ? "" : shortNumber(term.product)));
  const size = fittingSize(data.weights ? [...texts, "000"] : view.inputTexts, products.cell);
  const context = sizeCanvas(parts.products, ...extent(products));
  const taps = products.rows * products.cols;
  paintGrid(context, products, theme, (at, row, col) => {
    const term = terms[at * taps + row * products.cols + col];
    if (term.left) return { hatch: true };
    const fill = tapFill(view, at, term.tap, term.won ? 1 : 0.8);
    return { fill, ink, size, text: size && shortNumber(term.product) };
  });
  const winner = terms.findIndex(({ won }) => won);
  if (winner >= 0)
    ringCell(
      context,
      view,
      "products",
      0,
      Math.floor(winner / products.cols),
      winner % products.cols,
    );
  const summed = products.margin && !(data.transposed && spot.place); // a stamp is not summed
  for (let at = 0; summed && at < data.depth; at++) writeChannelSum(view, context, at, terms);
}

/**
 * The sum of one channel's products, beside them.
 * @param {View} view
 * @param {CanvasRenderingContext2D} context
 * @param {number} at
 * @param {Term[]} terms
 */
function writeChannelSum(view, context, at, terms) {
  const { products } = view.grids;
  const { theme } = view;
  const [x, y] = originOf(products, at);
  const sum = terms.reduce((total, term) => total + (term.at === at ? term.product : 0), 0);
  context.font = `600 13px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = cssColour(theme.ink);
  const middle = y + (products.rows * products.cell) / 2;
  context.fillText(`= ${shortNumber(sum)}`, x + products.cols * products.cell + 5, middle);
}

/**
 * A tap's colour: its own tint for a weight; for pooling one colour, the winner's stronger.
 * @param {View} view
 * @param {number} at
 * @param {number} tap
 * @param {number} strength
 */
export function tapFill(view, at, tap, strength) {
  const { data, theme } = view;
  if (data.weights) return tint(view, at, tap, strength);
  return cssColour(mixed(theme.paper, theme.accent, strength === 1 ? 0.5 : 0.22));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {keyof Grids} name
 * @param {number} plane
 * @param {number} row
 * @param {number} col
 */
export function ringCell(context, view, name, plane, row, col) {
  const grid = view.grids[name];
  const [x, y] = cornerOf(grid, plane, row, col);
  const side = grid.cell - 3;
  outline(context, x + 1, y + 1, side, side, cssColour(view.theme.accent), grid.cell >= 10 ? 3 : 2);
}
