// Where each kernel lies, and which class a probe is taken for.

import { screenRatio } from "../_js/canvas.js";

const GAP = 3; // CSS pixels between two kernels
const SIDE = 28; // CSS pixels of a kernel, about
const MOST_ROWS = 5;

/**
 * A grid of kernels that fits a width; each cell is a whole number of the screen's own pixels.
 * @param {[height: number, width: number, channels: number, count: number]} kernel
 * @param {number} room CSS pixels
 * @param {number} [ratio] the screen's own pixels per CSS pixel
 */
export function layOutKernels([height, width, , count], room, ratio = screenRatio()) {
  let scale = Math.max(Math.round((SIDE / Math.max(height, width)) * ratio), 1) / ratio;
  const columnsAt = () => Math.max(1, Math.floor((room + GAP) / (width * scale + GAP)));
  while (scale > 1 / ratio && Math.ceil(count / columnsAt()) > MOST_ROWS) scale -= 1 / ratio;
  const columns = Math.min(columnsAt(), count);
  const [across, down] = [width * scale + GAP, height * scale + GAP];
  const rows = Math.ceil(count / columns);
  return {
    scale,
    columns,
    total: /** @type {[number, number]} */ ([columns * across - GAP, rows * down - GAP]),
    /**
     * @param {number} unit
     * @returns {[x: number, y: number]}
     */
    corner: (unit) => [(unit % columns) * across, Math.floor(unit / columns) * down],
  };
}

/**
 * The cells of a kernel: as they are over one or three channels, else their sum over the channels.
 * @param {ArrayLike<number>} values all kernels, one after the other
 * @param {[height: number, width: number, channels: number, count: number]} kernel
 * @param {number} unit
 */
export function cellsOf(values, [height, width, channels], unit) {
  const size = height * width * channels;
  const own = Array.prototype.slice.call(values, unit * size, (unit + 1) * size);
  if (channels === 1 || channels === 3) return own;
  return Array.from({ length: height * width }, (_, cell) =>
    own.slice(cell * channels, (cell + 1) * channels).reduce((sum, each) => sum + each, 0),
  );
}

/**
 * The most probable class of a probe.
 * @param {ArrayLike<number>} probabilities of all probes, one after the other
 * @param {number} probe
 * @param {number} classes
 */
export function topClass(probabilities, probe, classes) {
  let index = 0;
  for (let i = 1; i < classes; i += 1)
    if (probabilities[probe * classes + i] > probabilities[probe * classes + index]) index = i;
  return { index, probability: probabilities[probe * classes + index] };
}
