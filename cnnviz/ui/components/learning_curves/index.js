// Loss, accuracy and learning rate over the epochs, drawn anew whenever events come; and the cursor, which
// the other components of the run follow. Moving it draws the charts' upper layer only.

import { forgetChanges, sendChange } from "../_js/changes.js";
import { element, find, findAs, findButton } from "../_js/dom.js";
import {
  cursorOf,
  listen,
  moveTo,
  onCursorKey,
  setEpochs,
  shownEpoch,
  stepBy,
  stopPlaying,
  togglePlay,
} from "../_js/epoch_cursor.js";
import { N_, _ } from "../_js/language.js";
import { askWhileMissing } from "../_js/missing.js";
import { icon, svgElement } from "../_js/svg.js";
import { connectTransport, showPlaying } from "../_js/transport.js";
import { drawNextFrame, keepViews } from "../_js/views.js";
import { drawOver, drawUnder, placeOf, readings } from "./drawing.js";
import { connectGestures, zoomStep } from "./gestures.js";
import {
  drawRate,
  drawRateOver,
  placeHandle,
  rateLine,
  ratePlace,
  settleRate,
  showRateHeading,
} from "./rate.js";
import { addEvents, counts, seriesOf } from "./series.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Chart} Chart */
/** @typedef {import("./types.js").Metric} Metric */
/** @typedef {import("./types.js").LearningCurvesData} LearningCurvesData */

const METRICS = /** @type {const} */ (["loss", "accuracy"]);
const TITLES = { loss: N_("Loss"), accuracy: N_("Accuracy") };
const NARROW = 620;
const SETTLED = 300; // milliseconds, until a page is as high as it will be
const FORK =
  "M5.5 3h2.4v18H5.5zM7.9 20v-4c0-4.5 6.1-4 6.1-7.6h-3L15.2 3l4.2 5.4h-3c0 6.2-6.1 5-6.1 9V20z";

/** @param {View} view */
function redraw(view) {
  view.stale = true;
  drawNextFrame(view, draw);
}

/** @param {View} view */
function draw(view) {
  const { root, stale } = view;
  if (!root.clientWidth || !view.data) return;
  view.stale = false;
  if (stale) root.classList.toggle("narrow", root.clientWidth < NARROW);
  for (const metric of METRICS) drawChart(view, metric, stale);
  drawRateChart(view, stale);
  showTransport(view);
}

/** @param {Chart} chart */
const sizeOf = ({ figure, svg }) => ({
  width: figure.clientWidth,
  height: figure.clientHeight - /** @type {HTMLElement} */ (figure.firstElementChild).offsetHeight,
  svg,
});

/** @param {Chart} chart @param {{ width: number, height: number }} size */
function resize({ svg }, { width, height }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", String(height));
}

/** @param {View} view @param {Metric} metric @param {boolean} stale */
function drawChart(view, metric, stale) {
  const chart = view.charts[metric];
  if (stale) {
    const size = sizeOf(chart);
    resize(chart, size);
    view.places[metric] = placeOf(view, metric, size);
    chart.under.replaceChildren(...drawUnder(view, metric, view.places[metric]));
  }
  chart.over.replaceChildren(...drawOver(view, metric, view.places[metric]));
  const { when, training, validation, validationNote } = readings(view, metric);
  const [head, , values] = /** @type {HTMLElement[]} */ ([...chart.figure.children[0].children]);
  head.textContent = when;
  const [first, second] = [...values.querySelectorAll("output")];
  first.textContent = training;
  second.textContent = validation;
  find(values, ".note").textContent = validationNote;
  const said = { title: _(TITLES[metric]), when, training, validation };
  const label = _("{title}, {when}: training {training}, validation {validation}", said);
  chart.svg.setAttribute("aria-label", `${label} ${validationNote}`.trim());
}

