// The sum in words and numbers, for the window that is shown. The result is Python's; here its
// products are written out.

import { shortNumber } from "../_js/number.js";
import {
  channelsOf,
  coversOf,
  fieldUnder,
  inputAt,
  outputAt,
  ownCell,
  shownFilter,
  tapsOf,
  weightAt,
  windowCount,
} from "./data.js";
import { tapFill } from "./pictures.js";

/** @typedef {import("./types.js").PlaceSpot} PlaceSpot */
/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Data} Data */
/** @typedef {import("./types.js").Size} Size */
/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./types.js").View} View */

const MOST_TERMS = 12;

/**
 * @param {string} className
 * @param {string} text
 * @param {string} [title]
 */
const span = (className, text, title) => {
  const element = document.createElement("span");
  return Object.assign(element, { className, textContent: text, title: title ?? "" });
};
/**
 * @param {number} number
 * @param {string} noun
 */
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/**
 * "Row 2, column 3", in one dimension "Position 3".
 * @param {Data} data
 * @param {Cell} cell
 */
export const named = (data, [row, col]) =>
  data.dims === 1 ? `position ${col}` : `row ${row}, column ${col}`;
/** @param {string} text */
const capital = (text) => text[0].toUpperCase() + text.slice(1);

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

/**
 * An output cell: its name, what it is made of, and its value.
 * @param {View} view
 * @param {Spot} spot
 * @param {Term[]} terms
 */
function sumOf(view, spot, terms) {
  const { data } = view;
  const at = spot.place ?? ownCell(data, ...spot.cell);
  if (!at) return [span("", "Cut away: this cell is no part of the output.")];
  const value = outputAt(data, spot.filter, at);
  const text = shortNumber(value)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
  const equals = span("", Math.abs(value - Number(value.toFixed(2))) < 1e-6 ? " = " : " ≈ ");
  const place = span("place", `${capital(outputName(data, spot.filter, at))}: `);
  return [place, ...operands(view, spot, terms), equals, span("result", text, String(value))];
}

/**
 * @param {Data} data
 * @param {number} filter
 * @param {Cell} at
 */
function outputName(data, filter, at) {
  const plane = data.filters === 1 ? "" : `${data.weights ? "filter" : "channel"} ${filter + 1}, `;
  return plane + named(data, at);
}

/**
 * @param {View} view
 * @param {Spot} spot
 * @param {Term[]} terms
 */
function operands(view, { filter, place }, terms) {
  const { data } = view;
  const inside = terms.filter((term) => !term.left);
  if (data.weights && data.depth > 1) return channelSums(view, filter, terms);
  if (data.weights) return inside.length ? joined(view, inside, " + ") : [span("", "no stamp")];
  if (data.winners) return [span("", "max("), ...joined(view, inside, ", "), span("", ")")];
  const { sums, counts } = data;
  if (!sums || !counts || !place) return [];
  const at = place[0] * data.out[1] + place[1];
  const division = `) ÷ ${counts[at]} = ${sums[filter * counts.length + at]} ÷ ${counts[at]}`;
  return [span("", "("), ...joined(view, inside, " + "), span("", division)];
}

/**
 * A sum a channel, each in its first weight's tint.
 * @param {View} view
 * @param {number} filter
 * @param {Term[]} terms
 */
function channelSums(view, filter, terms) {
  return channelsOf(view.data, filter).flatMap((channel, at) => {
    const own = terms.filter((term) => term.at === at);
    const sum = own.reduce((total, term) => total + term.product, 0);
    const part = span("term", shortNumber(sum), own.map(termText).join(" + "));
    part.style.background = tapFill(view, at, 0, 0.8);
    return [...(at ? [span("", " + ")] : []), part, span("place", `channel ${channel + 1}`)];
  });
}

/**
 * The terms with the sign between them; of many, the first and last few and how many between.
 * @param {View} view
 * @param {Term[]} terms
 * @param {string} sign
 */
function joined(view, terms, sign) {
  const head = MOST_TERMS / 2 - 1;
  const many = terms.length > MOST_TERMS;
  /** @param {Term[]} some */
  const spans = (some) => some.map((term) => termSpan(view, term));
  const between = span("", `… ${terms.length - 2 * head} more …`);
  const outer = () => [...spans(terms.slice(0, head)), between, ...spans(terms.slice(-head))];
  const shown = many ? outer() : spans(terms);
  return shown.flatMap((part, at) => (at ? [span("", sign), part] : [part]));
}

/** @param {Pick<Term, "value" | "weight">} parts */
const termText = ({ value, weight }) => `${value}×${shortNumber(weight)}`;

