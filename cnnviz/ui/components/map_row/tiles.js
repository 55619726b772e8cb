// The row's elements: one tile per map, with its stamp and words, its picture, its scale, its reading.

import { sizeCanvas } from "../_js/canvas.js";
import { element } from "../_js/dom.js";
import { cellUnder } from "../_js/grid_keys.js";
import { _ } from "../_js/language.js";
import { showLegend } from "../_js/legend.js";
import { position, render } from "../_js/raster.js";
import { isScaled, read, steer } from "./reading.js";

/** @typedef {import("./index.js").View} View */
/**
 * @typedef {object} Tile
 * @property {HTMLElement} root
 * @property {HTMLElement} stage
 * @property {HTMLElement} legend
 * @property {HTMLElement} sign
 * @property {HTMLElement} stamps
 * @property {HTMLElement} title a button where the map can be picked
 * @property {HTMLElement} caption
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} spot
 * @property {HTMLElement} reading
 * @property {HTMLCanvasElement} picture one pixel per value
 * @property {{ width: number, height: number }} fit in CSS pixels
 */

const STAMP_SIDE = 36;

/**
 * @param {View} view
 * @param {number} index
 * @returns {Tile}
 */
export function buildTile(view, index) {
  const canvas = element("canvas");
  const spot = element("div", "spot");
  const [sign, stamps] = [element("span", "sign"), element("span", "stamps")];
  const title = element(view.pickable ? "button" : "b", "title");
  const caption = element("span", "caption numbers");
  const stage = element("div", "stage", sign, element("div", "sheet", canvas, spot));
  const ends = [element("span"), element("i"), element("span")];
  const legend = element("div", "legend numbers", ...ends);
  const head = element("div", "head", stamps, element("div", "words", title, caption));
  const reading = element("p", "reading numbers");
  const root = element("figure", "tile", head, stage, legend, reading);
  spot.hidden = true;
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  const fit = { width: 1, height: 1 };
  const parts = { root, stage, legend, sign, stamps, title, caption, canvas, spot, reading };
  const tile = { ...parts, fit, picture: element("canvas") };
  connect(view, tile, index);
  return tile;
}

/**
 * @param {View} view
 * @param {Tile} tile
 * @param {number} index
 */
function connect(view, { canvas, title }, index) {
  canvas.onpointermove = canvas.onpointerdown = (event) => {
    const { height, width } = view.maps[index];
    read(view, index, cellUnder(canvas, [height, width], event));
  };
  canvas.onpointerleave = ({ pointerType }) => {
    if (pointerType === "mouse") read(view, index, null);
  };
  canvas.onkeydown = (event) => steer(view, index, event);
  canvas.onblur = () => read(view, index, null);
  if (view.pickable) canvas.onclick = title.onclick = () => view.pick(index);
}

/**
 * @param {View} view
 * @param {number} index
 */
export function fillTile(view, index) {
  const tile = view.tiles[index];
  const map = view.maps[index];
  const size = [...map.size, ...(map.channels > 1 ? [map.channels] : [])].join(" × ");
  const share = Math.round((100 * map.width) / map.size[1]);
  const part = isScaled(map) ? _("shown at {share} %", { share }).replaceAll(" ", "\u00a0") : "";
  const caption = [map.caption, size, part].filter(Boolean).join(", ");
  tile.sign.textContent = view.maps[index + 1]?.sign ?? "";
  tile.title.textContent = tile.title.title = map.title;
  tile.caption.textContent = tile.caption.title = caption;
  const named = { title: map.title, caption };
  const label = _("{title}, {caption}. Arrow keys read its values.", named);
  tile.canvas.setAttribute("aria-label", label);
  tile.root.classList.toggle("picked", index === view.picked);
  if (view.pickable) tile.title.setAttribute("aria-pressed", String(index === view.picked));
  showLegend(tile.legend, map.colours);
  const bar = /** @type {HTMLElement} */ (tile.legend.children[1]);
  bar.classList.toggle("crosses", map.low < 0 && map.high > 0);
  bar.style.setProperty("--zero", `${100 * position(0, map.colours)}%`);
  tile.picture = render(map, map.colours);
  tile.stamps.replaceChildren(...map.stamps.map(drawStamp));
}

/**
 * Weights as a thumbnail, its cells a whole number of pixels.
 * @param {import("./index.js").Stamp} stamp
 */
function drawStamp(stamp) {
  const canvas = element("canvas");
  const cell = Math.max(Math.floor(STAMP_SIDE / Math.max(stamp.height, stamp.width)), 1);
  const [width, height] = [stamp.width * cell, stamp.height * cell];
  sizeCanvas(canvas, width, height).drawImage(render(stamp, stamp.colours), 0, 0, width, height);
  return canvas;
}
