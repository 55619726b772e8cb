// From a unit back to the input: windows are looked up place by place; Python laid them out.

const colsOf = (layer) => layer.cols ?? layer.rows;
const back = ([first, last], reads) => [reads[first][0], reads[last][1]];

const hull = (one, other) => [Math.min(one[0], other[0]), Math.max(one[1], other[1])];

/** Add what is seen of a layer's grid: a residual connection reaches it on a second way. */
function join(seen, layer, { rows, cols }) {
  const before = seen.get(layer) ?? { rows, cols };
  seen.set(layer, { rows: hull(before.rows, rows), cols: hull(before.cols, cols) });
}

/** What a unit sees in every grid before its layer: index -1 is the input, then layer 0, ... */
export function chainOf(good, layer, [row, col]) {
  const seen = new Map([[layer, { rows: [row, row], cols: [col, col] }]]);
  for (let at = layer; at >= 0; at--) {
    const { rows, cols } = seen.get(at);
    const { adds } = good[at];
    join(seen, at - 1, { rows: back(rows, good[at].rows), cols: back(cols, colsOf(good[at])) });
    if (adds != null) join(seen, adds, { rows, cols });
  }
  return seen;
}

/** Grid of a layer of the last good stack; -1 is the input. */
export const gridOf = ({ header }, layer) =>
  layer < 0 ? header.inputGrid : header.good[layer].grid;

export const clampTo = (value, length) => Math.min(Math.max(value, 0), length - 1);

/** The place on a grid under a pointer, for an element that the grid fills. */
export function placeUnder(element, [height, width], event) {
  const box = element.getBoundingClientRect();
  return [
    clampTo(Math.floor(((event.clientY - box.top) / box.height) * height), height),
    clampTo(Math.floor(((event.clientX - box.left) / box.width) * width), width),
  ];
}

export const UNIT_STEPS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};
export const spanText = ([first, last]) => (first === last ? `${first}` : `${first} to ${last}`);
export const lengthOf = ([first, last]) => last - first + 1;
export const signed = (number) => String(number).replace("-", "\u2212");
