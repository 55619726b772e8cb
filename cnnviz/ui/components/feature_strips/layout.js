// Where the maps of a layer lie in its strip. Sizes are CSS pixels; a map's cell is always a whole
// number of the screen's own pixels, so that none is blurred or wider than its neighbour.

const GAP = 2; // between maps; half of it frames the strip
const STRIP_HEIGHT = 136;
const MOST_TILE = 64; // a map is drawn no larger, a single cell no larger than MOST_CELL
const MOST_CELL = 22;

/** How the maps lie when a cell is `scale` pixels: in as few rows as fit, all equally long. */
function arrange(count, width, height, scale, room) {
  const gap = width * height === 1 && scale < 6 ? 0 : GAP;
  const [w, h] = [width * scale + gap, height * scale + gap];
  const rows = Math.ceil(count / Math.max(Math.floor(room / w), 1));
  return { scale, gap, w, h, rows, across: Math.ceil(count / rows) };
}

/** The largest cells with which all maps fit; where none do, few rows that scroll sideways. */
export function layOutMaps({ shape, step, units }, room) {
  const ratio = window.devicePixelRatio || 1;
  const [height, width] = shape.slice(0, 2).map((size) => Math.ceil(size / step));
  const most = width * height === 1 ? MOST_CELL : MOST_TILE;
  const first = Math.max(Math.floor((most / Math.max(width, height)) * ratio), 1);
  let plan;
  for (let pixels = first; pixels >= 1; pixels--) {
    plan = arrange(units, width, height, pixels / ratio, room);
    if (plan.rows * plan.h <= STRIP_HEIGHT) break;
  }
  const rows = Math.min(plan.rows, Math.max(Math.floor(STRIP_HEIGHT / plan.h), 1));
  const across = Math.ceil(units / rows);
  return { ...plan, width, height, rows, across, total: [across * plan.w, rows * plan.h] };
}

/** The left upper corner of a map in its strip. */
export function cornerOf({ across, w, h, gap }, unit) {
  return [(unit % across) * w + gap / 2, Math.floor(unit / across) * h + gap / 2];
}

/** The map and its nearest cell at a point of the strip; null where there is no map. */
export function cellAt(plan, units, x, y) {
  const [col, row] = [Math.floor(x / plan.w), Math.floor(y / plan.h)];
  const unit = row * plan.across + col;
  if (col < 0 || col >= plan.across || unit < 0 || unit >= units) return null;
  const [left, top] = cornerOf(plan, unit);
  const within = (offset, cells) =>
    Math.min(Math.max(Math.floor(offset / plan.scale), 0), cells - 1);
  return { unit, row: within(y - top, plan.height), col: within(x - left, plan.width) };
}
