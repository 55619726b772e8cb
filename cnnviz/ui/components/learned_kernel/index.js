// A kernel being learned: plays the training that Python computed. Playing, scrubbing and stepping
// never ask the server.

import { element, find, findAs, findCanvas } from "../_js/dom.js";
import { _, grouped } from "../_js/language.js";
import { showLegend } from "../_js/legend.js";
import { calm, elapsedSince } from "../_js/motion.js";
import { localText, shortNumber, threeDigits } from "../_js/number.js";
import { fitScale } from "../_js/raster.js";
import { readCssTheme } from "../_js/theme.js";
import { connectTransport, showPlaying } from "../_js/transport.js";
import { keepViews } from "../_js/views.js";
import { paintChart } from "./chart.js";
import { SPEEDS, advance, moveTo, newMotion, togglePlay } from "./motion.js";
import { paintKernel, paintValues } from "./pictures.js";
import { answerAt, kernelAt, nearestMoment, outputShape, readTrace } from "./trace.js";

/** @typedef {import("../_js/theme.js").CssTheme} Theme */
/** @typedef {import("./trace.js").Trace} Trace */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {Trace} trace
 * @property {import("./motion.js").Motion} motion
 * @property {boolean} seen whether it is on the screen
 * @property {number} frame
 * @property {number} then
 * @property {number} side of the pictures' squares
 * @property {number} height of the kernels
 * @property {Theme} theme
 * @property {Float32Array} output
 * @property {HTMLCanvasElement} sheet
 * @property {import("./chart.js").Place} place
 */

const NARROW = 640;
const LARGEST_SIDE = 260;
const LEAST_HEIGHT = 176;

/** @typedef {{ id?: number, motion?: import("./motion.js").Motion }} Playback */

// Kept under the trace's key, since a training's playback outlives its element.
const playbackOf = keepViews(() => /** @type {Playback} */ ({}));

/**
 * The motion of a training that is played already, else a new one at the pace of the last.
 * @param {Trace} trace
 */
function motionOf({ key, id, last }) {
  const playback = playbackOf(key);
  if (playback.motion && playback.id === id) return playback.motion;
  const motion = newMotion(last, calm());
  motion.pace = playback.motion?.pace ?? motion.pace;
  Object.assign(playback, { id, motion });
  return motion;
}

/**
 * @param {View} view
 * @param {string} name
 */
const canvasOf = ({ root }, name) => findCanvas(root, `.${name} canvas`);

/** @param {View} view */
const bar = ({ root }) => find(root, ".transport");

/**
 * Draw what stays the same throughout the training, then the present moment.
 * @param {View} view
 */
function layOut(view) {
  const { root, trace } = view;
  if (!root.clientWidth) return;
  const narrow = root.clientWidth < NARROW;
  root.classList.toggle("narrow", narrow);
  view.side = Math.min(find(root, ".wanted").clientWidth, LARGEST_SIDE);
  const shape = outputShape(trace);
  const scale = fitScale(shape, { width: view.side, height: view.side });
  const [high, wide] = [shape[0] * scale, shape[1] * scale];
  view.height = narrow ? view.side : Math.min(Math.max(high, LEAST_HEIGHT), view.side);
  root.style.setProperty("--frame", `${view.height}px`);
  root.style.setProperty("--picture-frame", `${narrow ? high : view.height}px`);
  root.style.setProperty("--picture", `${wide}px`);
  drawPicture(view, "wanted", trace.wanted);
  canvasOf(view, "wanted").setAttribute(
    "aria-label",
    _("Wanted picture, {rows} by {columns}", sizeOf(shape)),
  );
  showLegend(find(root, ".legend"), trace.scale, threeDigits);
  showReference(view);
  showMoment(view);
  wake(view);
}

/**
 * @param {View} view
 * @param {string} name
 * @param {Float32Array} values
 */
function drawPicture(view, name, values) {
  const [height, width] = outputShape(view.trace);
  const pixels = { values, height, width, channels: 1 };
  paintValues(canvasOf(view, name), view.sheet, pixels, view.trace.scale, view.side);
}

/**
 * The kernel that the learned one is compared with, or a question mark.
 * @param {View} view
 */
function showReference(view) {
  const { root, trace } = view;
  const shown = trace.reference.length > 0;
  const unknown = find(root, ".unknown");
  const { title, reference, referenceShape } = trace;
  Object.assign(find(root, ".reference figcaption"), { textContent: title, title });
  unknown.hidden = shown;
  unknown.setAttribute("aria-label", _("Not shown yet"));
  canvasOf(view, "reference").hidden = !shown;
  find(root, ".reference .fact").classList.toggle("empty", !shown);
  if (shown) drawKernel(view, "reference", reference, referenceShape, title);
}

/**
 * @param {View} view
 * @param {string} name
 * @param {Float32Array} weights
 * @param {import("./trace.js").KernelShape} shape
 * @param {string} title
 */
function drawKernel(view, name, weights, shape, title) {
  const canvas = canvasOf(view, name);
  const room = { width: view.side, height: view.height };
  paintKernel(canvas, { weights, shape, limit: view.trace.limit }, room, view.theme);
  const numbers = Array.from(weights, (weight) => shortNumber(weight)).join(", ");
  const values = { title, ...sizeOf(shape), numbers };
  const label =
    shape[2] > 1
      ? _("{title}, {rows} by {columns} by {channels}: {numbers}", {
          ...values,
          channels: shape[2],
        })
      : _("{title}, {rows} by {columns}: {numbers}", values);
  canvas.setAttribute("aria-label", label);
}

