// The kernel bench: takes Python's numbers, shows them, and reports what the hand changed.

import { sizeCanvas } from "../_js/canvas.js";
import { shortNumber } from "../_js/number.js";
import { readMessage, spanOf } from "./data.js";
import { buildEditor, isWrong, rowsOf, showWeights, takeWeights } from "./editor.js";
import { keepFocus } from "./focus.js";
import { PICTURE_SCALE, displayScale, fitScale, paint, render, showLegend } from "./painting.js";
import { choose, point, wireHand } from "./pointing.js";
import { endsOf, preview } from "./preview.js";
import { showSliders, showTools } from "./tools.js";
import { TALL, buildEquation, showSwitches } from "./why.js";

const benches = new WeakMap(); // the bench's state, by the element it lives in

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const bench = benches.get(parentElement) ?? openBench(parentElement);
  bench.send = setStateValue;
  const message = readMessage(data, bench.kept);
  if (!message) return setTriggerValue("missing", true);
  receive(bench, message);
  const { alone, serial } = message.header;
  if (alone) afterPainting(() => serial >= bench.serial && setTriggerValue("shown", true));
}

function openBench(root) {
  const find = (selector) => root.querySelector(selector);
  const side = (name) =>
    Object.fromEntries(
      ["pixels", "marks", "frame", "legend", "extent", "lens"].map((part) => [
        part,
        find(`.${name} .${part}`),
      ]),
    );
  const bench = {
    root,
    find,
    input: side("input"),
    output: side("output"),
    kept: {},
    canvases: {},
    channel: 0,
    serial: 0,
    pinned: false,
    trial: null,
  };
  benches.set(root, bench);
  wireHand(bench);
  keepFocus(bench);
  new ResizeObserver(() => bench.data && draw(bench)).observe(find(".bench"));
  return bench;
}

/** New numbers from Python. The grid keeps what the hand holds, or Python has not answered yet. */
function receive(bench, data) {
  const { header, arrays } = data;
  const before = bench.data?.header;
  bench.data = data;
  const fresh = before?.picture !== header.picture || String(before.size) !== String(header.size);
  if (fresh || arrays.patchImage) bench.pixel = header.pixel;
  if (fresh) bench.pinned = false;
  bench.pixel = bench.pixel.map((at, axis) => Math.min(at, header.outputSize[axis] - 1));
  bench.channel = Math.min(bench.channel, arrays.image.channels - 1);
  const held = bench.held && String(bench.shape) === String(header.shape);
  if (header.serial >= bench.serial && !held) showKernel(bench);
  renderPictures(bench);
  showWords(bench);
  draw(bench);
  performance.mark("cnnviz:painted");
}

/** Python's pictures as canvases, those of the full-size patch of a large picture as well. */
function renderPictures(bench) {
  const {
    header: { display, low, high },
    arrays: { image, output, patchImage, patchOutput },
  } = bench.data;
  bench.image = rendered(bench, "image", image, PICTURE_SCALE);
  bench.answer = bench.patch = null;
  if (!output) return;
  bench.scale = displayScale(display, low, high, output.channels);
  bench.answer = rendered(bench, "output", output, bench.scale);
  if (patchImage)
    bench.patch = {
      image: render(patchImage, PICTURE_SCALE),
      answer: render(patchOutput, bench.scale),
    };
}

/** An array as a canvas: the last one of this name, if it is of the same array on the same scale. */
function rendered(bench, name, array, scale) {
  const last = bench.canvases[name];
  if (last?.array === array && String(Object.values(last.scale)) === String(Object.values(scale)))
    return last.canvas;
  const canvas = render(array, scale);
  bench.canvases[name] = { array, scale, canvas };
  return canvas;
}

function showKernel(bench) {
  const {
    data: { header, arrays },
    find,
  } = bench;
  const hear = {
    report: (rows) => report(bench, rows),
    follow: (rows) => follow(bench, rows.flat()),
    complain: (text) => complain(bench, text),
  };
  if (String(bench.shape) !== String(header.shape)) {
    bench.editor = buildEditor(find(".cells"), header.shape, { ...hear, most: header.most });
    const side = Math.max(...header.shape);
    find(".stage").classList.toggle("large", side > TALL);
    find(".cells").classList.toggle("small", side > 7 && side <= TALL);
    buildEquation(find(".why"), header.shape);
  }
  Object.assign(bench, { shape: header.shape, planes: header.planes, trial: null });
  showPlane(bench);
  if (!isWrong(bench.editor)) complain(bench, header.complaint);
  showTools(find(".tools"), header, (change) => tell(bench, change), hear.complain);
  showSliders(find(".sliders"), header, arrays, {
    follow: (plane) => followAll(bench, plane),
    slide: (values) => tell(bench, { what: "values", values }),
  });
}

/** The plane in the grid is the chosen channel's, where each has its own. */
export function showPlane(bench) {
  const { planes, find, channel } = bench;
  const plane = Math.min(channel, planes.length - 1);
  showSwitches(
    find(".planes"),
    planes.map(() => undefined),
    plane,
    (c) => choose(bench, c),
  );
  takeWeights(bench.editor, planes[plane]);
}

