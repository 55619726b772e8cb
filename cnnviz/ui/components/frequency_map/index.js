// The frequency response: a map to point at, its cuts through 0, and the wave under the pointer as
// it goes in and as it comes out. Gains and phases are Python's.

import { sizeCanvas } from "../_js/canvas.js";
import { stopsOf } from "../_js/colour.js";
import { element, find, findAs, findCanvas } from "../_js/dom.js";
import { arrowStep, cellUnder, clampCell } from "../_js/grid_keys.js";
import { gradient } from "../_js/legend.js";
import { _ } from "../_js/language.js";
import { localText, shortNumber } from "../_js/number.js";
import { unpack } from "../_js/packing.js";
import { render } from "../_js/raster.js";
import { svgElement } from "../_js/svg.js";
import { keepViews } from "../_js/views.js";

/** @typedef {import("../_js/grid_keys.js").Cell} Cell */
/**
 * @typedef {object} FrequencyMapHeader
 * @property {number} count frequencies on each axis
 * @property {number[]} frequencies from -1/2 up, in cycles per pixel
 * @property {number} peak the largest gain
 * @property {Cell} rest the place that is read where nothing is pointed at
 * @property {number} stride of the layer
 */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {FrequencyMapHeader} data
 * @property {Float32Array} gain
 * @property {Float32Array} phase
 * @property {Cell | null} at the place pointed at
 */

const WAVE = 24; // pixels on each side of the two waves
const CUTS = { height: 112, left: 34, right: 6, top: 8, bottom: 18 };

/** @param {View} view */
const pointed = (view) => view.at ?? view.data.rest;

/**
 * @param {View} view
 * @param {number} row
 * @param {number} col
 */
const gainAt = ({ gain, data }, row, col) => gain[row * data.count + col];

/**
 * One canvas pixel per frequency; the page scales it up with hard edges.
 * @param {View} view
 */
function paintGain({ data: { count, peak }, root, gain }) {
  const pixels = { values: gain, height: count, width: count, channels: 1 };
  const scale = { low: 0, high: peak, colours: /** @type {const} */ ("probability") };
  render(pixels, scale, findCanvas(root, ".gain"));
}

/**
 * The axes through 0, the frame of the frequencies that a stride keeps apart, and the place pointed at.
 * @param {View} view
 */
function paintMarks(view) {
  const canvas = findCanvas(view.root, ".marks");
  const size = canvas.parentElement?.clientWidth;
  if (!size) return;
  const context = sizeCanvas(canvas, size, size);
  const cell = size / view.data.count;
  const [row, col] = pointed(view);
  context.clearRect(0, 0, size, size);
  context.fillStyle = "rgb(23 32 42 / 0.25)";
  context.fillRect(size / 2 - 0.5, 0, 1, size);
  context.fillRect(0, size / 2 - 0.5, size, 1);
  if (view.data.stride > 1) strideFrame(context, size, view.data.stride);
  ring(context, (col + 0.5) * cell, (row + 0.5) * cell, 4, "#ffffff");
  ring(context, (col + 0.5) * cell, (row + 0.5) * cell, 2, "#17202a");
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} lineWidth
 * @param {string} strokeStyle
 */
function ring(context, x, y, lineWidth, strokeStyle) {
  Object.assign(context, { lineWidth, strokeStyle });
  context.beginPath();
  context.arc(x, y, 6, 0, 2 * Math.PI);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} size
 * @param {number} stride
 */
function strideFrame(context, size, stride) {
  const side = size / stride;
  const start = (size - side) / 2;
  Object.assign(context, { lineWidth: 1.5, strokeStyle: "#17202a" });
  context.setLineDash([4, 3]);
  context.strokeRect(start, start, side, side);
  context.setLineDash([]);
}

/**
 * A wave as pixels: height 1 is the strongest colour.
 * @param {HTMLCanvasElement} canvas
 * @param {{ fy: number, fx: number, height: number, phase: number }} wave
 */
function paintWave(canvas, { fy, fx, height, phase }) {
  const values = Float32Array.from({ length: WAVE * WAVE }, (_each, i) => {
    const at = fy * Math.floor(i / WAVE) + fx * (i % WAVE);
    return height * Math.cos(2 * Math.PI * at + phase);
  });
  const pixels = { values, height: WAVE, width: WAVE, channels: 1 };
  render(pixels, { low: -1, high: 1, colours: "signed" }, canvas);
}

/** @param {View} view */
function paintWaves(view) {
  const { root, data } = view;
  const [row, col] = pointed(view);
  const [fy, fx] = [data.frequencies[row], data.frequencies[col]];
  const gain = gainAt(view, row, col);
  const phase = view.phase[row * data.count + col];
  const height = data.peak > 0 ? gain / data.peak : 0;
  paintWave(findCanvas(root, ".in"), { fy, fx, height: 1, phase: 0 });
  paintWave(findCanvas(root, ".out"), { fy, fx, height, phase });
  find(root, ".in + figcaption").textContent = _("in, ±{height}", { height: 1 });
  find(root, ".out + figcaption").textContent = _("out, ±{height}", { height: shortNumber(gain) });
  const length = 1 / Math.hypot(fy, fx);
  const number = element("b", "", _("gain {gain}", { gain: shortNumber(gain, 3) }));
  number.title = localText(gain);
  const at = { x: shortNumber(fx, 3), y: shortNumber(fy, 3) };
  const place = Number.isFinite(length)
    ? _("x {x}, y {y}: waves of {length} pixels", { ...at, length: shortNumber(length, 1) })
    : _("x {x}, y {y}: an even area", at);
  find(root, ".read").replaceChildren(place, element("br"), number);
}

