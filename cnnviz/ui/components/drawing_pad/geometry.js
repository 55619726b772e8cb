// Points and strokes in sides of the pad: their grid, and what an eraser leaves of them.

import { clamp } from "../_js/grid_keys.js";

/** @typedef {import("./types.js").Point} Point */
/** @typedef {import("./types.js").Stroke} Stroke */
/** @typedef {[first: number, last: number]} Span of a line from 0 to 1; none where first > last */

const GRID = 1000; // steps of a side
const LEAST_STEP = 0.004; // of the pad's side; nearer points add nothing to a stroke this wide
const LEAST_CUT = 0.002; // what a rounded end may still lie within the eraser
/** @type {Span} */
const NONE = [1, 0];

/** @param {number} value */
export const inPad = (value) => Math.round(clamp(value, 0, 1) * GRID) / GRID;

/**
 * Add a point to a stroke that is being drawn, unless it lies at its end.
 * @param {Stroke} stroke
 * @param {Point} point
 */
export function addPoint(stroke, point) {
  const [x, y] = stroke[stroke.length - 1];
  if (Math.hypot(point[0] - x, point[1] - y) >= LEAST_STEP) stroke.push(point);
}

/**
 * What is left of strokes after an eraser has moved from one point to another: of each stroke the
 * parts whose middle line lies at least `reach` away from its way. Strokes that it does not meet
 * are the same objects as before; where it meets none, so is their list.
 * @param {Stroke[]} strokes
 * @param {Point} from
 * @param {Point} to
 * @param {number} reach half the eraser's width and half the pen's
 * @returns {Stroke[]}
 */
export function erase(strokes, from, to, reach) {
  const left = strokes.flatMap((stroke) => erasedStroke(stroke, from, to, reach));
  const untouched = left.length === strokes.length && left.every((each, i) => each === strokes[i]);
  return untouched ? strokes : left;
}

/**
 * @param {Stroke} stroke
 * @param {Point} from
 * @param {Point} to
 * @param {number} reach
 * @returns {Stroke[]}
 */
function erasedStroke(stroke, from, to, reach) {
  if (stroke.length === 1) return isWithin(stroke[0], from, to, reach) ? [] : [stroke];
  /** @type {Stroke[]} */
  const parts = [];
  /** @type {Stroke | null} */
  let part = null;
  let cut = false;
  for (let i = 1; i < stroke.length; i++) {
    const [start, end] = [stroke[i - 1], stroke[i]];
    const span = cutOf(start, end, from, to, reach);
    if (!span) {
      part = part ?? [start];
      part.push(end);
    } else {
      cut = true;
      if (span[0] > 0) parts.push([...(part ?? [start]), between(start, end, span[0])]);
      else if (part) parts.push(part);
      part = span[1] < 1 ? [between(start, end, span[1]), end] : null;
    }
    if (part && i === stroke.length - 1) parts.push(part);
  }
  return cut ? parts : [stroke];
}

/**
 * The span of a line that is erased, if any.
 * @param {Point} start
 * @param {Point} end
 * @param {Point} from
 * @param {Point} to
 * @param {number} reach
 */
function cutOf(start, end, from, to, reach) {
  const span = spanWithin(start, end, from, to, reach);
  const share = span[1] - span[0];
  if (share < 0) return null;
  const length = share * Math.hypot(end[0] - start[0], end[1] - start[1]);
  return share === 1 || length > LEAST_CUT ? span : null;
}

/**
 * The span of a line that lies within a distance of the way from one point to another. That is two
 * discs and the band between them, which together are convex: so it is one span.
 * @param {Point} start
 * @param {Point} end
 * @param {Point} from
 * @param {Point} to
 * @param {number} reach
 * @returns {Span}
 */
export function spanWithin(start, end, from, to, reach) {
  const spans = [
    inDisc(start, end, from, reach),
    inDisc(start, end, to, reach),
    inBand(start, end, from, to, reach),
  ].filter(([first, last]) => first <= last);
  if (!spans.length) return NONE;
  return [Math.min(...spans.map(([first]) => first)), Math.max(...spans.map(([, last]) => last))];
}

/**
 * @param {Point} point
 * @param {Point} from
 * @param {Point} to
 * @param {number} reach
 */
const isWithin = (point, from, to, reach) => spanWithin(point, point, from, to, reach)[1] > 0;

/**
 * @param {Point} start
 * @param {Point} end
 * @param {Point} centre
 * @param {number} radius
 * @returns {Span}
 */
function inDisc([x0, y0], [x1, y1], [x, y], radius) {
  const [dx, dy, px, py] = [x1 - x0, y1 - y0, x0 - x, y0 - y];
  const squared = dx * dx + dy * dy;
  const outside = px * px + py * py - radius * radius;
  if (!squared) return outside <= 0 ? [0, 1] : NONE;
  const half = (px * dx + py * dy) / squared;
  const root = half * half - outside / squared;
  return root < 0 ? NONE : clipped(-half - Math.sqrt(root), -half + Math.sqrt(root));
}

/**
 * The span within the band along the way, whose ends are straight.
 * @param {Point} start
 * @param {Point} end
 * @param {Point} from
 * @param {Point} to
 * @param {number} reach
 * @returns {Span}
 */
function inBand(start, end, from, to, reach) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (!length) return NONE;
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const [x0, y0, x1, y1] = [
    start[0] - from[0],
    start[1] - from[1],
    end[0] - from[0],
    end[1] - from[1],
  ];
  const along = inRange(x0 * ux + y0 * uy, x1 * ux + y1 * uy, 0, length);
  const across = inRange(y0 * ux - x0 * uy, y1 * ux - x1 * uy, -reach, reach);
  return [Math.max(along[0], across[0]), Math.min(along[1], across[1])];
}

/**
 * The span where a number that grows or falls from `first` to `last` lies in a range.
 * @param {number} first
 * @param {number} last
 * @param {number} low
 * @param {number} high
 * @returns {Span}
 */
function inRange(first, last, low, high) {
  if (first === last) return first >= low && first <= high ? [0, 1] : NONE;
  const [a, b] = [(low - first) / (last - first), (high - first) / (last - first)];
  return clipped(Math.min(a, b), Math.max(a, b));
}

/**
 * @param {number} first
 * @param {number} last
 * @returns {Span}
 */
const clipped = (first, last) => [Math.max(first, 0), Math.min(last, 1)];

/**
 * @param {Point} start
 * @param {Point} end
 * @param {number} share
 * @returns {Point}
 */
const between = ([x0, y0], [x1, y1], share) => [
  inPad(x0 + share * (x1 - x0)),
  inPad(y0 + share * (y1 - y0)),
];