const complain = (bench, text) => (bench.find(".complaint").textContent = text);

/** Tell Python of a change; what it sends back later answers this one. */
function tell(bench, change) {
  bench.serial = Date.now();
  bench.held = false;
  bench.send("edit", { ...change, serial: bench.serial });
}

const withPlane = ({ planes, channel }, plane) =>
  planes.map((old, c) => (c === Math.min(channel, planes.length - 1) ? plane : old));

/** An edited plane: shown at once from a preview, and taken to Python. */
function report(bench, rows) {
  const shape = [rows.length, rows[0].length];
  const planes = withPlane(bench, rows.flat());
  const fits = String(shape) === String(bench.shape);
  if (fits) tryOut(bench, planes);
  if (fits) showWeights(bench.editor, rows.flat());
  const sent = fits ? planes.map((plane) => rowsOf(plane, shape[1])) : [rows];
  tell(bench, { what: "weights", planes: sent });
}

/** The hand still moves: only a preview. */
const follow = (bench, plane) => hold(bench, withPlane(bench, plane));

function followAll(bench, plane) {
  showWeights(bench.editor, plane);
  hold(
    bench,
    bench.planes.map(() => plane),
  );
}

function hold(bench, planes) {
  bench.held = true;
  tryOut(bench, planes);
}

/** Show what these planes would make of the picture, until Python answers. */
function tryOut(bench, planes) {
  bench.trial = { planes };
  bench.previewAsked ||= afterPainting(() => {
    bench.previewAsked = null;
    if (!bench.trial || bench.data.header.refusal) return;
    const answer = preview(bench.data, bench.trial.planes);
    const scale = displayScale(
      bench.data.header.display,
      ...endsOf(answer.values),
      answer.channels,
    );
    Object.assign(bench.trial, { answer, scale, picture: render(answer, scale) });
    showLegend(bench.output.legend, scale);
    draw(bench);
    performance.mark("cnnviz:previewed");
  });
}

/** Call once the next frame is painted, and what this event has to send is on its way. */
const afterPainting = (call) => requestAnimationFrame(() => setTimeout(call));

function showWords({ data: { header }, find, input, output, scale }) {
  const extent = ([height, width]) => `${height} × ${width}`;
  const scaled = header.scale < 1 ? `, shown at ${Math.round(100 * header.scale)} %` : "";
  input.extent.textContent = `${header.picture}, ${extent(header.size)}${scaled}`;
  output.extent.textContent = header.refusal ? "" : extent(header.outputSize);
  find(".refusal").textContent = header.refusal;
  const help = "Arrow keys move the window, with shift by ten; Enter pins it.";
  output.frame.setAttribute("aria-label", `Output, ${extent(header.outputSize)} pixels. ${help}`);
  Object.assign(find(".name"), { textContent: header.kernel, title: header.kernel });
  find(".sum").textContent = header.planes.length > 1 ? "" : `sum ${shortNumber(header.sum)}`;
  showAbout(find, header);
  showLegend(input.legend, PICTURE_SCALE);
  output.legend.style.visibility = header.refusal ? "hidden" : "visible";
  if (!header.refusal) showLegend(output.legend, scale);
}

/** What the kernel does, where its anchor is if that is not plain to see, where it comes from. */
function showAbout(find, { summary, shape: [down, across], anchor: [row, col], source }) {
  const plain = down === across && down % 2 === 1;
  find(".summary").textContent = summary;
  find(".anchor").textContent = plain ? "" : `Anchor: row ${row + 1}, column ${col + 1}`;
  find(".source").textContent = source;
}

/** Where an output of so many windows lies over the picture, as [row, col, height, width]. */
export function outputBox(header, [height, width]) {
  const { stride, before } = header;
  const first = spanOf(header).map(
    (span, axis) => Math.floor((span - 1) / 2) - (stride - 1) / 2 - before[axis],
  );
  return [...first, height * stride, width * stride];
}

/** The same for a preview, which may be one of the scaled picture, without its border. */
function previewBox(header, { height, width, skip }) {
  const size = [height * skip, width * skip];
  if (header.scale === 1) return outputBox(header, size);
  return outputBox({ ...header, before: [0, 0] }, size).map((length) => length / header.scale);
}

function draw(bench) {
  const {
    data: { header },
    trial,
    answer,
    image,
    input,
    output,
  } = bench;
  bench.zoom = fitScale(header.size, output.frame);
  const inside = [...header.margin, ...header.size.map((side) => Math.round(side * header.scale))];
  const drawn = [image, bench.zoom, ...inside, window.devicePixelRatio];
  if (drawn.some((part, i) => part !== bench.drawn?.[i]))
    paint(input.pixels, image, header.size, [0, 0, ...header.size], bench.zoom, inside);
  bench.drawn = drawn;
  const [picture, box] = trial?.picture
    ? [trial.picture, previewBox(header, trial.answer)]
    : [answer, outputBox(header, header.outputSize)];
  if (picture) paint(output.pixels, picture, header.size, box, bench.zoom);
  else sizeCanvas(output.pixels, 1, 1);
  bench.find(".state").textContent = trial?.picture ? "preview" : "";
  point(bench);
}
