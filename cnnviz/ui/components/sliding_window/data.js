// What Python sent: a header and typed arrays; and where its windows are. The field is the grid that
// windows lie on: the padded input, or a transposed convolution's uncut output. A window belongs to
// one place of the other grid: the output cell that it makes, or the input cell that stamps it.

import { largestMagnitude } from "../_js/colour.js";
import { unpackExact } from "../_js/packing.js";

/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Data} Data */
/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./types.js").View} View */

/**
 * The header with its arrays, and what follows from them.
 * @param {Uint8Array} bytes
 * @returns {Data}
 */
export function readData(bytes) {
  /** @type {Data} */
  const data = unpackExact(bytes);
  for (const axis of [data.rows, data.cols]) {
    axis.placeOf = new Map(axis.starts.map((start, place) => [start, place]));
  }
  data.places = [data.rows.starts.length, data.cols.starts.length];
  data.window = [data.rows.taps.length, data.cols.taps.length];
  data.field = [data.rows.covers.length, data.cols.covers.length];
  data.depth = data.channels / data.groups; // channels that one filter reads
  data.fieldGrid = data.transposed ? "output" : "input";
  data.placeGrid = data.transposed ? "input" : "output";
  const { sums, counts } = data;
  if (sums && counts)
    data.output = Float64Array.from(sums, (sum, at) => sum / counts[at % counts.length]);
  data.limit = largestMagnitude(data.output);
  data.digits = Array.from(data.output).every((value) => Number.isInteger(value * 10)) ? 1 : 2;
  data.span = spanOf(data.cells);
  return data;
}

/**
 * The ends of the input's colours: 0 to 9 for digits, 0 to the largest for other numbers, and both
 * signs alike where there are negative ones.
 * @param {Iterable<number>} cells
 */
export function spanOf(cells) {
  let [least, most, whole] = [0, 0, true];
  for (const value of cells) {
    least = Math.min(least, value);
    most = Math.max(most, value);
    whole &&= Number.isInteger(value);
  }
  const size = Math.max(-least, most);
  if (least < 0) return { least: -size, most: size };
  return { least: 0, most: whole && most > 1 ? Math.max(most, 9) : most || 1 };
}

/** @param {Data} data */
export const windowCount = ({ places }) => places[0] * places[1];
/**
 * @param {Data} data
 * @param {number} position
 * @returns {Cell}
 */
export const placeOf = (data, position) => [
  Math.floor(position / data.places[1]),
  position % data.places[1],
];

/**
 * The channels that a filter reads.
 * @param {Data} data
 * @param {number} filter
 */
export function channelsOf(data, filter) {
  const first = Math.floor(filter / (data.filters / data.groups)) * data.depth;
  return Array.from({ length: data.depth }, (_, at) => first + at);
}

/**
 * The first filter that reads a channel; the one preferred if it does.
 * @param {Data} data
 * @param {number} channel
 * @param {number} preferred
 */
function filterOf(data, channel, preferred) {
  if (channelsOf(data, preferred).includes(channel)) return preferred;
  return Math.floor(channel / data.depth) * (data.filters / data.groups);
}

/**
 * Planes of the field, and of the grid of places, that belong to a filter.
 * @param {Data} data
 * @param {number} filter
 */
export const fieldPlanes = (data, filter) =>
  data.transposed ? [filter] : channelsOf(data, filter);
/**
 * @param {Data} data
 * @param {number} filter
 */
export const placePlanes = (data, filter) =>
  data.transposed ? channelsOf(data, filter) : [filter];

/**
 * The field's own cell (without padding or what is cut) at a cell of the field, else null.
 * @param {Data} data
 * @param {number} row
 * @param {number} col
 * @returns {Cell | null}
 */
export function ownCell(data, row, col) {
  const [r, c] = [row - data.rows.before, col - data.cols.before];
  const [rows, cols] = data.transposed ? data.out : data.size;
  return r >= 0 && c >= 0 && r < rows && c < cols ? [r, c] : null;
}

/**
 * Whether a cell of the field lies behind the padding: a last window that sticks out reads it.
 * @param {Data} data
 * @param {number} row
 * @param {number} col
 */
export function isBeyond(data, row, col) {
  const [rows, cols] = data.size;
  const { rows: down, cols: right } = data;
  return (
    !data.transposed &&
    (row >= rows + down.before + down.after || col >= cols + right.before + right.after)
  );
}

/**
 * How many windows cover a cell of the field.
 * @param {Data} data
 * @param {number} row
 * @param {number} col
 */
export const coversOf = (data, row, col) => data.rows.covers[row] * data.cols.covers[col];

/**
 * An input value at an own cell of the input.
 * @param {Data} data
 * @param {number} channel
 * @param {Cell} cell
 */
