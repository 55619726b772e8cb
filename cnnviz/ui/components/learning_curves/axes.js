// Round numbers for axes, and the place of a value on the screen.

export const MARGIN = { left: 34, right: 10, top: 8, bottom: 22 };

/**
 * The smallest of 1, 2, 5, 10, 20, ... (and their tenths) that is at least `step`.
 * @param {number} step
 */
export function roundStep(step) {
  const power = 10 ** Math.floor(Math.log10(step));
  const digit = [1, 2, 5].find((each) => each * power >= step * 0.999999) ?? 10;
  return digit * power;
}

/**
 * Round ticks from 0 to `most`, about `count` of them.
 * @param {number} most
 * @param {number} count
 * @param {number} [least] step between two of them
 */
export function ticks(most, count, least = 0) {
  const step = Math.max(roundStep(most / count), least);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const list = [];
  for (let i = 0; i * step <= most * 1.000001; i += 1)
    list.push({ at: i * step, text: (i * step).toFixed(digits) });
  return list;
}

/**
 * The top of the loss axis: a round number above all values.
 * @param {number[]} losses
 */
export function highestLoss(losses) {
  const most = losses.reduce((highest, loss) => (loss > highest ? loss : highest), 0);
  if (!(most > 0)) return 1;
  const step = roundStep(most / 4);
  return step * Math.ceil(most / step - 1e-9);
}

/** @typedef {ReturnType<typeof scales>} Place */

/**
 * Functions from values to pixels for a chart of this size.
 * @param {number} width
 * @param {number} height
 * @param {number} epochs
 * @param {number} top
 */
export function scales(width, height, epochs, top) {
  const inner = {
    width: width - MARGIN.left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
  return {
    /** @param {number} epoch */
    x: (epoch) => MARGIN.left + (epoch / epochs) * inner.width,
    /** @param {number} value */
    y: (value) => MARGIN.top + (1 - value / top) * inner.height,
    /** @param {number} x */
    epochAt: (x) => ((x - MARGIN.left) / inner.width) * epochs,
  };
}
