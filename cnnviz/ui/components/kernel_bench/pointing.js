// Pointing at the pictures: hover, click, tap and arrow keys, and the window that they point at.

import { sizeCanvas } from "../_js/canvas.js";
import { colourAt } from "../_js/colour.js";
import { afterSum } from "../_js/conv.js";
import { find } from "../_js/dom.js";
import { arrowStep, clampCell } from "../_js/grid_keys.js";
import { position } from "../_js/raster.js";
import { themeColour } from "../_js/theme.js";
import { explain, isKnown, outputAt, outputBox, spanOf, total, windowAt } from "./data.js";
import { takeWeights } from "./editor.js";
import { showLenses } from "./lens.js";
import { outline } from "./painting.js";
import { clearEquation, showEquation, showSwitches, showTotal } from "./why.js";

/** @typedef {import("./types.js").Bench} Bench */
/** @typedef {import("./data.js").Cell} Cell */

/**
 * Outline the window and show its numbers.
 * @param {Bench} bench
 */
export function point(bench) {
  const { data, pixel, zoom, root } = bench;
  const { header } = data;
  const accent = themeColour(root, "primary-color") || "#0f766e";
  /** @param {HTMLCanvasElement} canvas */
  const clean = (canvas) => {
    const context = sizeCanvas(canvas, header.size[1] * zoom, header.size[0] * zoom);
    context.clearRect(0, 0, canvas.width, canvas.height);
    return context;
  };
  const [inputMarks, outputMarks] = [clean(bench.input.marks), clean(bench.output.marks)];
  showLenses(bench, accent);
  if (header.refusal) return clearWhy(bench);
  outline(inputMarks, [...windowAt(header, pixel), ...spanOf(header)], zoom, accent);
  const { stride } = header;
  const [top, left] = outputBox(header, [0, 0]);
  const cell = /** @type {const} */ ([top + pixel[0] * stride, left + pixel[1] * stride]);
  outline(outputMarks, [...cell, stride, stride], zoom, accent);
  find(root, ".place").textContent = `row ${pixel[0]}, column ${pixel[1]}`;
  find(root, ".why .hint").textContent = hint(bench);
  if (isKnown(data, pixel)) return showNumbers(bench);
  const unknown = Array(data.arrays.image.channels).fill(null);
  showSwitches(find(root, ".channels"), unknown, bench.channel, (c) => choose(bench, c));
  clearEquation(find(root, ".why"));
}

/**
 * No output, so no pixel to explain.
 * @param {Bench} bench
 */
function clearWhy({ root }) {
  find(root, ".place").textContent = find(root, ".why .hint").textContent = "";
  find(root, ".channels").replaceChildren();
  clearEquation(find(root, ".why"));
}

/**
 * The equation of the pixel: Python's output, or in a preview the sum of what is shown.
 * @param {Bench} bench
 */
function showNumbers(bench) {
  const { data, pixel, channel, trial, root } = bench;
  const { header } = data;
  const planes = trial?.planes ?? bench.planes;
  const summed = planes.length > 1;
  const terms = Array.from({ length: data.arrays.image.channels }, (_, c) =>
    explain(data, planes[summed ? c : 0], pixel, c),
  );
  const partial = terms.map(({ products }) => total(products));
  const sums = summed ? partial.map(() => total(partial)) : partial;
  const values = sums.map((sum, c) =>
    trial ? afterSum(sum, header) : outputAt(data, pixel, summed ? 0 : c),
  );
  const channels = find(root, ".channels");
  channels.classList.toggle("summed", summed);
  const shown = summed ? partial : values;
  showSwitches(channels, shown, channel, (c) => choose(bench, c), summed ? "+" : "");
  const scale = trial?.scale ?? header.displayScale;
  const colour = colourAt(scale.colours, position(values[channel], scale)); // as the output shows it
  const why = find(root, ".why");
  showEquation(why, terms[channel], header);
  showTotal(why, { sum: sums[channel], value: values[channel], colour }, header);
}

/** @param {Bench} bench */
function hint({ data, pixel, pinned }) {
  if (!isKnown(data, pixel)) return "Click to read this pixel in full size";
  if (pinned) return "Pinned; click again to let go";
  const touch = matchMedia("(hover: none)").matches;
  return touch ? "Tap a picture" : "Move over a picture; click to pin";
}

/**
 * @param {Bench} bench
 * @param {number} channel
 */
export function choose(bench, channel) {
  bench.channel = channel;
  showPlane(bench);
  point(bench);
}

/**
 * The plane in the grid is the chosen channel's, where each has its own.
 * @param {Bench} bench
 */
export function showPlane(bench) {
  const { planes, root, channel, editor } = bench;
  const plane = Math.min(channel, planes.length - 1);
  const unnumbered = planes.map(() => undefined);
  showSwitches(find(root, ".planes"), unnumbered, plane, (c) => choose(bench, c));
  if (editor) takeWeights(editor, planes[plane]);
}

/**
 * @param {Bench} bench
 * @param {Cell} pixel
 */
function moveTo(bench, pixel) {
  bench.pixel = clampCell(pixel, bench.data.header.outputSize);
  bench.frameAsked ||= requestAnimationFrame(() => {
    bench.frameAsked = 0;
    point(bench);
  });
}

/**
 * Both pictures lie alike in their frames, so a place on either one names the same window.
 * @param {Bench} bench
 * @param {HTMLCanvasElement} marks
 * @param {MouseEvent} event
 */
function moveToPointer(bench, marks, event) {
  const { header } = bench.data;
  if (header.refusal) return;
  const box = marks.getBoundingClientRect();
  const [top, left] = outputBox(header, [0, 0]);
  const row = ((event.clientY - box.top) / bench.zoom - top) / header.stride;
  const col = ((event.clientX - box.left) / bench.zoom - left) / header.stride;
  moveTo(bench, [Math.floor(row), Math.floor(col)]);
}

/**
 * Full-size numbers of a scaled picture come from Python, for the pixel that is asked for.
 * @param {Bench} bench
 */
function ask({ data, pixel, send }) {
  if (!isKnown(data, pixel)) send("pixel", { picture: data.header.picture, at: pixel });
}

/**
 * @param {Bench} bench
 * @param {boolean} pinned
 */
function pin(bench, pinned) {
  bench.pinned = pinned;
  if (pinned) ask(bench);
  point(bench);
}

/**
 * @param {Bench} bench
 * @param {KeyboardEvent} event
 */
function steer(bench, event) {
  if (event.key === "Enter") pin(bench, !bench.pinned);
  if (event.key === "Escape") pin(bench, false);
  const step = arrowStep(event);
  if (!step) return;
  event.preventDefault();
  const by = event.shiftKey ? 10 : 1;
  moveTo(bench, [bench.pixel[0] + step[0] * by, bench.pixel[1] + step[1] * by]);
}

/**
 * A mouse hovers, and its click pins the pixel or lets it go; a finger has no hover and only asks.
 * @param {Bench} bench
 */
export function connectPictures(bench) {
  for (const { frame, marks } of [bench.input, bench.output]) {
    frame.onpointermove = (event) => {
      if (!bench.pinned) moveToPointer(bench, marks, event);
    };
    frame.onclick = (event) => {
      moveToPointer(bench, marks, event);
      const mouse = event instanceof PointerEvent && event.pointerType === "mouse";
      if (mouse) pin(bench, !bench.pinned);
      else ask(bench);
    };
  }
  bench.output.frame.onkeydown = (event) => steer(bench, event);
}
