// Opening the explanation of a unit from another component: a pixel of a map, a bar of a class.

/** @typedef {number[]} UnitPlace the layer; then row, column and channel, or the unit */

/** @type {((place: UnitPlace) => void) | null} */
let opened = null;

/**
 * Say what opens a unit; the last one that is on the page counts.
 * @param {(place: UnitPlace) => void} open
 */
export function onOpenUnit(open) {
  opened = open;
}

/**
 * Open a unit, where a component explains them.
 * @param {UnitPlace} place
 */
export function openUnit(place) {
  opened?.(place);
}
