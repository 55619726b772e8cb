// Two charts, loss and accuracy, drawn anew whenever data comes. Where the pointer is, or where the
// arrow keys went, both are read; without one the values are the latest.

import { element, find } from "../_js/dom.js";
import { clamp, clampIndex, sidewaysStep } from "../_js/grid_keys.js";
import { svgElement } from "../_js/svg.js";
import { keepViews } from "../_js/views.js";
import { MARGIN, highestLoss, scales, ticks } from "./axes.js";

/** @typedef {"loss" | "accuracy"} Metric */
/** @typedef {"training" | "validation"} Kind */
/** @typedef {{ epoch: number[], loss: number[], accuracy: number[] }} Curve */
/**
 * @typedef {object} LearningCurvesData
 * @property {number} epochs of the whole training
 * @property {Curve} training
 * @property {Curve} validation
 */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {LearningCurvesData} data
 * @property {number | null} pointed an epoch
 */

const CURVES = /** @type {const} */ (["training", "validation"]);
const MOST_DOTTED = 40; // epochs; of more the dots would touch
const HEADING = 46; // CSS pixels
const NARROW = 560;

/**
 * The index of the point nearest to an epoch; the last one for none; -1 where there are none.
 * @param {Curve} curve
 * @param {number | null} epoch
 */
export function nearest(curve, epoch) {
  if (epoch === null) return curve.epoch.length - 1;
  let best = -1;
  curve.epoch.forEach((at, i) => {
    if (best < 0 || Math.abs(at - epoch) < Math.abs(curve.epoch[best] - epoch)) best = i;
  });
  return best;
}

/**
 * @param {import("./axes.js").Place} place
 * @param {{ width: number, height: number, epochs: number, top: number }} chart
 */
function axes(place, { width, height, epochs, top }) {
  const rows = ticks(top, 4).flatMap(({ at, text }) => {
    const y = Math.round(place.y(at));
    const ends = { x1: MARGIN.left, x2: width - MARGIN.right, y1: y, y2: y };
    return [
      svgElement("line", { class: "grid", ...ends }),
      svgElement("text", { x: MARGIN.left - 6, y: y + 4, "text-anchor": "end" }, text),
    ];
  });
  const labels = ticks(epochs, 8, 1).map(({ at, text }) =>
    svgElement("text", { x: place.x(at), y: height - 6, "text-anchor": "middle" }, text),
  );
  return [...rows, ...labels];
}

/**
 * @param {Curve} curve
 * @param {Metric} metric
 * @param {Kind} kind
 * @param {import("./axes.js").Place} place
 * @param {boolean} dotted
 */
function line(curve, metric, kind, place, dotted) {
  const points = curve.epoch.map((epoch, i) => [place.x(epoch), place.y(curve[metric][i])]);
  const text = points.map((at) => at.join()).join(" ");
  const dots = dotted ? points : [];
  return [
    svgElement("polyline", { class: `line ${kind}`, points: text }),
    ...dots.map(([cx, cy]) => svgElement("circle", { class: "dot", cx, cy, r: 3 })),
  ];
}

/**
 * @param {View} view
 * @param {Metric} metric
 * @param {import("./axes.js").Place} place
 * @param {number} height
 */
function pointer({ pointed, data }, metric, place, height) {
  if (pointed === null) return [];
  const x = place.x(pointed);
  const ends = { x1: x, x2: x, y1: MARGIN.top, y2: height - MARGIN.bottom };
  const dots = CURVES.flatMap((kind) => {
    const i = nearest(data[kind], pointed);
    if (i < 0) return [];
    const [cx, cy] = [place.x(data[kind].epoch[i]), place.y(data[kind][metric][i])];
    return [svgElement("circle", { class: `read ${kind}`, cx, cy, r: 4 })];
  });
  return [svgElement("line", { class: "pointer", ...ends }), ...dots];
}

