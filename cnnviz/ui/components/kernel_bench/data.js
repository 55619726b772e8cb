// Reading what Python sent: a header and float32 arrays (see __init__.py).

import { unpack } from "../_js/packing.js";

/**
 * The message as {header, arrays}; each array has values, height, width, channels and its print.
 * One that is not in the message is in `kept`, from an earlier one; null if it got lost.
 */
export function readMessage(message, kept) {
  const { header, values } = unpack(message);
  let at = 0;
  for (const [name, [height, width, channels], print, sent] of header.arrays) {
    if (!sent) continue;
    const end = at + height * width * channels;
    kept[name] = { values: values.subarray(at, end), height, width, channels, print };
    at = end;
  }
  const whole = header.arrays.every(([name, , print]) => kept[name]?.print === print);
  return whole
    ? { header, arrays: Object.fromEntries(header.arrays.map(([name]) => [name, kept[name]])) }
    : null;
}

const valueAt = ({ values, width, channels }, row, col, channel) =>
  values[(row * width + col) * channels + channel];

/** Cells from a window's first to its last, gaps included, by axis. */
export const spanOf = ({ shape, dilation }) => shape.map((cells) => dilation * (cells - 1) + 1);

/** Where an output pixel's window begins on the picture; negative on its border. */
export const windowAt = ({ stride, before }, pixel) =>
  pixel.map((at, axis) => at * stride - before[axis]);

/** Whether the full-size numbers of an output pixel are here; always, up to the working size. */
export function isKnown({ header, arrays }, [row, col]) {
  const holder = arrays.patchOutput ?? arrays.output;
  if (!holder) return false;
  const [r, c] = [row - header.corner[0], col - header.corner[1]];
  return r >= 0 && c >= 0 && r < holder.height && c < holder.width;
}

/** One channel of an output pixel, as Python computed it. */
export function outputAt({ header, arrays }, [row, col], channel) {
  return valueAt(
    arrays.patchOutput ?? arrays.output,
    row - header.corner[0],
    col - header.corner[1],
    channel,
  );
}

/** One channel's patch under a window, the weights laid on it, their products: row by row. */
export function explain({ header, arrays }, plane, pixel, channel) {
  const image = arrays.patchImage ?? arrays.image;
  const {
    stride,
    dilation,
    turned,
    shape: [, across],
  } = header;
  const [top, left] = pixel.map((at, axis) => (at - header.corner[axis]) * stride);
  const cellAt = (i) => [top + Math.floor(i / across) * dilation, left + (i % across) * dilation];
  const patch = plane.map((_, i) => valueAt(image, ...cellAt(i), channel));
  const weights = turned ? [...plane].reverse() : plane;
  return {
    patch,
    weights,
    products: patch.map((value, i) => value * weights[i]),
    beyond: beyond(header, pixel),
  };
}

/** Which cells of a window lie beyond the picture's edge. */
function beyond(header, pixel) {
  const {
    size,
    dilation,
    shape: [down, across],
  } = header;
  const [top, left] = windowAt(header, pixel);
  const outside = (at, axis) => at < 0 || at >= size[axis];
  return Array.from(
    { length: down * across },
    (_, i) =>
      outside(top + Math.floor(i / across) * dilation, 0) ||
      outside(left + (i % across) * dilation, 1),
  );
}

export const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