/**
 * A size as values of a text.
 * @param {readonly number[]} shape
 */
const sizeOf = ([rows, columns]) => ({ rows, columns });

/**
 * Everything that belongs to the present moment.
 * @param {View} view
 */
function showMoment(view) {
  const { root, trace, motion } = view;
  const { moment } = motion;
  const step = trace.steps[moment];
  drawKernel(view, "learned", kernelAt(trace, moment), trace.kernel, _("Learned kernel"));
  drawPicture(view, "answer", answerAt(trace, moment, view.output));
  canvasOf(view, "answer").setAttribute("aria-label", _("Answer at step {step}", { step }));
  for (const part of root.querySelectorAll(".step"))
    part.textContent = _("at step {step}", { step: grouped(step) });
  writeNumber(root, ".answer output", trace.losses[moment]);
  writeNumber(root, ".learned output", trace.biases[moment]);
  if (trace.differences.length) writeNumber(root, ".reference output", trace.differences[moment]);
  const chart = canvasOf(view, "loss");
  view.place = paintChart(chart, trace, motion, view.theme);
  const [first, now] = [threeDigits(trace.losses[0]), threeDigits(trace.losses[moment])];
  const words = _("Loss, {first} at the start, {now} at step {step}", { first, now, step });
  chart.setAttribute("aria-label", words);
  showTransport(view);
}

/**
 * @param {HTMLElement} root
 * @param {string} selector
 * @param {number} value
 */
const writeNumber = (root, selector, value) =>
  Object.assign(find(root, selector), { textContent: threeDigits(value), title: localText(value) });

/** @param {View} view */
function showTransport(view) {
  const { root, trace, motion } = view;
  const [scrub, speed] = [slider(view, ".scrub"), slider(view, ".speed")];
  const [step, end] = [trace.steps[motion.moment], trace.steps[trace.last]];
  showPlaying(root, bar(view), motion.playing);
  Object.assign(root.dataset, { step, playing: motion.playing });
  Object.assign(scrub, { max: trace.last, value: motion.moment });
  scrub.setAttribute("aria-valuetext", _("step {step} of {end}", { step, end }));
  find(root, ".where").textContent = `${grouped(step)} / ${grouped(end)}`;
  Object.assign(speed, { max: SPEEDS.length - 1, value: motion.pace });
  const pace = localText(SPEEDS[motion.pace]);
  speed.setAttribute("aria-valuetext", _("{speed} times", { speed: pace }));
  find(root, ".rate").textContent = `${pace} ×`;
}

/**
 * @param {View} view
 * @param {string} selector
 */
const slider = ({ root }, selector) => findAs(root, selector, HTMLInputElement);

/**
 * Run frames for as long as it plays in sight; a still picture costs nothing.
 * @param {View} view
 */
function wake(view) {
  if (view.frame || !view.motion.playing || !view.seen) return;
  view.then = performance.now();
  view.frame = requestAnimationFrame((now) => runFrame(view, now));
}

/**
 * @param {View} view
 * @param {number} now
 */
function runFrame(view, now) {
  view.frame = 0;
  if (!view.root.isConnected || !view.motion.playing || !view.seen) return;
  if (advance(view.motion, view.trace.last, elapsedSince(view, now))) showMoment(view);
  if (view.motion.playing) view.frame = requestAnimationFrame((later) => runFrame(view, later));
}

/**
 * Go to a moment, which stops the playing.
 * @param {View} view
 * @param {number} moment
 */
function goTo(view, moment) {
  view.motion.playing = false;
  moveTo(view.motion, view.trace.last, moment);
  showMoment(view);
}

/** @param {View} view */
function playOrPause(view) {
  togglePlay(view.motion, view.trace.last);
  showMoment(view);
  wake(view);
}

/** @param {View} view */
function listen(view) {
  const { root } = view;
  connectTransport(root, bar(view), {
    step: (by) => goTo(view, view.motion.moment + by),
    toggle: () => playOrPause(view),
  });
  const [scrub, speed] = [slider(view, ".scrub"), slider(view, ".speed")];
  scrub.oninput = () => goTo(view, Number(scrub.value));
  speed.oninput = () => {
    view.motion.pace = Number(speed.value);
    showTransport(view);
  };
  const chart = canvasOf(view, "loss");
  /** @param {PointerEvent} event */
  const follow = (event) => goTo(view, nearestMoment(view.trace, view.place.stepAt(event.offsetX)));
  chart.onpointerdown = (event) => {
    chart.setPointerCapture(event.pointerId);
    follow(event);
  };
  chart.onpointermove = (event) => {
    if (event.buttons) follow(event);
  };
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const view = /** @type {View} */ ({ root, seen: false, frame: 0, sheet: element("canvas") });
  listen(view);
  new ResizeObserver(() => view.trace && layOut(view)).observe(root);
  const sight = new IntersectionObserver(
    ([entry]) => {
      view.seen = entry.isIntersecting;
      if (view.trace) wake(view);
    },
    { threshold: 0.25 },
  );
  sight.observe(find(root, ".panels"));
  return view;
});

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement }) {
  const view = viewOf(find(parentElement, ".learning"));
  view.trace = readTrace(data);
  view.motion = motionOf(view.trace);
  view.output = new Float32Array(view.trace.wanted.length);
  view.theme = readCssTheme(parentElement);
  layOut(view);
}
