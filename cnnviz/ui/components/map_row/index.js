// A row of maps: takes what Python computed, lays the tiles out, paints them.

import { screenRatio, sizeCanvas } from "../_js/canvas.js";
import { largestMagnitude } from "../_js/colour.js";
import { find } from "../_js/dom.js";
import { clampCell } from "../_js/grid_keys.js";
import { unpack } from "../_js/packing.js";
import { keepViews } from "../_js/views.js";
import { isScaled, read } from "./reading.js";
import { buildTile, fillTile } from "./tiles.js";

/** @typedef {[height: number, width: number, channels: number]} Shape */
/**
 * @typedef {object} MapHeader
 * @property {string} title
 * @property {string} caption
 * @property {string} sign what stands between the map before and this one
 * @property {Shape} shape of what was sent
 * @property {[height: number, width: number]} size of the whole map
 * @property {import("../_js/raster.js").ScaleName} scale
 * @property {number} low
 * @property {number} high
 * @property {Shape | null} stamp of the kernel that made it
 */
/**
 * @typedef {object} MapRowHeader
 * @property {MapHeader[]} maps
 * @property {string} label
 * @property {number | null} picked
 * @property {boolean} pickable
 */
/** @typedef {import("../_js/raster.js").Pixels} Pixels */
/** @typedef {import("../_js/raster.js").ValueScale} ValueScale */
/** @typedef {MapHeader & Pixels & { colours: ValueScale, stamps: Stamp[] }} ShownMap */
/** @typedef {Pixels & { colours: ValueScale }} Stamp */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {HTMLElement} box
 * @property {import("./tiles.js").Tile[]} tiles
 * @property {ShownMap[]} maps
 * @property {{ index: number, row: number, col: number } | null} at the cell that is read
 * @property {number | null} picked
 * @property {boolean} pickable
 * @property {(index: number) => void} pick
 * @property {Uint8Array} [bytes]
 */

const NARROW = 640; // CSS pixels of the row, below which tiles are smaller
const TILE = { least: 160, leastNarrow: 140, most: 300 };
const TALLEST = 240;
const LEGEND = 110; // it is at least as wide
const SIGN = 26; // room for the sign between two maps
const GAP = 16;

/**
 * The maps of a message; each has its values, and its kernel as one small map per channel.
 * @param {{ header: MapRowHeader, values: Float32Array }} message
 * @returns {ShownMap[]}
 */
function readMaps({ header, values }) {
  let at = 0;
  /** @param {number} count */
  const take = (count) => values.subarray(at, (at += count));
  return header.maps.map((map) => {
    const [height, width, channels] = map.shape;
    const own = take(height * width * channels);
    const stamps = map.stamp ? splitStamp(take(product(map.stamp)), map.stamp) : [];
    const colours = { low: map.low, high: map.high, colours: map.scale };
    return { ...map, height, width, channels, values: own, colours, stamps };
  });
}

/** @param {Shape} shape */
const product = ([height, width, channels]) => height * width * channels;

/**
 * A kernel (kH, kW, P) as P small maps on one scale.
 * @param {Float32Array} values
 * @param {Shape} shape
 * @returns {Stamp[]}
 */
function splitStamp(values, [height, width, channels]) {
  const limit = largestMagnitude(values) || 1;
  const colours = { low: -limit, high: limit, colours: /** @type {const} */ ("weights") };
  return Array.from({ length: channels }, (_, channel) => {
    const own = values.filter((_value, i) => i % channels === channel);
    return { height, width, channels: 1, colours, values: own };
  });
}

/**
 * @param {View} view
 * @param {Uint8Array} bytes
 */
function receive(view, bytes) {
  /** @type {{ header: MapRowHeader, values: Float32Array }} */
  const message = unpack(bytes);
  const { header } = message;
  const rebuild = view.tiles.length !== header.maps.length || view.pickable !== header.pickable;
  const { picked, pickable } = header;
  Object.assign(view, { maps: readMaps(message), picked, pickable, bytes });
  view.box.setAttribute("aria-label", header.label);
  view.root.classList.toggle("pickable", view.pickable);
  if (rebuild) {
    view.at = null;
    view.tiles = view.maps.map((_, index) => buildTile(view, index));
    view.box.replaceChildren(...view.tiles.map((tile) => tile.root));
  }
  view.maps.forEach((_, index) => fillTile(view, index));
}

/**
 * As many tiles in a row as have room, the rows equally long.
 * @param {View} view
 */
function layOut(view) {
  const room = view.root.clientWidth;
  if (!room || !view.maps.length) return;
  const signs = view.maps.some(({ sign }) => sign);
  const gap = signs ? SIGN : GAP;
  const least = room < NARROW ? TILE.leastNarrow : TILE.least;
  const fit = Math.max(Math.floor((room + gap) / (least + gap)), 1);
  const lines = Math.ceil(view.maps.length / fit);
  const across = Math.ceil(view.maps.length / lines);
  const hanging = signs && lines > 1 ? 1 : 0; // a line may end with a sign
  const width = Math.min(Math.floor((room - gap * (across - 1 + hanging)) / across), TILE.most);
  paint(view, width);
  const used = Math.max(least, ...view.tiles.map((tile) => Math.ceil(tile.fit.width)));
  view.root.style.setProperty("--sign", `${gap}px`);
  view.box.style.columnGap = `${gap}px`;
  view.box.style.gridTemplateColumns = `repeat(${across}, ${Math.min(used, width)}px)`;
}

/**
 * Draw every map as large as its tile allows; a whole map's cells are whole pixels.
 * @param {View} view
 * @param {number} width
 */
function paint(view, width) {
  const ratio = screenRatio();
  view.tiles.forEach((tile, index) => {
    const map = view.maps[index];
    const free = Math.min(width / map.width, Math.min(width, TALLEST) / map.height);
    const scale = free > 1 && !isScaled(map) ? Math.floor(free * ratio) / ratio : free;
    tile.fit = { width: Math.max(map.width * scale, 1), height: Math.max(map.height * scale, 1) };
  });
  const height = Math.max(...view.tiles.map(({ fit }) => fit.height));
  view.tiles.forEach((tile, index) => {
    tile.stage.style.height = `${height}px`;
    tile.legend.style.width = `${Math.max(tile.fit.width, Math.min(width, LEGEND))}px`;
    draw(tile, view.maps[index]);
  });
  if (!view.at) return;
  const { index, row, col } = view.at;
  const map = view.maps[index];
  read(view, index, clampCell([row, col], [map.height, map.width]));
}

/**
 * @param {import("./tiles.js").Tile} tile
 * @param {ShownMap} map
 */
function draw({ canvas, picture, fit }, map) {
  const context = sizeCanvas(canvas, fit.width, fit.height);
  context.imageSmoothingEnabled = map.width > canvas.width; // only where several cells share a pixel
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, fit.width, fit.height);
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  /** @type {View} */
  const view = {
    root,
    box: find(root, ".tiles"),
    tiles: [],
    maps: [],
    at: null,
    picked: null,
    pickable: false,
    pick: () => {},
  };
  new ResizeObserver(() => layOut(view)).observe(root);
  return view;
});

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = viewOf(find(parentElement, ".map-row"));
  view.pick = (index) => setTriggerValue("pick", index);
  if (view.bytes !== data) receive(view, data);
  layOut(view);
}
