// Reading what Python sent: a header and float32 arrays (see __init__.py).

import { unpack } from "../_js/packing.js";

/** @typedef {[row: number, col: number]} Cell */
/** @typedef {[height: number, width: number]} Size */
/** @typedef {[name: string, label: string, icon: string]} Tool */
/** @typedef {[name: string, shape: number[], checksum: number, sent: boolean]} ArrayHeader */
/**
 * @typedef {object} SliderHeader
 * @property {string} name
 * @property {string} label
 * @property {string} unit
 * @property {number} value
 * @property {number[]} positions
 */
/**
 * @typedef {object} KernelBenchHeader
 * @property {string} picture
 * @property {string} pictureLabel its name as it is shown
 * @property {string} kernel
 * @property {string} summary
 * @property {string} source
 * @property {string} display
 * @property {string} complaint
 * @property {string} refusal
 * @property {Size} shape of the kernel
 * @property {number[][]} planes of the kernel, row by row
 * @property {number} sum
 * @property {Tool[]} tools
 * @property {SliderHeader[]} sliders
 * @property {Size} size of the picture
 * @property {import("../_js/raster.js").ValueScale} imageScale
 * @property {Size} outputSize before pooling
 * @property {Size} pooledSize
 * @property {number} scale of the picture that was sent; 1 for the picture itself
 * @property {[number, number]} before padding above and left
 * @property {[number, number]} margin of the picture in the input sent
 * @property {Cell} anchor
 * @property {number} stride
 * @property {number} dilation
 * @property {string} border
 * @property {boolean} flipped whether the kernel is, as in convolution
 * @property {number} bias
 * @property {string} activation
 * @property {number} leak
 * @property {string} pooling
 * @property {number} pool side length of the pooling window; 1 without pooling
 * @property {number} white the value of a white pixel
 * @property {number} serial of the edit that this answers
 * @property {boolean} canUndo
 * @property {boolean} fragmentOnly whether only the bench ran
 * @property {number} low the smallest value of the output that is shown
 * @property {number} high
 * @property {import("../_js/raster.js").ValueScale} displayScale
 * @property {Cell} pixel before pooling
 * @property {boolean} pinned whether it stays while the pointer moves
 * @property {Cell} corner where the full-size patch begins
 * @property {ArrayHeader[]} arrays
 */
/**
 * @typedef {object} Picture
 * @property {Float32Array} values
 * @property {number} height
 * @property {number} width
 * @property {number} channels
 * @property {number} checksum
 */
/** @typedef {{ header: KernelBenchHeader, arrays: Record<string, Picture> }} Data */

/**
 * The message's header and arrays. An array that is not in the message is in `kept`, from an
 * earlier one; null if one got lost.
 * @param {Uint8Array} message
 * @param {Record<string, Picture>} kept
 * @returns {Data | null}
 */
export function readMessage(message, kept) {
  /** @type {{ header: KernelBenchHeader, values: Float32Array }} */
  const { header, values } = unpack(message);
  let at = 0;
  for (const [name, [height, width, channels], checksum, sent] of header.arrays) {
    if (!sent) continue;
    const end = at + height * width * channels;
    kept[name] = { values: values.subarray(at, end), height, width, channels, checksum };
    at = end;
  }
  const whole = header.arrays.every(([name, , checksum]) => kept[name]?.checksum === checksum);
  if (!whole) return null;
  return { header, arrays: Object.fromEntries(header.arrays.map(([name]) => [name, kept[name]])) };
}

/**
 * @param {Picture} picture
 * @param {number} row
 * @param {number} col
 * @param {number} channel
 */
const valueAt = ({ values, width, channels }, row, col, channel) =>
  values[(row * width + col) * channels + channel];

/**
 * Cells from a window's first to its last, gaps included, by axis.
 * @param {Pick<KernelBenchHeader, "shape" | "dilation">} header
 * @returns {Size}
 */
export const spanOf = ({ shape, dilation }) => [
  dilation * (shape[0] - 1) + 1,
  dilation * (shape[1] - 1) + 1,
];

/**
 * Where an output pixel's window begins on the picture; negative on its border.
 * @param {KernelBenchHeader} header
 * @param {Cell} pixel
 * @returns {Cell}
 */
export const windowAt = ({ stride, before }, [row, col]) => [
  row * stride - before[0],
  col * stride - before[1],
];

/**
 * The output pixels that can be pointed at: those that a pooling window reads.
 * @param {Pick<KernelBenchHeader, "pooledSize" | "pool">} header
 * @returns {Size}
 */
export const reachOf = ({ pooledSize, pool }) => [pooledSize[0] * pool, pooledSize[1] * pool];

