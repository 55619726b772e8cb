// Draws a chart: axes, lines and flags below, and above them what moves with the pointer and the cursor.

import { _, localNumber } from "../_js/language.js";
import { threeDigits } from "../_js/number.js";
import { svgElement } from "../_js/svg.js";
import { MARGIN, accuracyRange, logTicks, lossRange, scales, ticks } from "./axes.js";
import { nearest, smoothed, thinned, within } from "./series.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Metric} Metric */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Range} Range */
/** @typedef {import("./axes.js").Place} Place */

const HUGE = 1e5; // from here on a loss is written as a power of 10
const MOST_DOTTED = 40; // epochs; of more the dots would touch
const VALIDATION = /** @type {const} */ ({
  loss: "validationLoss",
  accuracy: "validationAccuracy",
});

/**
 * The epochs that the charts show.
 * @param {View} view
 * @returns {Range}
 */
export const shownRange = ({ choices, data }) => choices.zoom ?? [0, data.epochs];

/**
 * The lines of a chart: training as it is and smoothed, and validation at the ends of its epochs.
 * @param {View} view
 * @param {Metric} metric
 */
export function linesOf({ series: { steps, ends }, choices }, metric) {
  const from = choices.byEpoch ? ends : steps;
  const training = { at: from.at, value: from[metric] };
  const smooth = { at: from.at, value: smoothed(from[metric], choices.smoothing) };
  return { training, smooth, validation: { at: ends.at, value: ends[VALIDATION[metric]] } };
}

/**
 * @param {View} view
 * @param {Metric} metric
 * @param {{ width: number, height: number }} size
 */
export function placeOf(view, metric, size) {
  const { choices } = view;
  const range = shownRange(view);
  const { training, smooth, validation } = linesOf(view, metric);
  const lines = choices.smoothing ? [smooth, validation] : [training, validation];
  const values = lines.flatMap((line) => within(line, range).value);
  const log = metric === "loss" && choices.logarithmic;
  const shown = metric === "loss" ? lossRange(values, log) : accuracyRange(values, !!choices.zoom);
  return scales(size, range, shown, log);
}

/**
 * The grid with its numbers.
 * @param {Place} place
 * @param {number} [rows] about how many lines across
 */
export function axes(place, rows = 4) {
  const { width, height } = place;
  const across = place.logarithmic ? logTicks(place.values) : ticks(place.values, rows);
  const [low, high] = place.epochs;
  const along = ticks([low, high], Math.min(8, width / 48), high - low > 3 ? 1 : 0);
  return [
    ...across.flatMap(({ at, text }) => {
      const y = Math.round(place.y(at));
      const ends = { x1: MARGIN.left, x2: width - MARGIN.right, y1: y, y2: y };
      const label = { x: MARGIN.left - 6, y: y + 4, "text-anchor": "end" };
      return [svgElement("line", { class: "grid", ...ends }), svgElement("text", label, text)];
    }),
    ...along.map(({ at, text }) =>
      svgElement("text", { x: place.x(at), y: height - 6, "text-anchor": "middle" }, text),
    ),
  ];
}

/**
 * @param {Line} line
 * @param {string} kind
 * @param {Place} place
 */
export function polyline(line, kind, place) {
  const { at, value } = thinned(within(line, place.epochs), Math.max(100, 2 * place.width));
  const points = at.map(
    (epoch, i) => `${place.x(epoch).toFixed(1)},${place.y(value[i]).toFixed(1)}`,
  );
  return svgElement("polyline", { class: `line ${kind}`.trim(), points: points.join(" ") });
}

/**
 * All that does not move with the pointer.
 * @param {View} view
 * @param {Metric} metric
 * @param {Place} place
 */
export function drawUnder(view, metric, place) {
  const { training, smooth, validation } = linesOf(view, metric);
  const faint = view.choices.smoothing ? [polyline(training, "faint", place)] : [];
  const dotted = place.epochs[1] - place.epochs[0] <= MOST_DOTTED;
  const inside = validation.at
    .map((epoch, i) => ({ epoch, value: validation.value[i] }))
    .filter(({ epoch }) => epoch >= place.epochs[0] && epoch <= place.epochs[1]);
  const dots = (dotted ? inside : []).map(({ epoch, value }) =>
    svgElement("circle", { class: "dot", cx: place.x(epoch), cy: place.y(value), r: 3 }),
  );
  const clipped = svgElement("g", { "clip-path": `url(#plot-${metric})` });
  clipped.append(
    ...faint,
    polyline(smooth, "", place),
    polyline(validation, "validation", place),
    ...dots,
  );
  return [clipPath(`plot-${metric}`, place), ...axes(place), clipped, ...drawFlags(view, place)];
}

