// What the cells of input and output look like: fill, ink, number, hatching.

import { colourAt, cssColour, signedColour } from "../_js/colour.js";
import { shortNumber } from "../_js/number.js";
import { shade } from "../_js/theme.js";
import { coversOf, inputAt, isBeyond, ownCell } from "./data.js";
import { colourTable, fittingSize, softGrey, softSigned } from "./paint.js";

/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Look} Look */
/** @typedef {import("./types.js").LookOf} LookOf */
/** @typedef {import("./types.js").PlaneGrid} PlaneGrid */
/** @typedef {import("./types.js").View} View */

/** @param {Look} look */
export const textOf = ({ text, size, ink }) => ({ text, size, ink });

/**
 * How often a cell of the field is covered: its number on a scale of its own, 0 crossed out.
 * @param {View} view
 * @param {PlaneGrid} name
 * @param {number} row
 * @param {number} col
 */
function countLook(view, name, row, col) {
  const { data, tables, grids } = view;
  const covers = coversOf(data, row, col);
  const grid = grids[name];
  return {
    ...tables.counts(covers),
    text: grid.countSize && String(covers),
    size: grid.countSize,
    crossed: !covers,
  };
}

/**
 * Input cells in grey or, where some are negative, on the diverging scale; padding hatched, cells that no window reads crossed out.
 * @param {View} view
 */
export function inputLook(view) {
  const { data, theme, tables, grids } = view;
  const { size = 0 } = grids.input;
  const field = data.fieldGrid === "input";
  const texts = view.inputTexts;
  const counts = view.counts && field;
  const soft = shade(theme, 0.55);
  const lost = { rows: new Set(data.rows.lost), cols: new Set(data.cols.lost) };
  /** @type {LookOf} */
  const look = (plane, row, col) => {
    /** @type {Cell | null} */
    const own = field ? ownCell(data, row, col) : [row, col];
    if (!own) return paddingLook(view, row, col, size, soft);
    if (counts) return countLook(view, "input", row, col);
    const crossed = field ? !coversOf(data, row, col) : lost.rows.has(row) || lost.cols.has(col);
    const at = (plane * data.size[0] + own[0]) * data.size[1] + own[1];
    const colours = tables.input(inputAt(data, plane, own));
    return {
      ...colours,
      crossed,
      ink: crossed ? soft : colours.ink,
      size,
      text: size && texts[at],
    };
  };
  return look;
}

/**
 * A convolution multiplies the zeros of the padding; pooling leaves it out.
 * @param {View} view
 * @param {number} row
 * @param {number} col
 * @param {number} size
 * @param {string} ink
 */
function paddingLook({ data }, row, col, size, ink) {
  if (isBeyond(data, row, col)) return { empty: true };
  return { hatch: true, ink, size, text: size && data.weights && !data.transposed ? "0" : "" };
}

/**
 * Output cells: signed sums on the diverging scale; what pooling keeps, in the input's colours.
 * @param {View} view
 */
export function outputLook(view) {
  const { data, theme, tables, grids } = view;
  const { output } = grids;
  const field = data.fieldGrid === "output";
  const { size } = output;
  const grown = growing(view) ? view.stamps : null;
  const texts = view.outputTexts;
  const blank = { fill: shade(theme, 0.05) };
  /** @type {LookOf} */
  const look = (plane, row, col) => {
    /** @type {Cell | null} */
    const own = field ? ownCell(data, row, col) : [row, col];
    if (!own) return { hatch: true };
    if (view.counts && field) return countLook(view, "output", row, col);
    const at = (plane * data.out[0] + own[0]) * data.out[1] + own[1];
    const covered = !field || (grown ? grown.covered[at % (data.out[0] * data.out[1])] : 1);
    const value = grown ? grown.values[at] : data.output[at];
    if (!covered) return { ...blank, crossed: !coversOf(data, row, col) };
    const colours = (data.weights ? tables.signed : tables.input)(value);
    return {
      ...colours,
      size,
      crossed: field && !coversOf(data, row, col),
      text: size && (grown ? shortNumber(value, data.digits) : texts[at]),
    };
  };
  return look;
}

/**
 * Whether the output is shown as stamped so far; what is pointed at is the finished one.
 * @param {View} view
 */
export const growing = (view) => view.data.transposed && !view.hover;

/**
 * Colours for the values of this setting.
 * @param {View} view
 */
export function readTables({ data, theme }) {
  const most = Math.max(...data.rows.covers) * Math.max(...data.cols.covers);
  return {
    input: inputColours(data, theme),
    signed: colourTable(
      (value) => signedColour("signed", value, data.limit),
      -data.limit,
      data.limit,
    ),
    counts: colourTable((covers) => colourAt("probability", (0.8 * covers) / most), 0, most),
  };
}

/**
 * Greys, or tints of the diverging scale where there are negative numbers, for the theme's ink.
 * @param {Pick<import("./types.js").Data, "span">} data
 * @param {import("./types.js").Theme} theme
 * @returns {import("./types.js").ColourOf}
 */
function inputColours({ span: { least, most } }, theme) {
  const soft = least < 0 ? softSigned : softGrey;
  const table = colourTable((value) => soft(theme, value / most), least, most);
  const ink = cssColour(theme.ink);
  return (value) => ({ fill: table(value).fill, ink });
}

/**
 * The size at which the longest count fits a cell of the field.
 * @param {View} view
 */
export function countSize({ data, grids }) {
  const most = Math.max(...data.rows.covers) * Math.max(...data.cols.covers);
  return fittingSize([String(most)], grids[data.fieldGrid].cell);
}
