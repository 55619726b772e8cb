// The maps of a layer: their order in the strip, their statistics, and where their colours end.

/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").View} View */

/**
 * A figure of a map, by its name in the header's statistics.
 * @param {View} view
 * @param {Layer} layer
 * @param {number} unit
 * @param {string} name
 */
export function statistic({ header }, { maps }, unit, name) {
  const at = unit * header.statistics.length + header.statistics.indexOf(name);
  return maps[at] ?? 0;
}

/**
 * Put the maps of a layer in the chosen order: by number, or the largest magnitude first.
 * @param {View} view
 * @param {Layer} layer
 */
export function orderMaps(view, layer) {
  layer.order = layer.sent ?? null; // a page comes in its order
  if (layer.sent) return setPlaces(layer, layer.sent);
  if (!view.byStrength || !layer.answer || layer.flat) return;
  const strength = Array.from({ length: layer.units }, (_, unit) =>
    statistic(view, layer, unit, "magnitude"),
  );
  layer.order = strength.map((_, unit) => unit).sort((a, b) => strength[b] - strength[a]);
  setPlaces(layer, layer.order);
}

/**
 * @param {Layer} layer
 * @param {number[]} order
 */
function setPlaces(layer, order) {
  layer.places = [];
  order.forEach((unit, place) => (layer.places[unit] = place));
}

/**
 * Whether a map's values are here, and not on another page.
 * @param {Layer | undefined} layer
 * @param {number} unit
 */
export const isHere = (layer, unit) =>
  Boolean(layer) && (!layer?.sent || layer.sent.includes(unit));

/**
 * The map at a place of the strip.
 * @param {Layer} layer
 * @param {number} place
 */
export const mapAt = ({ order }, place) => order?.[place] ?? place;

/**
 * The place of a map in the strip.
 * @param {Layer} layer
 * @param {number} unit
 */
export const placeOf = ({ order, places }, unit) => (order ? places[unit] : unit);

/**
 * Where the colours of a map end.
 * @param {View} view
 * @param {Layer} layer
 * @param {number} unit
 */
export function limitOf(view, layer, unit) {
  const own = layer.answer?.limit ?? 1;
  if (layer.flat || view.colours === "layer") return own;
  if (view.colours === "network") return view.header.limit ?? own;
  return statistic(view, layer, unit, "magnitude") || 1;
}