export const inputAt = (data, channel, [row, col]) =>
  data.cells[(channel * data.size[0] + row) * data.size[1] + col];

/**
 * An output value at an own cell of the output.
 * @param {Data} data
 * @param {number} filter
 * @param {Cell} cell
 */
export const outputAt = (data, filter, [row, col]) =>
  data.output[(filter * data.out[0] + row) * data.out[1] + col];

/**
 * Weight number `tap` of a filter for the channel `at` of its group.
 * @param {Data} data
 * @param {number} filter
 * @param {number} at
 * @param {number} tap
 */
export const weightAt = (data, filter, at, tap) =>
  (data.weights ?? [])[(filter * data.depth + at) * data.window[0] * data.window[1] + tap];

/**
 * The field's cell under tap (a, b) of the window of a place.
 * @param {Data} data
 * @param {Cell} cell
 * @param {number} a
 * @param {number} b
 * @returns {Cell}
 */
export const fieldUnder = ({ rows, cols }, [row, col], a, b) => [
  rows.starts[row] + rows.taps[a],
  cols.starts[col] + cols.taps[b],
];

/**
 * The place whose window has its tap (a, b) on a cell of the field, else null.
 * @param {Data} data
 * @param {Cell} cell
 * @param {number} a
 * @param {number} b
 * @returns {Cell | null}
 */
function placeThrough({ rows, cols }, [row, col], a, b) {
  const down = rows.placeOf.get(row - rows.taps[a]);
  const right = cols.placeOf.get(col - cols.taps[b]);
  return down === undefined || right === undefined ? null : [down, right];
}

/**
 * All taps of a window as [a, b, tap].
 * @param {Data} data
 * @returns {[a: number, b: number, tap: number][]}
 */
export function tapsOf({ window: [rows, cols] }) {
  return Array.from({ length: rows * cols }, (_, tap) => [Math.floor(tap / cols), tap % cols, tap]);
}

/**
 * The windows that cover a cell of the field, each with the tap that lies on it.
 * @param {Data} data
 * @param {Cell} cell
 */
export const coveringOf = (data, cell) =>
  tapsOf(data).flatMap(([a, b, tap]) => {
    const place = placeThrough(data, cell, a, b);
    return place ? [{ place, tap }] : [];
  });

/**
 * What each weight does at a spot, { filter, place } or { filter, cell of the field }, a term each:
 * { at (channel of the group), channel, tap, value, weight, product, left (out), won }.
 * @param {Data} data
 * @param {Spot} spot
 */
export function termsOf(data, spot) {
  const taps = tapsOf(data);
  return channelsOf(data, spot.filter).flatMap((channel, at) =>
    taps.map(([a, b, tap]) => termOf(data, spot, { channel, at, a, b, tap })),
  );
}

/**
 * @param {Data} data
 * @param {Spot} spot
 * @param {{ channel: number, at: number, a: number, b: number, tap: number }} parts
 * @returns {Term}
 */
function termOf(data, { filter, place: shown, cell }, { channel, at, a, b, tap }) {
  const place = shown ?? (cell ? placeThrough(data, cell, a, b) : null);
  const own = place && ownCell(data, ...(cell ?? fieldUnder(data, place, a, b)));
  const source = data.transposed ? own && place : own;
  const value = source ? inputAt(data, channel, source) : 0;
  const weight = data.weights ? weightAt(data, filter, at, tap) : 1;
  const left = !place || (!own && (data.transposed || !data.weights));
  const won = place !== null && winnerAt(data, filter, place) === tap;
  return { at, channel, tap, value, weight, product: value * weight, left, won };
}

/**
 * The tap of the largest cell in the window of a place; undefined where nothing wins.
 * @param {Data} data
 * @param {number} filter
 * @param {Cell} cell
 */
export const winnerAt = (data, filter, [row, col]) =>
  data.winners?.[(filter * data.out[0] + row) * data.out[1] + col];

/**
 * Where the pointer or the animation is: the spot whose terms are shown.
 * @param {View} view
 * @returns {Spot}
 */
export function spotOf(view) {
  const { data, hover } = view;
  const filter = shownFilter(view);
  if (hover?.grid === data.fieldGrid) return { filter, cell: [hover.row, hover.col] };
  if (hover?.grid === data.placeGrid) return { filter, place: [hover.row, hover.col] };
  return { filter, place: placeOf(data, view.motion.position) };
}

/**
 * The filter whose kernel is shown: the one chosen, or one that the plane under the pointer belongs to.
 * @param {View} view
 */
export function shownFilter({ data, hover, filter }) {
  if (hover?.grid === "output") return hover.plane;
  return hover?.grid === "input" ? filterOf(data, hover.plane, filter) : filter;
}
