// The loss on a logarithmic axis, drawn as far as the playback has come.

import { clearedCanvas } from "../_js/canvas.js";
import { _, grouped } from "../_js/language.js";
import { localText, raised, threeDigits } from "../_js/number.js";

/** @typedef {import("./trace.js").Trace} Trace */
/** @typedef {import("../_js/theme.js").CssTheme} Theme */
/** @typedef {ReturnType<typeof chartPlace>} Place */

const CHART = { height: 150, left: 46, right: 12, top: 8, bottom: 20 };
const DEEPEST = 1e-14; // times the largest loss: below it there is only rounding

/**
 * The axes: decades from the lowest to the largest loss, steps from 0 to the last.
 * @param {Trace} trace
 * @param {number} width
 */
function chartPlace(trace, width) {
  const top = Math.max(...trace.losses) || 1;
  const low = Math.max(Math.min(...trace.losses), top * DEEPEST);
  const ceiling = Math.ceil(Math.log10(top) + 0.02);
  const floor = Math.min(Math.floor(Math.log10(low)), ceiling - 2);
  const wide = width - CHART.left - CHART.right;
  const high = CHART.height - CHART.top - CHART.bottom;
  const end = trace.steps[trace.last] || 1;
  return {
    floor,
    ceiling,
    end,
    width,
    /** @param {number} step */
    x: (step) => CHART.left + (step / end) * wide,
    /** @param {number} loss */
    y: (loss) => {
      const decades = Math.log10(Math.max(loss, 10 ** floor)) - floor;
      return CHART.top + (1 - decades / (ceiling - floor)) * high;
    },
    /** @param {number} x */
    stepAt: (x) => ((x - CHART.left) / wide) * end,
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Trace} trace
 * @param {import("./motion.js").Motion} motion
 * @param {Theme} theme
 */
export function paintChart(canvas, trace, { moment, reached }, theme) {
  const place = chartPlace(trace, canvas.parentElement?.clientWidth ?? 0);
  const context = clearedCanvas(canvas, place.width, CHART.height);
  context.font = `11px ${theme.font}`;
  paintAxes(context, place, theme);
  paintLowest(context, place, trace, theme);
  faded(context, 0.3, () => paintCurve(context, place, trace, reached, theme));
  paintCurve(context, place, trace, moment, theme);
  context.beginPath();
  context.arc(place.x(trace.steps[moment]), place.y(trace.losses[moment]), 4.5, 0, 7);
  context.fillStyle = theme.accent;
  context.fill();
  return place;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Place} place
 * @param {Theme} theme
 */
function paintAxes(context, { floor, ceiling, end, width, x, y }, theme) {
  const every = Math.ceil((ceiling - floor) / 5);
  Object.assign(context, { strokeStyle: theme.border, fillStyle: theme.ink, lineWidth: 1 });
  Object.assign(context, { textAlign: "right", textBaseline: "middle" });
  for (let decade = ceiling; decade >= floor; decade -= every) {
    const at = Math.round(y(10 ** decade)) + 0.5;
    line(context, CHART.left, width - CHART.right, at);
    faded(context, 0.72, () => context.fillText(decadeText(decade), CHART.left - 7, at));
  }
  context.textBaseline = "alphabetic";
  const steps = [0, 1, 2, 3, 4].map((part) => Math.round((end * part) / 4));
  for (const step of new Set(steps)) {
    context.textAlign = step === end ? "right" : "center";
    faded(context, 0.72, () => context.fillText(grouped(step), x(step), CHART.height - 4));
  }
}

/**
 * The loss that no kernel of this size can get below, where the axis has it.
 * @param {CanvasRenderingContext2D} context
 * @param {Place} place
 * @param {Trace} trace
 * @param {Theme} theme
 */
function paintLowest(context, { floor, width, y }, { lowest, kernel }, theme) {
  if (lowest <= 10 ** floor) return;
  const at = Math.round(y(lowest)) + 0.5;
  context.setLineDash([5, 4]);
  faded(context, 0.6, () => {
    context.strokeStyle = theme.ink;
    line(context, CHART.left, width - CHART.right, at);
    context.textAlign = "right";
    const text = _("no {size} kernel gets below {loss}", {
      size: `${kernel[0]} × ${kernel[1]}`,
      loss: threeDigits(lowest),
    });
    context.fillText(text, width - CHART.right, at - 5);
  });
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Place} place
 * @param {Trace} trace
 * @param {number} until
 * @param {Theme} theme
 */
function paintCurve(context, place, { steps, losses }, until, theme) {
  context.beginPath();
  for (let i = 0; i <= until; i++) context.lineTo(place.x(steps[i]), place.y(losses[i]));
  Object.assign(context, { strokeStyle: theme.accent, lineWidth: 2, lineJoin: "round" });
  context.stroke();
}

/**
 * A horizontal line.
 * @param {CanvasRenderingContext2D} context
 * @param {number} left
 * @param {number} right
 * @param {number} y
 */
function line(context, left, right, y) {
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(right, y);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} opacity
 * @param {() => void} draw
 */
function faded(context, opacity, draw) {
  context.globalAlpha = opacity;
  draw();
  context.globalAlpha = 1;
}

/** @param {number} decade */
const decadeText = (decade) =>
  decade > 3 || decade < -2
    ? `10${raised(decade)}`
    : localText(Number((10 ** decade).toPrecision(1)));
