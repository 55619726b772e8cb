// A transposed convolution's output while it grows: the stamps of all input cells up to a position.

import { fieldUnder, inputAt, ownCell, placeOf, tapsOf, weightAt } from "./data.js";

/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Data} Data */
/** @typedef {import("./types.js").Stamps} Stamps */

const FEW = 40; // places whose cells are drawn anew one by one

/**
 * Nothing stamped yet.
 * @param {Data} data
 */
export const newStamps = (data) => ({
  data,
  position: -1,
  values: new Float64Array(data.output.length),
  covered: new Int16Array(data.out[0] * data.out[1]),
});

/**
 * Bring the stamps to a position; returns the places that changed, or null if many did.
 * @param {Stamps} stamps
 * @param {number} position
 */
export function stampTo(stamps, position) {
  const { data } = stamps;
  const before = stamps.position;
  const changed = Math.abs(position - before);
  if (position < before / 2) Object.assign(stamps, newStamps(data));
  while (stamps.position < position) stampOne(stamps, ++stamps.position, 1);
  while (stamps.position > position) stampOne(stamps, stamps.position--, -1);
  const first = Math.min(position, before) + 1;
  return changed > FEW
    ? null
    : Array.from({ length: changed }, (_, at) => placeOf(data, first + at));
}

/**
 * @param {Stamps} stamps
 * @param {number} position
 * @param {number} sign
 */
function stampOne({ data, values, covered }, position, sign) {
  const place = placeOf(data, position);
  const [height, width] = data.out;
  for (const [a, b, tap] of tapsOf(data)) {
    const own = ownCell(data, ...fieldUnder(data, place, a, b));
    if (!own) continue;
    const at = own[0] * width + own[1];
    covered[at] += sign;
    for (let filter = 0; filter < data.filters; filter++) {
      values[filter * height * width + at] += sign * stampAt(data, filter, place, tap);
    }
  }
}

/**
 * What one tap of an input cell's stamp adds to a filter's output, over all channels it reads.
 * @param {Data} data
 * @param {number} filter
 * @param {Cell} place
 * @param {number} tap
 */
function stampAt(data, filter, place, tap) {
  const { depth, filters, groups } = data;
  const first = Math.floor((filter * groups) / filters) * depth;
  let sum = 0;
  for (let at = 0; at < depth; at++) {
    sum += inputAt(data, first + at, place) * weightAt(data, filter, at, tap);
  }
  return sum;
}
