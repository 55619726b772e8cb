// Taking what Python sent: of a new answer, or more layers of the one that is shown.

import { unpack } from "../_js/packing.js";
import { isHere } from "./maps.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").FeatureStripsHeader} FeatureStripsHeader */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").Read} Read */
/** @typedef {import("./types.js").StripLayer} StripLayer */
/** @typedef {import("./types.js").View} View */

/**
 * Take an answer: new values for the same strips, or the strips of another network. Of the answer
 * that is shown already, layers may come later than others; what is here stays.
 * @param {View} view
 * @param {Uint8Array} bytes
 */
export function takeAnswer(view, bytes) {
  const { header, values } = /** @type {{ header: FeatureStripsHeader, values: Float32Array }} */ (
    unpack(bytes)
  );
  const network = JSON.stringify(header.layers.map(({ name, shape, step }) => [name, shape, step]));
  if (view.network !== network) {
    const layers = header.layers.map((layer) => ({ ...layer, answer: null }));
    Object.assign(view, { network, layers, hover: null, pinned: null, built: false });
  }
  const more = view.built && header.answer !== undefined && header.answer === view.header?.answer;
  const rest = takeLayers(view, header, values, more);
  const size = header.kernels?.shape.reduce((product, side) => product * side, 1) ?? 0;
  const kernels = rest.subarray(0, size);
  const full = rest.subarray(size);
  Object.assign(view, { header, kernels, full, answer: view.answer + 1 });
  for (const { name, page } of header.layers) if (page !== undefined) view.pages.set(name, page);
  forgetOtherPages(view);
  if (!header.first) Object.assign(view, { hover: null, pinned: null });
  else view.pinned ??= { layer: header.first[0], unit: header.first[1] };
}

/**
 * Give the layers their values, and return the numbers behind these.
 * @param {View} view
 * @param {FeatureStripsHeader} header
 * @param {Float32Array} values
 * @param {boolean} more whether they belong to the answer that is shown
 */
function takeLayers(view, header, values, more) {
  const codes = new Int8Array(values.buffer, values.byteOffset + 4 * (header.floats ?? 0));
  let [float, code] = [0, 0];
  header.layers.forEach((fresh, index) => {
    const layer = view.layers[index];
    const { size = 0, coded = false } = fresh;
    const kept = more && String(layer.sent) === String(fresh.sent) ? layer.answer : null;
    const own = coded ? codes.subarray(code, code + size) : values.subarray(float, float + size);
    const answer = size
      ? { ...endsOf(fresh), read: readerOf(layer, fresh, own, header.statistics) }
      : kept;
    Object.assign(layer, { sent: undefined }, fresh, { answer, changed: answer !== kept || !more });
    if (coded) code += size;
    else float += size;
  });
  const perMap = header.statistics.length;
  for (const layer of view.layers) {
    const count = header.answer === undefined || layer.flat ? 0 : layer.shape[2] * perMap;
    layer.maps = values.subarray(float, float + count);
    float += count;
  }
  return values.subarray(float, header.floats ?? 0);
}

/**
 * A map that is on another page now is not looked at any longer.
 * @param {View} view
 */
function forgetOtherPages(view) {
  for (const which of /** @type {const} */ (["hover", "pinned"])) {
    const at = view[which];
    if (at && !isHere(view.layers[at.layer], at.unit)) view[which] = null;
  }
}

/**
 * What is known of all values of a layer.
 * @param {StripLayer} layer
 */
const endsOf = ({ limit = 1, low = 0, high = 0, still = [] }) => ({ limit, low, high, still });

/**
 * How the values of a layer are read. Those in 8 bits are steps of each map's largest magnitude:
 * 127 on either side of 0, or 254 above it where none is negative, as in ``amount.py``.
 * @param {Layer} layer whose statistics are those of the answer
 * @param {StripLayer} fresh
 * @param {Float32Array | Int8Array} values
 * @param {string[]} statistics
 * @returns {Read}
 */
function readerOf(layer, { shape, step, units, low = 0, coded, sent }, values, statistics) {
  const places = sent && new Map(sent.map((unit, place) => [unit, place]));
  const across = Math.ceil(shape[1] / step);
  const [steps, zero] = low < 0 ? [127, 0] : [254, -127];
  const [perMap, magnitude] = [statistics.length, statistics.indexOf("magnitude")];
  return (unit) => {
    const first = places ? (places.get(unit) ?? 0) : unit;
    const size = coded ? layer.maps[unit * perMap + magnitude] / steps : 1;
    const from = coded ? zero : 0;
    return (row, col) => (values[(row * across + col) * units + first] - from) * size;
  };
}
