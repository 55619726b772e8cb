// What Python has packed of an explanation.

import { unpack } from "../_js/packing.js";

/** @typedef {import("./types.js").PatchValues} PatchValues */
/** @typedef {import("./types.js").UnitViewHeader} UnitViewHeader */

/** @param {Uint8Array} message */
export function readMessage(message) {
  /** @type {{ header: UnitViewHeader, values: Float32Array }} */
  const { header, values } = unpack(message);
  let start = 0;
  /** @param {number} size */
  const next = (size) => values.subarray(start, (start += size));
  const size = header.input?.reduce((product, side) => product * side, 1) ?? 0;
  const picture = next(size);
  const patches = (header.sources ?? []).map(({ shown, rows, cols, weighted }) => {
    const cells = rows.length * cols.length;
    const [values_, weights, products] = [0, 1, 2].map((at) =>
      at && !weighted ? null : next(shown.length * cells),
    );
    /** @param {Float32Array | null} all @param {number} at */
    const part = (all, at) => all && all.subarray(at * cells, (at + 1) * cells);
    return shown.map((patch, at) => {
      const own = { values: part(values_, at), weights: part(weights, at) };
      return /** @type {PatchValues} */ ({ ...own, products: part(products, at) });
    });
  });
  return { header, picture, patches };
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export function isSame(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
