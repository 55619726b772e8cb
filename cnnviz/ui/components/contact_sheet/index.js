// A sheet of thumbnails: one picture with a button over each of them. Arrow keys go from one to the
// next, Enter or a click picks.

import { element, find, replaceChildrenKeepingFocus } from "../_js/dom.js";
import { arrowStep } from "../_js/grid_keys.js";
import { _ } from "../_js/language.js";

/**
 * @typedef {object} ContactSheetData
 * @property {string} sheet PNG in base64
 * @property {number} across thumbnails in a row
 * @property {number[]} numbers of the images
 * @property {string[]} names the class of each
 * @property {number} picked
 */

/**
 * @param {ContactSheetData} data
 * @param {number} number
 * @param {(index: number) => void} pick
 */
function buildCell(data, number, pick) {
  const cell = element("button");
  const index = data.numbers[number];
  cell.type = "button";
  cell.title = `${index}: ${data.names[number]}`;
  cell.setAttribute("role", "option");
  const named = { index, name: data.names[number] };
  cell.setAttribute("aria-label", _("sample {index}, class {name}", named));
  cell.setAttribute("aria-selected", String(index === data.picked));
  cell.tabIndex = index === data.picked ? 0 : -1;
  cell.onclick = () => pick(index);
  return cell;
}

/**
 * @param {HTMLElement} root
 * @param {KeyboardEvent} event
 * @param {number} across
 */
function moveFocus(root, event, across) {
  const step = arrowStep(event);
  const cells = /** @type {HTMLElement[]} */ ([...root.children]);
  const at = cells.indexOf(/** @type {HTMLElement} */ (event.target));
  const next = step && cells[at + step[0] * across + step[1]];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** @param {import("../_js/views.js").Call<ContactSheetData>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = find(parentElement, ".sheet");
  root.style.backgroundImage = `url(data:image/png;base64,${data.sheet})`;
  root.style.gridTemplate = `repeat(${data.across}, 1fr) / repeat(${data.across}, 1fr)`;
  replaceChildrenKeepingFocus(
    root,
    data.names.map((_name, i) => buildCell(data, i, (index) => setTriggerValue("pick", index))),
  );
  root.onkeydown = (event) => moveFocus(root, event, data.across);
}
