// The events of a run as far as the browser knows them, and the lines that are drawn of them.

import { keepViews } from "../_js/views.js";

/** @typedef {import("./types.js").Series} Series */
/** @typedef {import("./types.js").LearningCurvesData} LearningCurvesData */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Range} Range */

/** @returns {Series} */
export const noSeries = () => ({
  stamp: "",
  steps: { at: [], loss: [], accuracy: [], rate: [] },
  ends: { at: [], loss: [], accuracy: [], validationLoss: [], validationAccuracy: [] },
  flags: { at: [], text: [] },
});

/**
 * The events of a run, by its id.
 * @type {(run: string) => Series}
 */
export const seriesOf = keepViews(noSeries);

const KINDS = /** @type {const} */ (["steps", "ends", "flags"]);

/** How many events of each kind are known. @param {Series} series */
export const counts = (series) => KINDS.map((kind) => series[kind].at.length);

/**
 * Add a message to what is known; returns whether something between is missing.
 * @param {Series} series
 * @param {Pick<LearningCurvesData, "stamp" | "start" | "steps" | "ends" | "flags">} message
 */
export function addEvents(series, message) {
  if (message.stamp !== series.stamp) Object.assign(series, noSeries(), { stamp: message.stamp });
  const known = counts(series);
  if (message.start.some((start, kind) => start > known[kind])) return true;
  KINDS.forEach((kind, place) => {
    const columns = /** @type {Record<string, unknown[]>} */ (series[kind]);
    for (const [name, values] of Object.entries(message[kind])) {
      columns[name].splice(message.start[place]);
      for (const value of values) columns[name].push(value);
    }
  });
  return false;
}

/**
 * A line's exponential moving average. Its weights are made to add up to 1, so that the first values
 * are not drawn towards 0.
 * @param {number[]} values
 * @param {number} smoothing the share of the average that stays at each point; 0 changes nothing
 */
export function smoothed(values, smoothing) {
  if (!smoothing) return values;
  let [average, weight] = [0, 0];
  return values.map((value) => {
    average = smoothing * average + (1 - smoothing) * value;
    weight = smoothing * weight + (1 - smoothing);
    return average / weight;
  });
}

/**
 * The part of a line within a range of epochs, with one point beyond each end, so that it does not
 * stop short of the chart's edge.
 * @param {Line} line
 * @param {Range} range
 * @returns {Line}
 */
export function within({ at, value }, [low, high]) {
  let first = at.findIndex((each) => each >= low);
  if (first < 0) first = at.length;
  let last = first;
  while (last < at.length && at[last] <= high) last += 1;
  const [from, to] = [Math.max(first - 1, 0), Math.min(last + 1, at.length)];
  return { at: at.slice(from, to), value: value.slice(from, to) };
}

/**
 * Means of neighbours, so that at most a number of points is left.
 * @param {Line} line
 * @param {number} most
 * @returns {Line}
 */
export function thinned(line, most) {
  const count = line.at.length;
  if (count <= most) return line;
  /** @param {number[]} values */
  const means = (values) =>
    Array.from({ length: most }, (_, i) => {
      const part = values.slice(
        Math.floor((i * count) / most),
        Math.floor(((i + 1) * count) / most),
      );
      return part.reduce((sum, each) => sum + each, 0) / part.length;
    });
  return { at: means(line.at), value: means(line.value) };
}

/**
 * The index of the point nearest to an epoch; the last one for none; -1 where there are no points.
 * @param {number[]} at increasing
 * @param {number | null} epoch
 */
export function nearest(at, epoch) {
  if (epoch === null) return at.length - 1;
  let [low, high] = [0, at.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle] < epoch) low = middle + 1;
    else high = middle;
  }
  return low > 0 && epoch - at[low - 1] <= at[low] - epoch ? low - 1 : high;
}
