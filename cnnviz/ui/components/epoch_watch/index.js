// Kernels and probe images at the epoch of the cursor. A probe's button pins it.

import { sizeCanvas } from "../_js/canvas.js";
import { largestMagnitude } from "../_js/colour.js";
import { element, find, findCanvas } from "../_js/dom.js";
import { cursorOf, listen } from "../_js/epoch_cursor.js";
import { frameOf, takeFrames } from "../_js/epoch_frames.js";
import { _, _n, localNumber } from "../_js/language.js";
import { localText, percent, shortNumber } from "../_js/number.js";
import { fitScale, render } from "../_js/raster.js";
import { drawNextFrame, keepViews } from "../_js/views.js";
import { cellsOf, layOutKernels, topClass } from "./layout.js";
import { drawMatrix } from "./matrix.js";

/**
 * @typedef {object} EpochWatchHeader the same for all epochs
 * @property {string[]} classes
 * @property {number[]} truths the true class of each probe
 * @property {string[]} names of the probes
 * @property {number[][]} pictures levels from 0 to 255, row by row
 * @property {[height: number, width: number, channels: number]} shape of a picture
 * @property {[height: number, width: number, channels: number, count: number]} kernel
 * @property {number} pinned a probe
 */
/** @typedef {import("../_js/epoch_frames.js").Frames} Frames */
/** @typedef {import("../_js/epoch_frames.js").Frame} Frame */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {string} run
 * @property {Frames} frames
 * @property {import("../_js/epoch_cursor.js").Cursor} cursor
 * @property {number} pinned
 * @property {number} frame
 * @property {boolean} built
 * @property {(probe: number) => void} pin
 */

const PICTURE = 48; // CSS pixels
const PIXELS = { low: 0, high: 255, colours: /** @type {const} */ ("grey") };
const WIDE = 700;

/** @param {View} view */
function draw(view) {
  const { root, frames, cursor } = view;
  /** @type {EpochWatchHeader | null} */
  const constant = /** @type {any} */ (frames.constant);
  root.hidden = !constant;
  if (!constant || !root.clientWidth) return;
  root.classList.toggle("wide", root.clientWidth >= WIDE);
  if (!view.built) buildTiles(view, constant);
  const frame = frameOf(frames, cursor.at);
  find(root, ".kernels-epoch").textContent = frame
    ? whenText(view, frame)
    : _("no record of this epoch");
  drawKernels(view, constant, frame);
  drawProbes(view, constant, frame);
  showMatrix(view, constant);
}

/**
 * Within an epoch the matrix is that of the last complete one. While the run trains, the matrix
 * below, whose cells open, follows the cursor instead.
 * @param {View} view
 * @param {EpochWatchHeader} constant
 */
function showMatrix({ root, frames, cursor }, { classes }) {
  const section = find(root, ".matrix");
  const epoch = cursor.at ?? frames.epochs.at(-1) ?? 0;
  const counts = frames.byEpoch.get(epoch)?.confusion;
  section.hidden = !counts || !cursor.ended;
  if (!counts || section.hidden) return;
  find(section, ".matrix-epoch").textContent = _("after epoch {epoch}", { epoch });
  drawMatrix(section, classes, counts);
}

/** @param {View} view @param {Frame} frame */
function whenText({ cursor, frames }, frame) {
  const at = frame.at[0];
  const live = cursor.at === null && frames.live;
  if (!live) return _("after epoch {epoch}", { epoch: localText(at) });
  return _("now, epoch {epoch}", { epoch: localNumber(at.toFixed(2)) });
}

