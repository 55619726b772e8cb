// The table: one row per layer; the chosen one has its settings below it.

import { sendChange } from "../_js/changes.js";
import { activeElementOf, element, find, labelledButton } from "../_js/dom.js";
import { arrowStep, clamp } from "../_js/grid_keys.js";
import { _ } from "../_js/language.js";
import { icon } from "../_js/svg.js";
import { pendingLayers } from "./pending.js";
import { labelledInput, valueOf } from "./setting_inputs.js";

/** @typedef {import("./types.js").Control} Control */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").ShownRow} ShownRow */
/** @typedef {import("./types.js").Setting} Setting */
/** @typedef {import("./types.js").View} View */

const PATHS = {
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  remove: "M6 6l12 12M18 6L6 18",
};

/**
 * @param {string} text
 * @param {string} [title]
 */
function cellOf(text, title = "") {
  const cell = element("td", "", text);
  if (title) cell.title = title;
  return cell;
}

/**
 * @param {View} view
 * @param {number} layer
 * @param {string} name
 * @param {string} [what]
 */
function pickButton(view, layer, name, what) {
  const button = element("button", "pick");
  button.dataset.key = `pick ${layer}`;
  button.append(element("b", "", name), what ? ` ${what}` : "");
  button.onclick = () => view.choose(layer, null);
  button.onkeydown = (event) => stepRows(view, layer, event);
  return button;
}

/**
 * The element of the table that is known by a key.
 * @param {View} view
 * @param {string} key
 */
const keyed = (view, key) =>
  /** @type {HTMLElement | null} */ (view.root.querySelector(`[data-key="${key}"]`));

/**
 * @param {View} view
 * @param {number} layer
 * @param {KeyboardEvent} event
 */
function stepRows(view, layer, event) {
  const step = arrowStep(event)?.[0];
  if (!step) return;
  event.preventDefault();
  const to = clamp(layer + step, -1, view.layers.length - 1);
  view.choose(to, null);
  keyed(view, `pick ${to}`)?.focus();
}

/**
 * Whether a layer is one of those at the end that cannot be edited.
 * @param {View} view
 * @param {number} index
 */
const isFixed = (view, index) => index >= view.layers.length - view.header.fixed;

/**
 * What a layer is called in the table: "3 conv", and what it does.
 * @param {View} view
 * @param {ShownRow} layer
 * @param {number} index
 */
function layerRow(view, layer, index) {
  const row = element("tr");
  const first = element("td");
  const broken = Boolean(layer.fault);
  row.className = [
    index === view.row && "chosen",
    broken && "broken",
    layer.output === undefined && "missing",
  ]
    .filter(Boolean)
    .join(" ");
  const word = isFixed(view, index) ? _("output") : view.header.words[layer.kind];
  first.append(pickButton(view, index, `${index + 1} ${word}`, layer.what));
  first.title = layer.detail ?? "";
  row.append(first);
  if (layer.refused) first.append(element("span", "fault", layer.refused));
  if (layer.fault) {
    first.colSpan = 5;
    first.append(element("span", "fault", layer.fault));
    return row;
  }
  const { output = "\u2013", parameters = ["\u2013", ""], multiplyAdds = ["\u2013", ""] } = layer;
  row.append(cellOf(output), cellOf(...parameters), cellOf(...multiplyAdds));
  row.append(cellOf(layer.field ?? "\u2013", layer.fieldDetail));
  return row;
}

/** @param {View} view */
function inputRow(view) {
  const row = element("tr", view.row === -1 ? "chosen" : "");
  const first = element("td");
  first.append(pickButton(view, -1, _("Input"), ""));
  row.append(first, cellOf(view.header.input), cellOf(""), cellOf(""), cellOf("1 × 1"));
  return row;
}

/**
 * Add, move or remove a layer; the chosen row goes with it.
 * @param {View} view
 * @param {Edit} change
 * @param {number} row
 */
function rearrange(view, change, row) {
  sendChange(view, change, view.send);
  view.row = row;
  drawTable(view);
}

