// One change's curves: the answer's probability in colour, others thin, the second network dotted.

import { _, localNumber } from "../_js/language.js";
import { percent } from "../_js/number.js";
import { plot } from "../_js/plot.js";
import { svgElement } from "../_js/svg.js";

/** @typedef {import("./types.js").WhatIf} WhatIf */
/** @typedef {import("./types.js").WhatIfChange} WhatIfChange */

const HEIGHT = 170;
const SEEN = 0.25; // a class that is never more probable than this has no line

/**
 * Number of steps of a curve.
 * @param {WhatIf} data
 */
export const stepsOf = ({ curves, classes, changes, other }) =>
  curves.length / (classes.length * changes.length * (other ? 2 : 1));

/**
 * The probability of a class at a step of a change.
 * @param {WhatIf} data
 * @param {number} network
 * @param {number} change
 * @param {number} step
 * @param {number} label
 */
export const probabilityAt = (data, network, change, step, label) =>
  data.curves[
    ((network * data.changes.length + change) * stepsOf(data) + step) * data.classes.length + label
  ];

/**
 * The step nearest to a number.
 * @param {WhatIf} data
 * @param {number} change
 * @param {number} value
 */
export function nearestStep(data, change, value) {
  const { low, high } = data.changes[change];
  return Math.round(((value - low) / (high - low)) * (stepsOf(data) - 1));
}

/**
 * All classes' probabilities at a number.
 * @param {WhatIf} data
 * @param {number} network
 * @param {number} change
 * @param {number} value
 */
export const probabilitiesAt = (data, network, change, value) =>
  data.classes.map((name, label) =>
    probabilityAt(data, network, change, nearestStep(data, change, value), label),
  );

/**
 * A number as it is written: "−12 % of the width".
 * @param {WhatIfChange} change
 * @param {number} value
 */
export function valueText({ unit, factor }, value) {
  const scaled = value * factor;
  const text = (Math.abs(scaled) >= 10 ? scaled.toFixed(0) : scaled.toFixed(factor === 1 ? 2 : 1))
    .replace(/\.0+$/, "")
    .replace("-", "\u2212");
  return unit === "°" || unit === "×"
    ? `${localNumber(text)}${unit}`
    : `${localNumber(text)} ${unit}`;
}

/**
 * Where the answers tip over, in words.
 * @param {WhatIf} data
 * @param {WhatIfChange} change
 */
export function tipText({ classes, other }, change) {
  const places = (/** @type {import("./types.js").TippingMark[]} */ tips) =>
    tips
      .map(({ at, before, after }) =>
        _("{before} → {after} at {value}", {
          before: classes[before],
          after: classes[after],
          value: valueText({ ...change, unit: change.unit.split(" ")[0] }, at),
        }),
      )
      .join(", ") || _("the answer stays");
  return other
    ? `${places(change.tips)}; ${other}: ${places(change.otherTips)}`
    : places(change.tips);
}

/**
 * @param {WhatIf} data
 * @param {number} place of the change
 * @param {number} value of its slider
 * @param {number} width
 */
export function drawCurves(data, place, value, width) {
  const change = data.changes[place];
  const steps = stepsOf(data);
  const { low, high, factor } = change;
  const at = plot({
    width,
    height: HEIGHT,
    x: { low: low * factor, high: high * factor },
    y: { low: 0, high: 1 },
    label: change.unit,
    percent: true,
  });
  if (!change.known) {
    at.svg.setAttribute("aria-label", _("{change}: computing", { change: change.label }));
    return at;
  }
  const x = (/** @type {number} */ number) => at.x(number * factor);
  /** @param {number} network @param {number} label @param {string} kind */
  const line = (network, label, kind) => {
    const points = Array.from({ length: steps }, (none, step) => {
      const number = low + ((high - low) * step) / (steps - 1);
      return `${x(number)},${at.y(probabilityAt(data, network, place, step, label))}`;
    });
    at.svg.append(svgElement("polyline", { class: `line ${kind}`, points: points.join(" ") }));
  };
  data.classes.forEach((name, label) => {
    if (label === data.label) return;
    const all = Array.from({ length: steps }, (none, step) =>
      probabilityAt(data, 0, place, step, label),
    );
    const most = Math.max(...all);
    if (most < SEEN) return;
    line(0, label, "");
    const step = all.indexOf(most);
    const left = x(low + ((high - low) * step) / (steps - 1));
    const anchor = step < steps / 4 ? "start" : step > (3 * steps) / 4 ? "end" : "middle";
    at.svg.append(
      svgElement(
        "text",
        { class: "name", x: left, y: at.y(most) + 12, "text-anchor": anchor },
        name,
      ),
    );
  });
  if (data.other) line(1, data.label, "other");
  line(0, data.label, "label");
  for (const [tips, kind] of /** @type {const} */ ([
    [change.otherTips, "other"],
    [change.tips, ""],
  ]))
    for (const tip of tips) {
      const left = x(tip.at);
      at.svg.append(
        svgElement("line", {
          class: `tip-line ${kind}`,
          x1: left,
          x2: left,
          y1: at.top,
          y2: at.bottom,
        }),
        svgElement("path", { class: `tip ${kind}`, d: `M${left} ${at.bottom - 7}l5 7h-10z` }),
      );
    }
  const now = x(value);
  at.svg.append(
    svgElement("line", { class: "pointer", x1: now, x2: now, y1: at.top, y2: at.bottom }),
  );
  const probability = probabilityAt(data, 0, place, nearestStep(data, place, value), data.label);
  const says = _("{change}: probability of {name}, {probability} at {value}", {
    change: change.label,
    name: data.classes[data.label],
    probability: percent(probability),
    value: valueText(change, value),
  });
  at.svg.setAttribute("aria-label", says);
  return at;
}