/**
 * The chart's heading: its name, the values, and at which epoch they are read.
 * @param {View} view
 * @param {Metric} metric
 */
function caption({ data, pointed }, metric) {
  const values = CURVES.map((kind) => {
    const i = nearest(data[kind], pointed);
    return { kind, text: i < 0 ? "–" : data[kind][metric][i].toFixed(4) };
  });
  const title = metric === "loss" ? "Loss" : "Accuracy";
  const when = pointed === null ? "latest" : `at epoch ${pointed.toFixed(1)}`;
  const spans = values.map(({ kind, text }) =>
    element("span", `value ${kind}`, `${kind} `, element("output", "", text)),
  );
  const head = element(
    "figcaption",
    "",
    element("span", "when", when),
    element("b", "", title),
    element("div", "values", ...spans),
  );
  const all = values.map(({ kind, text }) => `${kind} ${text}`).join(", ");
  return { head, label: `${title}, ${when}: ${all}` };
}

/**
 * @param {HTMLElement} figure
 * @param {View} view
 */
function drawChart(figure, view) {
  const metric = figure.dataset.metric === "loss" ? "loss" : "accuracy";
  const { data } = view;
  const { head, label } = caption(view, metric);
  const [width, height] = [figure.clientWidth, figure.clientHeight - HEADING];
  const losses = [...data.training.loss, ...data.validation.loss];
  const top = metric === "loss" ? highestLoss(losses) : 1;
  const place = scales(width, height, data.epochs, top);
  const dotted = data.epochs <= MOST_DOTTED;
  const viewBox = `0 0 ${width} ${height}`;
  const svg = svgElement("svg", { viewBox, height, role: "img", "aria-label": label });
  svg.append(
    ...axes(place, { width, height, epochs: data.epochs, top }),
    ...line(data.training, metric, "training", place, false),
    ...line(data.validation, metric, "validation", place, dotted),
    ...pointer(view, metric, place, height),
  );
  figure.replaceChildren(head, svg);
}

/** @param {View} view */
const figuresOf = ({ root }) => /** @type {HTMLElement[]} */ ([...root.children]);

/** @param {View} view */
function draw(view) {
  const { root } = view;
  root.classList.toggle("narrow", root.clientWidth < NARROW);
  if (root.clientWidth) for (const figure of figuresOf(view)) drawChart(figure, view);
}

/**
 * @param {View} view
 * @param {number | null} epoch
 */
function point(view, epoch) {
  view.pointed = epoch === null ? null : clamp(epoch, 0, view.data.epochs);
  draw(view);
}

/**
 * Arrow keys read from point to point, Escape goes back to the latest.
 * @param {View} view
 * @param {KeyboardEvent} event
 */
function onKey(view, event) {
  const { training } = view.data;
  const step = sidewaysStep(event);
  if (event.key === "Escape") point(view, null);
  if (!step || !training.epoch.length) return;
  event.preventDefault();
  const now = nearest(training, view.pointed);
  point(view, training.epoch[clampIndex(now + step, training.epoch.length)]);
}

/**
 * @param {View} view
 * @param {PointerEvent} event
 */
function onPointer(view, event) {
  const figure = figuresOf(view).find((each) => each.contains(/** @type {Node} */ (event.target)));
  if (!figure) return;
  const place = scales(figure.clientWidth, figure.clientHeight, view.data.epochs, 1);
  point(view, place.epochAt(event.clientX - figure.getBoundingClientRect().left));
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const view = /** @type {View} */ ({ root, pointed: null });
  root.onpointermove = (event) => onPointer(view, event);
  root.onpointerleave = () => point(view, null);
  root.onkeydown = (event) => onKey(view, event);
  new ResizeObserver(() => view.data && draw(view)).observe(root);
  return view;
});

/** @param {import("../_js/views.js").Call<LearningCurvesData>} call */
export default function ({ data, parentElement }) {
  const view = viewOf(find(parentElement, ".curves"));
  view.data = data;
  draw(view);
}
