// The arithmetic of a layer, for what is drawn during a drag: Python's numbers replace it. It
// runs millions of times between two frames, so the innermost loop has plain numbers only.

/** @typedef {{ values: Float32Array, height: number, width: number }} Plane */

/**
 * Add a row of a picture, times a weight, to a row of an output.
 * @param {Float32Array} output
 * @param {number} to where the output's row begins
 * @param {number} width of the output
 * @param {number} across values from one output to the next
 * @param {ArrayLike<number>} source
 * @param {number} from where the picture's row begins
 * @param {number} hop values of the picture from one output to the next
 * @param {number} weight
 */
export function addRow(output, to, width, across, source, from, hop, weight) {
  const end = to + width * across;
  for (let at = from; to < end; to += across, at += hop) output[to] += weight * source[at];
}

/** @type {Record<string, (sum: number, leak: number) => number>} */
const ACTIVATIONS = {
  none: (sum) => sum,
  ReLU: (sum) => Math.max(sum, 0),
  "leaky ReLU": (sum, leak) => (sum < 0 ? leak * sum : sum),
  sigmoid: (sum) => 1 / (1 + Math.exp(-sum)),
  tanh: Math.tanh,
};

/**
 * A sum of products after bias and activation.
 * @param {number} sum
 * @param {{ bias: number, activation: string, leak: number }} layer
 */
export const afterSum = (sum, { bias, activation, leak }) =>
  ACTIVATIONS[activation](sum + bias, leak);
