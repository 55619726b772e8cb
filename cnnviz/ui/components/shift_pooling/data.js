// What Python sent: the picture with its surroundings, and each method's outputs for every shift.

import { _ } from "../_js/language.js";
import { unpack } from "../_js/packing.js";

/** @typedef {[down: number, right: number]} Shift */
/** @typedef {[rows: number, cols: number]} Size */
/**
 * @typedef {object} MethodHeader
 * @property {string} name
 * @property {boolean} averages whether its outputs are means
 * @property {string} caption
 * @property {number} outputs how many there are
 * @property {Size} grid they lie on
 * @property {Size} everywhere size of the outputs at every place that a shift can bring
 */
/**
 * @typedef {object} ShiftPoolingHeader
 * @property {Size} size of the picture
 * @property {number} window
 * @property {number} stride
 * @property {number} reach the largest shift
 * @property {Shift} start
 * @property {MethodHeader[]} methods
 */
/**
 * @typedef {object} Effects what each shift does; one number per shift but for `everywhere`
 * @property {Float32Array} everywhere
 * @property {Float32Array} same outputs that stay
 * @property {Float32Array} inked outputs that are not blank before and after
 * @property {Float32Array} sameInked
 * @property {Float32Array} change the mean one
 */
/** @typedef {{ header: ShiftPoolingHeader, surroundings: Float32Array, effects: Effects[] }} Shifts */

/**
 * @param {Uint8Array} bytes
 * @returns {Shifts}
 */
export function readShifts(bytes) {
  /** @type {{ header: ShiftPoolingHeader, values: Float32Array }} */
  const { header, values } = unpack(bytes);
  let start = 0;
  /** @param {number} length */
  const take = (length) => values.subarray(start, (start += length));
  const { size, reach, methods } = header;
  const shifts = (2 * reach + 1) ** 2;
  const surroundings = take((size[0] + 2 * reach) * (size[1] + 2 * reach));
  const effects = methods.map(({ everywhere }) => ({
    everywhere: take(everywhere[0] * everywhere[1]),
    same: take(shifts),
    inked: take(shifts),
    sameInked: take(shifts),
    change: take(shifts),
  }));
  return { header, surroundings, effects };
}

/**
 * A cell of the shifted picture.
 * @param {Shifts} shifts
 * @param {Shift} shift
 * @param {number} row
 * @param {number} col
 */
export function pictureAt({ header: { size, reach }, surroundings }, [down, right], row, col) {
  const line = size[1] + 2 * reach;
  return surroundings[(row - down + reach) * line + col - right + reach];
}

/**
 * A method's output at a place, for a shift.
 * @param {Shifts} shifts
 * @param {number} index of the method
 * @param {Shift} shift
 * @param {number} row
 * @param {number} col
 */
export function outputAt({ header, effects }, index, [down, right], row, col) {
  const { reach, stride, methods } = header;
  const width = methods[index].everywhere[1];
  const [top, left] = [row * stride - down + reach, col * stride - right + reach];
  return effects[index].everywhere[top * width + left];
}

/**
 * Share of the outputs that stay for a shift; those that are blank before and after are left out.
 * @param {Pick<Effects, "sameInked" | "inked">} effects
 * @param {number} at the shift's index
 */
export const shareOf = ({ sameInked, inked }, at) => (inked[at] ? sameInked[at] / inked[at] : 1);

/**
 * "Shifted by 1 right, 2 down.", and what a whole stride means.
 * @param {Shift} shift
 * @param {number} stride
 */
export function shiftText([down, right], stride) {
  const sideways = { count: Math.abs(right) };
  const upright = { count: Math.abs(down) };
  const parts = [
    ...(right > 0 ? [_("{count} right", sideways)] : []),
    ...(right < 0 ? [_("{count} left", sideways)] : []),
    ...(down > 0 ? [_("{count} down", upright)] : []),
    ...(down < 0 ? [_("{count} up", upright)] : []),
  ];
  if (!parts.length) return _("Not shifted: all outputs are as they were.");
  const moved = parts.join(", ");
  return stride > 1 && down % stride === 0 && right % stride === 0
    ? _("Shifted by {moved}. A whole stride: each output only moves by whole cells.", { moved })
    : _("Shifted by {moved}.", { moved });
}
