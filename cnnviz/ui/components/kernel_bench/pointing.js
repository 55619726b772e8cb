// The hand on the pictures: hover, click, tap and arrow keys, and the window that they point at.

import { sizeCanvas } from "../_js/canvas.js";
import { colourAt } from "../_js/colour.js";
import { themeColour } from "../_js/theme.js";
import { explain, isKnown, outputAt, spanOf, total, windowAt } from "./data.js";
import { outputBox, showPlane } from "./index.js";
import { showLenses } from "./lens.js";
import { outline, position } from "./painting.js";
import { afterSum } from "./preview.js";
import { clearEquation, showEquation, showSwitches, showTotal } from "./why.js";

/** Outline the window and show its numbers. */
export function point(bench) {
  const { data, pixel, zoom, find, root } = bench;
  const { header } = data;
  const accent = themeColour(root, "primary-color") || "#0f766e";
  const marks = ({ marks: canvas }) => {
    const context = sizeCanvas(canvas, header.size[1] * zoom, header.size[0] * zoom);
    context.clearRect(0, 0, canvas.width, canvas.height);
    return context;
  };
  const [inputMarks, outputMarks] = [marks(bench.input), marks(bench.output)];
  showLenses(bench, accent);
  if (header.refusal) return clearWhy(bench);
  outline(inputMarks, ...windowAt(header, pixel), ...spanOf(header), zoom, accent);
  const [top, left] = outputBox(header, [0, 0]);
  const cell = (at, first) => first + at * header.stride;
  outline(
    outputMarks,
    cell(pixel[0], top),
    cell(pixel[1], left),
    header.stride,
    header.stride,
    zoom,
    accent,
  );
  find(".place").textContent = `row ${pixel[0]}, column ${pixel[1]}`;
  find(".why .hint").textContent = hint(bench);
  if (isKnown(data, pixel)) return showNumbers(bench);
  showSwitches(
    find(".channels"),
    Array(data.arrays.image.channels).fill(null),
    bench.channel,
    (c) => choose(bench, c),
  );
  return clearEquation(find(".why"));
}

/** No output, so no pixel to explain. */
function clearWhy({ find }) {
  find(".place").textContent = find(".why .hint").textContent = "";
  find(".channels").replaceChildren();
  clearEquation(find(".why"));
}

/** The equation of the pixel: Python's output, or in a preview the sum of what is shown. */
function showNumbers(bench) {
  const { data, pixel, channel, trial, find } = bench;
  const {
    header,
    arrays: { image },
  } = data;
  const planes = trial?.planes ?? bench.planes;
  const terms = Array.from({ length: image.channels }, (_, c) =>
    explain(data, planes[planes.length > 1 ? c : 0], pixel, c),
  );
  const partial = terms.map(({ products }) => total(products));
  const summed = planes.length > 1;
  const sums = summed ? partial.map(() => total(partial)) : partial;
  const values = sums.map((sum, c) =>
    trial ? afterSum(sum, header) : outputAt(data, pixel, summed ? 0 : c),
  );
  find(".channels").classList.toggle("summed", summed);
  showSwitches(
    find(".channels"),
    summed ? partial : values,
    channel,
    (c) => choose(bench, c),
    summed ? "+" : "",
  );
  const scale = trial?.scale ?? bench.scale;
  const colour = colourAt(scale.colours, position(values[channel], scale)); // as the output shows it
  showEquation(find(".why"), terms[channel], header);
  showTotal(find(".why"), { sum: sums[channel], value: values[channel], colour }, header);
}

function hint({ data, pixel, pinned }) {
  if (!isKnown(data, pixel)) return "Click to read this pixel in full size";
  if (pinned) return "Pinned; click again to let go";
  return matchMedia("(hover: none)").matches
    ? "Tap a picture"
    : "Move over a picture; click to pin";
}

export function choose(bench, channel) {
  bench.channel = channel;
  showPlane(bench);
  point(bench);
}

function moveTo(bench, row, col) {
  const [height, width] = bench.data.header.outputSize;
  bench.pixel = [Math.min(Math.max(row, 0), height - 1), Math.min(Math.max(col, 0), width - 1)];
  bench.frameAsked ||= requestAnimationFrame(() => {
    bench.frameAsked = null;
    point(bench);
  });
}

/** Both pictures lie alike in their frames, so a place on either one names the same window. */
function moveToPointer(bench, event) {
  if (bench.data.header.refusal) return;
  const { header } = bench.data;
  const box = event.currentTarget.querySelector(".marks").getBoundingClientRect();
  const [top, left] = outputBox(header, [0, 0]);
  const at = (offset, first) => Math.floor((offset / bench.zoom - first) / header.stride);
  moveTo(bench, at(event.clientY - box.top, top), at(event.clientX - box.left, left));
}

/** Full-size numbers of a scaled picture come from Python, for the pixel that is asked for. */
function ask({ data, pixel, send }) {
  if (!isKnown(data, pixel)) send("pixel", { picture: data.header.picture, at: pixel });
}

function pin(bench, pinned) {
  bench.pinned = pinned;
  if (pinned) ask(bench);
  point(bench);
}

/** A mouse hovers, and its click pins the pixel or lets it go; a finger has no hover and only asks. */
function touch(bench, event) {
  moveToPointer(bench, event);
  if (event.pointerType === "mouse") pin(bench, !bench.pinned);
  else ask(bench);
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function steer(bench, event) {
  if (event.key === "Enter") pin(bench, !bench.pinned);
  if (event.key === "Escape") pin(bench, false);
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const stride = event.shiftKey ? 10 : 1;
  moveTo(bench, bench.pixel[0] + step[0] * stride, bench.pixel[1] + step[1] * stride);
}

export function wireHand(bench) {
  for (const { frame } of [bench.input, bench.output]) {
    frame.onpointermove = (event) => bench.pinned || moveToPointer(bench, event);
    frame.onclick = (event) => touch(bench, event);
  }
  bench.output.frame.onkeydown = (event) => steer(bench, event);
}
