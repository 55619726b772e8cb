// The loss on a logarithmic axis, drawn as far as the playback has come.

import { sizeCanvas } from "../_js/canvas.js";
import { raised, readout } from "./lesson.js";

const CHART = { height: 150, left: 46, right: 12, top: 8, bottom: 20 };
const DEEPEST = 1e-14; // times the largest loss: below it there is only rounding

/** The axes: decades from the lowest to the largest loss, steps from 0 to the last. */
function chartPlace(lesson, width) {
  const top = Math.max(...lesson.losses) || 1;
  const low = Math.max(Math.min(...lesson.losses), top * DEEPEST);
  const ceiling = Math.ceil(Math.log10(top) + 0.02);
  const floor = Math.min(Math.floor(Math.log10(low)), ceiling - 2);
  const inner = {
    width: width - CHART.left - CHART.right,
    height: CHART.height - CHART.top - CHART.bottom,
  };
  const end = lesson.steps[lesson.last] || 1;
  const share = (loss) => (Math.log10(Math.max(loss, 10 ** floor)) - floor) / (ceiling - floor);
  return {
    floor,
    ceiling,
    end,
    width,
    x: (step) => CHART.left + (step / end) * inner.width,
    y: (loss) => CHART.top + (1 - share(loss)) * inner.height,
    stepAt: (x) => ((x - CHART.left) / inner.width) * end,
  };
}

/** The moment whose step is nearest. */
export function nearestMoment({ steps, last }, step) {
  const after = steps.findIndex((each) => each >= step);
  if (after <= 0) return after === 0 ? 0 : last;
  return step - steps[after - 1] < steps[after] - step ? after - 1 : after;
}

export function paintChart(canvas, lesson, motion, theme) {
  const place = chartPlace(lesson, canvas.parentElement.clientWidth);
  const context = sizeCanvas(canvas, place.width, CHART.height);
  context.clearRect(0, 0, place.width, CHART.height);
  context.font = `11px ${theme.font}`;
  paintAxes(context, place, theme);
  paintLowest(context, place, lesson, theme);
  paintCurve(context, place, lesson, motion.reached, theme.accent, 0.3);
  paintCurve(context, place, lesson, motion.moment, theme.accent, 1);
  context.beginPath();
  context.arc(
    place.x(lesson.steps[motion.moment]),
    place.y(lesson.losses[motion.moment]),
    4.5,
    0,
    7,
  );
  context.fillStyle = theme.accent;
  context.fill();
  return place;
}

function paintAxes(context, { floor, ceiling, end, width, x, y }, theme) {
  const every = Math.ceil((ceiling - floor) / 5);
  Object.assign(context, {
    strokeStyle: theme.border,
    fillStyle: theme.ink,
    lineWidth: 1,
    textAlign: "right",
  });
  context.textBaseline = "middle";
  for (let decade = ceiling; decade >= floor; decade -= every) {
    const at = Math.round(y(10 ** decade)) + 0.5;
    line(context, CHART.left, at, width - CHART.right, at);
    faded(context, 0.72, () => context.fillText(decadeText(decade), CHART.left - 7, at));
  }
  context.textBaseline = "alphabetic";
  const steps = [0, 1, 2, 3, 4].map((part) => Math.round((end * part) / 4));
  for (const step of new Set(steps)) {
    context.textAlign = step === end ? "right" : "center";
    faded(context, 0.72, () => context.fillText(String(step), x(step), CHART.height - 4));
  }
}

/** The loss that no kernel of this size can get below, where the axis has it. */
function paintLowest(context, { floor, width, y }, { lowest, kernel }, theme) {
  if (lowest <= 10 ** floor) return;
  const at = Math.round(y(lowest)) + 0.5;
  context.setLineDash([5, 4]);
  faded(context, 0.6, () => {
    context.strokeStyle = theme.ink;
    line(context, CHART.left, at, width - CHART.right, at);
    context.textAlign = "right";
    const text = `no ${kernel[0]} × ${kernel[1]} kernel gets below ${readout(lowest)}`;
    context.fillText(text, width - CHART.right, at - 5);
  });
  context.setLineDash([]);
}

function paintCurve(context, place, { steps, losses }, until, colour, opacity) {
  context.beginPath();
  for (let i = 0; i <= until; i++) context.lineTo(place.x(steps[i]), place.y(losses[i]));
  Object.assign(context, { strokeStyle: colour, lineWidth: 2, lineJoin: "round" });
  faded(context, opacity, () => context.stroke());
}

function line(context, x1, y1, x2, y2) {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function faded(context, opacity, draw) {
  context.globalAlpha = opacity;
  draw();
  context.globalAlpha = 1;
}

const decadeText = (decade) =>
  decade > 3 || decade < -2 ? `10${raised(decade)}` : String(Number((10 ** decade).toPrecision(1)));
