// The answer: the input in hard pixels, the top class in large letters, a bar for each class.

import { sizeCanvas } from "../_js/canvas.js";
import { element, find, findCanvas, placeInPixels } from "../_js/dom.js";
import { arrowStep } from "../_js/grid_keys.js";
import { isShown, showReceived } from "../_js/live_answer.js";
import { _, localNumber } from "../_js/language.js";
import { fullNumber, percent, placeText } from "../_js/number.js";
import { unpack } from "../_js/packing.js";
import { cellScale, render } from "../_js/raster.js";
import { openUnit } from "../_js/unit_link.js";
import { keepViews } from "../_js/views.js";
import { showKnown } from "./known.js";

/** @typedef {import("../_js/grid_keys.js").Cell} Cell */
/**
 * @typedef {object} AnswerHeader
 * @property {[height: number, width: number, channels: number] | null} shape of the input
 * @property {string} caption
 * @property {string[]} classes
 * @property {number[] | null} order of the classes, the most probable first
 * @property {string | null} truth
 * @property {number} output index of the network's last layer
 * @property {number} number of the drawing that is answered, 0 for another input
 * @property {string} route whose answers are shown, too; "" for none
 * @property {string} note shown where there is no answer
 * @property {string} doubt
 * @property {import("./known.js").AnswerKnown | null} known images like a doubted input
 */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {HTMLCanvasElement} canvas
 * @property {AnswerHeader} header
 * @property {Float32Array} values of the input
 * @property {Float32Array | null} probabilities
 * @property {number} scale CSS pixels per pixel of the input
 * @property {Cell | null} at the pixel that is read
 * @property {number} number of the drawing whose answer is shown, 0 for another input
 * @property {string} route of what the page has shown last
 */

const MOST_BARS = 10;
const NARROW = 520;
const TIGHT = 300; // beside a lesson's card and an open unit
const PICTURE_SCALE = { low: 0, high: 1, colours: /** @type {const} */ ("grey") };

/** @param {View} view */
function layOut(view) {
  view.root.classList.toggle("narrow", view.root.clientWidth < NARROW);
  view.root.classList.toggle("tight", view.root.clientWidth < TIGHT);
  paintInput(view);
}

/**
 * The numbers of a pixel.
 * @param {View} view
 * @param {Cell} cell
 */
function pixelAt({ header: { shape }, values }, [row, col]) {
  const [, width, channels] = shape ?? [0, 0, 0];
  const at = (row * width + col) * channels;
  return [...values.subarray(at, at + channels)];
}

/** @param {View} view */
function paintInput(view) {
  const { shape } = view.header;
  const screen = find(view.root, ".screen");
  const blank = shape !== null && pixelAt(view, [0, 0]).every((value) => value === 0);
  view.canvas.hidden = !shape;
  screen.classList.toggle("ink", shape !== null && shape[0] < 64 && blank);
  if (shape && screen.clientWidth) {
    const [height, width, channels] = shape;
    const whole = screen.clientWidth / Math.max(height, width); // where two answers share a row
    view.scale = Math.min(cellScale([height, width], screen.clientWidth), whole);
    const size = /** @type {const} */ ([width * view.scale, height * view.scale]);
    const picture = render({ values: view.values, height, width, channels }, PICTURE_SCALE);
    sizeCanvas(view.canvas, ...size).drawImage(picture, 0, 0, ...size);
  }
  readInput(view, view.at);
}

/**
 * @param {View} view
 * @param {PointerEvent} event
 * @returns {Cell}
 */
function cellAt(view, event) {
  const box = view.canvas.getBoundingClientRect();
  return [
    Math.floor((event.clientY - box.top) / view.scale),
    Math.floor((event.clientX - box.left) / view.scale),
  ];
}

/**
 * @param {View} view
 * @param {Cell} cell
 */
function isInside({ header: { shape } }, [row, col]) {
  return shape !== null && row >= 0 && col >= 0 && row < shape[0] && col < shape[1];
}

/**
 * Write the value under the pointer, else what the picture is.
 * @param {View} view
 * @param {Cell | null} at
 */
function readInput(view, at) {
  const caption = find(view.root, "figcaption");
  const spot = find(view.root, ".spot");
  view.at = at && isInside(view, at) ? at : null;
  spot.hidden = !view.at;
  if (!view.at) {
    caption.textContent = caption.title = view.header.caption;
    return;
  }
  const [row, col] = view.at;
  const numbers = pixelAt(view, view.at).map((value) => localNumber(value.toFixed(3)));
  const read = { place: placeText(view.at), numbers: numbers.join(", ") };
  caption.textContent = _("{place}: {numbers} of 0 to 1", read);
  const { canvas, scale } = view;
  placeInPixels(spot, canvas.offsetLeft + col * scale, canvas.offsetTop + row * scale, scale);
}

