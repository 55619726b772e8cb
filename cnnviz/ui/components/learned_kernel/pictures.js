// The two pictures, on one scale, and the two kernels.

import { sizeCanvas } from "../_js/canvas.js";
import { colourAt, cssColour, inkOn, signedColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";

/** 256 colours of a scale as the 32-bit words that ImageData holds. */
function colourTable(colours) {
  const words = new Uint32Array(256);
  const bytes = new Uint8ClampedArray(words.buffer);
  for (let i = 0; i < 256; i++) bytes.set([...colourAt(colours, i / 255), 255], 4 * i);
  return words;
}

/** CSS pixels per image pixel that fit a picture into a square; whole where it is enlarged. */
export function fitScale([height, width], side) {
  const scale = Math.min(side / width, side / height);
  return scale > 1 ? Math.floor(scale) : scale;
}

/** Draw values (height × width) in the lesson's scale; values beyond its ends get the end's colour. */
export function paintValues(canvas, values, [height, width], { low, high, colours }, side) {
  const sheet = (canvas.sheet ??= document.createElement("canvas"));
  if (sheet.width !== width || sheet.height !== height) Object.assign(sheet, { width, height });
  const context = sheet.getContext("2d");
  const pixels = context.createImageData(width, height);
  const words = new Uint32Array(pixels.data.buffer);
  const table = colourTable(colours);
  const factor = 255 / (high - low);
  for (let i = 0; i < words.length; i++) {
    const level = (values[i] - low) * factor + 0.5;
    words[i] = table[level >= 255 ? 255 : level > 0 ? level | 0 : 0];
  }
  context.putImageData(pixels, 0, 0);
  const scale = fitScale([height, width], side);
  const target = sizeCanvas(canvas, width * scale, height * scale);
  target.imageSmoothingEnabled = scale * (window.devicePixelRatio || 1) < 1;
  target.imageSmoothingQuality = "high"; // only where many pixels fall into one
  target.drawImage(sheet, 0, 0, width * scale, height * scale);
}

const PLANE_GAP = 8; // CSS pixels between the kernels of two channels
const LETTERS = 16; // CSS pixels for the channels' letters, where there are several

/** Where the planes of a kernel lie: one alone, or two side by side and the third below. */
function kernelLayout([rows, cols, channels], width, height) {
  const [across, down] = channels > 1 ? [2, Math.ceil(channels / 2)] : [1, 1];
  const head = channels > 1 ? LETTERS : 0;
  const wide = (width - (across - 1) * PLANE_GAP) / (across * cols);
  const high = (height - (down - 1) * PLANE_GAP - down * head) / (down * rows);
  const cell = Math.max(Math.floor(Math.min(wide, high, 76)), 2);
  const step = [rows * cell + head + PLANE_GAP, cols * cell + PLANE_GAP];
  const corner = (channel) => [Math.floor(channel / 2) * step[0] + head, (channel % 2) * step[1]];
  return { cell, corner, width: across * step[1] - PLANE_GAP, height: down * step[0] - PLANE_GAP };
}

/** Draw a kernel, the channels' side by side, with numbers where they fit. */
export function paintKernel(canvas, weights, shape, limit, width, height, theme) {
  const [rows, cols, channels] = shape;
  const layout = kernelLayout(shape, width, height);
  const context = sizeCanvas(canvas, layout.width, layout.height);
  context.clearRect(0, 0, layout.width, layout.height);
  for (let channel = 0; channel < channels; channel++) {
    if (channels > 1) paintLetter(context, "RGB"[channel], layout.corner(channel), theme);
    for (let cell = 0; cell < rows * cols; cell++) {
      const [top, left] = layout.corner(channel);
      const x = left + (cell % cols) * layout.cell;
      const y = top + Math.floor(cell / cols) * layout.cell;
      paintCell(context, weights[cell * channels + channel], limit, x, y, layout.cell, theme);
    }
  }
  canvas.onpointermove = (event) => {
    canvas.title = numberUnder(event, weights, shape, layout);
  };
}

function paintLetter(context, letter, [top, left], theme) {
  Object.assign(context, {
    font: `11px ${theme.font}`,
    fillStyle: theme.ink,
    textAlign: "left",
    textBaseline: "alphabetic",
  });
  context.fillText(letter, left, top - 4);
}

function paintCell(context, weight, limit, x, y, side, theme) {
  const colour = signedColour("weights", weight, limit);
  const inner = side > 6 ? side - 1 : side;
  context.fillStyle = cssColour(colour);
  context.fillRect(x, y, inner, inner);
  if (side < 24) return;
  Object.assign(context, { fillStyle: inkOn(colour), textAlign: "center", textBaseline: "middle" });
  context.font = `${Math.min(15, Math.max(side * 0.33, 9.5))}px ${theme.font}`;
  context.fillText(cellText(weight, side), x + inner / 2, y + side / 2);
}

/** A weight as short as its cell: fewer digits in small ones, and no "0" before the point. */
function cellText(weight, side) {
  if (Number.isInteger(weight) && Math.abs(weight) < 100) return shortNumber(weight);
  const size = Math.abs(weight);
  const roomy = side >= 40;
  const digits = size >= 100 ? 0 : roomy || size < 0.995 ? 2 : 1;
  const text = size >= 1000 ? size.toExponential(0).replace("+", "") : size.toFixed(digits);
  const sign = weight < 0 && Number(text) !== 0 ? "\u2212" : "";
  return sign + (roomy ? text : text.replace(/^0\./, "."));
}

/** The full number of the cell under the pointer. */
function numberUnder(event, weights, [rows, cols, channels], { cell, corner }) {
  for (let channel = 0; channel < channels; channel++) {
    const [top, left] = corner(channel);
    const row = Math.floor((event.offsetY - top) / cell);
    const col = Math.floor((event.offsetX - left) / cell);
    if (row >= 0 && col >= 0 && row < rows && col < cols)
      return String(weights[(row * cols + col) * channels + channel]);
  }
  return "";
}
