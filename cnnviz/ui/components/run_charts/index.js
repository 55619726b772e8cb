// Curves of several groups of runs over epochs, images or CPU seconds, with a band from the lowest
// to the highest of their seeds; beside them the accuracy against the cost.

import { element, find, findAs } from "../_js/dom.js";
import { N_, _, _n, localNumber } from "../_js/language.js";
import { svgElement } from "../_js/svg.js";
import { shortNumber } from "../_js/ticks.js";
import { keepViews } from "../_js/views.js";
import { plot, rangeOf } from "../_js/plot.js";

/**
 * @typedef {object} ChartLine
 * @property {string} title
 * @property {string} colour
 * @property {number} runs
 * @property {Record<string, (number | null)[]>} places of its points, by axis
 * @property {Record<string, number[]>} mean by metric
 * @property {Record<string, number[]>} low
 * @property {Record<string, number[]>} high
 * @property {[number, number, number] | null} accuracy mean, and range or interval
 * @property {Record<string, number | null>} costs
 */
/** @typedef {{ lines: ChartLine[] }} RunChartsData */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {RunChartsData} data
 * @property {number | null} pointed a place on the horizontal axis
 * @property {import("../_js/plot.js").Plot} [plot]
 */

/** @type {Record<string, string>} */
const METRICS = {
  validation_accuracy: N_("Validation accuracy"),
  validation_loss: N_("Validation loss"),
  accuracy: N_("Training accuracy"),
  loss: N_("Training loss"),
};
/** @type {Record<string, string>} */
const AXES = {
  epoch: N_("epochs"),
  images: N_("training images seen"),
  cpu_seconds: N_("CPU seconds"),
};
/** @type {Record<string, string>} */
const COSTS = {
  parameters: N_("parameters"),
  multiply_adds: N_("multiply-adds per image"),
  cpu_seconds: N_("CPU seconds of training"),
};
const HEIGHT = 270;
const NARROW = 640;

/**
 * The index of the point nearest to a place; the last one for none; -1 where there is none.
 * @param {(number | null)[]} places
 * @param {number | null} pointed
 */
export function nearest(places, pointed) {
  let best = -1;
  places.forEach((place, i) => {
    if (place === null) return;
    const old =
      best < 0 ? Infinity : Math.abs(/** @type {number} */ (places[best]) - (pointed ?? Infinity));
    if (pointed === null || Math.abs(place - pointed) < old) best = i;
  });
  return best;
}

/** @param {number} share */
const hundredths = (share) => `${localNumber((100 * share).toFixed(2))} %`;

/**
 * @param {View} view
 * @param {string} name
 */
const chosen = (view, name) => findAs(view.root, `.${name}`, HTMLSelectElement).value;

/**
 * A line's known points: place, mean, low and high.
 * @param {ChartLine} line
 * @param {string} axis
 * @param {string} metric
 */
const pointsOf = (line, axis, metric) =>
  line.places[axis].flatMap((place, i) =>
    place === null
      ? []
      : [
          {
            place,
            mean: line.mean[metric][i],
            low: line.low[metric][i],
            high: line.high[metric][i],
          },
        ],
  );

/**
 * @param {ReturnType<typeof pointsOf>} points
 * @param {ChartLine} line
 * @param {import("../_js/plot.js").Plot} at
 */
function drawLine(points, { colour, runs }, at) {
  const outline = [
    ...points.map(({ place, high }) => [at.x(place), at.y(high)]),
    ...points.map(({ place, low }) => [at.x(place), at.y(low)]).reverse(),
  ];
  const path = points.map(({ place, mean }) => [at.x(place), at.y(mean)]);
  const join = (/** @type {number[][]} */ all) => all.map((each) => each.join()).join(" ");
  return [
    ...(runs > 1
      ? [svgElement("polygon", { class: "band", fill: colour, points: join(outline) })]
      : []),
    svgElement("polyline", { class: "line", stroke: colour, points: join(path) }),
    ...path.map(([cx, cy]) =>
      svgElement("circle", { cx, cy, r: path.length > 40 ? 0 : 2.6, fill: colour }),
    ),
  ];
}

/** @param {View} view */
function drawCurves(view) {
  const figure = find(view.root, ".curves");
  const [axis, metric] = [chosen(view, "axis"), chosen(view, "metric")];
  const lines = view.data.lines.map((line) => ({ line, points: pointsOf(line, axis, metric) }));
  const all = lines.flatMap(({ points }) => points);
  const missing = lines.filter(({ line, points }) => line.places.epoch.length > points.length);
  find(figure, ".unknown").textContent = missing.length
    ? _("Not recorded by the version that trained: {runs}.", {
        runs: missing.map(({ line }) => line.title).join(", "),
      })
    : "";
  const drawing = find(figure, ".drawing");
  view.plot = undefined;
  if (!all.length)
    return drawing.replaceChildren(element("p", "caption", _("There is no epoch to show.")));
  const at = plot({
    width: figure.clientWidth,
    height: HEIGHT,
    x: { low: 0, high: Math.max(...all.map(({ place }) => place)) },
    y: rangeOf(
      all.flatMap(({ low, high }) => [low, high]),
      0.06,
    ),
    label: _(AXES[axis]),
    percent: metric.includes("accuracy"),
  });
  for (const { line, points } of lines) at.svg.append(...drawLine(points, line, at));
  if (view.pointed !== null) {
    const x = at.x(view.pointed);
    at.svg.append(
      svgElement("line", { class: "pointer", x1: x, x2: x, y1: at.top, y2: at.bottom }),
    );
  }
  const names = { metric: _(METRICS[metric]), axis: _(AXES[axis]) };
  at.svg.setAttribute("aria-label", _("{metric} by {axis}", names));
  view.plot = at;
  drawing.replaceChildren(at.svg);
}

