// The input of a layer's setting: a number, a text that arrow keys step, a choice, or a check box.

import { element } from "../_js/dom.js";
import { arrowStep } from "../_js/grid_keys.js";

/** @typedef {import("./types.js").Control} Control */
/** @typedef {import("./types.js").Setting} Setting */

/**
 * The input of a setting with its label, and what a text field suggests.
 * @param {Control} control
 * @param {Setting} value
 */
export function labelledInput(control, value) {
  const flag = control.field === "flag";
  const input = inputFor(control, value);
  const label = element("label", "", ...(flag ? [input, control.label] : [control.label, input]));
  if (control.field === "text" && control.options.length) {
    const list = suggestionsOf(control);
    input.setAttribute("list", list.id);
    label.append(list);
  }
  return { label, input };
}

/**
 * @param {Control} control
 * @param {Setting} value
 */
function inputFor(control, value) {
  if (control.field === "choice") return choiceOf(control.options, String(value));
  const input = element("input");
  if (control.field === "flag") return Object.assign(input, { type: "checkbox", checked: value });
  if (control.field === "text") {
    input.onkeydown = (event) => stepText(input, control.least, event);
    const text = { type: "text", value: extentText(value), inputMode: "text", autocomplete: "off" };
    return Object.assign(input, text, { spellcheck: false });
  }
  return Object.assign(input, { type: "number", value, min: control.least, step: control.step });
}

/**
 * Up and down change the numbers of a text field, as they do in a number field.
 * @param {HTMLInputElement} input
 * @param {number} least
 * @param {KeyboardEvent} event
 */
function stepText(input, least, event) {
  const step = arrowStep(event)?.[0];
  const text = step ? steppedText(input.value, -step, least) : input.value;
  if (text === input.value) return;
  event.preventDefault();
  input.value = text;
  input.dispatchEvent(new Event("change"));
}

/**
 * @param {string[]} options
 * @param {string} value
 */
function choiceOf(options, value) {
  const select = element("select");
  select.append(...options.map((option) => new Option(option, option)));
  select.value = value;
  return select;
}

/**
 * What a text field suggests.
 * @param {Control} control
 */
function suggestionsOf({ name, options }) {
  const list = element("datalist");
  list.id = `suggested-${name}`;
  list.append(...options.map((option) => new Option(option, option)));
  return list;
}

/**
 * What was entered.
 * @param {HTMLInputElement | HTMLSelectElement} input
 */
export function valueOf(input) {
  if (input instanceof HTMLInputElement && input.type === "checkbox") return input.checked;
  return input.type === "number" ? Number(input.value) : input.value;
}

/**
 * A number for height and width, or both as "3x5".
 * @param {Setting} value
 */
const extentText = (value) => (Array.isArray(value) ? value.join("x") : String(value));

/**
 * The numbers of a text, "3" or "3x5", moved by a step; a text without numbers stays.
 * @param {string} text
 * @param {number} by
 * @param {number} least
 */
export function steppedText(text, by, least) {
  if (!/^\s*\d+(\s*[x×,]\s*\d+)?\s*$/.test(text)) return text;
  return text.trim().replace(/\d+/g, (digits) => String(Math.max(Number(digits) + by, least)));
}
