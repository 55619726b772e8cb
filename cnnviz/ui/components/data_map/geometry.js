// Where points lie on the screen, and which one an arrow key leads to.

/** @typedef {[x: number, y: number]} Point */

/**
 * Scale points to a field, both axes alike, the second one upwards.
 * @param {number[]} x
 * @param {number[]} y
 * @param {number} width
 * @param {number} height
 * @param {number} margin
 * @returns {(x: number, y: number) => Point} what lies outside is put on the field's edge
 */
export function fitted(x, y, width, height, margin) {
  const [left, right, low, high] = [
    least(x),
    -least(x.map(negative)),
    least(y),
    -least(y.map(negative)),
  ];
  const [across, up] = [width - 2 * margin, height - 2 * margin];
  const scale = Math.min(across / (right - left || 1), up / (high - low || 1));
  return (a, b) => [
    within(width / 2 + scale * (a - (left + right) / 2), margin / 2, width - margin / 2),
    within(height / 2 - scale * (b - (low + high) / 2), margin / 2, height - margin / 2),
  ];
}

/** @param {number} value */
const negative = (value) => -value;

/** @param {number[]} values */
const least = (values) => values.reduce((low, value) => Math.min(low, value), Infinity);

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const within = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * The nearest point in the direction of an arrow key, within 45 degrees; the same where none is.
 * @param {Point[]} points
 * @param {number} at
 * @param {readonly [down: number, right: number]} step
 */
export function nextPoint(points, at, [down, right]) {
  const [x, y] = points[at];
  let found = at;
  let best = Infinity;
  points.forEach(([a, b], number) => {
    const along = (a - x) * right + (b - y) * down;
    const aside = Math.abs((a - x) * down) + Math.abs((b - y) * right);
    const distance = along + aside;
    if (number !== at && along > 0 && aside <= along && distance < best) {
      found = number;
      best = distance;
    }
  });
  return found;
}