/**
 * The pixel of the shown output that an output pixel belongs to: the same one without pooling.
 * @param {Pick<KernelBenchHeader, "pool">} header
 * @param {Cell} pixel
 * @returns {Cell}
 */
export const pooledPixel = ({ pool }, [row, col]) => [
  Math.floor(row / pool),
  Math.floor(col / pool),
];

/**
 * The output pixels that a pixel's pooling window reads, row by row.
 * @param {Pick<KernelBenchHeader, "pool">} header
 * @param {Cell} pixel
 */
export function pooledFrom(header, pixel) {
  const { pool } = header;
  const [row, col] = pooledPixel(header, pixel);
  return Array.from({ length: pool * pool }, (_, i) => {
    /** @type {Cell} */
    const cell = [row * pool + Math.floor(i / pool), col * pool + (i % pool)];
    return cell;
  });
}

/**
 * The largest or the mean of some values; a single one without pooling.
 * @param {Pick<KernelBenchHeader, "pooling">} header
 * @param {number[]} values
 */
export const pooledValue = ({ pooling }, values) =>
  pooling === "max" ? Math.max(...values) : total(values) / values.length;

/**
 * Whether the full-size numbers of an output pixel are here; always, up to the working size.
 * @param {Data} data
 * @param {Cell} pixel
 */
export function isKnown({ header, arrays }, pixel) {
  const holder = arrays.patchOutput ?? arrays.output;
  if (!holder) return false;
  const [row, col] = pooledPixel(header, pixel);
  const [top, left] = pooledPixel(header, header.corner);
  const [r, c] = [row - top, col - left];
  return r >= 0 && c >= 0 && r < holder.height && c < holder.width;
}

/**
 * The output at a pixel after pooling, where the browser has it.
 * @param {Data} data
 * @param {Cell} pixel
 * @param {number} channel
 */
export function outputAt({ header, arrays }, pixel, channel) {
  const holder = arrays.patchOutput ?? arrays.output;
  const [row, col] = pooledPixel(header, pixel);
  const [top, left] = pooledPixel(header, header.corner);
  return valueAt(holder, row - top, col - left, channel);
}

/**
 * The output at a pixel before pooling.
 * @param {Data} data
 * @param {Cell} pixel
 * @param {number} channel
 */
export function unpooledAt(data, [row, col], channel) {
  const { header, arrays } = data;
  const holder = arrays.patchUnpooled ?? arrays.unpooled;
  if (!holder) return outputAt(data, [row, col], channel);
  return valueAt(holder, row - header.corner[0], col - header.corner[1], channel);
}

/**
 * One channel's patch under a window, the weights laid on it, their products: row by row.
 * @param {Data} data
 * @param {number[]} plane
 * @param {Cell} pixel
 * @param {number} channel
 */
export function explain({ header, arrays }, plane, pixel, channel) {
  const image = arrays.patchImage ?? arrays.image;
  const { stride, dilation, corner, shape } = header;
  const top = (pixel[0] - corner[0]) * stride;
  const left = (pixel[1] - corner[1]) * stride;
  const patch = plane.map((_, i) => {
    const row = top + Math.floor(i / shape[1]) * dilation;
    return valueAt(image, row, left + (i % shape[1]) * dilation, channel);
  });
  const weights = header.flipped ? [...plane].reverse() : plane;
  const products = patch.map((value, i) => value * weights[i]);
  return { patch, weights, products, beyond: beyond(header, pixel) };
}

/**
 * Which cells of a window lie beyond the picture's edge.
 * @param {KernelBenchHeader} header
 * @param {Cell} pixel
 */
function beyond(header, pixel) {
  const { size, dilation, shape } = header;
  const [top, left] = windowAt(header, pixel);
  return Array.from({ length: shape[0] * shape[1] }, (_, i) => {
    const row = top + Math.floor(i / shape[1]) * dilation;
    const col = left + (i % shape[1]) * dilation;
    return row < 0 || col < 0 || row >= size[0] || col >= size[1];
  });
}

/** @param {number[]} numbers */
export const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

/**
 * A flat plane as its rows.
 * @param {number[]} numbers
 * @param {number} across
 */
export const rowsOf = (numbers, across) =>
  Array.from({ length: numbers.length / across }, (_, row) =>
    numbers.slice(row * across, (row + 1) * across),
  );

/**
 * Where an output of so many windows lies over the picture, as [row, col, height, width].
 * @param {KernelBenchHeader} header
 * @param {Size} size
 * @returns {[number, number, number, number]}
 */
export function outputBox(header, [height, width]) {
  const { stride, before } = header;
  const [down, across] = spanOf(header);
  const top = Math.floor((down - 1) / 2) - (stride - 1) / 2 - before[0];
  const left = Math.floor((across - 1) / 2) - (stride - 1) / 2 - before[1];
  return [top, left, height * stride, width * stride];
}