/** @param {View} view @param {EpochWatchHeader} constant @param {Frame | null} frame */
function drawKernels({ root }, { kernel }, frame) {
  const section = find(root, ".kernels");
  section.hidden = !kernel[3];
  if (section.hidden) return;
  const canvas = findCanvas(section, "canvas");
  const plan = layOutKernels(kernel, Math.min(section.parentElement?.clientWidth ?? 300, 460));
  const context = sizeCanvas(canvas, plan.total[0], plan.total[1]);
  context.clearRect(0, 0, ...plan.total);
  const values = frame?.kernels;
  if (!values) return;
  const limit = largestMagnitude(Array.from(values)) || 1;
  const [height, width, channels, count] = kernel;
  for (let unit = 0; unit < count; unit += 1) {
    const cells = cellsOf(values, kernel, unit);
    const picture = render(
      { values: cells, height, width, channels: channels === 3 ? 3 : 1 },
      { low: -limit, high: limit, colours: "weights" },
    );
    const [x, y] = plan.corner(unit);
    context.drawImage(picture, x, y, width * plan.scale, height * plan.scale);
  }
  const ends = { size: `${height} × ${width}`, low: shortNumber(-limit), high: shortNumber(limit) };
  find(section, ".read").textContent = _n(
    "{count} kernel, {size}; weights from {low} to {high}",
    "{count} kernels, {size}; weights from {low} to {high}",
    count,
    ends,
  );
}

/** @param {View} view @param {EpochWatchHeader} constant */
function buildTiles(view, { pictures, shape, names, truths }) {
  view.built = true;
  const [height, width, channels] = shape;
  const scale = fitScale([height, width], { height: PICTURE, width: PICTURE });
  const tiles = pictures.map((values, i) => {
    const canvas = element("canvas");
    const size = /** @type {const} */ ([width * scale, height * scale]);
    const picture = render({ values, height, width, channels }, PIXELS);
    sizeCanvas(canvas, ...size).drawImage(picture, 0, 0, ...size);
    const bar = element("span", "bar", element("i"));
    const tile = element("button", "tile", canvas, element("span", "said"), bar);
    tile.dataset.truth = String(truths[i]);
    tile.dataset.name = names[i];
    tile.onclick = () => {
      view.pinned = i;
      view.pin(i);
      drawNextFrame(view, draw);
    };
    return tile;
  });
  find(view.root, ".tiles").replaceChildren(...tiles);
}

/** @param {View} view @param {EpochWatchHeader} constant @param {Frame | null} frame */
function drawProbes(view, { classes, truths }, frame) {
  const tiles = /** @type {HTMLElement[]} */ ([...find(view.root, ".tiles").children]);
  tiles.forEach((tile, i) => {
    tile.setAttribute("aria-pressed", String(i === view.pinned));
    if (!frame) return;
    const probabilities = frame.probabilities;
    const top = topClass(probabilities, i, classes.length);
    const right = top.index === truths[i];
    tile.classList.toggle("wrong", !right);
    const said = `${classes[top.index]} ${percent(top.probability)}`;
    find(tile, ".said").textContent = said;
    find(tile, "i").style.width = `${100 * top.probability}%`;
    const truth = probabilities[i * classes.length + truths[i]];
    const words = {
      name: tile.dataset.name ?? "",
      answer: classes[top.index],
      share: percent(top.probability),
      truth: percent(truth),
    };
    tile.title = right
      ? _("{name}: predicted {answer} with {share}", words)
      : _("{name}: predicted {answer} with {share}; its own class {truth}", words);
    tile.setAttribute("aria-label", `${said}. ${tile.title}`); // what is seen comes first
  });
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const view = /** @type {View} */ (
    /** @type {unknown} */ ({ root, run: "", pinned: 0, frame: 0, built: false })
  );
  new ResizeObserver(() => view.frames && drawNextFrame(view, draw)).observe(root);
  return view;
});

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setTriggerValue, setStateValue }) {
  const view = viewOf(find(parentElement, ".watch"));
  const { run, frames, header } = takeFrames("watch", view.root, data, setTriggerValue);
  if (run !== view.run || header.constant) Object.assign(view, { run, built: false });
  Object.assign(view, { frames, cursor: cursorOf(run) });
  if (header.constant) view.pinned = header.constant.pinned;
  view.pin = (probe) => setStateValue("pin", probe);
  listen(view.cursor, "watch", () => drawNextFrame(view, draw));
  draw(view);
}