/**
 * @param {View} view
 * @param {KeyboardEvent} event
 */
function onKey(view, event) {
  const step = arrowStep(event);
  if (!step || !view.header.shape) return;
  event.preventDefault();
  const [row, col] = view.at ?? [-step[0], -step[1]];
  /** @type {Cell} */
  const next = [row + step[0], col + step[1]];
  if (isInside(view, next)) readInput(view, next);
}

/**
 * Few classes keep their order, so that nothing jumps; of many the most probable are shown.
 * @param {Pick<AnswerHeader, "classes" | "order">} header
 */
export function shownClasses({ classes, order }) {
  const all = [...classes.keys()];
  return classes.length <= MOST_BARS ? all : (order ?? all).slice(0, MOST_BARS);
}

function buildBar() {
  const track = element("span", "track", element("div", "fill"));
  const bar = element("div", "bar", element("button", "label"), track, element("span", "percent"));
  bar.setAttribute("role", "listitem");
  return bar;
}

/** @param {View} view */
function showBars({ root, header, probabilities }) {
  const shown = shownClasses(header);
  const bars = find(root, ".bars");
  while (bars.children.length > shown.length) bars.lastChild?.remove();
  while (bars.children.length < shown.length) bars.append(buildBar());
  shown.forEach((unit, i) => {
    const bar = /** @type {HTMLElement} */ (bars.children[i]);
    const value = probabilities?.[unit];
    const name = header.classes[unit];
    find(bar, ".label").textContent = name;
    find(bar, ".percent").textContent = value === undefined ? "\u2013" : percent(value);
    find(bar, ".fill").style.setProperty("--share", String(value ?? 0));
    bar.classList.toggle("top", unit === header.order?.[0]);
    bar.classList.toggle("true", name === header.truth);
    const title =
      value === undefined
        ? ""
        : _("{name}: {value}. Click: why?", { name, value: fullNumber(value) });
    const onclick =
      value === undefined
        ? null
        : (/** @type {MouseEvent} */ event) =>
            openUnit([header.output, unit], root, event.detail === 0);
    for (const part of bar.children) Object.assign(part, { title, onclick });
  });
}

/** @param {View} view */
function showHeadline({ root, header, probabilities }) {
  const top = header.order?.[0];
  const known = top !== undefined && probabilities !== null;
  const headline = find(root, ".headline");
  const [name, number] = headline.children;
  headline.classList.toggle("note", !known);
  name.textContent = known ? header.classes[top] : header.note;
  number.textContent = known ? percent(probabilities[top]) : "";
  find(root, ".doubt").textContent = header.doubt;
  const comparable = known && header.truth !== null;
  const label = { label: header.truth ?? "" };
  const verdict =
    comparable && header.classes[top] === header.truth
      ? _("Right: the label says {label}", label)
      : _("Wrong: the label says {label}", label);
  find(root, ".truth").textContent = comparable ? verdict : "";
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const canvas = findCanvas(root, "canvas");
  const view = /** @type {View} */ ({ root, canvas, at: null, number: 0, route: "" });
  canvas.onpointermove = canvas.onpointerdown = (event) => readInput(view, cellAt(view, event));
  canvas.onpointerleave = canvas.onblur = () => readInput(view, null);
  canvas.onkeydown = (event) => onKey(view, event);
  new ResizeObserver(() => view.header && layOut(view)).observe(root);
  return view;
});

/**
 * @param {View} view
 * @param {Uint8Array} message
 * @param {string | null} from the route of an answer that lacks the known images like a doubted
 *   input, so that these stay; null for that of the page
 */
function showAnswer(view, message, from) {
  /** @type {{ header: AnswerHeader, values: Float32Array }} */
  const { header, values } = unpack(message);
  const { number } = header;
  const route = from ?? header.route;
  if (!isShown(view, number, route, from === null)) return;
  const isNew = !number || number !== view.number || route !== view.route;
  const pixels = header.shape ? header.shape.reduce((product, side) => product * side, 1) : 0;
  const probabilities = header.order ? values.subarray(pixels) : null;
  Object.assign(view, { header, values: values.subarray(0, pixels), probabilities, number, route });
  layOut(view);
  showBars(view);
  showHeadline(view);
  if (from === null || !header.doubt) showKnown(view.root, header.known);
  if (probabilities && isNew) performance.mark("cnnviz:answered");
}

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement }) {
  const view = viewOf(find(parentElement, ".answer"));
  showReceived(view.root, (message, route) => route && showAnswer(view, message, route));
  showAnswer(view, data, null);
}
