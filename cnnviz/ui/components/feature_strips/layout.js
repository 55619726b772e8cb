// Where the maps of a layer lie in its strip. Sizes are CSS pixels; a map's cell is always a whole
// number of the screen's own pixels, so that none is blurred or wider than its neighbour.

import { screenRatio } from "../_js/canvas.js";
import { clampIndex } from "../_js/grid_keys.js";

/**
 * @typedef {object} Plan
 * @property {number} scale CSS pixels of a cell
 * @property {number} gap between maps
 * @property {number} w from one map to the next
 * @property {number} h
 * @property {number} rows of maps
 * @property {number} across maps in a row
 * @property {number} width cells of a map
 * @property {number} height
 * @property {[width: number, height: number]} total
 */
/** @typedef {{ shape: number[], step: number, units: number }} Maps */

const GAP = 2; // between maps; half of it frames the strip
const STRIP_HEIGHT = 136;
const MOST_TILE = 64; // a map is drawn no larger, a single cell no larger than MOST_CELL
const MOST_CELL = 22;
const USUAL_ROOM = 930; // CSS pixels; on a wider window maps grow, at most MOST_GROWTH times
const MOST_GROWTH = 1.75;

/**
 * How the maps lie when a cell is `scale` pixels: in as few rows as fit, all equally long.
 * @param {number} count
 * @param {{ width: number, height: number }} map
 * @param {number} scale
 * @param {number} room
 */
function arrange(count, { width, height }, scale, room) {
  const gap = width * height === 1 && scale < 6 ? 0 : GAP;
  const [w, h] = [width * scale + gap, height * scale + gap];
  const rows = Math.ceil(count / Math.max(Math.floor(room / w), 1));
  return { scale, gap, w, h, rows, across: Math.ceil(count / rows) };
}

/**
 * The largest cells with which all maps fit; where none do, few rows that scroll sideways.
 * @param {Maps} maps
 * @param {number} room
 * @param {number} [ratio] of the screen's pixels to CSS pixels
 * @returns {Plan}
 */
export function layOutMaps({ shape, step, units }, room, ratio = screenRatio()) {
  const [height, width] = shape.slice(0, 2).map((size) => Math.ceil(size / step));
  const growth = Math.min(Math.max(room / USUAL_ROOM, 1), MOST_GROWTH);
  const most = (width * height === 1 ? MOST_CELL : MOST_TILE) * growth;
  const highest = STRIP_HEIGHT * growth;
  let pixels = Math.max(Math.floor((most / Math.max(width, height)) * ratio), 1);
  let plan = arrange(units, { width, height }, pixels / ratio, room);
  while (pixels > 1 && plan.rows * plan.h > highest) {
    pixels -= 1;
    plan = arrange(units, { width, height }, pixels / ratio, room);
  }
  const rows = Math.min(plan.rows, Math.max(Math.floor(highest / plan.h), 1));
  const across = Math.ceil(units / rows);
  return { ...plan, width, height, rows, across, total: [across * plan.w, rows * plan.h] };
}

/**
 * The left upper corner of a map in its strip.
 * @param {Pick<Plan, "across" | "w" | "h" | "gap">} plan
 * @param {number} unit
 * @returns {[x: number, y: number]}
 */
export function cornerOf({ across, w, h, gap }, unit) {
  return [(unit % across) * w + gap / 2, Math.floor(unit / across) * h + gap / 2];
}

/**
 * The map and its nearest cell at a point of the strip; null where there is no map.
 * @param {Plan} plan
 * @param {number} units
 * @param {number} x
 * @param {number} y
 */
export function cellAt(plan, units, x, y) {
  const [col, row] = [Math.floor(x / plan.w), Math.floor(y / plan.h)];
  const unit = row * plan.across + col;
  if (col < 0 || col >= plan.across || unit < 0 || unit >= units) return null;
  const [left, top] = cornerOf(plan, unit);
  return {
    unit,
    row: clampIndex(Math.floor((y - top) / plan.scale), plan.height),
    col: clampIndex(Math.floor((x - left) / plan.scale), plan.width),
  };
}
