// Changing a number in place: a small field over the cell; Enter or leaving it keeps the number.

import { element, placeInPixels } from "../_js/dom.js";
import { _, grouped } from "../_js/language.js";

const LEAST_SIDE = 30;
const LETTER = 9; // CSS pixels

/**
 * Open a field over a cell; keep(number) is called with what was typed, if it changed, and back()
 * when a key closed the field. What is no number stays in the field, with the reason below it.
 * @param {HTMLElement} layers
 * @param {{ corner: [number, number], cell: number }} parts
 * @param {string} text
 * @param {number} largest
 * @param {(number: number) => void} keep
 * @param {() => void} back
 */
export function openEditor(layers, { corner: at, cell }, text, largest, keep, back) {
  layers.querySelector(".editor")?.remove();
  const field = element("input");
  const wrong = element("span", "wrong");
  const box = element("div", "editor", field, wrong);
  Object.assign(field, { value: text, inputMode: "text", maxLength: 24, size: 1 });
  field.setAttribute("aria-label", _("New number"));
  wrong.setAttribute("role", "alert");
  const place = () => {
    const side = Math.max(cell, LEAST_SIDE);
    const width = Math.max(side, LETTER * field.value.length + 16);
    placeInPixels(box, at[0] + (cell - width) / 2, at[1] + (cell - side) / 2, width, side);
  };
  const close = () => {
    field.onblur = null;
    box.remove();
  };
  const check = () => {
    const reason = complaintAbout(field.value, largest);
    field.setAttribute("aria-invalid", String(Boolean(reason)));
    return reason;
  };
  const commit = () => {
    if (field.value !== text && !check()) keep(parseNumber(field.value));
    close();
  };
  field.oninput = () => {
    wrong.textContent = "";
    check();
    place();
  };
  field.onblur = commit;
  field.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") {
      wrong.textContent = check();
      if (wrong.textContent) return;
      commit();
    } else if (event.key === "Escape") close();
    else return;
    back();
  };
  layers.append(box);
  place();
  field.select();
  field.focus();
}

/**
 * A number or fraction as people type it, with any minus sign or a decimal comma; else NaN.
 * @param {string} text
 */
export function parseNumber(text) {
  const plain = text
    .trim()
    .replace(/[\u2212\u2013]/g, "-")
    .replace(",", ".");
  const [top, bottom = "1", ...rest] = plain.split("/");
  const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
  return rest.length || !number.test(top) || !number.test(bottom)
    ? NaN
    : Number(top) / Number(bottom);
}

/**
 * Why a text is no number that can be kept, as a sentence; "" if it is one.
 * @param {string} text
 * @param {number} largest
 */
export function complaintAbout(text, largest) {
  const number = parseNumber(text);
  if (!Number.isFinite(number))
    return _("Not a number: “{typed}”.", { typed: text.trim().slice(0, 12) });
  const most = grouped(largest);
  return Math.abs(number) > largest ? _("From −{most} to {most}.", { most }) : "";
}
