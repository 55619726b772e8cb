// What Python sent (see __init__.py), and the answer of a kernel: filtering is a sum of shifted
// pictures, so any moment's answer takes the browser a few milliseconds and no message.

import { addRow } from "../_js/conv.js";
import { unpack } from "../_js/packing.js";

/** @typedef {[rows: number, cols: number, channels: number]} KernelShape */
/** @typedef {"picture" | "wanted" | "weights" | "biases" | "losses" | "differences" | "reference"} ArrayName */
/**
 * @typedef {object} LearnedKernelHeader
 * @property {string} key
 * @property {number} id of this training
 * @property {string} title of the reference
 * @property {[height: number, width: number]} size of the picture
 * @property {KernelShape} kernel
 * @property {KernelShape} referenceShape
 * @property {number[]} steps of the moments that were kept
 * @property {number} lowest loss that a kernel of this size can reach
 * @property {number} limit of the colours of weights
 * @property {import("../_js/raster.js").ValueScale} scale of the pictures
 * @property {Record<ArrayName, number>} lengths
 */
/**
 * @typedef {LearnedKernelHeader & Record<ArrayName, Float32Array> & { last: number }} Trace
 * `last` is the last moment.
 */

/** @type {ArrayName[]} */
const ARRAYS = ["picture", "wanted", "weights", "biases", "losses", "differences", "reference"];

/**
 * @param {Uint8Array} message
 * @returns {Trace}
 */
export function readTrace(message) {
  /** @type {{ header: LearnedKernelHeader, values: Float32Array }} */
  const { header, values } = unpack(message);
  let at = 0;
  const arrays = ARRAYS.map((name) => {
    const start = at;
    at += header.lengths[name];
    return [name, values.subarray(start, at)];
  });
  return { ...header, ...Object.fromEntries(arrays), last: header.steps.length - 1 };
}

/**
 * The size of the pictures that a kernel makes.
 * @param {Trace} trace
 * @returns {[height: number, width: number]}
 */
export const outputShape = ({ size, kernel }) => [size[0] - kernel[0] + 1, size[1] - kernel[1] + 1];

/**
 * The kernel of a moment, as the channels of its cells.
 * @param {Trace} trace
 * @param {number} moment
 */
export function kernelAt({ kernel: [rows, cols, channels], weights }, moment) {
  const size = rows * cols * channels;
  return weights.subarray(moment * size, (moment + 1) * size);
}

/**
 * The picture as the kernel of a moment filters it, bias added, into `output`.
 * @param {Trace} trace
 * @param {number} moment
 * @param {Float32Array} output
 */
export function answerAt(trace, moment, output) {
  const [, cols, channels] = trace.kernel;
  const [height, width] = trace.size;
  const [high, wide] = outputShape(trace);
  const kernel = kernelAt(trace, moment);
  output.fill(trace.biases[moment]);
  for (let tap = 0; tap < kernel.length; tap++) {
    if (kernel[tap] === 0) continue;
    const cell = Math.floor(tap / channels);
    const [row, col] = [Math.floor(cell / cols), cell % cols];
    const shift = (tap % channels) * height * width + row * width + col;
    for (let line = 0; line < high; line++)
      addRow(output, line * wide, wide, 1, trace.picture, shift + line * width, 1, kernel[tap]);
  }
  return output;
}

/**
 * The moment whose step is nearest.
 * @param {Pick<Trace, "steps" | "last">} trace
 * @param {number} step
 */
export function nearestMoment({ steps, last }, step) {
  const after = steps.findIndex((each) => each >= step);
  if (after <= 0) return after === 0 ? 0 : last;
  return step - steps[after - 1] < steps[after] - step ? after - 1 : after;
}