/** @param {View} view */
function drawCuts(view) {
  const svg = findAs(view.root, ".cuts", SVGElement);
  const { count, peak } = view.data;
  const width = svg.clientWidth;
  if (!width) return;
  const place = cutPlace(view.data, width);
  const middle = (count - 1) / 2;
  const [row, col] = pointed(view);
  svg.setAttribute(
    "aria-label",
    _("Gain along x and y from 0 to {peak}", { peak: shortNumber(peak) }),
  );
  svg.replaceChildren(
    ...cutAxes(view.data, width, place),
    ...cut("x", col, (i) => gainAt(view, middle, i), count, place),
    ...cut("y", row, (i) => gainAt(view, i, middle), count, place),
  );
}

/** @typedef {{ x: (index: number) => number, y: (gain: number) => number }} Place */

/**
 * @param {FrequencyMapHeader} data
 * @param {number} width
 * @returns {Place}
 */
function cutPlace({ count, peak }, width) {
  const inner = CUTS.height - CUTS.top - CUTS.bottom;
  return {
    x: (index) => CUTS.left + ((width - CUTS.left - CUTS.right) * index) / (count - 1),
    y: (gain) => CUTS.height - CUTS.bottom - inner * (peak > 0 ? gain / peak : 0),
  };
}

/**
 * @param {FrequencyMapHeader} data
 * @param {number} width
 * @param {Place} place
 */
function cutAxes({ count, peak }, width, { x, y }) {
  const lines = [0, peak].flatMap((gain) => {
    const at = Math.round(y(gain));
    const label = { x: CUTS.left - 6, y: y(gain) + 4, "text-anchor": "end" };
    return [
      svgElement("line", { class: "axis", x1: CUTS.left, x2: width - CUTS.right, y1: at, y2: at }),
      svgElement("text", label, shortNumber(gain, 1)),
    ];
  });
  /** @type {[string, number, string][]} */
  const ticks = [
    ["−½", 0, "start"],
    ["0", (count - 1) / 2, "middle"],
    ["½", count - 1, "end"],
  ];
  const labels = ticks.map(([text, at, anchor]) =>
    svgElement("text", { x: x(at), y: CUTS.height - 4, "text-anchor": anchor }, text),
  );
  return [...lines, ...labels];
}

/**
 * The gain along one axis, with a dot at the place pointed at.
 * @param {string} axis
 * @param {number} at
 * @param {(index: number) => number} gainOf
 * @param {number} count
 * @param {Place} place
 */
function cut(axis, at, gainOf, count, { x, y }) {
  const points = Array.from({ length: count }, (_each, i) => `${x(i)},${y(gainOf(i))}`);
  return [
    svgElement("polyline", { class: `line ${axis}`, points: points.join(" ") }),
    svgElement("circle", { class: `dot ${axis}`, cx: x(at), cy: y(gainOf(at)), r: 4 }),
  ];
}

/** @param {View} view */
function paintLegend({ root, data: { peak } }) {
  find(root, ".legend i").style.background = gradient(stopsOf("probability"));
  Object.assign(find(root, ".top"), { textContent: shortNumber(peak, 3), title: localText(peak) });
}

/**
 * All that follows the pointer.
 * @param {View} view
 */
function showPointed(view) {
  paintMarks(view);
  paintWaves(view);
  drawCuts(view);
}

/**
 * @param {View} view
 * @param {Cell | null} at
 */
function point(view, at) {
  view.at = at && clampCell(at, [view.data.count, view.data.count]);
  showPointed(view);
}

/**
 * @param {View} view
 * @param {KeyboardEvent} event
 */
function onKey(view, event) {
  const step = arrowStep(event);
  if (!step && event.key !== "Escape") return;
  event.preventDefault();
  const by = event.shiftKey ? 8 : 1;
  const [row, col] = pointed(view);
  point(view, step ? [row + by * step[0], col + by * step[1]] : null);
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const view = /** @type {View} */ ({ root, at: null });
  const marks = findCanvas(root, ".marks");
  marks.onpointermove = marks.onpointerdown = (event) =>
    point(view, cellUnder(marks, [view.data.count, view.data.count], event));
  marks.onpointerleave = ({ pointerType }) => {
    if (pointerType === "mouse") point(view, null);
  };
  marks.onkeydown = (event) => onKey(view, event);
  new ResizeObserver(() => view.data && showPointed(view)).observe(root);
  return view;
});

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement }) {
  const view = viewOf(find(parentElement, ".response"));
  /** @type {{ header: FrequencyMapHeader, values: Float32Array }} */
  const { header, values } = unpack(data);
  const size = header.count ** 2;
  Object.assign(view, {
    data: header,
    gain: values.subarray(0, size),
    phase: values.subarray(size),
  });
  paintGain(view);
  paintLegend(view);
  showPointed(view);
}
