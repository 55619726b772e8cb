// Shows Python's numbers on the bench: its pictures, and what is written around them.

import { sizeCanvas } from "../_js/canvas.js";
import { find } from "../_js/dom.js";
import { N_, _ } from "../_js/language.js";
import { placeText, shortNumber } from "../_js/number.js";
import { fitScale, render } from "../_js/raster.js";
import { cleanNumber, letterHeight, writeNumbers } from "./cells.js";
import { outputBox, reachOf } from "./data.js";
import { hatchBorder, paint, showLegend } from "./painting.js";
import { point } from "./pointing.js";

/** @typedef {import("./types.js").Bench} Bench */
/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./types.js").ValueScale} ValueScale */

/**
 * Python's pictures as canvases, those of the full-size patch of a large picture as well.
 * @param {Bench} bench
 */
export function renderPictures(bench) {
  const { header, arrays } = bench.data;
  const { image, output, patchImage, patchOutput } = arrays;
  bench.image = rendered(bench, "image", image, header.imageScale);
  bench.answer = bench.patch = null;
  if (!output) return;
  const scale = header.displayScale;
  bench.answer = rendered(bench, "output", output, scale);
  if (patchImage) {
    const patch = render(patchImage, header.imageScale);
    bench.patch = { image: patch, answer: render(patchOutput, scale) };
  }
}

/**
 * An array as a canvas: the last one of this name, if it is of the same array on the same scale.
 * @param {Bench} bench
 * @param {string} name
 * @param {Picture} array
 * @param {ValueScale} scale
 */
function rendered(bench, name, array, scale) {
  const last = bench.canvases[name];
  if (last?.array === array && JSON.stringify(last.scale) === JSON.stringify(scale))
    return last.canvas;
  const canvas = render(array, scale);
  bench.canvases[name] = { array, scale, canvas };
  return canvas;
}

/** @param {Bench} bench */
export function showWords({ data: { header }, root, input, output }) {
  /** @param {import("./data.js").Size} size */
  const extent = ([height, width]) => `${height} × ${width}`;
  const shown = { picture: header.pictureLabel, size: extent(header.size) };
  const percent = Math.round(100 * header.scale);
  input.extent.textContent =
    header.scale < 1
      ? _("{picture}, {size}, shown at {percent} %", { ...shown, percent })
      : `${shown.picture}, ${shown.size}`;
  const size = extent(header.pooledSize);
  const ends = { low: cleanNumber(header.low), high: cleanNumber(header.high) };
  output.extent.textContent = header.refusal
    ? ""
    : _("{size}, from {low} to {high}", { size, ...ends });
  find(root, ".refusal").textContent = header.refusal;
  const help = N_(
    "Output, {size} pixels. Arrow keys move the window, with shift by ten; Enter pins it.",
  );
  output.frame.setAttribute("aria-label", _(help, { size }));
  Object.assign(find(root, ".name"), { textContent: header.kernel, title: header.kernel });
  const sum = header.planes.length > 1 ? "" : _("sum {sum}", { sum: shortNumber(header.sum) });
  find(root, ".sum").textContent = sum;
  showAbout(root, header);
  showLegend(input.legend, header.imageScale);
  output.legend.style.visibility = header.refusal ? "hidden" : "visible";
  if (!header.refusal) showLegend(output.legend, header.displayScale, [header.low, header.high]);
}

/**
 * What the kernel does, where its anchor is if that is not plain to see, where it comes from.
 * @param {ParentNode} root
 * @param {import("./data.js").KernelBenchHeader} header
 */
function showAbout(root, { summary, shape: [down, across], anchor, source }) {
  const plain = down === across && down % 2 === 1;
  find(root, ".summary").textContent = summary;
  find(root, ".anchor").textContent = plain
    ? ""
    : _("Anchor: {place}", { place: placeText(anchor) });
  find(root, ".source").textContent = source && _("Source: {source}", { source });
}

