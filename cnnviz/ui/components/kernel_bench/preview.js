// What the picture will look like while a weight or slider is moved; Python's numbers replace it.

import { addRow, afterSum } from "../_js/conv.js";
import { pooledFrom, pooledValue, spanOf } from "./data.js";

/** @typedef {import("./data.js").KernelBenchHeader} Header */
/** @typedef {import("./data.js").Picture} Picture */
/** @typedef {Omit<Picture, "checksum"> & { skip: number }} Preview every `skip`-th pixel */

const MOST_PRODUCTS = 2.4e7; // what a browser computes between two frames

/**
 * The output of planes of weights on the image that was sent; every n-th pixel where all are too many.
 * @param {import("./data.js").Data} data
 * @param {number[][]} planes
 * @returns {Preview}
 */
export function preview({ header, arrays: { image } }, planes) {
  const [down, across] = spanOf(header);
  /** @param {number} stride */
  const windows = (stride) => [
    Math.floor((image.height - down) / stride) + 1,
    Math.floor((image.width - across) / stride) + 1,
  ];
  const [height, width] = windows(header.stride);
  const products = height * width * planes[0].length * image.channels;
  const skip = Math.max(1, Math.ceil(Math.sqrt(products / MOST_PRODUCTS)));
  const [rows, cols] = windows(header.stride * skip);
  const channels = planes.length > 1 ? 1 : image.channels;
  const values = new Float32Array(Math.max(rows * cols, 0) * channels);
  const answer = { values, height: rows, width: cols, channels, skip };
  for (let row = 0; row < rows; row++) addProducts(answer, row, image, planes, header);
  if (header.bias || header.activation !== "none")
    values.forEach((sum, i) => (values[i] = afterSum(sum, header)));
  return header.pool > 1 ? pooled(answer, header) : answer;
}

/**
 * A preview after pooling; where only every n-th pixel was computed, by a window as much smaller.
 * @param {Preview} answer
 * @param {Header} header
 * @returns {Preview}
 */
function pooled({ values, height, width, channels, skip }, header) {
  const pool = Math.max(Math.round(header.pool / skip), 1);
  const [rows, cols] = [Math.floor(height / pool), Math.floor(width / pool)];
  const found = new Float32Array(rows * cols * channels);
  for (let i = 0; i < rows * cols; i++) {
    const first = [Math.floor(i / cols) * pool, (i % cols) * pool];
    const places = pooledFrom({ pool }, /** @type {[number, number]} */ (first));
    for (let channel = 0; channel < channels; channel++) {
      const read = places.map(([r, c]) => values[(r * width + c) * channels + channel]);
      found[i * channels + channel] = pooledValue(header, read);
    }
  }
  return { values: found, height: rows, width: cols, channels, skip: skip * pool };
}

/**
 * Add the products of every tap and channel to one row of the answer.
 * @param {Preview} answer
 * @param {number} row
 * @param {Picture} image
 * @param {number[][]} planes
 * @param {Header} header
 */
function addProducts({ values, width, channels, skip }, row, image, planes, header) {
  const { shape, stride, dilation, flipped } = header;
  const step = stride * skip;
  const hop = step * image.channels;
  const start = row * width * channels;
  for (let tap = 0; tap < shape[0] * shape[1]; tap++) {
    const top = row * step + Math.floor(tap / shape[1]) * dilation;
    const from = top * image.width + (tap % shape[1]) * dilation;
    for (let channel = 0; channel < image.channels; channel++) {
      const plane = planes[planes.length > 1 ? channel : 0];
      const weight = plane[flipped ? plane.length - 1 - tap : tap];
      const to = start + (channels > 1 ? channel : 0);
      const first = from * image.channels + channel;
      if (weight) addRow(values, to, width, channels, image.values, first, hop, weight);
    }
  }
}

/**
 * Smallest and largest number of an array.
 * @param {Float32Array} values
 * @returns {[low: number, high: number]}
 */
export function endsOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
