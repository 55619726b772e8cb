// What Python sent (see __init__.py), and the answer of a kernel: filtering is a sum of shifted
// pictures, so any moment's answer takes the browser a few milliseconds and no message.

import { unpack } from "../_js/packing.js";

const ARRAYS = ["picture", "wanted", "weights", "biases", "losses", "differences", "reference"];

export function readLesson(message) {
  const { header, values } = unpack(message);
  const lesson = { ...header };
  let at = 0;
  for (const name of ARRAYS) {
    lesson[name] = values.subarray(at, at + header.lengths[name]);
    at += header.lengths[name];
  }
  lesson.last = header.steps.length - 1;
  return lesson;
}

/** The kernel of a moment, as the channels of its cells. */
export function kernelAt(lesson, moment) {
  const size = lesson.kernel[0] * lesson.kernel[1] * lesson.kernel[2];
  return lesson.weights.subarray(moment * size, (moment + 1) * size);
}

/** The picture as the kernel of a moment filters it, bias added, into `output`. */
export function answerAt(lesson, moment, output) {
  const [rows, cols, channels] = lesson.kernel;
  const [height, width] = lesson.size;
  const shape = [height - rows + 1, width - cols + 1];
  const kernel = kernelAt(lesson, moment);
  output.fill(lesson.biases[moment]);
  for (let tap = 0; tap < kernel.length; tap++) {
    const cell = Math.floor(tap / channels);
    const row = Math.floor(cell / cols);
    const col = cell % cols;
    const shift = (tap % channels) * height * width + row * width + col;
    if (kernel[tap] !== 0) addShifted(output, shape, lesson.picture, shift, width, kernel[tap]);
  }
  return output;
}

/** Add a picture, read from `shift` on, times a weight: plain locals only, as it runs millions of times. */
function addShifted(output, [height, width], picture, shift, stride, weight) {
  for (let row = 0; row < height; row++) {
    const from = shift + row * stride;
    const start = row * width;
    const end = start + width;
    const ahead = from - start;
    for (let at = start; at < end; at++) output[at] += weight * picture[at + ahead];
  }
}

/** A number with three digits that count, for a readout. */
export function readout(value) {
  const size = Math.abs(value);
  if (!(size > 0)) return "0";
  const text = size >= 0.001 && size < 1e5 ? String(Number(size.toPrecision(3))) : power(size);
  return (value < 0 ? "\u2212" : "") + text;
}

/** 1.23 × 10⁻⁷, as people write it. */
function power(size) {
  const [digits, exponent] = size.toExponential(2).split("e");
  return `${digits} × 10${raised(Number(exponent))}`;
}

export const raised = (exponent) =>
  String(exponent)
    .replace("-", "\u207b")
    .replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);
