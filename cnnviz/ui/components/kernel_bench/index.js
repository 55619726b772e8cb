// The kernel bench: takes Python's numbers, shows them, and reports what was changed.

import { sizeCanvas } from "../_js/canvas.js";
import { find, findCanvas } from "../_js/dom.js";
import { clampCell } from "../_js/grid_keys.js";
import { shortNumber } from "../_js/number.js";
import { fitScale, render } from "../_js/raster.js";
import { keepViews } from "../_js/views.js";
import { outputBox, readMessage, rowsOf } from "./data.js";
import { buildEditor, isWrong, showWeights } from "./editor.js";
import { keepFocus } from "./focus.js";
import { PICTURE_SCALE, displayScale, paint, showLegend } from "./painting.js";
import { connectPictures, point, showPlane } from "./pointing.js";
import { endsOf, preview } from "./preview.js";
import { showSliders, showTools } from "./tools.js";
import { TALL, buildEquation } from "./why.js";

/** @typedef {import("./data.js").Picture} Picture */
/** @typedef {import("../_js/raster.js").ValueScale} ValueScale */
/**
 * @typedef {object} Side the input's or the output's parts
 * @property {HTMLCanvasElement} pixels
 * @property {HTMLCanvasElement} marks
 * @property {HTMLCanvasElement} lens
 * @property {HTMLElement} frame
 * @property {HTMLElement} legend
 * @property {HTMLElement} extent
 */
/**
 * @typedef {object} Trial a kernel that Python has not answered yet, and its preview
 * @property {number[][]} planes
 * @property {import("./preview.js").Preview} [answer]
 * @property {ValueScale} [scale]
 * @property {HTMLCanvasElement} [picture]
 */
/**
 * @typedef {object} Bench
 * @property {ShadowRoot | HTMLElement} root
 * @property {Side} input
 * @property {Side} output
 * @property {Record<string, Picture>} kept arrays of earlier messages
 * @property {Record<string, { array: Picture, scale: ValueScale, canvas: HTMLCanvasElement }>} canvases
 * @property {import("./data.js").Data} data
 * @property {HTMLCanvasElement} image
 * @property {HTMLCanvasElement | null} answer
 * @property {{ image: HTMLCanvasElement, answer: HTMLCanvasElement } | null} patch
 * @property {import("./editor.js").Editor} [editor]
 * @property {[down: number, across: number]} [shape] of the editor
 * @property {number[][]} planes
 * @property {number} channel
 * @property {import("./data.js").Cell} pixel
 * @property {boolean} pinned
 * @property {boolean} held whether a weight or slider is being moved
 * @property {number} serial of the last edit
 * @property {Trial | null} trial
 * @property {number} previewAsked
 * @property {number} frameAsked
 * @property {number} zoom CSS pixels per pixel of the picture
 * @property {unknown[]} drawn what the input's canvas shows
 * @property {(name: string, value: unknown) => void} send
 */

/** @param {ShadowRoot | HTMLElement} root */
function openBench(root) {
  /**
   * @param {string} name
   * @returns {Side}
   */
  const side = (name) => ({
    pixels: findCanvas(root, `.${name} .pixels`),
    marks: findCanvas(root, `.${name} .marks`),
    lens: findCanvas(root, `.${name} .lens`),
    frame: find(root, `.${name} .frame`),
    legend: find(root, `.${name} .legend`),
    extent: find(root, `.${name} .extent`),
  });
  const bench = /** @type {Bench} */ ({
    root,
    input: side("input"),
    output: side("output"),
    kept: {},
    canvases: {},
    planes: /** @type {number[][]} */ ([]),
    channel: 0,
    pinned: false,
    held: false,
    serial: 0,
    trial: null,
    previewAsked: 0,
    frameAsked: 0,
    drawn: /** @type {unknown[]} */ ([]),
  });
  connectPictures(bench);
  keepFocus(find(root, ".bench"), () => bench.serial);
  new ResizeObserver(() => bench.data && draw(bench)).observe(find(root, ".bench"));
  return bench;
}

/**
 * New numbers from Python. The grid keeps what is being changed, or Python has not answered yet.
 * @param {Bench} bench
 * @param {import("./data.js").Data} data
 */
function receive(bench, data) {
  const { header, arrays } = data;
  const before = bench.data?.header;
  bench.data = data;
  const fresh = before?.picture !== header.picture || String(before.size) !== String(header.size);
  if (fresh || arrays.patchImage) bench.pixel = header.pixel;
  if (fresh) bench.pinned = false;
  bench.pixel = clampCell(bench.pixel, header.outputSize);
  bench.channel = Math.min(bench.channel, arrays.image.channels - 1);
  const held = bench.held && String(bench.shape) === String(header.shape);
  if (header.serial >= bench.serial && !held) showKernel(bench);
  renderPictures(bench);
  showWords(bench);
  draw(bench);
  performance.mark("cnnviz:painted");
}