/**
 * One setting of the chosen layer; a change is sent at once.
 * @param {View} view
 * @param {number} index
 * @param {Control} control
 * @param {Setting} value
 */
function settingOf(view, index, control, value) {
  const { label, input } = labelledInput(control, value);
  input.dataset.key = `set ${control.name}`;
  input.onchange = () => {
    view.typing = false;
    if (input.value === "") drawTable(view);
    else {
      const change = { do: "set", at: index, name: control.name, value: valueOf(input) };
      sendChange(view, change, view.send);
    }
  };
  input.oninput = () => {
    view.typing = control.field === "text" || control.field === "number";
  };
  input.onblur = () => {
    view.typing = false;
    if (view.late) drawTable(view);
  };
  return label;
}

/**
 * @param {keyof typeof PATHS} name
 * @param {string} label
 * @param {() => void} action
 * @param {boolean} disabled
 */
function toolOf(name, label, action, disabled) {
  const button = labelledButton(label, action, icon(PATHS[name]));
  button.disabled = disabled;
  button.dataset.key = `tool ${name}`;
  return button;
}

/**
 * @param {View} view
 * @param {number} index
 */
function toolsOf(view, index) {
  const tools = element("span", "tools");
  const last = view.layers.length - 1 - view.header.fixed;
  /** @param {number} by */
  const move = (by) => () => rearrange(view, { do: "move", at: index, value: by }, index + by);
  const remove = () => rearrange(view, { do: "remove", at: index }, index - 1);
  tools.append(
    toolOf("up", _("Move up"), move(-1), index === 0),
    toolOf("down", _("Move down"), move(1), index === last),
    toolOf("remove", _("Remove this layer"), remove, false),
  );
  return tools;
}

/**
 * @param {View} view
 * @param {ShownRow} layer
 * @param {number} index
 */
function controlsRow(view, layer, index) {
  const row = element("tr", "controls");
  const cell = element("td");
  const box = element("div", "settings");
  if (isFixed(view, index)) {
    box.append(element("small", "", _("One unit per class of the data.")));
  } else {
    const controls = view.header.controls[layer.kind];
    box.append(
      ...controls.map((control) => settingOf(view, index, control, layer.settings[control.name])),
      toolsOf(view, index),
    );
  }
  cell.colSpan = 5;
  cell.append(box);
  row.append(cell);
  return row;
}

/**
 * Adds a layer after the chosen one.
 * @param {View} view
 */
function addingRow(view) {
  const line = element("tr", "adding");
  const cell = element("td");
  const select = element("select");
  const { words, most } = view.header;
  const row = Math.min(view.row ?? -1, view.layers.length - 1 - view.header.fixed);
  const label =
    row < 0 ? _("Add a layer first") : _("Add a layer after layer {layer}", { layer: row + 1 });
  select.append(
    new Option(`${label} \u2026`, ""),
    ...Object.entries(words).map(([kind, word]) => new Option(word, kind)),
  );
  select.setAttribute("aria-label", label);
  select.dataset.key = "add";
  select.disabled = view.layers.length >= most;
  select.onchange = () => rearrange(view, { do: "add", at: row, value: select.value }, row + 1);
  cell.colSpan = 5;
  cell.append(select);
  line.append(cell);
  return line;
}

/**
 * All rows anew, once no one types in them; what had the focus has it again.
 * @param {View} view
 */
export function drawTable(view) {
  view.late = view.typing;
  if (view.late) return;
  view.layers = pendingLayers(view.header, view.pending ?? []);
  const focused = /** @type {HTMLElement | null} */ (activeElementOf(view.root))?.dataset.key;
  const rows = view.layers.flatMap((layer, index) =>
    index === view.row
      ? [layerRow(view, layer, index), controlsRow(view, layer, index)]
      : [layerRow(view, layer, index)],
  );
  find(view.root, "tbody").replaceChildren(inputRow(view), ...rows, addingRow(view));
  const again = focused && keyed(view, focused);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (again instanceof HTMLInputElement) again.select(); // what is typed next replaces the number, as in a field that was just entered
}
