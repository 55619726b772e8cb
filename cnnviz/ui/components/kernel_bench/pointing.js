// Pointing at the pictures: hover, click, tap and arrow keys, and the window that they point at.

import { sizeCanvas } from "../_js/canvas.js";
import { colourAt } from "../_js/colour.js";
import { afterSum } from "../_js/conv.js";
import { find } from "../_js/dom.js";
import { arrowStep, clampCell } from "../_js/grid_keys.js";
import { _ } from "../_js/language.js";
import { placeText } from "../_js/number.js";
import { position } from "../_js/raster.js";
import { themeColour } from "../_js/theme.js";
import {
  explain,
  isKnown,
  outputAt,
  outputBox,
  pooledFrom,
  pooledPixel,
  pooledValue,
  reachOf,
  spanOf,
  total,
  unpooledAt,
  windowAt,
} from "./data.js";
import { takeWeights } from "./editor.js";
import { showLenses } from "./lens.js";
import { drawPin, outline } from "./painting.js";
import { pinText } from "./pins.js";
import { clearEquation, showEquation, showSwitches, showTotal } from "./why.js";

/** @typedef {import("./types.js").Bench} Bench */
/** @typedef {import("./data.js").Cell} Cell */

/**
 * Outline the window and show its numbers.
 * @param {Bench} bench
 */
export function point(bench) {
  const { data, pixel, zoom, sheet, edge, root } = bench;
  const { header } = data;
  const accent = themeColour(root, "primary-color") || "#0f766e";
  /** @param {HTMLCanvasElement} canvas */
  const clean = (canvas) => {
    const context = sizeCanvas(canvas, sheet[1] * zoom, sheet[0] * zoom);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.translate(edge[1] * zoom, edge[0] * zoom);
    return context;
  };
  const [inputMarks, outputMarks] = [clean(bench.input.marks), clean(bench.output.marks)];
  showLenses(bench, accent);
  if (header.refusal) return clearWhy(bench);
  /** @type {import("./painting.js").Box} */
  const read = [...windowAt(header, pixel), ...spanOf(header)];
  const [[top, left], side] = [outputBox(header, [0, 0]), header.stride * header.pool];
  const [row, col] = pooledPixel(header, pixel);
  /** @type {import("./painting.js").Box} */
  const made = [top + row * side, left + col * side, side, side];
  outline(inputMarks, read, zoom, accent);
  outline(outputMarks, made, zoom, accent);
  if (bench.pinned) drawPin(inputMarks, read, zoom, accent, edge[0]);
  if (bench.pinned) drawPin(outputMarks, made, zoom, accent, edge[0]);
  find(root, ".place").textContent = pixelText(header, pixel);
  find(root, ".why .hint").textContent = hint(bench);
  if (isKnown(data, pixel)) return showNumbers(bench);
  const unknown = Array(data.arrays.image.channels).fill(null);
  showSwitches(find(root, ".channels"), unknown, bench.channel, (c) => choose(bench, c));
  clearEquation(find(root, ".why"));
}

/**
 * Row and column of the output pixel, and with pooling which of its windows is explained.
 * @param {import("./data.js").KernelBenchHeader} header
 * @param {Cell} pixel
 */
function pixelText(header, pixel) {
  const { pool } = header;
  const [row, col] = pooledPixel(header, pixel);
  const place = placeText([row, col]);
  const number = (pixel[0] - row * pool) * pool + (pixel[1] - col * pool) + 1;
  return pool > 1
    ? _("{place}: window {number} of {count}", { place, number, count: pool * pool })
    : place;
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
  const terms = Array.from({ length: data.arrays.image.channels }, (_each, c) =>
    explain(data, planes[summed ? c : 0], pixel, c),
  );
  const partial = terms.map(({ products }) => total(products));
  const sums = summed ? partial.map(() => total(partial)) : partial;
  const unpooled = sums.map((sum, c) =>
    trial ? afterSum(sum, header) : unpooledAt(data, pixel, summed ? 0 : c),
  );
  const values = sums.map((_sum, c) =>
    trial ? pooledTrial(bench, planes, c) : outputAt(data, pixel, summed ? 0 : c),
  );
  const channels = find(root, ".channels");
  channels.classList.toggle("summed", summed);
  const shown = summed ? partial : values;
  showSwitches(channels, shown, channel, (c) => choose(bench, c), summed ? "+" : "");
  const scale = trial?.scale ?? header.displayScale;
  const colour = colourAt(scale.colours, position(values[channel], scale)); // as the output shows it
  const why = find(root, ".why");
  showEquation(why, terms[channel], header);
  const numbers = { sum: sums[channel], unpooled: unpooled[channel], value: values[channel] };
  showTotal(why, { ...numbers, colour }, header);
}

/**
 * What planes that Python has not answered yet make of all windows that the pixel is pooled from.
 * @param {Bench} bench
 * @param {number[][]} planes
 * @param {number} channel
 */
function pooledTrial({ data, pixel }, planes, channel) {
  const channels = planes.length > 1 ? planes.map((_plane, c) => c) : [channel];
  const read = pooledFrom(data.header, pixel).map((place) => {
    const parts = channels.map((c) =>
      total(explain(data, planes[planes.length > 1 ? c : 0], place, c).products),
    );
    return afterSum(total(parts), data.header);
  });
  return pooledValue(data.header, read);
}

/** @param {Bench} bench */
function hint({ data, pixel, pinned }) {
  if (!isKnown(data, pixel)) return _("Click to read this pixel in full size");
  const touch = matchMedia("(hover: none)").matches;
  if (pinned) return touch ? _("Pinned; tap another pixel") : _("Pinned; click again to let go");
  return touch ? _("Tap a picture") : _("Move over a picture; click to pin");
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
  bench.pixel = clampCell(pixel, reachOf(bench.data.header));
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
  const [y, x] = [top + bench.edge[0], left + bench.edge[1]];
  const row = ((event.clientY - box.top) / bench.zoom - y) / header.stride;
  const col = ((event.clientX - box.left) / bench.zoom - x) / header.stride;
  moveTo(bench, [Math.floor(row), Math.floor(col)]);
}

/**
 * Pin the pixel or let it go. Python is notified: the pin is in the address, and the full-size
 * numbers of a scaled picture come from there.
 * @param {Bench} bench
 * @param {boolean} pinned
 */
function pin(bench, pinned) {
  const { data, pixel, send } = bench;
  if (pinned || bench.pinned) {
    send("pixel", { picture: data.header.picture, at: pixel, pinned });
    bench.reportedPins.push(pinText({ pinned, pixel }));
  }
  bench.pinned = pinned;
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
 * A mouse hovers, and its click pins the pixel or lets it go; the second click of a double click
 * counts for nothing. A finger has no hover: each tap pins a pixel.
 * @param {Bench} bench
 */
export function connectPictures(bench) {
  for (const { frame, marks } of [bench.input, bench.output]) {
    frame.onpointermove = (event) => {
      if (!bench.pinned) moveToPointer(bench, marks, event);
    };
    frame.onclick = (event) => {
      if (event.detail > 1 || bench.data.header.refusal) return;
      moveToPointer(bench, marks, event);
      const mouse = event instanceof PointerEvent && event.pointerType === "mouse";
      pin(bench, !mouse || !bench.pinned);
    };
  }
  bench.output.frame.onkeydown = (event) => steer(bench, event);
  bench.output.frame.onkeyup = (event) => {
    if (bench.pinned && arrowStep(event)) pin(bench, true);
  };
}
