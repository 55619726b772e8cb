// A unit on its layer's grid, and what it sees in the input: by its windows, and by its gradient.

import { sizeCanvas } from "../_js/canvas.js";
import { element, find } from "../_js/dom.js";
import { arrowStep, clampCell } from "../_js/grid_keys.js";
import { N_, _, _n, grouped } from "../_js/language.js";
import { placeText, spanText } from "../_js/number.js";
import { render } from "../_js/raster.js";
import { readCssTheme } from "../_js/theme.js";
import { gridOf, lengthOf, spanOf } from "./chain.js";

/** @typedef {import("./chain.js").Patch} Patch */
/** @typedef {import("./types.js").MeasuredArea} MeasuredArea */
/** @typedef {import("./types.js").Size} Size */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("../_js/theme.js").CssTheme} Theme */

const MARK = "#e0457b"; // what a unit sees, here and in the volumes

/**
 * Size a canvas for a grid that fills the room, at most as high as wide.
 * @param {HTMLCanvasElement} canvas
 * @param {Size} grid
 * @param {number} room
 */
function gridCanvas(canvas, [rows, cols], room) {
  const cell = Math.min(room / cols, room / rows);
  return { context: sizeCanvas(canvas, Math.max(cols * cell, 1), Math.max(rows * cell, 1)), cell };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Size} grid
 * @param {number} cell
 * @param {Theme} theme
 */
function paintGrid(context, [rows, cols], cell, theme) {
  context.fillStyle = theme.field;
  context.fillRect(0, 0, cols * cell, rows * cell);
  if (cell < 4) return;
  context.strokeStyle = theme.border;
  context.lineWidth = 1;
  context.beginPath();
  /** @param {number} i */
  const at = (i) => Math.round(i * cell) + 0.5;
  for (let r = 1; r < rows; r++) (context.moveTo(0, at(r)), context.lineTo(cols * cell, at(r)));
  for (let c = 1; c < cols; c++) (context.moveTo(at(c), 0), context.lineTo(at(c), rows * cell));
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Patch} patch
 * @param {number} cell
 * @param {boolean} [filled]
 */
function paintSpan(context, { rows, cols }, cell, filled = true) {
  const [x, y] = [cols[0] * cell, rows[0] * cell];
  const [width, height] = [lengthOf(cols) * cell, lengthOf(rows) * cell];
  context.fillStyle = `${MARK}55`;
  if (filled) context.fillRect(x, y, width, height);
  const inset = Math.min(1, cell / 4);
  Object.assign(context, { strokeStyle: MARK, lineWidth: 2 });
  context.strokeRect(
    x + inset,
    y + inset,
    Math.max(width - 2 * inset, 0.5),
    Math.max(height - 2 * inset, 0.5),
  );
}

/** @param {View} view */
export function drawFields(view) {
  const { header, layer, unit } = view;
  const theme = readCssTheme(view.root);
  const room = find(view.root, ".map").clientWidth;
  if (!room) return;
  const grid = gridOf(view, layer);
  const name = layer < 0 ? _("input") : header.good[layer].name;
  const map = gridCanvas(view.canvases.map, grid, room);
  paintGrid(map.context, grid, map.cell, theme);
  paintSpan(map.context, { rows: [unit[0], unit[0]], cols: [unit[1], unit[1]] }, map.cell);
  find(view.root, ".map figcaption").textContent = _("Units of {layer}, {size}", {
    layer: name,
    size: grid.join(" × "),
  });
  view.canvases.map.setAttribute(
    "aria-label",
    _("Units of {layer}, {rows} by {columns}; arrow keys move to another", {
      layer: name,
      rows: grid[0],
      columns: grid[1],
    }),
  );
  const image = gridCanvas(view.canvases.image, header.inputGrid, room);
  paintGrid(image.context, header.inputGrid, image.cell, theme);
  paintSpan(image.context, fieldOf(view), image.cell);
  find(view.root, ".image figcaption").textContent = _("Seen in the input, {size}", {
    size: header.inputGrid.join(" × "),
  });
  writeField(view);
  drawMeasured(view, room, theme);
}

/**
 * What the unit sees of the input.
 * @param {View} view
 */
const fieldOf = ({ chain }) => /** @type {Patch} */ (chain.get(-1));

/**
 * The field in words, and what of it lies outside.
 * @param {View} view
 */
