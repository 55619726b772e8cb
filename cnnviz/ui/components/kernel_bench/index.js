// The kernel bench: takes Python's numbers, shows them, and reports what was changed.

import { find, findCanvas } from "../_js/dom.js";
import { clampCell } from "../_js/grid_keys.js";
import { render } from "../_js/raster.js";
import { keepViews } from "../_js/views.js";
import { reachOf, readMessage, rowsOf } from "./data.js";
import { buildEditor, isWrong, showWeights } from "./editor.js";
import { keepFocus } from "./focus.js";
import { displayScale, showLegend } from "./painting.js";
import { isSetByPython, pinText } from "./pins.js";
import { connectPictures, showPlane } from "./pointing.js";
import { endsOf, preview } from "./preview.js";
import { draw, renderPictures, showWords } from "./showing.js";
import { showSliders, showTools } from "./tools.js";
import { TALL, buildEquation } from "./why.js";

/** @typedef {import("./types.js").Bench} Bench */
/** @typedef {import("./types.js").Side} Side */

/** @param {HTMLElement} root */
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
    reportedPins: /** @type {string[]} */ ([]),
    held: false,
    serial: 0,
    trial: null,
    previewAsked: 0,
    frameAsked: 0,
    drawn: /** @type {unknown[]} */ ([]),
    edge: [0, 0],
  });
  connectPictures(bench);
  keepFocus(root, () => bench.serial);
  new ResizeObserver(() => bench.data && draw(bench)).observe(root);
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
  if (fresh) bench.reportedPins = [];
  const set =
    fresh || !before || isSetByPython(bench.reportedPins, pinText(before), pinText(header));
  if (set || arrays.patchImage) bench.pixel = header.pixel;
  if (set) bench.pinned = header.pinned;
  bench.pixel = clampCell(bench.pixel, reachOf(header));
  bench.channel = Math.min(bench.channel, arrays.image.channels - 1);
  const held = bench.held && String(bench.shape) === String(header.shape);
  if (header.serial >= bench.serial && !held) showKernel(bench);
  renderPictures(bench);
  showWords(bench);
  draw(bench);
  performance.mark("cnnviz:painted");
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
    (change) => sendEdit(bench, change),
    (text) => complain(bench, text),
  );
  showSliders(find(root, ".sliders"), header, arrays, {
    follow: (plane) => followAll(bench, plane),
    slide: (values) => sendEdit(bench, { what: "values", values }),
  });
}

/**
 * The grid and the equation for a kernel of another shape.
 * @param {Bench} bench
 */
function buildKernel(bench) {
  const { root } = bench;
  const { shape } = bench.data.header;
  bench.editor = buildEditor(find(root, ".cells"), shape, {
    report: (rows) => report(bench, rows),
    follow: (rows) => hold(bench, withPlane(bench, rows.flat())),
    paste: (text) => sendEdit(bench, { what: "text", text }),
    complain: (text) => complain(bench, text),
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
 * Send a change to Python; what it sends back later answers this one.
 * @param {Bench} bench
 * @param {Record<string, unknown>} change
 */
function sendEdit(bench, change) {
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
  sendEdit(bench, { what: "weights", planes: sent });
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
    const ends = endsOf(answer.values);
    const scale = displayScale(header.display, ...ends, answer.channels, header.white);
    Object.assign(bench.trial, { answer, scale, picture: render(answer, scale) });
    showLegend(bench.output.legend, scale, ends);
    draw(bench);
    performance.mark("cnnviz:previewed");
  });
}

/**
 * Call once the next frame is painted, and what this event has to send is on its way.
 * @param {() => void} call
 */
const afterPainting = (call) => requestAnimationFrame(() => setTimeout(call));

const benchOf = keepViews(openBench);

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const bench = benchOf(find(parentElement, ".bench"));
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