/** @param {View} view @param {boolean} stale */
function drawRateChart(view, stale) {
  const chart = view.charts.rate;
  chart.figure.hidden = !rateLine(view).at.length;
  if (chart.figure.hidden) return;
  showRateHeading(view, /** @type {HTMLElement} */ (chart.figure.firstElementChild));
  if (stale || !view.places.rate) {
    const size = sizeOf(chart);
    resize(chart, size);
    view.places.rate = ratePlace(view, size);
    chart.under.replaceChildren(...drawRate(view, view.places.rate));
  }
  chart.over.replaceChildren(...drawRateOver(view, view.places.rate));
  placeHandle(view, find(chart.figure, ".handle"), () => redraw(view));
}

/** @param {View} view */
function showTransport({ root, cursor, data }) {
  const bar = find(root, ".transport");
  bar.hidden = cursor.epochs.length < 2;
  const slider = findAs(bar, ".epoch", HTMLInputElement);
  const { epochs } = cursor;
  slider.max = String(Math.max(epochs.length, 1));
  slider.value = String(cursor.at === null ? epochs.length : epochs.indexOf(cursor.at) + 1);
  const shown = shownEpoch(cursor);
  const now = cursor.at === null;
  slider.setAttribute("aria-valuetext", now ? _("now") : _("epoch {epoch}", { epoch: shown }));
  find(bar, ".shown").textContent = shownText(data, shown, now);
  findButton(bar, ".now").disabled = now;
  const branch = findButton(bar, ".branch");
  branch.title = _("Branch here: a new run from the end of epoch {epoch}", { epoch: shown });
  branch.setAttribute("aria-label", _("Branch at epoch {epoch}", { epoch: shown }));
  showPlaying(root, bar, cursor.timer !== 0);
}

/**
 * Which epoch is shown, in words.
 * @param {{ ended: boolean, epochs: number }} data
 * @param {number} shown
 * @param {boolean} now
 */
function shownText({ ended, epochs }, shown, now) {
  if (!now) return _("epoch {epoch} of {epochs}", { epoch: shown, epochs });
  if (ended) return _("last: epoch {epoch}", { epoch: shown });
  return _("now: epoch {epoch}", { epoch: Math.min(shown + 1, epochs) });
}

/** @param {View} view */
function connectControls(view) {
  const { root, choices } = view;
  const change = () => redraw(view);
  connectTransport(root, find(root, ".transport"), {
    step: (by) => {
      stopPlaying(view.cursor);
      stepBy(view.cursor, by);
    },
    toggle: () => togglePlay(view.cursor),
  });
  root.onkeydown = (event) => onKey(view, event);
  const slider = findAs(root, ".epoch", HTMLInputElement);
  slider.oninput = () => {
    stopPlaying(view.cursor);
    const { epochs } = view.cursor;
    const place = Number(slider.value);
    moveTo(view.cursor, place >= epochs.length ? null : epochs[place - 1]);
  };
  findButton(root, ".now").onclick = () => {
    stopPlaying(view.cursor);
    moveTo(view.cursor, null);
  };
  const branch = findButton(root, ".branch");
  branch.replaceChildren(icon(FORK));
  branch.onclick = () => sendChange(view, { branch: shownEpoch(view.cursor) }, view.send);
  const smoothing = findAs(root, ".smoothing", HTMLInputElement);
  smoothing.oninput = () => {
    choices.smoothing = Number(smoothing.value);
    change();
  };
  const logarithmic = findAs(root, ".logarithmic", HTMLInputElement);
  logarithmic.onchange = () => {
    choices.logarithmic = logarithmic.checked;
    change();
  };
  const byEpoch = findAs(root, ".by-epoch", HTMLInputElement);
  byEpoch.onchange = () => {
    choices.byEpoch = byEpoch.checked;
    change();
  };
  findButton(root, ".closer").onclick = () => zoomStep(view, 1, change);
  findButton(root, ".farther").onclick = () => zoomStep(view, -1, change);
  findButton(root, ".whole").onclick = () => zoomStep(view, 0, change);
}

/**
 * Arrows, Space, Home and End move the cursor; + - 0 zoom. Fields and buttons keep their own keys.
 * @param {View} view
 * @param {KeyboardEvent} event
 */