/**
 * Where a preview lies over the picture; it may be one of the scaled picture, without its border.
 * @param {import("./data.js").KernelBenchHeader} header
 * @param {import("./preview.js").Preview} preview
 * @returns {import("./painting.js").Box}
 */
function previewBox(header, { height, width, skip }) {
  if (header.scale === 1) return outputBox(header, [height * skip, width * skip]);
  const box = outputBox({ ...header, before: [0, 0] }, [height * skip, width * skip]);
  const [top, left, high, wide] = box.map((length) => length / header.scale);
  return [top, left, high, wide];
}

/**
 * Fit the pictures into their frames; one whose cells have room for numbers shows its border, too.
 * @param {Bench} bench
 */
function fit(bench) {
  const { header, arrays } = bench.data;
  const { clientWidth: width, clientHeight: height } = bench.output.frame;
  const room = { width, height };
  /** @type {import("./data.js").Size} */
  const padded = [arrays.image.height, arrays.image.width];
  const zoom = fitScale(padded, room, window.devicePixelRatio);
  const legible = arrays.image.channels === 1 && letterHeight(["0"], zoom) > 0;
  const shown = legible && header.scale === 1 && !header.refusal;
  bench.sheet = shown ? padded : header.size;
  bench.edge = shown ? header.margin : [0, 0];
  bench.zoom = shown ? zoom : fitScale(header.size, room, window.devicePixelRatio);
}

/** @param {Bench} bench */
export function draw(bench) {
  const { trial, output, answer } = bench;
  const { header, arrays } = bench.data;
  fit(bench);
  drawInput(bench);
  if (trial?.picture && trial.answer && trial.scale)
    drawOutput(bench, trial.picture, previewBox(header, trial.answer), trial.answer, trial.scale);
  else if (answer) {
    const box = outputBox(header, reachOf(header));
    drawOutput(bench, answer, box, arrays.output, header.displayScale);
  } else sizeCanvas(output.pixels, 1, 1);
  find(bench.root, ".state").textContent = trial?.picture ? _("preview") : "";
  point(bench);
}

/**
 * An output where it lies over the picture, and its numbers in its cells.
 * @param {Bench} bench
 * @param {HTMLCanvasElement} picture
 * @param {import("./painting.js").Box} box
 * @param {Pick<Picture, "values" | "height" | "width" | "channels">} output
 * @param {ValueScale} scale
 */
function drawOutput({ data, edge, sheet, zoom, output: { pixels } }, picture, box, output, scale) {
  const [top, left, high, wide] = box;
  const [y, x] = [top + edge[0], left + edge[1]];
  const context = paint(pixels, picture, sheet, [y, x, high, wide], zoom);
  const { values, height, width, channels } = output;
  if (channels > 1 || data.header.scale < 1) return;
  const side = (high / height) * zoom;
  const cells = { values, width, side, from: { x: x * zoom, y: y * zoom } };
  writeNumbers(context, { ...cells, part: [0, 0, height, width] }, scale);
}

/**
 * The input, where it is not what its canvas shows already: with its border, hatched, where each
 * cell has room for a number.
 * @param {Bench} bench
 */
function drawInput(bench) {
  const { image, zoom, sheet, edge } = bench;
  const { header, arrays } = bench.data;
  const { size, margin, scale } = header;
  const part = [
    margin[0] - edge[0],
    margin[1] - edge[1],
    ...sheet.map((s) => Math.round(s * scale)),
  ];
  const drawn = [image, zoom, ...sheet, ...part, window.devicePixelRatio];
  if (drawn.some((each, i) => each !== bench.drawn[i])) {
    const from = /** @type {import("./painting.js").Box} */ (part);
    const context = paint(bench.input.pixels, image, sheet, [0, 0, ...sheet], zoom, from);
    if (sheet !== size) hatchBorder(context, sheet, [...edge, ...size], zoom);
    if (scale === 1 && arrays.image.channels === 1) {
      const cells = { ...arrays.image, part: from, side: zoom, from: { x: 0, y: 0 } };
      writeNumbers(context, cells, header.imageScale);
    }
  }
  bench.drawn = drawn;
}
