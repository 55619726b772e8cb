// The learning rate as a small curve. While the run can be steered its end is a handle: dragged, moved by
// arrow keys or typed over, it asks for another rate from the next step on.

import { sendChange } from "../_js/changes.js";
import { element } from "../_js/dom.js";
import { clamp } from "../_js/grid_keys.js";
import { _, localNumber } from "../_js/language.js";
import { svgElement } from "../_js/svg.js";
import { MARGIN, scales } from "./axes.js";
import { axes, clipPath, polyline, shownRange, upright } from "./drawing.js";
import { nearest } from "./series.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Line} Line */

export const MOST_RATE = 1; // as the server checks it
const LEAST_RATE = 1e-8;
const KEY_STEP = 1.25; // factor of an arrow key
const COMMIT_AFTER = 500; // milliseconds after the last arrow key

/**
 * The recorded rates as a line.
 * @param {View} view
 * @returns {Line}
 */
export function rateLine({ series: { steps } }) {
  /** @type {Line} */
  const line = { at: [], value: [] };
  steps.rate.forEach((rate, i) => {
    if (rate === null || !(rate > 0)) return;
    line.at.push(steps.at[i]);
    line.value.push(rate);
  });
  return line;
}

/**
 * A rate with two significant digits.
 * @param {number} rate
 */
export const rounded = (rate) => Number(clamp(rate, LEAST_RATE, MOST_RATE).toPrecision(2));

/** @param {number} rate */
export const rateText = (rate) =>
  localNumber(
    rate >= 0.001 ? String(Number(rate.toPrecision(3))) : rate.toExponential(1).replace(".0e", "e"),
  );

/** The rate of the last step, or that which was asked for. @param {View} view */
const currentRate = (view) => view.wantedRate ?? rateLine(view).value.at(-1) ?? null;

/**
 * @param {View} view
 * @param {{ width: number, height: number }} size
 */
export function ratePlace(view, size) {
  const values = [...rateLine(view).value, ...(view.wantedRate ? [view.wantedRate] : [])];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  // At least a factor of 9, so that the handle has where to go.
  const spare = Math.max(Math.sqrt(9 / (most / least)), 1.25);
  return scales(size, shownRange(view), [least / spare, most * spare], true);
}

/** @param {View} view @param {import("./axes.js").Place} place */
export function drawRate(view, place) {
  const line = rateLine(view);
  const clipped = svgElement("g", { "clip-path": "url(#plot-rate)" });
  clipped.append(polyline(line, "learning-rate", place));
  const wanted = view.wantedRate ? dashed(view.wantedRate, place) : [];
  return [clipPath("plot-rate", place), ...axes(place, 2), ...wanted, clipped];
}

/** @param {number} rate @param {import("./axes.js").Place} place */
function dashed(rate, place) {
  const y = place.y(rate);
  const ends = { x1: MARGIN.left, x2: place.width - MARGIN.right, y1: y, y2: y };
  return [svgElement("line", { class: "wanted", ...ends })];
}

/** @param {View} view @param {import("./axes.js").Place} place */
export function drawRateOver(view, place) {
  const line = rateLine(view);
  const at = view.pointed ?? view.cursor.at;
  const marks = [
    ...upright(place, view.cursor.at, "cursor"),
    ...upright(place, view.pointed, "pointer"),
  ];
  const i = nearest(line.at, at);
  if (at === null || i < 0) return marks;
  const [cx, cy] = [place.x(line.at[i]), place.y(line.value[i])];
  return [...marks, svgElement("circle", { class: "read learning-rate", cx, cy, r: 4 })];
}

/**
 * The heading: the rate that is read, and the field in which another can be typed.
 * @param {View} view
 * @param {HTMLElement} caption
 */
export function showRateHeading(view, caption) {
  const line = rateLine(view);
  const i = nearest(line.at, view.pointed ?? view.cursor.at);
  let [name, read, typed] = /** @type {HTMLElement[]} */ ([...caption.children]);
  if (!name) {
    name = element("b", "", _("Learning rate"));
    read = element("output", "read-rate");
    typed = element("label", "typed", _("change to"), " ", rateField(view));
    caption.append(name, read, typed);
  }
  const asked = view.wantedRate ? ` → ${rateText(view.wantedRate)}` : "";
  read.textContent = i < 0 ? "" : rateText(line.value[i]) + asked;
  read.title = asked && _("Asked for: it counts from the next step on.");
  typed.hidden = !view.data.steerable;
}

