// The sum of an output cell, or what an input cell stamps, written out. The result is Python's.

import { _ } from "../_js/language.js";
import { localText, roundedNumber, shortNumber } from "../_js/number.js";
import { channelsOf, fieldUnder, inputAt, outputAt, ownCell, tapsOf } from "./data.js";
import { capital, named, span } from "./phrases.js";
import { tapFill } from "./pictures.js";

/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Data} Data */
/** @typedef {import("./types.js").PlaceSpot} PlaceSpot */
/** @typedef {import("./types.js").Spot} Spot */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./types.js").View} View */

const MOST_TERMS = 12;

/**
 * An output cell: its name, what it is made of, and its value.
 * @param {View} view
 * @param {Spot} spot
 * @param {Term[]} terms
 */
export function sumOf(view, spot, terms) {
  const { data } = view;
  const at = spot.place ?? ownCell(data, ...spot.cell);
  if (!at) return [span("", _("Cut away: this cell is no part of the output."))];
  const value = outputAt(data, spot.filter, at);
  const { text, exact } = roundedNumber(value);
  const equals = span("", exact ? " = " : " ≈ ");
  const place = span("place", `${capital(outputName(data, spot.filter, at))}: `);
  return [place, ...operands(view, spot, terms), equals, span("result", text, localText(value))];
}

/**
 * @param {Data} data
 * @param {number} filter
 * @param {Cell} at
 */
function outputName(data, filter, at) {
  const place = named(data, at);
  if (data.filters === 1) return place;
  return data.weights
    ? _("filter {filter}, {place}", { filter: filter + 1, place })
    : _("channel {channel}, {place}", { channel: filter + 1, place });
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
  if (data.weights) return inside.length ? joined(view, inside, " + ") : [span("", _("no stamp"))];
  if (data.winners) return [span("", "max("), ...joined(view, inside, ", "), span("", ")")];
  const { sums, counts } = data;
  if (!sums || !counts || !place) return [];
  const at = place[0] * data.out[1] + place[1];
  const sum = roundedNumber(sums[filter * counts.length + at]).text;
  const division = `) ÷ ${counts[at]} = ${sum} ÷ ${counts[at]}`;
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
    return [
      ...(at ? [span("", " + ")] : []),
      part,
      span("place", _("channel {channel}", { channel: channel + 1 })),
    ];
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
  const between = span("", _("… {count} more …", { count: terms.length - 2 * head }));
  const outer = () => [...spans(terms.slice(0, head)), between, ...spans(terms.slice(-head))];
  const shown = many ? outer() : spans(terms);
  return shown.flatMap((part, at) => (at ? [span("", sign), part] : [part]));
}

/** @param {Pick<Term, "value" | "weight">} parts */
const termText = ({ value, weight }) => `${shortNumber(value)}×${shortNumber(weight)}`;

/**
 * @param {View} view
 * @param {Term} term
 */
function termSpan(view, term) {
  const text = view.data.weights ? termText(term) : shortNumber(term.value);
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
export function stamping(view, { filter, place }, terms) {
  const { data } = view;
  const kept = new Set(terms.filter((term) => !term.left).map(({ tap }) => tap));
  const stamps = channelsOf(data, filter).map((channel) => {
    const value = shortNumber(inputAt(data, channel, place));
    return data.depth > 1
      ? _("{value} × kernel of channel {channel}", { value, channel: channel + 1 })
      : _("{value} × kernel", { value });
  });
  const where = kept.size
    ? _("added to {cells} of the output", { cells: reach(data, place, kept) })
    : _("added to nothing, all is cut away");
  const from = span("place", `${_("Input {place}:", { place: named(data, place) })} `);
  return [from, span("result", stamps.join(" + ")), span("", ` ${where}`)];
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
    return least === most ? `${least + 1}` : `${least + 1}–${most + 1}`;
  };
  return data.dims === 1
    ? _("positions {positions}", { positions: range(cols) })
    : _("rows {rows}, columns {columns}", { rows: range(rows), columns: range(cols) });
}
