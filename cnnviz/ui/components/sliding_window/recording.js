// Saves the animation as a GIF: the stage once more, out of sight, large and in the light theme,
// shown window by window. What draws it is what draws the page.

import { contextOf } from "../_js/canvas.js";
import { withScales } from "../_js/colour.js";
import { element } from "../_js/dom.js";
import { Gif, paletteOf } from "../_js/gif.js";
import { clamp } from "../_js/grid_keys.js";
import { snapshot } from "../_js/snapshot.js";
import { readTheme } from "../_js/theme.js";
import { placeOf, windowCount } from "./data.js";
import { paintMoving } from "./moving.js";
import { findParts } from "./parts.js";
import { readTables } from "./looks.js";
import { layOut, showPosition } from "./showing.js";
import { newStamps } from "./stamps.js";

/** @typedef {import("./types.js").View} View */

const WIDTH = 960; // CSS pixels that the grids may fill
const LEAST_WIDTH = 640; // so that the sum has room
const HEIGHT = 480;
const SAMPLES = 6; // frames that the palette is made from
const ALL = 24_000; // milliseconds that the whole lasts, within the two limits of a frame
const [SHORTEST, LONGEST] = [200, 800];
const REST = 1_500; // that the last frame stands longer

/**
 * Windows that are shown, evenly spaced from the first to the last.
 * @param {number} windows
 * @param {number} most
 */
export function shownPositions(windows, most) {
  const frames = Math.min(windows, most);
  return Array.from({ length: frames }, (_, at) =>
    Math.round((at * (windows - 1)) / Math.max(frames - 1, 1)),
  );
}

/**
 * Record the animation; null if it was stopped.
 * @param {View} view
 * @param {AbortSignal} stopped
 * @param {(share: number) => void} report how much is done
 */
export async function record(view, stopped, report) {
  const positions = shownPositions(windowCount(view.data), view.data.mostFrames);
  const each = clamp(ALL / positions.length, SHORTEST, LONGEST);
  const studio = openStudio(view);
  try {
    const samples = shownPositions(positions.length, SAMPLES).map((at) => positions[at]);
    const { width, height } = studio.canvas;
    const gif = new Gif(width, height, paletteOf(samples.map(studio.frame)));
    for (const [at, position] of positions.entries()) {
      gif.add(studio.frame(position), at === positions.length - 1 ? each + REST : each);
      report((at + 1) / positions.length);
      await new Promise((goOn) => setTimeout(goOn)); // the page stays alive
      if (stopped.aborted || !view.root.isConnected) return null;
    }
    return gif.bytes();
  } finally {
    studio.close();
  }
}

/**
 * A copy of the stage beside it, with a title and a bar of progress.
 * @param {View} view
 */
function openStudio(view) {
  const { data } = view;
  const root = /** @type {HTMLElement} */ (view.root.cloneNode(true));
  const count = element("span", "numbers");
  const done = element("div");
  const head = element("div", "title", element("b", "", data.title), count);
  const host = element("div", "cnnviz recording", head, root, element("div", "done", done));
  host.inert = true;
  view.root.after(host);
  const copy = copyOf(view, root, host);
  layOut(copy, WIDTH, HEIGHT);
  fitWidth(host, root);
  const canvas = element("canvas");
  const { width, height } = host.getBoundingClientRect();
  Object.assign(canvas, { width: Math.ceil(width), height: Math.ceil(height) });
  const context = contextOf(canvas, { willReadFrequently: true });
  /** @param {number} position */
  const frame = (position) => {
    Object.assign(copy.motion, { position, shown: placeOf(data, position) });
    showPosition(copy);
    paintMoving(copy);
    count.textContent = `${position + 1} / ${windowCount(data)}`;
    done.style.width = `${(100 * (position + 1)) / windowCount(data)}%`;
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    snapshot(context, host);
    const { data: bytes } = context.getImageData(0, 0, canvas.width, canvas.height);
    return new Uint32Array(bytes.buffer);
  };
  return { canvas, frame, close: () => host.remove() };
}

/**
 * A view of the same data on other elements, where nothing is pointed at.
 * @param {View} view
 * @param {HTMLElement} root
 * @param {HTMLElement} host
 * @returns {View}
 */
function copyOf(view, root, host) {
  const { data } = view;
  const copy = {
    ...view,
    root,
    parts: findParts(root),
    theme: readTheme(host),
    motion: { ...view.motion, playing: false },
    stamps: data.transposed ? newStamps(data) : null,
    hover: null,
    counts: false,
  };
  copy.tables = withScales(copy.theme.dark, () => readTables(copy));
  return copy;
}

/**
 * Make the stage as wide as the grids need.
 * @param {HTMLElement} host
 * @param {HTMLElement} root
 */
function fitWidth(host, root) {
  const grids = /** @type {HTMLElement} */ (root.querySelector(".grids"));
  grids.style.width = "max-content";
  const needed = grids.offsetWidth;
  grids.style.width = "";
  root.style.width = `${clamp(needed, LEAST_WIDTH, WIDTH)}px`;
}