/**
 * Lines end at the edge of the plot.
 * @param {string} id
 * @param {Place} place
 */
export function clipPath(id, { width, height }) {
  const made = svgElement("clipPath", { id });
  made.append(
    svgElement("rect", {
      x: MARGIN.left - 4,
      y: MARGIN.top - 4,
      width: Math.max(width - MARGIN.left - MARGIN.right + 8, 0),
      height: Math.max(height - MARGIN.top - MARGIN.bottom + 8, 0),
    }),
  );
  return made;
}

/**
 * What was done to the run, each at its place; its words are shown on hover.
 * @param {View} view
 * @param {Place} place
 */
export function drawFlags({ series: { flags } }, place) {
  const [low, high] = place.epochs;
  return flags.at.flatMap((at, i) => {
    if (at < low || at > high) return [];
    const x = place.x(at);
    const made = svgElement("g", { class: "flag", tabindex: -1, "data-at": at });
    made.append(
      svgElement("line", { x1: x, x2: x, y1: MARGIN.top, y2: place.height - MARGIN.bottom }),
      svgElement("path", { d: `M${x} ${MARGIN.top}h9l-2.5 4 2.5 4h-9z` }),
      svgElement("title", {}, flagText(at, String(flags.text[i]))),
    );
    return [made];
  });
}

/** @param {number} at @param {string} text */
const flagText = (at, text) =>
  _("Epoch {epoch}: {text}", { epoch: localNumber(at.toFixed(2)), text });

/**
 * The pointer, the cursor where it is not at now, and the points that are read.
 * @param {View} view
 * @param {Metric} metric
 * @param {Place} place
 */
export function drawOver(view, metric, place) {
  const { smooth, validation } = linesOf(view, metric);
  const at = readAt(view);
  const lines = [
    ...upright(place, view.cursor.at, "cursor"),
    ...upright(place, view.pointed, "pointer"),
  ];
  if (at === null) return lines;
  const kinds = /** @type {[string, Line][]} */ ([
    ["", smooth],
    ["validation", validation],
  ]);
  const dots = kinds.flatMap(([kind, line]) => {
    const i = nearest(line.at, at);
    if (i < 0) return [];
    const [cx, cy] = [place.x(line.at[i]), place.y(line.value[i])];
    return cx < MARGIN.left - 1 || cx > place.width - MARGIN.right + 1
      ? []
      : [svgElement("circle", { class: `read ${kind}`, cx, cy, r: 4 })];
  });
  return [...lines, ...dots];
}

/**
 * @param {Place} place
 * @param {number | null} at
 * @param {string} name
 */
export function upright(place, at, name) {
  if (at === null || at < place.epochs[0] || at > place.epochs[1]) return [];
  const x = place.x(at);
  const ends = { x1: x, x2: x, y1: MARGIN.top, y2: place.height - MARGIN.bottom };
  const line = svgElement("line", { class: name, ...ends });
  if (name !== "cursor") return [line];
  const top = MARGIN.top;
  return [line, svgElement("path", { class: "grip", d: `M${x - 6} ${top - 7}h12v6l-6 6-6-6z` })];
}

/**
 * The point at which values are read: where the pointer is, or the cursor; null for the latest.
 * @param {View} view
 */
export const readAt = ({ pointed, cursor }) => pointed ?? cursor.at;

/**
 * @param {number} value
 */
const valueText = (value) => (value < HUGE ? localNumber(value.toFixed(4)) : threeDigits(value));

/**
 * The values of a chart's heading, in words. Validation is measured at the ends of epochs only: where
 * another point is read, its epoch is named.
 * @param {View} view
 * @param {Metric} metric
 */
export function readings(view, metric) {
  const { smooth, validation } = linesOf(view, metric);
  const at = readAt(view);
  /** @param {Line} line */
  const read = (line) => {
    const i = nearest(line.at, at);
    return i < 0 ? { at: null, text: "–" } : { at: line.at[i], text: valueText(line.value[i]) };
  };
  const [training, validated] = [read(smooth), read(validation)];
  const off = at !== null && validated.at !== null && Math.abs(validated.at - at) > 0.005;
  const when =
    at === null
      ? _("latest")
      : _("at epoch {epoch}", { epoch: localNumber(at.toFixed(Number.isInteger(at) ? 0 : 1)) });
  return {
    when,
    training: training.text,
    validation: validated.text,
    validationNote: off ? _("epoch {epoch}", { epoch: validated.at ?? "" }) : "",
  };
}