function writeField(view) {
  const { header, layer, unit } = view;
  const { rows, cols } = fieldOf(view);
  const read = find(view.root, ".read");
  if (layer < 0)
    return void (read.textContent = _("Choose a layer, then point at one of its units."));
  const [down, across] = header.good[layer].fields.map((field, axis) => spanOf(field, unit[axis]));
  const outside =
    down[0] < rows[0] || across[0] < cols[0] || down[1] > rows[1] || across[1] > cols[1];
  const seen = {
    rows: spanText(rows),
    columns: spanText(cols),
    size: `${lengthOf(rows)} × ${lengthOf(cols)}`,
  };
  const sentences = [
    header.good[layer].grid.every((side) => side === 1)
      ? _("Every unit sees rows {rows} and columns {columns}: {size} pixels.", seen)
      : _("Unit in {place} sees rows {rows} and columns {columns}: {size} pixels.", {
          ...seen,
          place: placeText(unit),
        }),
  ];
  if (outside)
    sentences.push(
      _("Of its field of {size}, rows {rows}, the rest is padding or never read.", {
        size: `${lengthOf(down)} × ${lengthOf(across)}`,
        rows: spanText(down),
      }),
    );
  read.textContent = sentences.join(" ");
}

/**
 * @param {View} view
 * @param {number} room
 * @param {Theme} theme
 */
function drawMeasured(view, room, theme) {
  const { measured, inputGrid } = view.header;
  const figure = find(view.root, ".measured");
  const fits = measured?.layer === view.layer ? measured : null;
  const { context, cell } = gridCanvas(view.canvases.measured, inputGrid, room);
  paintGrid(context, inputGrid, cell, theme);
  find(figure, "figcaption").textContent = _("Measured: size of the gradient");
  if (fits) {
    paintHeat(context, view.values, fits, cell);
    const [rows, cols] = fits.theory;
    paintSpan(context, { rows, cols }, cell, false);
  }
  writeMeasured(view, fits);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Float32Array} values
 * @param {MeasuredArea} measured
 * @param {number} cell
 */
function paintHeat(context, values, { shape: [rows, cols], most }, cell) {
  const pixels = { values, height: rows, width: cols, channels: 1 };
  const sheet = render(pixels, { low: 0, high: most || 1, colours: "probability" });
  context.drawImage(sheet, 0, 0, cols * cell, rows * cell);
}

const MEASURE = N_(
  "The gradient of the middle unit with respect to each pixel tells how much it truly looks there.",
);

/**
 * @param {View} view
 * @param {MeasuredArea | null} measured of the layer that is looked at
 */
function writeMeasured(view, measured) {
  const { header, layer } = view;
  const words = find(view.root, ".words");
  for (const button of find(view.root, ".buttons").querySelectorAll("button"))
    button.disabled = layer < 0 || view.waiting;
  if (view.waiting) return void (words.textContent = _("Measuring …"));
  if (header.complaint) return void (words.textContent = header.complaint);
  if (!measured) return void (words.textContent = _(MEASURE));
  words.textContent = measuredText(measured, header.weights[measured.weights]);
}

/**
 * @param {MeasuredArea} measured
 * @param {string} weights
 */
function measuredText({ extent, core, theory, inputs, unit }, weights) {
  const of = _n(
    "Mean of {count} random input, {weights}; the unit in {place}.",
    "Mean of {count} random inputs, {weights}; the unit in {place}.",
    inputs,
    { weights: lowered(weights), place: placeText(unit) },
  );
  if (!extent) return `${_("The gradient is 0 everywhere: the unit is silent.")} ${of}`;
  const area = theory.reduce((product, span) => product * lengthOf(span), 1);
  const size = extent.map(lengthOf).join(" × ");
  const theoretical = theory.map(lengthOf).join(" × ");
  const found = _(
    "Not 0 on {size} of the {theoretical} outlined. 90 % of it lies in {core} of {area} pixels.",
    { size, theoretical, core: grouped(core), area: grouped(area) },
  );
  return `${found} ${of}`;
}

/**
 * A label inside a sentence.
 * @param {string} label
 */
const lowered = (label) => label.charAt(0).toLowerCase() + label.slice(1);

/** @param {View} view */
export function fillButtons(view) {
  const box = find(view.root, ".buttons");
  box.replaceChildren(
    ...Object.entries(view.header.weights).map(([weights, label]) => {
      const text = _("Measure, {weights}", { weights: lowered(label) });
      const button = element("button", "", text);
      button.onclick = () => {
        view.waiting = true;
        drawFields(view);
        view.measure({ layer: view.layer, weights });
      };
      return button;
    }),
  );
}

/**
 * @param {View} view
 * @param {KeyboardEvent} event
 */
export function steerUnit(view, event) {
  const step = arrowStep(event);
  if (!step || view.layer < 0) return;
  event.preventDefault();
  const by = event.shiftKey ? 10 : 1;
  const [row, col] = [view.unit[0] + by * step[0], view.unit[1] + by * step[1]];
  view.look(view.layer, clampCell([row, col], gridOf(view, view.layer)));
}
