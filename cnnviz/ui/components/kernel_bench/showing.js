// Shows Python's numbers on the bench: its pictures, and what is written around them.

import { sizeCanvas } from "../_js/canvas.js";
import { find } from "../_js/dom.js";
import { shortNumber } from "../_js/number.js";
import { fitScale, render } from "../_js/raster.js";
import { outputBox } from "./data.js";
import { PICTURE_SCALE, paint, showLegend } from "./painting.js";
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
  bench.image = rendered(bench, "image", image, PICTURE_SCALE);
  bench.answer = bench.patch = null;
  if (!output) return;
  const scale = header.displayScale;
  bench.answer = rendered(bench, "output", output, scale);
  if (patchImage)
    bench.patch = { image: render(patchImage, PICTURE_SCALE), answer: render(patchOutput, scale) };
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
  const scaled = header.scale < 1 ? `, shown at ${Math.round(100 * header.scale)} %` : "";
  input.extent.textContent = `${header.picture}, ${extent(header.size)}${scaled}`;
  output.extent.textContent = header.refusal ? "" : extent(header.outputSize);
  find(root, ".refusal").textContent = header.refusal;
  const help = "Arrow keys move the window, with shift by ten; Enter pins it.";
  output.frame.setAttribute("aria-label", `Output, ${extent(header.outputSize)} pixels. ${help}`);
  Object.assign(find(root, ".name"), { textContent: header.kernel, title: header.kernel });
  const sum = header.planes.length > 1 ? "" : `sum ${shortNumber(header.sum)}`;
  find(root, ".sum").textContent = sum;
  showAbout(root, header);
  showLegend(input.legend, PICTURE_SCALE);
  output.legend.style.visibility = header.refusal ? "hidden" : "visible";
  if (!header.refusal) showLegend(output.legend, header.displayScale);
}

/**
 * What the kernel does, where its anchor is if that is not plain to see, where it comes from.
 * @param {ParentNode} root
 * @param {import("./data.js").KernelBenchHeader} header
 */
function showAbout(root, { summary, shape: [down, across], anchor: [row, col], source }) {
  const plain = down === across && down % 2 === 1;
  const anchor = plain ? "" : `Anchor: row ${row + 1}, column ${col + 1}`;
  find(root, ".summary").textContent = summary;
  find(root, ".anchor").textContent = anchor;
  find(root, ".source").textContent = source;
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

/** @param {Bench} bench */
export function draw(bench) {
  const { trial, output, answer } = bench;
  const { header } = bench.data;
  const { size } = header;
  const { clientWidth: width, clientHeight: height } = output.frame;
  bench.zoom = fitScale(size, { width, height });
  drawInput(bench);
  if (trial?.picture && trial.answer)
    paint(output.pixels, trial.picture, size, previewBox(header, trial.answer), bench.zoom);
  else if (answer)
    paint(output.pixels, answer, size, outputBox(header, header.outputSize), bench.zoom);
  else sizeCanvas(output.pixels, 1, 1);
  find(bench.root, ".state").textContent = trial?.picture ? "preview" : "";
  point(bench);
}

/**
 * The input, where it is not what its canvas shows already.
 * @param {Bench} bench
 */
function drawInput(bench) {
  const { image, zoom } = bench;
  const { size, margin, scale } = bench.data.header;
  const [height, width] = [Math.round(size[0] * scale), Math.round(size[1] * scale)];
  const drawn = [image, zoom, ...margin, height, width, window.devicePixelRatio];
  if (drawn.some((part, i) => part !== bench.drawn[i]))
    paint(bench.input.pixels, image, size, [0, 0, ...size], zoom, [...margin, height, width]);
  bench.drawn = drawn;
}