function onKey(view, event) {
  const { tagName } = /** @type {Element} */ (event.target);
  const zoom = { "+": 1, "=": 1, "-": -1, 0: 0 }[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (tagName === "INPUT" || (tagName === "BUTTON" && event.key === " ")) return;
  if (zoom !== undefined) zoomStep(view, /** @type {1 | -1 | 0} */ (zoom), () => redraw(view));
  else if (!onCursorKey(view.cursor, event.key)) return;
  event.preventDefault();
}

/** @param {HTMLElement} root @param {Metric} metric @returns {Chart} */
function makeChart(root, metric) {
  const value = (/** @type {string} */ kind, /** @type {string} */ name) =>
    element("span", `value ${kind}`, `${name} `, element("output"));
  const values = element(
    "div",
    "values",
    value("", _("training")),
    value("validation", _("validation")),
    element("span", "note"),
  );
  const caption = element(
    "figcaption",
    "",
    element("span", "when"),
    element("b", "", _(TITLES[metric])),
    values,
  );
  return fillFigure(find(root, `[data-chart=${metric}]`), caption);
}

/** @param {HTMLElement} figure @param {HTMLElement} caption @returns {Chart} */
function fillFigure(figure, caption) {
  const svg = svgElement("svg", { role: "img" });
  const [under, over] = [svgElement("g"), svgElement("g")];
  svg.append(under, over);
  figure.replaceChildren(caption, svg);
  return { figure, svg, under, over };
}

/** @param {HTMLElement} root */
function makeRateChart(root) {
  const chart = fillFigure(find(root, "[data-chart=rate]"), element("figcaption"));
  chart.svg.setAttribute("aria-label", _("Learning rate"));
  const handle = element("div", "handle");
  Object.assign(handle, { tabIndex: 0, title: _("Drag, or arrow keys: another learning rate") });
  for (const [name, text] of Object.entries({
    role: "slider",
    "aria-label": _("Learning rate"),
    "aria-orientation": "vertical",
    "aria-valuemin": "0",
    "aria-valuemax": "1",
  }))
    handle.setAttribute(name, text);
  const plot = element("div", "plot", chart.svg, handle);
  chart.figure.append(plot);
  return chart;
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const charts = {
    loss: makeChart(root, "loss"),
    accuracy: makeChart(root, "accuracy"),
    rate: makeRateChart(root),
  };
  const choices = { smoothing: 0, logarithmic: false, byEpoch: false, zoom: null };
  const view = /** @type {View} */ (
    /** @type {unknown} */ ({ root, charts, choices, places: {}, pointed: null, frame: 0 })
  );
  view.wantedRate = null;
  connectControls(view);
  for (const name of /** @type {const} */ ([...METRICS, "rate"]))
    connectGestures(view, name, () => redraw(view));
  new ResizeObserver(() => view.data && redraw(view)).observe(root);
  return view;
});

/**
 * Bring the curves of a run that was just started into view, where the page is scrolled away from them:
 * below long settings, or on a phone, where they come after these. Nothing moves where they are seen.
 * @param {HTMLElement} root
 */
function bringIntoView(root) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // What the page showed before is taken away first.
  setTimeout(() => {
    const { top, bottom } = root.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight)
      root.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  }, SETTLED);
}

/** @param {import("../_js/views.js").Call<LearningCurvesData>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = viewOf(find(parentElement, ".curves"));
  const isNew = view.data?.run !== data.run;
  if (isNew) Object.assign(view, { wantedRate: null, places: {} });
  if (isNew) view.choices.zoom = null;
  view.data = data;
  view.series = seriesOf(data.run);
  view.cursor = cursorOf(data.run);
  view.send = (changes) => setTriggerValue("edit", changes);
  forgetChanges(view, data.taken);
  listen(view.cursor, "curves", () => drawNextFrame(view, draw));
  askWhileMissing(view.root, addEvents(view.series, data), () =>
    setTriggerValue("want", counts(view.series)),
  );
  setEpochs(view.cursor, view.series.ends.at, data.ended);
  settleRate(view);
  view.stale = true;
  draw(view);
  if (isNew && data.comes) bringIntoView(view.root);
}
