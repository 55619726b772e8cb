// What is written below the grids, for the window that is shown or what is pointed at.

import { counted, shortNumber } from "../_js/number.js";
import { coversOf, inputAt, ownCell, shownFilter, weightAt, windowCount } from "./data.js";
import { capital, named, span } from "./phrases.js";
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
  const cells = counted(windowCount(data), "coloured cell");
  return data.transposed
    ? `The weight ${weight} falls on ${cells}: one in each stamp.`
    : `The weight ${weight} meets ${cells}: one in each window.`;
}

/** @param {View} view */
function readings({ data, hover }) {
  if (!hover) return "";
  const { plane, row, col } = hover;
  const readers = coversOf(data, row, col);
  const own = ownCell(data, row, col);
  const channel = data.channels > 1 ? `channel ${plane + 1}, ` : "";
  const name = own
    ? `Input ${channel}${named(data, own)}, value ${shortNumber(inputAt(data, plane, own))},`
    : "This padding cell";
  return `${name} ${readers ? `is read by ${counted(readers, "window")}` : "is never read"}.`;
}

/**
 * How often cells of the field are covered: the hovered one, or from least to most.
 * @param {View} view
 */
function usage({ data, hover }) {
  const [noun, verb] = data.transposed ? ["output", "stamped"] : ["input", "read"];
  const own = hover && ownCell(data, hover.row, hover.col);
  if (own) {
    const times = coversOf(data, hover.row, hover.col);
    return `${capital(noun)} ${named(data, own)} is ${verb} ${counted(times, "time")}.`;
  }
  const [least, most] = ends(data);
  const even = data.transposed ? " alike: no checkerboard" : " alike";
  const uneven = data.transposed ? ": uneven, a checkerboard" : "";
  if (least === most) return `Each ${noun} cell is ${verb} ${counted(most, "time")}, all${even}.`;
  return `${capital(noun)} cells are ${verb} ${least} to ${counted(most, "time")}${uneven}.`;
}

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