/**
 * Python's pictures as canvases, those of the full-size patch of a large picture as well.
 * @param {Bench} bench
 */
function renderPictures(bench) {
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
function showKernel(bench) {
  const { root } = bench;
  const { header, arrays } = bench.data;
  if (String(bench.shape) !== String(header.shape)) buildKernel(bench);
  Object.assign(bench, { shape: header.shape, planes: header.planes, trial: null });
  showPlane(bench);
  if (bench.editor && !isWrong(bench.editor)) complain(bench, header.complaint);
  showTools(
    find(root, ".tools"),
    header,
    (change) => tell(bench, change),
    (text) => complain(bench, text),
  );
  showSliders(find(root, ".sliders"), header, arrays, {
    follow: (plane) => followAll(bench, plane),
    slide: (values) => tell(bench, { what: "values", values }),
  });
}

/**
 * The grid and the equation for a kernel of another shape.
 * @param {Bench} bench
 */
function buildKernel(bench) {
  const { root } = bench;
  const { shape, most } = bench.data.header;
  bench.editor = buildEditor(find(root, ".cells"), shape, {
    report: (rows) => report(bench, rows),
    follow: (rows) => hold(bench, withPlane(bench, rows.flat())),
    complain: (text) => complain(bench, text),
    most,
  });
  const side = Math.max(...shape);
  find(root, ".stage").classList.toggle("large", side > TALL);
  find(root, ".cells").classList.toggle("small", side > 7 && side <= TALL);
  buildEquation(find(root, ".why"), shape);
}

/**
 * @param {Bench} bench
 * @param {string} sentence
 */
function complain({ root }, sentence) {
  find(root, ".complaint").textContent = sentence;
}

/**
 * Tell Python of a change; what it sends back later answers this one.
 * @param {Bench} bench
 * @param {Record<string, unknown>} change
 */
function tell(bench, change) {
  bench.serial = Date.now();
  bench.held = false;
  bench.send("edit", { ...change, serial: bench.serial });
}

/**
 * The planes with the one in the grid replaced.
 * @param {Bench} bench
 * @param {number[]} plane
 */
const withPlane = ({ planes, channel }, plane) =>
  planes.with(Math.min(channel, planes.length - 1), plane);

/**
 * An edited plane: shown at once from a preview, and sent to Python.
 * @param {Bench} bench
 * @param {number[][]} rows
 */
function report(bench, rows) {
  const across = rows[0].length;
  const planes = withPlane(bench, rows.flat());
  const fits = String([rows.length, across]) === String(bench.shape);
  if (fits) tryOut(bench, planes);
  if (fits && bench.editor) showWeights(bench.editor, rows.flat());
  const sent = fits ? planes.map((plane) => rowsOf(plane, across)) : [rows];
  tell(bench, { what: "weights", planes: sent });
}

/**
 * @param {Bench} bench
 * @param {number[]} plane
 */
function followAll(bench, plane) {
  if (bench.editor) showWeights(bench.editor, plane);
  const planes = bench.planes.map(() => plane);
  hold(bench, planes);
}

/**
 * A weight or slider still moves: only a preview.
 * @param {Bench} bench
 * @param {number[][]} planes
 */
function hold(bench, planes) {
  bench.held = true;
  tryOut(bench, planes);
}

/**
 * Show what these planes would make of the picture, until Python answers.
 * @param {Bench} bench
 * @param {number[][]} planes
 */
function tryOut(bench, planes) {
  bench.trial = { planes };
  bench.previewAsked ||= afterPainting(() => {
    bench.previewAsked = 0;
    const { header } = bench.data;
    if (!bench.trial || header.refusal) return;
    const answer = preview(bench.data, bench.trial.planes);
    const scale = displayScale(header.display, ...endsOf(answer.values), answer.channels);
    Object.assign(bench.trial, { answer, scale, picture: render(answer, scale) });
    showLegend(bench.output.legend, scale);
    draw(bench);
    performance.mark("cnnviz:previewed");
  });
}

/**
 * Call once the next frame is painted, and what this event has to send is on its way.
 * @param {() => void} call
 */
const afterPainting = (call) => requestAnimationFrame(() => setTimeout(call));

/** @param {Bench} bench */
function showWords({ data: { header }, root, input, output }) {
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
function draw(bench) {
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

const benchOf = keepViews(openBench);

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const bench = benchOf(parentElement);
  bench.send = setStateValue;
  const message = readMessage(data, bench.kept);
  if (!message) return setTriggerValue("missing", true);
  receive(bench, message);
  const { fragmentOnly, serial } = message.header;
  if (!fragmentOnly) return;
  afterPainting(() => {
    if (serial >= bench.serial) setTriggerValue("shown", true);
  });
}
