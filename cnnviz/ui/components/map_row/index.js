// A row of maps: takes what Python computed, lays the tiles out, paints them.

import { sizeCanvas } from "../_js/canvas.js";
import { unpack } from "../_js/packing.js";
import { isScaled, read } from "./reading.js";
import { buildTile, fillTile } from "./tiles.js";

const rows = new WeakMap(); // root element -> view; survives reruns and theme changes
const NARROW = 640; // CSS pixels of the row, below which tiles are smaller
const TILE = { least: 160, leastNarrow: 140, most: 300 };
const TALLEST = 240;
const LEGEND = 110; // it is at least as wide
const SIGN = 26; // room for the sign between two maps
const GAP = 16;

function startView(root) {
  const view = {
    root,
    box: root.querySelector(".tiles"),
    spoken: root.querySelector(".spoken"),
    tiles: [],
  };
  rows.set(root, view);
  new ResizeObserver(() => layOut(view)).observe(root);
  return view;
}

/** The maps of a message; each has its values, and its stamp one map a channel. */
function readMaps({ header, values }) {
  let at = 0;
  const take = (count) => values.subarray(at, (at += count));
  return header.maps.map((words) => {
    const [height, width, channels] = words.shape;
    const map = { ...words, height, width, channels, values: take(height * width * channels) };
    map.stamps = words.stamp
      ? splitStamp(take(words.stamp.reduce((a, b) => a * b)), words.stamp)
      : [];
    return map;
  });
}

/** A kernel (kH, kW, P) as P small maps on one scale. */
function splitStamp(values, [height, width, channels]) {
  const limit = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return Array.from({ length: channels }, (_, c) => ({
    height,
    width,
    channels: 1,
    low: -limit,
    high: limit,
    scale: "weights",
    values: values.filter((_value, i) => i % channels === c),
  }));
}

function receive(view, bytes) {
  const message = unpack(bytes);
  const { header } = message;
  const rebuild = view.tiles.length !== header.maps.length || view.pickable !== header.pickable;
  Object.assign(view, {
    maps: readMaps(message),
    picked: header.picked,
    pickable: header.pickable,
  });
  view.box.setAttribute("aria-label", header.label);
  view.root.classList.toggle("pickable", view.pickable);
  if (rebuild) {
    view.at = null;
    view.tiles = view.maps.map((_, index) => buildTile(view, index));
    view.box.replaceChildren(...view.tiles.map((tile) => tile.root));
  }
  view.maps.forEach((_, index) => fillTile(view, index));
}

/** As many tiles in a row as have room, the rows equally long. */
function layOut(view) {
  const room = view.root.clientWidth;
  if (!room || !view.maps?.length) return;
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

/** Draw every map as large as its tile allows; a whole map's cells are whole pixels. */
function paint(view, width) {
  const ratio = window.devicePixelRatio || 1;
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
  if (view.at) read(view, view.at.index, clamped(view));
}

function draw({ canvas, picture, fit }, map) {
  const context = sizeCanvas(canvas, fit.width, fit.height);
  context.imageSmoothingEnabled = map.width > canvas.width; // only where several cells share a pixel
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, fit.width, fit.height);
}

function clamped({ at: { index, row, col }, maps }) {
  return [Math.min(row, maps[index].height - 1), Math.min(col, maps[index].width - 1)];
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".map-row");
  const view = rows.get(root) ?? startView(root);
  view.pick = (index) => setTriggerValue("pick", index);
  if (view.bytes !== data) receive(view, data);
  view.bytes = data;
  layOut(view);
}
