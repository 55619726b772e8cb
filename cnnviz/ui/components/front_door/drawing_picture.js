// Feature maps: a digit draws itself, and the network's answer changes with it.

import { element } from "../_js/dom.js";
import { percent } from "../_js/number.js";
import { svgElement } from "../_js/svg.js";
import { filled } from "./words.js";

const SECONDS = 10;
const CLASSES = 10;
const SIDE = 100; // of the pad, in the drawing's own units

/**
 * @param {import("./index.js").Shown} shown
 * @returns {import("./index.js").Picture}
 */
export function drawingPicture({ stroke, pen, answers, words }) {
  const path = svgElement("polyline", { class: "ink", "stroke-width": pen * SIDE });
  const pad = svgElement("svg", { class: "pad", viewBox: `0 0 ${SIDE} ${SIDE}` });
  pad.append(path);
  const bars = Array.from({ length: CLASSES }, (_each, digit) => barOf(digit));
  const line = element("p", "line numbers");
  const chart = element("div", "bars", ...bars.flatMap(({ parts }) => parts));
  const drawn = element("div", "parts drawing");
  drawn.append(pad, chart);
  const stage = element("div", "stage", drawn, line);
  let answered = 0;

  /** @param {number} points that are drawn */
  function answer(points) {
    if (points === answered) return;
    answered = points;
    const from = (points - 1) * CLASSES;
    const found = Array.from({ length: CLASSES }, (_each, digit) => answers[from + digit]);
    const top = found.indexOf(Math.max(...found));
    bars.forEach(({ show }, digit) => show(found[digit], digit === top));
    line.textContent = filled(words.reads, { digit: top, percent: percent(found[top]) });
  }

  return {
    stage,
    line,
    seconds: SECONDS,
    layOut: () => {},
    draw(progress) {
      const at = 1 + progress * (stroke.length - 1);
      const whole = Math.floor(at + 1e-9);
      const points = [...stroke.slice(0, whole), pointBetween(stroke, at)];
      path.setAttribute("points", points.map(([x, y]) => `${x * SIDE},${y * SIDE}`).join(" "));
      answer(whole);
    },
    progressAt(event) {
      const box = stage.getBoundingClientRect();
      return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    },
  };
}

/**
 * The place of the pen when it has drawn `at` points, the last of them perhaps in part.
 * @param {[x: number, y: number][]} stroke
 * @param {number} at from 1
 * @returns {[x: number, y: number]}
 */
function pointBetween(stroke, at) {
  const [x, y] = stroke[Math.floor(at) - 1];
  const [nextX, nextY] = stroke[Math.min(Math.floor(at), stroke.length - 1)];
  const share = at % 1;
  return [x + (nextX - x) * share, y + (nextY - y) * share];
}

/** @param {number} digit */
function barOf(digit) {
  const fill = element("i", "fill");
  const label = element("span", "digit", String(digit));
  const parts = [label, element("span", "track", fill)];
  /** @type {(probability: number, isTop: boolean) => void} */
  const show = (probability, isTop) => {
    fill.style.transform = `scaleX(${probability})`;
    label.classList.toggle("top", isTop);
  };
  return { parts, show };
}
