// From a unit back to the input: windows are looked up place by place; Python laid them out.

/** @typedef {[first: number, last: number]} Span */
/** @typedef {{ rows: Span, cols: Span }} Patch */
/**
 * @typedef {object} Reads what each output row and column reads
 * @property {Span[]} rows
 * @property {Span[] | null} [cols] where they are not the same
 * @property {number | null} [adds] the layer whose output a residual connection adds
 */
/** @typedef {[rows: number, cols: number]} Size */
/**
 * What units see on an unbounded input, along one axis: the first ones; later ones see the same,
 * moved by the shift.
 * @typedef {[shift: number, phases: Span[]]} Field
 */

/**
 * The cells of the grid before that a span of cells reads.
 * @param {Span} span
 * @param {Span[]} reads
 * @returns {Span}
 */
const back = ([first, last], reads) => [reads[first][0], reads[last][1]];

/**
 * The span that holds two others.
 * @param {Span} one
 * @param {Span} other
 * @returns {Span}
 */
const hull = (one, other) => [Math.min(one[0], other[0]), Math.max(one[1], other[1])];

/**
 * Add what is seen of a layer's grid: a residual connection reaches it on a second way.
 * @param {Map<number, Patch>} seen
 * @param {number} layer
 * @param {Patch} patch
 */
function join(seen, layer, { rows, cols }) {
  const before = seen.get(layer) ?? { rows, cols };
  seen.set(layer, { rows: hull(before.rows, rows), cols: hull(before.cols, cols) });
}

/**
 * What a unit sees in every grid before its layer: index -1 is the input, then layer 0, ...
 * @param {Reads[]} layers
 * @param {number} layer
 * @param {[row: number, col: number]} unit
 */
export function chainOf(layers, layer, [row, col]) {
  /** @type {Patch} */
  const unit = { rows: [row, row], cols: [col, col] };
  const seen = new Map([[layer, unit]]);
  for (let at = layer; at >= 0; at--) {
    const patch = seen.get(at) ?? unit;
    const { rows, cols, adds } = layers[at];
    join(seen, at - 1, {
      rows: back(patch.rows, rows),
      cols: back(patch.cols, cols ?? rows),
    });
    if (typeof adds === "number") join(seen, adds, patch);
  }
  return seen;
}

/**
 * Grid of a layer of the last valid stack; -1 is the input.
 * @param {{ header: { inputGrid: Size, good: { grid: Size }[] } }} view
 * @param {number} layer
 */
export const gridOf = ({ header }, layer) =>
  layer < 0 ? header.inputGrid : header.good[layer].grid;

/**
 * What a unit sees on an unbounded input, along one axis.
 * @param {Field} field
 * @param {number} unit
 * @returns {Span}
 */
export function spanOf([shift, phases], unit) {
  const [first, last] = phases[unit % phases.length];
  const moved = Math.floor(unit / phases.length) * shift;
  return [first + moved, last + moved];
}

/** @param {Span} span */
export const lengthOf = ([first, last]) => last - first + 1;
