// The trainer: the accuracies of a training, epoch after epoch.

import { element } from "../_js/dom.js";
import { percent } from "../_js/number.js";
import { svgElement } from "../_js/svg.js";
import { filled } from "./words.js";

const SECONDS = 9;
const MARGIN = { left: 44, top: 10, bottom: 10 };
const BESIDE_NAME = 20; // pixels
const LETTER = 7; // pixels, at most on average
const STEPS = [0.25, 0.5, 0.75, 1]; // of the axis

/**
 * @param {import("./index.js").Shown} shown
 * @returns {import("./index.js").Picture}
 */
export function curvesPicture({ training, words }) {
  const { accuracy, validation, title } = training;
  const epochs = accuracy.length;
  const right = BESIDE_NAME + LETTER * Math.max(words.training.length, words.unseen.length);
  const low = Math.max(Math.floor(Math.min(...accuracy, ...validation) * 4) / 4, 0);
  const svg = svgElement("svg", { class: "curves" });
  const line = element("p", "line numbers");
  const chart = element("div", "parts chart");
  chart.append(svg);
  const stage = element("div", "stage", chart, line);
  const curves = [
    curveOf(accuracy, "training", words.training),
    curveOf(validation, "unseen", words.unseen),
  ];
  let box = { width: 1, height: 1 };

  const x = (/** @type {number} */ epoch) =>
    MARGIN.left + ((epoch - 1) / (epochs - 1)) * (box.width - MARGIN.left - right);
  const y = (/** @type {number} */ value) =>
    MARGIN.top + ((1 - value) / (1 - low)) * (box.height - MARGIN.top - MARGIN.bottom);

  function layOut() {
    box = { width: chart.clientWidth || 1, height: chart.clientHeight || 1 };
    svg.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
    const levels = STEPS.filter((value) => value >= low).flatMap((value) => {
      const level = Math.round(y(value)) + 0.5;
      const ends = { x1: MARGIN.left, x2: box.width - right, y1: level, y2: level };
      const place = { x: MARGIN.left - 8, y: level + 4, "text-anchor": "end" };
      return [
        svgElement("line", { class: "level", ...ends }),
        svgElement("text", place, `${100 * value} %`),
      ];
    });
    svg.replaceChildren(...levels, ...curves.flatMap(({ path, dot, label }) => [path, dot, label]));
  }

  return {
    stage,
    line,
    seconds: SECONDS,
    layOut,
    draw(progress) {
      const at = 1 + progress * (epochs - 1);
      for (const curve of curves) curve.draw(at, x, y);
      separate(curves.map(({ label }) => label));
      const epoch = Math.floor(at + 1e-9);
      const told = percent(validation[epoch - 1]);
      line.textContent = filled(words.epoch, { title, epoch, percent: told });
    },
    progressAt(event) {
      const { left } = svg.getBoundingClientRect();
      const share = (event.clientX - left - MARGIN.left) / (x(epochs) - MARGIN.left);
      return Math.min(Math.max(share, 0), 1);
    },
  };
}

/**
 * @param {number[]} values by epoch
 * @param {string} name
 * @param {string} text
 */
function curveOf(values, name, text) {
  const path = svgElement("polyline", { class: `curve ${name}` });
  const dot = svgElement("circle", { class: `dot ${name}`, r: 4 });
  const label = svgElement("text", { class: `name ${name}` }, text);
  /** @type {(at: number, x: (epoch: number) => number, y: (value: number) => number) => void} */
  const draw = (at, x, y) => {
    const whole = Math.floor(at);
    const next = values[Math.min(whole, values.length - 1)];
    const value = values[whole - 1] + (next - values[whole - 1]) * (at - whole);
    const points = values.slice(0, whole).map((each, index) => [x(index + 1), y(each)]);
    points.push([x(at), y(value)]);
    path.setAttribute("points", points.map((point) => point.map(round).join()).join(" "));
    set(dot, { cx: x(at), cy: y(value) });
    set(label, { x: x(at) + 9, y: y(value) + 4 });
  };
  return { path, dot, label, draw };
}

/**
 * Keep two names apart where their curves meet.
 * @param {SVGElement[]} labels
 */
function separate([first, second]) {
  const [one, other] = [first, second].map((label) => Number(label.getAttribute("y")));
  const middle = (one + other) / 2;
  if (Math.abs(one - other) >= 15) return;
  const sign = one <= other ? -1 : 1;
  set(first, { y: middle + sign * 7.5 });
  set(second, { y: middle - sign * 7.5 });
}

const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;

/**
 * @param {SVGElement} part
 * @param {Record<string, number>} attributes
 */
function set(part, attributes) {
  for (const [name, value] of Object.entries(attributes))
    part.setAttribute(name, String(round(value)));
}
