// A chart with axes whose numbers are round, in SVG.

import { svgElement } from "./svg.js";
import { localText } from "./number.js";
import { logTicks, shortNumber, ticksBetween } from "./ticks.js";

const MARGIN = { left: 48, right: 14, top: 8, bottom: 36 };

/** @typedef {{ low: number, high: number }} Range */
/**
 * @typedef {object} Plot
 * @property {SVGElement} svg
 * @property {(value: number) => number} x
 * @property {(value: number) => number} y
 * @property {(pixel: number) => number} valueAt the inverse of x
 * @property {number} bottom
 * @property {number} top
 */

/**
 * The range of values, a little wider than they are.
 * @param {number[]} values at least one
 * @param {number} margin share of the range
 */
export function rangeOf(values, margin) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const more = (high - low || Math.abs(high) || 1) * margin;
  return { low: low - more, high: high + more };
}

/**
 * An empty chart.
 * @param {{ width: number, height: number, x: Range, y: Range, log?: boolean, label: string, percent: boolean }} spec
 * @returns {Plot}
 */
export function plot({ width, height, x, y, log = false, label, percent }) {
  const svg = svgElement("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img" });
  const [right, bottom] = [width - MARGIN.right, height - MARGIN.bottom];
  const at = (/** @type {number} */ value) => (log ? Math.log10(value) : value);
  const [low, high] = [at(x.low), at(x.high)];
  /** @param {number} value */
  const placeX = (value) =>
    MARGIN.left + ((at(value) - low) / (high - low || 1)) * (right - MARGIN.left);
  /** @param {number} value */
  const placeY = (value) =>
    bottom - ((value - y.low) / (y.high - y.low || 1)) * (bottom - MARGIN.top);
  for (const value of ticksBetween(y.low, y.high, 5)) {
    const level = Math.round(placeY(value));
    const text = percent
      ? `${localText(Number((100 * value).toPrecision(6)))} %`
      : shortNumber(value);
    svg.append(
      svgElement("line", { class: "grid", x1: MARGIN.left, x2: right, y1: level, y2: level }),
      svgElement("text", { x: MARGIN.left - 6, y: level + 4, "text-anchor": "end" }, text),
    );
  }
  const ticks = log ? logTicks(x.low, x.high) : ticksBetween(x.low, x.high, width < 420 ? 4 : 7);
  for (const value of ticks)
    svg.append(
      svgElement(
        "text",
        { x: placeX(value), y: bottom + 15, "text-anchor": "middle" },
        shortNumber(value),
      ),
    );
  const middle = (MARGIN.left + right) / 2;
  svg.append(svgElement("text", { x: middle, y: height - 5, "text-anchor": "middle" }, label));
  return {
    svg,
    x: placeX,
    y: placeY,
    valueAt: (pixel) => low + ((pixel - MARGIN.left) / (right - MARGIN.left)) * (high - low),
    bottom,
    top: MARGIN.top,
  };
}
