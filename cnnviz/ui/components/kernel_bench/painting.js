// Pictures on canvases: colours by the chosen display, fitted into their frames, and the marks.

import { sizeCanvas } from "../_js/canvas.js";
import { colourAt } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { SCALES } from "../_js/scales.js";

/** The scale of a display: its ends, its colours, and whether signs are dropped. */
export function displayScale(display, low, high, channels) {
  const limit = Math.max(-low, high) || 1;
  if (display === "signed" && low < 0)
    return { low: -limit, high: limit, colours: channels === 1 ? "signed" : "grey" };
  if (display === "signed") return { low: 0, high: Math.max(1, high), colours: "grey" };
  if (display === "absolute") return { low: 0, high: limit, colours: "grey", absolute: true };
  if (display === "min-max") return { low, high: high > low ? high : low + 1, colours: "grey" };
  return { low: 0, high: 1, colours: "grey" };
}

/** Where a value lies on a scale: 0 at its low end, 1 at its high end. */
export const position = (value, { low, high, absolute }) =>
  ((absolute ? Math.abs(value) : value) - low) / (high - low);

export const PICTURE_SCALE = { low: 0, high: 1, colours: "grey" };

/** 256 colours of a scale as the 32-bit words that ImageData holds. */
function colourTable(colours) {
  const words = new Uint32Array(256);
  const bytes = new Uint8ClampedArray(words.buffer);
  for (let i = 0; i < 256; i++) bytes.set([...colourAt(colours, i / 255), 255], 4 * i);
  return words;
}

/** An array as a canvas of its own size, one pixel a value. */
export function render({ values, height, width, channels }, scale) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pixels = new ImageData(width, height);
  const words = new Uint32Array(pixels.data.buffer);
  const table = colourTable(scale.colours);
  const level = (value) => {
    const at = 255 * position(value, scale) + 0.5;
    return at < 0 ? 0 : at > 255 ? 255 : at | 0;
  };
  if (channels === 1) for (let i = 0; i < words.length; i++) words[i] = table[level(values[i])];
  else
    for (let i = 0, j = 0; i < words.length; i++, j += 3)
      words[i] =
        (0xff000000 |
          (level(values[j + 2]) << 16) |
          (level(values[j + 1]) << 8) |
          level(values[j])) >>>
        0;
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return canvas;
}

/** CSS pixels per image pixel that fit a picture into a frame; whole where it is enlarged. */
export function fitScale([height, width], frame) {
  const scale = Math.min(frame.clientWidth / width, frame.clientHeight / height);
  return scale > 1 ? Math.floor(scale) : scale;
}

/**
 * Draw a rendered picture, or the part of it at `from` = [row, col, height, width], so that it fills
 * `to` = [row, col, height, width] in pixels of the picture that the sheet holds.
 */
export function paint(
  canvas,
  picture,
  sheetSize,
  to,
  scale,
  from = [0, 0, picture.height, picture.width],
) {
  const [height, width] = sheetSize.map((side) => side * scale);
  const context = sizeCanvas(canvas, width, height);
  context.clearRect(0, 0, width, height);
  context.imageSmoothingEnabled = from[3] > to[3] * scale * (window.devicePixelRatio || 1);
  context.imageSmoothingQuality = "high"; // only where many pixels fall into one
  const [[sy, sx, sh, sw], [y, x, h, w]] = [from, to.map((length) => length * scale)];
  context.drawImage(picture, sx, sy, sw, sh, x, y, w, h);
}

/** Outline a rectangle of image pixels; one too small to be seen gets a ring around it. */
export function outline(context, row, col, height, width, scale, colour) {
  const grow = Math.max(0, (9 - Math.max(height, width) * scale) / 2);
  const box = [
    col * scale - grow,
    row * scale - grow,
    width * scale + 2 * grow,
    height * scale + 2 * grow,
  ];
  for (const [thickness, ink] of [
    [4, "#ffffff"],
    [2, colour],
  ]) {
    Object.assign(context, { lineWidth: thickness, strokeStyle: ink });
    context.strokeRect(...box);
  }
}

/** The ends of a scale in numbers, its colours between them. */
export function showLegend(legend, { low, high, colours }) {
  const stops = SCALES[colours].join(", ");
  const [first, bar, last] = legend.children;
  Object.assign(first, { textContent: shortNumber(low), title: String(low) });
  Object.assign(last, { textContent: shortNumber(high), title: String(high) });
  bar.style.background = `linear-gradient(to right, ${stops})`;
  bar.textContent = low < 0 && high > 0 && low === -high ? "0" : "";
  bar.style.color = colours === "signed" ? "#17202a" : "#ffffff";
}
