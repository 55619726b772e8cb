// The frequency response: a map to point at, its cuts through 0, and the wave under the pointer as
// it goes in and as it comes out. Gains and phases are Python's.

import { sizeCanvas } from "../_js/canvas.js";
import { colourAt, signedColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { unpack } from "../_js/packing.js";
import { SCALES } from "../_js/scales.js";

const VIEWS = new WeakMap(); // root -> { data, gain, phase, at: [row, col] or null for a telling one }
const WAVE = 24; // pixels a side of the two waves
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const middleOf = (data) => (data.count - 1) / 2;
const pointed = (view) => view.at ?? view.data.rest;
const gainAt = (view, row, col) => view.gain[row * view.data.count + col];

/** One canvas pixel a frequency; the page scales it up with hard edges. */
function paintGain(view) {
  const { count, peak } = view.data;
  const canvas = view.root.querySelector(".gain");
  const colours = Array.from({ length: 256 }, (_, i) => colourAt("probability", i / 255));
  canvas.width = canvas.height = count;
  const context = canvas.getContext("2d");
  const image = context.createImageData(count, count);
  view.gain.forEach((gain, i) => {
    const colour = colours[peak > 0 ? Math.round((255 * gain) / peak) : 0];
    image.data.set([...colour, 255], 4 * i);
  });
  context.putImageData(image, 0, 0);
}

/** The axes through 0, the frame of what a stride keeps apart, and the place pointed at. */
function paintMarks(view) {
  const canvas = view.root.querySelector(".marks");
  const size = canvas.parentElement.clientWidth;
  if (!size) return;
  const context = sizeCanvas(canvas, size, size);
  const cell = size / view.data.count;
  const [row, col] = pointed(view);
  const middle = size / 2;
  context.clearRect(0, 0, size, size);
  context.fillStyle = "rgb(23 32 42 / 0.25)";
  context.fillRect(middle - 0.5, 0, 1, size);
  context.fillRect(0, middle - 0.5, size, 1);
  if (view.data.stride > 1) strideFrame(context, size, view.data.stride);
  for (const [radius, width, colour] of [
    [6, 4, "#ffffff"],
    [6, 2, "#17202a"],
  ]) {
    Object.assign(context, { lineWidth: width, strokeStyle: colour });
    context.beginPath();
    context.arc((col + 0.5) * cell, (row + 0.5) * cell, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

function strideFrame(context, size, stride) {
  const side = size / stride;
  const start = (size - side) / 2;
  Object.assign(context, { lineWidth: 1.5, strokeStyle: "#17202a" });
  context.setLineDash([4, 3]);
  context.strokeRect(start, start, side, side);
  context.setLineDash([]);
}

/** A wave as pixels: height 1 is the strongest colour. */
function paintWave(canvas, fy, fx, height, phase) {
  canvas.width = canvas.height = WAVE;
  const context = canvas.getContext("2d");
  const image = context.createImageData(WAVE, WAVE);
  for (let row = 0; row < WAVE; row++)
    for (let col = 0; col < WAVE; col++) {
      const value = height * Math.cos(2 * Math.PI * (fy * row + fx * col) + phase);
      image.data.set([...signedColour("signed", value, 1), 255], 4 * (row * WAVE + col));
    }
  context.putImageData(image, 0, 0);
}

function paintWaves(view) {
  const [row, col] = pointed(view);
  const { frequencies, peak } = view.data;
  const [fy, fx] = [frequencies[row], frequencies[col]];
  const gain = gainAt(view, row, col);
  const phase = view.phase[row * view.data.count + col];
  const [before, after] = view.root.querySelectorAll(".waves figure");
  paintWave(before.firstElementChild, fy, fx, 1, 0);
  paintWave(after.firstElementChild, fy, fx, peak > 0 ? gain / peak : 0, phase);
  before.lastElementChild.textContent = "in, ±1";
  after.lastElementChild.textContent = `out, ±${shortNumber(gain)}`;
  const length = 1 / Math.hypot(fy, fx);
  const wave = Number.isFinite(length)
    ? `waves of ${shortNumber(length, 1)} pixels`
    : "an even area";
  view.root.querySelector(".read").innerHTML =
    `x ${shortNumber(fx, 3)}, y ${shortNumber(fy, 3)}: ${wave}<br><b>gain ${shortNumber(gain, 3)}</b>`;
  view.root.querySelector(".read b").title = String(gain);
}

const svgNode = (name, attributes, text = "") => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
};

function drawCuts(view) {
  const svg = view.root.querySelector(".cuts");
  const { data } = view;
  const middle = middleOf(data);
  const [width, height, left, right, top, bottom] = [svg.clientWidth, 112, 34, 6, 8, 18];
  if (!width) return;
  const x = (i) => left + ((width - left - right) * i) / (data.count - 1);
  const y = (gain) =>
    height - bottom - (height - top - bottom) * (data.peak > 0 ? gain / data.peak : 0);
  const nodes = [0, data.peak].flatMap((gain) => [
    svgNode("line", {
      class: "axis",
      x1: left,
      x2: width - right,
      y1: Math.round(y(gain)),
      y2: Math.round(y(gain)),
    }),
    svgNode("text", { x: left - 6, y: y(gain) + 4, "text-anchor": "end" }, shortNumber(gain, 1)),
  ]);
  [
    ["−½", 0, "start"],
    ["0", middle, "middle"],
    ["½", data.count - 1, "end"],
  ].forEach(([text, at, anchor]) =>
    nodes.push(svgNode("text", { x: x(at), y: height - 4, "text-anchor": anchor }, text)),
  );
  const cuts = { x: (i) => gainAt(view, middle, i), y: (i) => gainAt(view, i, middle) };
  const [row, col] = pointed(view);
  for (const [axis, at] of [
    ["x", col],
    ["y", row],
  ]) {
    const points = Array.from({ length: data.count }, (_, i) => `${x(i)},${y(cuts[axis](i))}`);
    nodes.push(svgNode("polyline", { class: `line ${axis}`, points: points.join(" ") }));
    nodes.push(svgNode("circle", { class: `dot ${axis}`, cx: x(at), cy: y(cuts[axis](at)), r: 4 }));
  }
  svg.setAttribute("aria-label", `Gain along x and y from 0 to ${shortNumber(data.peak)}`);
  svg.replaceChildren(...nodes);
}

function paintLegend(view) {
  view.root.querySelector(".legend i").style.background =
    `linear-gradient(to right, ${SCALES.probability.join()})`;
  const top = view.root.querySelector(".top");
  Object.assign(top, {
    textContent: shortNumber(view.data.peak, 3),
    title: String(view.data.peak),
  });
}

/** All that follows the pointer. */
function showPointed(view) {
  paintMarks(view);
  paintWaves(view);
  drawCuts(view);
}

function point(view, at) {
  const clamp = (value) => Math.min(Math.max(value, 0), view.data.count - 1);
  view.at = at && at.map(clamp);
  showPointed(view);
}

function listen(view) {
  const marks = view.root.querySelector(".marks");
  const cell = (event) => {
    const box = marks.getBoundingClientRect();
    const count = view.data.count;
    const share = [(event.clientY - box.top) / box.height, (event.clientX - box.left) / box.width];
    return share.map((at) => Math.floor(at * count));
  };
  marks.onpointermove = (event) => point(view, cell(event));
  marks.onpointerdown = (event) => point(view, cell(event));
  marks.onpointerleave = (event) => event.pointerType === "mouse" && point(view, null);
  marks.onkeydown = (event) => {
    const move = ARROWS[event.key];
    const step = event.shiftKey ? 8 : 1;
    if (move)
      point(
        view,
        pointed(view).map((at, axis) => at + step * move[axis]),
      );
    else if (event.key === "Escape") point(view, null);
    else return;
    event.preventDefault();
  };
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".response");
  const view = VIEWS.get(root) ?? { root, at: null };
  const { header, values } = unpack(data);
  const size = header.count ** 2;
  Object.assign(view, {
    data: header,
    gain: values.subarray(0, size),
    phase: values.subarray(size),
  });
  if (!VIEWS.has(root)) {
    VIEWS.set(root, view);
    listen(view);
    new ResizeObserver(() => showPointed(view)).observe(root);
  }
  paintGain(view);
  paintLegend(view);
  showPointed(view);
}
