// Feature maps of one picture, layer by layer, at the epoch of the cursor.

import { screenRatio, sizeCanvas } from "../_js/canvas.js";
import { element, find, findButton, findCanvas } from "../_js/dom.js";
import { cursorOf, listen } from "../_js/epoch_cursor.js";
import { frameOf, takeFrames } from "../_js/epoch_frames.js";
import { _ } from "../_js/language.js";
import { percent, shortNumber } from "../_js/number.js";
import { render } from "../_js/raster.js";
import { drawNextFrame, keepViews } from "../_js/views.js";

/**
 * @typedef {object} MapLayer
 * @property {string} name
 * @property {string} text
 * @property {number[]} shape height, width and number of its maps
 * @property {[maps: number, height: number, width: number]} shown
 */
/**
 * @typedef {object} EpochMapsHeader the same for all epochs
 * @property {MapLayer[]} layers
 * @property {string[]} classes
 * @property {number} truth the picture's class
 * @property {number} probe
 */
/** @typedef {import("../_js/epoch_frames.js").Frames} Frames */
/** @typedef {import("../_js/epoch_frames.js").Frame} Frame */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {Frames} frames
 * @property {import("../_js/epoch_cursor.js").Cursor} cursor
 * @property {number} frame
 * @property {boolean} built
 * @property {(epoch: number) => void} look
 */

const LEVELS = 127;
const GAP = 4; // CSS pixels between two maps
const SIDE = 64; // CSS pixels of a map, at most
const MOST_BARS = 10;

/** @param {View} view */
function draw(view) {
  const { root, frames, cursor } = view;
  /** @type {EpochMapsHeader | null} */
  const constant = /** @type {any} */ (frames.constant);
  root.hidden = !constant || !frames.epochs.length;
  if (root.hidden || !constant || !root.clientWidth) return;
  if (!view.built) build(view, constant);
  const frame = frameOf(frames, cursor.at);
  const epoch = cursor.at ?? /** @type {number} */ (frames.epochs.at(-1));
  find(root, ".maps-epoch").textContent = frame
    ? _("after epoch {epoch}", { epoch })
    : _("its weights were not kept");
  const look = findButton(root, ".look");
  look.textContent = _("Look inside at epoch {epoch}", { epoch });
  look.disabled = !frame;
  look.onclick = () => view.look(epoch);
  if (!frame) return;
  drawMaps(view, constant, frame);
  drawBars(view, constant, frame);
}

/** @param {View} view @param {EpochMapsHeader} constant */
function build(view, { layers }) {
  view.built = true;
  const strips = layers.map(({ name, text, shape, shown }) => {
    const counts = { name, text, last: shown[0], all: shape[2] };
    const caption = _("{name}: {text}; maps 1 to {last} of {all}", counts);
    return element(
      "div",
      "layer",
      element("p", "caption", caption, element("span", "ends")),
      element("canvas"),
    );
  });
  find(view.root, ".layers").replaceChildren(...strips);
}

/** @param {View} view @param {EpochMapsHeader} constant @param {Frame} frame */
function drawMaps({ root }, { layers }, { maps, limits }) {
  const room = find(root, ".layers").clientWidth;
  let from = 0;
  layers.forEach(({ shown: [count, height, width] }, place) => {
    const strip = find(root, ".layers").children[place];
    const side = Math.min(SIDE, (room + GAP) / count - GAP);
    const scale = mapScale(height, width, side);
    const step = width * scale + GAP;
    const canvas = findCanvas(strip, "canvas");
    const context = sizeCanvas(canvas, count * step - GAP, height * scale);
    context.clearRect(0, 0, count * step, height * scale);
    find(strip, ".ends").textContent = `; ±${shortNumber(limits[place])}`;
    for (let map = 0; map < count; map += 1) {
      const values = Array.prototype.slice.call(maps, from, from + height * width);
      const scaled = { low: -LEVELS, high: LEVELS, colours: /** @type {const} */ ("signed") };
      const picture = render({ values, height, width, channels: 1 }, scaled);
      context.drawImage(picture, map * step, 0, width * scale, height * scale);
      from += height * width;
    }
  });
}

/**
 * CSS pixels per pixel of a map: a whole number of the screen's own pixels.
 * @param {number} height
 * @param {number} width
 * @param {number} side
 */
function mapScale(height, width, side) {
  const ratio = screenRatio();
  return Math.max(Math.floor((side / Math.max(height, width)) * ratio), 1) / ratio;
}

/** @param {View} view @param {EpochMapsHeader} constant @param {Frame} frame */
function drawBars({ root }, { classes, truth }, { probabilities }) {
  const order = classes.map((_name, i) => i);
  // Few classes stay in their places, so that the bars can be compared from epoch to epoch.
  if (classes.length > MOST_BARS) order.sort((a, b) => probabilities[b] - probabilities[a]);
  const rows = order.slice(0, MOST_BARS).map((i) => {
    const fill = element("i");
    fill.style.width = `${100 * probabilities[i]}%`;
    return element(
      "li",
      "",
      element("span", i === truth ? "name truth" : "name", classes[i]),
      element("span", "bar", fill),
      element("span", "number", percent(probabilities[i])),
    );
  });
  find(root, ".bars").replaceChildren(...rows);
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const view = /** @type {View} */ (/** @type {unknown} */ ({ root, frame: 0, built: false }));
  new ResizeObserver(() => view.frames && drawNextFrame(view, draw)).observe(root);
  return view;
});

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = viewOf(find(parentElement, ".maps"));
  const { run, frames, header } = takeFrames("maps", view.root, data, setTriggerValue);
  if (header.constant) view.built = false;
  Object.assign(view, { frames, cursor: cursorOf(run) });
  view.look = (epoch) => setTriggerValue("look", epoch);
  listen(view.cursor, "maps", () => drawNextFrame(view, draw));
  draw(view);
}
