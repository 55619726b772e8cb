// What the picture will look like, computed here while the hand moves; Python's numbers replace it.

import { spanOf } from "./data.js";

const MOST_PRODUCTS = 2.4e7; // what a browser computes between two frames

const ACTIVATE = {
  none: (x) => x,
  ReLU: (x) => Math.max(x, 0),
  "leaky ReLU": (x, leak) => (x < 0 ? leak * x : x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
};

/** Bias and activation of one sum. */
export const afterSum = (sum, { bias, activation, leak }) => ACTIVATE[activation](sum + bias, leak);

/** The output of planes of weights on the image at hand; every n-th pixel where all are too many. */
export function preview({ header, arrays: { image } }, planes) {
  const [down, across] = spanOf(header);
  const windows = (stride) => [
    Math.floor((image.height - down) / stride) + 1,
    Math.floor((image.width - across) / stride) + 1,
  ];
  const [height, width] = windows(header.stride);
  const products = height * width * planes[0].length * image.channels;
  const skip = Math.max(1, Math.ceil(Math.sqrt(products / MOST_PRODUCTS)));
  const [rows, cols] = windows(header.stride * skip);
  const channels = planes.length > 1 ? 1 : image.channels;
  const answer = {
    values: new Float32Array(Math.max(rows * cols, 0) * channels),
    height: rows,
    width: cols,
    channels,
    skip,
  };
  for (let row = 0; row < rows; row++) addRow(answer, row, image, planes, header);
  const { values } = answer;
  if (header.bias || header.activation !== "none")
    values.forEach((sum, i) => (values[i] = afterSum(sum, header)));
  return answer;
}

/** Add the products of every tap and channel to one row of the answer. */
function addRow(answer, row, image, planes, { shape: [down, across], stride, dilation, turned }) {
  const step = stride * answer.skip;
  for (let tap = 0; tap < down * across; tap++) {
    const from =
      (row * step + Math.floor(tap / across) * dilation) * image.width + (tap % across) * dilation;
    for (let channel = 0; channel < image.channels; channel++) {
      const plane = planes[planes.length > 1 ? channel : 0];
      const weight = plane[turned ? plane.length - 1 - tap : tap];
      if (weight)
        addTap(answer, row, image, from * image.channels + channel, weight, step, channel);
    }
  }
}

function addTap({ values, width, channels }, row, image, from, weight, step, channel) {
  const source = image.values;
  const hop = step * image.channels;
  let to = row * width * channels + (channels > 1 ? channel : 0);
  for (let col = 0, at = from; col < width; col++, at += hop, to += channels)
    values[to] += weight * source[at];
}

/** Smallest and largest number of an array. */
export function endsOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
