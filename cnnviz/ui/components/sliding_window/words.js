// What is written below the grids, for the window that is shown or what is pointed at.

import { _, _n } from "../_js/language.js";
import { shortNumber } from "../_js/number.js";
import { coversOf, inputAt, ownCell, shownFilter, weightAt, windowCount } from "./data.js";
import { named, span } from "./phrases.js";
import { stamping, sumOf } from "./sums.js";

/** @typedef {import("./types.js").Data} Data */
/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./types.js").View} View */

/**
 * Write what belongs to the spot that is shown.
 * @param {View} view
 * @param {Spot} spot
 * @param {Term[]} terms
 */
export function writeWords(view, spot, terms) {
  const { data, hover } = view;
  if (hover?.grid === "kernel") return write(view, [span("", meetings(view))]);
  if (view.counts && hover?.grid !== data.placeGrid) return write(view, [span("", usage(view))]);
  if (hover && hover.grid === "input" && !data.transposed)
    return write(view, [span("", readings(view))]);
  if (data.transposed && spot.place) return write(view, stamping(view, spot, terms));
  return write(view, sumOf(view, spot, terms));
}

/**
 * @param {View} view
 * @param {Node[]} children
 */
const write = (view, children) => view.parts.sum.replaceChildren(...children);

/** @param {View} view */
function meetings(view) {
  const { data, hover } = view;
  if (!hover) return "";
  const { plane, row, col } = hover;
  const filter = shownFilter(view);
  const weight = shortNumber(weightAt(data, filter, plane, row * data.window[1] + col));
  const count = windowCount(data);
  return data.transposed
    ? _n(
        "The weight {weight} falls on {count} coloured cell: one in each stamp.",
        "The weight {weight} falls on {count} coloured cells: one in each stamp.",
        count,
        { weight },
      )
    : _n(
        "The weight {weight} meets {count} coloured cell: one in each window.",
        "The weight {weight} meets {count} coloured cells: one in each window.",
        count,
        { weight },
      );
}

/** @param {View} view */
function readings({ data, hover }) {
  if (!hover) return "";
  const { plane, row, col } = hover;
  const readers = coversOf(data, row, col);
  const own = ownCell(data, row, col);
  if (!own)
    return readers
      ? _n(
          "This padding cell is read by {count} window.",
          "This padding cell is read by {count} windows.",
          readers,
        )
      : _("This padding cell is never read.");
  const place =
    data.channels > 1
      ? _("channel {channel}, {place}", { channel: plane + 1, place: named(data, own) })
      : named(data, own);
  const values = { place, value: shortNumber(inputAt(data, plane, own)) };
  return readers
    ? _n(
        "Input {place}, value {value}, is read by {count} window.",
        "Input {place}, value {value}, is read by {count} windows.",
        readers,
        values,
      )
    : _("Input {place}, value {value}, is never read.", values);
}

/**
 * How often cells of the field are covered: the hovered one, or from least to most.
 * @param {View} view
 */
function usage({ data, hover }) {
  const own = hover && ownCell(data, hover.row, hover.col);
  if (own) {
    const place = named(data, own);
    return (data.transposed ? stampedOnce : readOnce)(place, coversOf(data, hover.row, hover.col));
  }
  const [least, most] = ends(data);
  return (data.transposed ? stampedAll : readAll)(least, most);
}

/**
 * @param {string} place of a cell of the output
 * @param {number} times
 */
const stampedOnce = (place, times) =>
  _n("Output {place} is stamped {count} time.", "Output {place} is stamped {count} times.", times, {
    place,
  });

/**
 * @param {string} place of a cell of the input
 * @param {number} times
 */
const readOnce = (place, times) =>
  _n("Input {place} is read {count} time.", "Input {place} is read {count} times.", times, {
    place,
  });

/**
 * @param {number} least
 * @param {number} most
 */
const stampedAll = (least, most) =>
  least === most
    ? _n(
        "Each output cell is stamped {count} time, all alike: no checkerboard.",
        "Each output cell is stamped {count} times, all alike: no checkerboard.",
        most,
      )
    : _n(
        "Output cells are stamped {least} to {count} time: uneven, a checkerboard.",
        "Output cells are stamped {least} to {count} times: uneven, a checkerboard.",
        most,
        { least },
      );

/**
 * @param {number} least
 * @param {number} most
 */
const readAll = (least, most) =>
  least === most
    ? _n(
        "Each input cell is read {count} time, all alike.",
        "Each input cell is read {count} times, all alike.",
        most,
      )
    : _n(
        "Input cells are read {least} to {count} time.",
        "Input cells are read {least} to {count} times.",
        most,
        { least },
      );

/**
 * The least and the most often that an own cell of the field is covered.
 * @param {Data} data
 */
function ends({ rows, cols, transposed, out, size }) {
  const [high, wide] = transposed ? out : size;
  const down = rows.covers.slice(rows.before, rows.before + high);
  const right = cols.covers.slice(cols.before, cols.before + wide);
  /** @param {(...numbers: number[]) => number} choose */
  const product = (choose) => choose(...down) * choose(...right);
  return [product(Math.min), product(Math.max)];
}
