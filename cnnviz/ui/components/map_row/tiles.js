// The row's elements: a tile a map, with its stamp and words, its picture, its scale, its reading.

import { sizeCanvas } from "../_js/canvas.js";
import { colourAt } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { SCALES } from "../_js/scales.js";
import { cellUnder, isScaled, read, steer } from "./reading.js";

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

export function buildTile(view, index) {
  const tile = {
    sign: element("span", "sign"),
    stamps: element("span", "stamps"),
    title: element(view.pickable ? "button" : "b", "title"),
    caption: element("span", "caption numbers"),
    canvas: element("canvas", ""),
    spot: element("div", "spot"),
    reading: element("p", "reading numbers"),
    ends: [element("span", ""), element("i", ""), element("span", "")],
  };
  tile.spot.hidden = true;
  tile.canvas.tabIndex = 0;
  tile.canvas.setAttribute("role", "img");
  tile.stage = element("div", "stage", tile.sign, element("div", "sheet", tile.canvas, tile.spot));
  tile.legend = element("div", "legend numbers", ...tile.ends);
  const head = element(
    "div",
    "head",
    tile.stamps,
    element("div", "words", tile.title, tile.caption),
  );
  tile.root = element("figure", "tile", head, tile.stage, tile.legend, tile.reading);
  connect(view, tile, index);
  return tile;
}

function connect(view, tile, index) {
  const { canvas, title } = tile;
  canvas.onpointermove = canvas.onpointerdown = (event) =>
    read(view, index, cellUnder(tile, view.maps[index], event));
  canvas.onpointerleave = (event) => event.pointerType === "mouse" && read(view, index, null);
  canvas.onkeydown = (event) => steer(view, index, event);
  canvas.onblur = () => read(view, index, null);
  if (view.pickable) canvas.onclick = title.onclick = () => view.pick(index);
}

export function fillTile(view, index) {
  const tile = view.tiles[index];
  const map = view.maps[index];
  const extent = [...map.size, ...(map.channels > 1 ? [map.channels] : [])].join(" × ");
  const part = isScaled(map)
    ? `, shown\u00a0at\u00a0${Math.round((100 * map.width) / map.size[1])}\u00a0%`
    : "";
  tile.sign.textContent = view.maps[index + 1]?.sign ?? "";
  tile.title.textContent = tile.title.title = map.title;
  tile.caption.textContent = tile.caption.title = [map.caption, extent + part]
    .filter(Boolean)
    .join(", ");
  tile.canvas.setAttribute(
    "aria-label",
    `${map.title}, ${tile.caption.textContent}. Arrow keys read its values.`,
  );
  tile.root.classList.toggle("picked", index === view.picked);
  if (view.pickable) tile.title.setAttribute("aria-pressed", String(index === view.picked));
  showScale(tile, map);
  tile.picture = render(map);
  tile.stamps.replaceChildren(...map.stamps.map(drawStamp));
}

function showScale({ ends: [first, bar, last] }, { low, high, scale }) {
  Object.assign(first, { textContent: shortNumber(low), title: String(low) });
  Object.assign(last, { textContent: shortNumber(high), title: String(high) });
  bar.style.background = `linear-gradient(to right, ${SCALES[scale].join(", ")})`;
}

/** 256 colours of a scale as the 32-bit words that ImageData holds. */
function colourWords(scale) {
  const bytes = new Uint8Array(1024);
  for (let i = 0; i < 256; i++) bytes.set([...colourAt(scale, i / 255), 255], 4 * i);
  return new Uint32Array(bytes.buffer);
}

/** An array as a canvas of its own size, one pixel a value. */
function render({ values, height, width, channels, low, high, scale }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(width, height);
  const words = new Uint32Array(pixels.data.buffer);
  const table = colourWords(scale);
  const factor = 255 / (high - low || 1);
  const level = (value) => Math.min(Math.max((value - low) * factor + 0.5, 0), 255) | 0;
  if (channels === 1) for (let i = 0; i < words.length; i++) words[i] = table[level(values[i])];
  else
    for (let i = 0, j = 0; i < words.length; i++, j += 3)
      words[i] =
        (0xff000000 |
          (level(values[j + 2]) << 16) |
          (level(values[j + 1]) << 8) |
          level(values[j])) >>>
        0;
  context.putImageData(pixels, 0, 0);
  return canvas;
}

const STAMP_SIDE = 36;

/** Weights as a thumbnail, its cells a whole number of pixels. */
function drawStamp(stamp) {
  const canvas = element("canvas", "");
  const cell = Math.max(Math.floor(STAMP_SIDE / Math.max(stamp.height, stamp.width)), 1);
  const context = sizeCanvas(canvas, stamp.width * cell, stamp.height * cell);
  context.drawImage(render(stamp), 0, 0, stamp.width * cell, stamp.height * cell);
  return canvas;
}