/** @param {View} view */
function rateField(view) {
  const field = element("input", "rate-field");
  Object.assign(field, { type: "text", inputMode: "decimal", size: 7 });
  field.placeholder = localNumber("0.0005");
  field.setAttribute("aria-label", _("Change the learning rate to"));
  const check = () => {
    const value = Number(field.value.replace(",", "."));
    const valid = field.value.trim() !== "" && value > 0 && value <= MOST_RATE;
    field.setCustomValidity(
      valid || !field.value
        ? ""
        : _("The learning rate must be above 0 and at most {most}.", { most: MOST_RATE }),
    );
    return valid ? value : null;
  };
  field.oninput = check;
  field.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key !== "Enter") return;
    const value = check();
    if (value === null) {
      field.reportValidity();
      return;
    }
    field.value = "";
    askFor(view, value);
  };
  return field;
}

/**
 * Ask the server for another rate.
 * @param {View} view
 * @param {number} rate
 */
function askFor(view, rate) {
  view.wantedRate = rate;
  sendChange(view, { rate }, view.send);
}

/**
 * Forget the rate that was asked for once a step was trained with it.
 * @param {View} view
 */
export function settleRate(view) {
  const last = rateLine(view).value.at(-1);
  if (view.wantedRate === null || last === undefined) return;
  const reached = Math.abs(last / view.wantedRate - 1) < 1e-3;
  if (reached || !view.data.steerable) view.wantedRate = null;
}

/**
 * Place the handle at the curve's end, and connect it.
 * @param {View} view
 * @param {HTMLElement} handle
 * @param {() => void} redraw
 */
export function placeHandle(view, handle, redraw) {
  const place = view.places.rate;
  const rate = currentRate(view);
  const end = rateLine(view).at.at(-1);
  const seen = place && end !== undefined && end >= place.epochs[0] && end <= place.epochs[1];
  handle.hidden = !view.data.steerable || rate === null || !seen;
  if (handle.hidden || rate === null || end === undefined) return;
  handle.style.left = `${place.x(end)}px`;
  handle.style.top = `${clamp(place.y(rate), 0, place.height)}px`;
  handle.setAttribute("aria-valuetext", rateText(rate));
  handle.setAttribute("aria-valuenow", String(rate));
  if (!handle.onpointerdown) connectHandle(view, handle, redraw);
}

/** @param {View} view @param {HTMLElement} handle @param {() => void} redraw */
function connectHandle(view, handle, redraw) {
  let timer = 0;
  /** @param {number} rate */
  const preview = (rate) => {
    view.wantedRate = rounded(rate);
    redraw();
  };
  const commit = () => {
    if (view.wantedRate) askFor(view, view.wantedRate);
  };
  handle.onpointerdown = (event) => {
    handle.setPointerCapture(event.pointerId);
    // The axis stays as it is during a drag; otherwise the handle would run away from the pointer.
    const place = view.places.rate;
    const top = view.charts.rate.svg.getBoundingClientRect().top;
    handle.onpointermove = (moved) => {
      view.wantedRate = rounded(place.valueAt(moved.clientY - top));
      handle.style.top = `${clamp(moved.clientY - top, 0, place.height)}px`;
      showRateHeading(view, /** @type {HTMLElement} */ (view.charts.rate.figure.firstElementChild));
    };
    handle.onpointerup = () => {
      handle.onpointermove = null;
      handle.onpointerup = null;
      commit();
      redraw();
    };
  };
  handle.onkeydown = (event) => {
    const by = {
      ArrowUp: KEY_STEP,
      ArrowRight: KEY_STEP,
      ArrowDown: 1 / KEY_STEP,
      ArrowLeft: 1 / KEY_STEP,
    };
    const factor = by[/** @type {keyof typeof by} */ (event.key)];
    const rate = currentRate(view);
    if (!factor || rate === null) return;
    event.preventDefault();
    event.stopPropagation();
    preview(rate * factor);
    window.clearTimeout(timer);
    timer = window.setTimeout(commit, COMMIT_AFTER);
  };
}