/** @param {View} view */
function drawScatter(view) {
  const figure = find(view.root, ".scatter");
  const cost = chosen(view, "cost");
  const points = view.data.lines.flatMap(({ title, colour, accuracy, costs }) =>
    accuracy && costs[cost] !== null ? [{ title, colour, accuracy, cost: costs[cost] }] : [],
  );
  const missing = view.data.lines.filter(
    ({ title }) => !points.some((each) => each.title === title),
  );
  find(figure, ".unknown").textContent = missing.length
    ? _("Not known: {runs}.", { runs: missing.map(({ title }) => title).join(", ") })
    : "";
  const drawing = find(figure, ".drawing");
  if (!points.length)
    return drawing.replaceChildren(element("p", "caption", _("No run has finished yet.")));
  const values = points.map((each) => each.cost);
  const log = Math.min(...values) > 0;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const at = plot({
    width: figure.clientWidth,
    height: HEIGHT,
    x: log ? { low: least / 1.6, high: most * 1.6 } : rangeOf(values, 0.1),
    y: rangeOf(
      points.flatMap(({ accuracy }) => accuracy),
      0.08,
    ),
    log,
    label: _(COSTS[cost]),
    percent: true,
  });
  for (const { title, colour, accuracy, cost: value } of points) {
    const [mean, low, high] = accuracy;
    const x = at.x(value);
    const mark = svgElement("g");
    mark.append(
      svgElement(
        "title",
        {},
        `${title}: ${hundredths(mean)}, ${shortNumber(value)} ${_(COSTS[cost])}`,
      ),
      svgElement("line", {
        class: "bar",
        stroke: colour,
        x1: x,
        x2: x,
        y1: at.y(low),
        y2: at.y(high),
      }),
      svgElement("circle", { cx: x, cy: at.y(mean), r: 5, fill: colour }),
    );
    at.svg.append(mark);
  }
  at.svg.setAttribute("aria-label", _("Test accuracy against {cost}", { cost: _(COSTS[cost]) }));
  drawing.replaceChildren(at.svg);
}

/** @param {View} view */
function drawLegend(view) {
  const [axis, metric] = [chosen(view, "axis"), chosen(view, "metric")];
  const where =
    view.pointed === null
      ? _("latest")
      : _("at {place} {axis}", { place: shortNumber(view.pointed), axis: _(AXES[axis]) });
  find(view.root, ".where").textContent = where;
  const items = view.data.lines.map((line) => {
    const i = nearest(line.places[axis], view.pointed);
    const value = i < 0 ? "–" : line.mean[metric][i];
    const accuracy = metric.includes("accuracy");
    const text =
      typeof value === "string"
        ? value
        : accuracy
          ? hundredths(value)
          : localNumber(value.toFixed(4));
    const swatch = element("i");
    swatch.style.background = line.colour;
    const seeds = line.runs > 1 ? ` (${_n("{count} run", "{count} runs", line.runs)})` : "";
    return element("li", "", swatch, `${line.title}${seeds} `, element("b", "", text));
  });
  find(view.root, ".legend").replaceChildren(...items);
}

/** @param {View} view */
function draw(view) {
  const { root } = view;
  root.classList.toggle("narrow", root.clientWidth < NARROW);
  if (!root.clientWidth) return;
  drawCurves(view);
  drawScatter(view);
  drawLegend(view);
}

/**
 * @param {View} view
 * @param {number | null} place
 */
function point(view, place) {
  view.pointed = place;
  drawCurves(view);
  drawLegend(view);
}

/**
 * @param {HTMLSelectElement} select
 * @param {Record<string, string>} options
 * @param {() => void} act
 */
function fill(select, options, act) {
  for (const [value, text] of Object.entries(options)) select.append(new Option(_(text), value));
  select.onchange = act;
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const view = /** @type {View} */ ({ root, pointed: null });
  const again = () => {
    view.pointed = null;
    draw(view);
  };
  fill(findAs(root, ".metric", HTMLSelectElement), METRICS, again);
  fill(findAs(root, ".axis", HTMLSelectElement), AXES, again);
  fill(findAs(root, ".cost", HTMLSelectElement), COSTS, again);
  const figure = find(root, ".curves");
  figure.onpointermove = (event) => {
    if (!view.plot || event.target instanceof HTMLSelectElement) return;
    const left = find(figure, ".drawing").getBoundingClientRect().left;
    point(view, Math.max(0, view.plot.valueAt(event.clientX - left)));
  };
  figure.onpointerleave = () => point(view, null);
  new ResizeObserver(() => view.data && draw(view)).observe(root);
  return view;
});

/** @param {import("../_js/views.js").Call<RunChartsData>} call */
export default function ({ data, parentElement }) {
  const view = viewOf(find(parentElement, ".charts"));
  view.data = data;
  draw(view);
}
