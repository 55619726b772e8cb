// Opening the explanation of a unit from another component: a pixel of a map, a bar of a class.

/** @typedef {number[]} UnitPlace the layer; then row, column and channel, or the unit */
/** @typedef {(place: UnitPlace, byKey: boolean, from: HTMLElement) => Promise<void> | void} OpenUnit */

/** @type {OpenUnit | null} */
let opened = null;
/** @type {HTMLElement | null} what had the focus when a unit was opened */
let opener = null;
/** @type {Promise<void> | void} until the page is told of the unit that was opened last */
let telling;

/**
 * Say what opens a unit; the last one that is on the page counts.
 * @param {OpenUnit} open
 */
export function onOpenUnit(open) {
  opened = open;
}

/**
 * Open a unit, where a component explains them.
 * @param {UnitPlace} place
 * @param {HTMLElement} from an element of the component, which says whose unit it is
 * @param {boolean} [byKey] whether the focus goes to the explanation
 */
export function openUnit(place, from, byKey = false) {
  opener = focused();
  telling = opened?.(place, byKey, from);
}

/** Wait until the page is told of the unit that was opened last, if one was. */
export async function untilTold() {
  await telling;
}

/** Give the focus back to what had it when a unit was opened. */
export function returnFocus() {
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

/** What has the focus, within components too. */
function focused() {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found instanceof HTMLElement && found !== document.body ? found : null;
}