/**
 * @param {View} view
 * @param {Term} term
 */
function termSpan(view, term) {
  const text = view.data.weights ? termText(term) : String(term.value);
  const element = span(term.won ? "term winner" : "term", text);
  element.style.background = tapFill(view, term.at, term.tap, term.won ? 1 : 0.8);
  return element;
}

/**
 * An input cell of a transposed convolution: what it stamps, and where.
 * @param {View} view
 * @param {PlaceSpot} spot
 * @param {Term[]} terms
 */
function stamping(view, { filter, place }, terms) {
  const { data } = view;
  const kept = new Set(terms.filter((term) => !term.left).map(({ tap }) => tap));
  const stamps = channelsOf(data, filter).map((channel) => {
    const kernel = data.depth > 1 ? `kernel of channel ${channel + 1}` : "kernel";
    return `${inputAt(data, channel, place)} × ${kernel}`;
  });
  const where = kept.size
    ? `${reach(data, place, kept)} of the output`
    : "nothing, all is cut away";
  const from = span("place", `Input ${named(data, place)}: `);
  return [from, span("result", stamps.join(" + ")), span("", ` added to ${where}`)];
}

/**
 * The output cells from the first tap kept to the last.
 * @param {Data} data
 * @param {Cell} place
 * @param {Set<number>} kept
 */
function reach(data, place, kept) {
  const cells = tapsOf(data)
    .filter(([, , tap]) => kept.has(tap))
    .flatMap(([a, b]) => {
      const own = ownCell(data, ...fieldUnder(data, place, a, b));
      return own ? [own] : [];
    });
  const rows = cells.map(([row]) => row);
  const cols = cells.map(([, col]) => col);
  /** @param {number[]} all */
  const range = (all) => {
    const [least, most] = [Math.min(...all), Math.max(...all)];
    return least === most ? `${least}` : `${least}–${most}`;
  };
  return data.dims === 1
    ? `positions ${range(cols)}`
    : `rows ${range(rows)}, columns ${range(cols)}`;
}

/** @param {View} view */
function meetings(view) {
  const { data, hover } = view;
  if (!hover) return "";
  const { plane, row, col } = hover;
  const filter = shownFilter(view);
  const weight = shortNumber(weightAt(data, filter, plane, row * data.window[1] + col));
  const cells = count(windowCount(data), "coloured cell");
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
    ? `Input ${channel}${named(data, own)}, a ${inputAt(data, plane, own)},`
    : "This padding cell";
  return `${name} ${readers ? `is read by ${count(readers, "window")}` : "is never read"}.`;
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
    return `${capital(noun)} ${named(data, own)} is ${verb} ${count(times, "time")}.`;
  }
  const [least, most] = ends(data);
  const even = data.transposed ? " alike: no checkerboard" : " alike";
  const uneven = data.transposed ? ": uneven, a checkerboard" : "";
  if (least === most) return `Each ${noun} cell is ${verb} ${count(most, "time")}, all${even}.`;
  return `${capital(noun)} cells are ${verb} ${least} to ${count(most, "time")}${uneven}.`;
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

/**
 * The captions above the grids.
 * @param {View} view
 */
export function writeCaptions(view) {
  const { data, parts } = view;
  /** @param {Size} shape */
  const by = (shape) => (data.dims === 1 ? String(shape[1]) : shape.join(" × "));
  const padded =
    !data.transposed && by(data.field) !== by(data.size) ? ` → ${by(data.field)} padded` : "";
  const cut =
    data.transposed && by(data.field) !== by(data.out) ? ` cut from ${by(data.field)}` : "";
  /**
   * @param {number} shown
   * @param {number} all
   * @param {string} noun
   */
  const deeper = (shown, all, noun) => (all > shown ? `, ${shown} of ${count(all, noun)}` : "");
  const [channels, filters] = data.whole;
  caption(
    parts.captions.input,
    "Input",
    by(data.size) + padded + deeper(data.channels, channels, "channel"),
  );
  caption(parts.captions.kernel, "Kernel", by(data.window));
  if (data.weights) caption(parts.captions.products, "Products", "");
  else caption(parts.captions.products, "Window", by(data.window));
  caption(
    parts.captions.output,
    "Output",
    by(data.out) + cut + deeper(data.filters, filters, data.weights ? "filter" : "channel"),
  );
  const product = data.weights ? "∗" : "→";
  parts.first.textContent = data.transposed ? "×" : product;
  parts.second.textContent = data.weights && !data.transposed ? "=" : "→";
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string} size
 */
const caption = (element, name, size) =>
  element.replaceChildren(span("", name), span("soft", ` ${size}`));
