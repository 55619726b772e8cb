// The table: one row per layer; the chosen one has its settings below it.

import { element } from "../_js/dom.js";
import { arrowStep, clamp } from "../_js/grid_keys.js";
import { choose, edit } from "./index.js";

const DRAWINGS = {
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  remove: "M6 6l12 12M18 6L6 18",
};

function cellOf(text, title = "") {
  const cell = element("td", "", text);
  if (title) cell.title = title;
  return cell;
}

function pickButton(view, layer, name, what) {
  const button = element("button", "pick");
  button.dataset.key = `pick ${layer}`;
  button.append(element("b", "", name), what ? ` ${what}` : "");
  button.onclick = () => choose(view, layer);
  button.onkeydown = (event) => stepRows(view, layer, event);
  return button;
}

function stepRows(view, layer, event) {
  const step = arrowStep(event)?.[0];
  if (!step) return;
  event.preventDefault();
  const to = clamp(layer + step, -1, view.header.layers.length - 1);
  choose(view, to);
  view.root.querySelector(`[data-key="pick ${to}"]`)?.focus();
}

/** What a layer is called in the table: "3 conv", and what it does. */
function layerRow(view, layer, index) {
  const { fault } = view.header;
  const row = element("tr");
  const first = element("td");
  const broken = fault?.at === index;
  row.className = [
    index === view.row && "chosen",
    broken && "broken",
    layer.output === undefined && "missing",
  ]
    .filter(Boolean)
    .join(" ");
  const word = view.header.words[layer.kind];
  first.append(pickButton(view, index, `${index + 1} ${word}`, layer.what));
  first.title = layer.detail ?? "";
  row.append(first);
  if (broken) {
    first.colSpan = 5;
    first.append(element("span", "fault", fault.reason));
    return row;
  }
  const [parameters, adds] = [
    layer.parameters ?? ["\u2013", ""],
    layer.multiplyAdds ?? ["\u2013", ""],
  ];
  row.append(cellOf(layer.output ?? "\u2013"), cellOf(...parameters), cellOf(...adds));
  row.append(cellOf(layer.field ?? "\u2013", layer.fieldDetail));
  return row;
}

function inputRow(view) {
  const row = element("tr", view.row < 0 ? "chosen" : "");
  const first = element("td");
  first.append(pickButton(view, -1, "Input", ""));
  row.append(first, cellOf(view.header.input), cellOf(""), cellOf(""), cellOf("1 × 1"));
  return row;
}

/** A number for height and width, or both as "3x5". */
const extentText = (value) => (Array.isArray(value) ? value.join("x") : value);

function inputFor(view, control, value) {
  if (control.options) return choiceOf(control.options, extentText(value));
  const input = element("input");
  if (Array.isArray(value)) return Object.assign(input, { type: "text", value: extentText(value) });
  if (control.flag) return Object.assign(input, { type: "checkbox", checked: value });
  return Object.assign(input, { type: "number", value, min: control.least, step: control.step });
}

function choiceOf(options, value) {
  const select = element("select");
  const all = options.includes(value) ? options : [...options, value]; // padding in numbers
  select.append(...all.map((option) => new Option(option, option)));
  select.value = value;
  return select;
}

const valueOf = (input, control) =>
  control.flag ? input.checked : input.type === "number" ? Number(input.value) : input.value;

/** Add, move or remove a layer; the chosen row goes with it. */
function rearrange(view, change, row) {
  if (edit(view, change)) view.row = row;
}

/** One setting of the chosen layer; a change is told at once. */
function settingOf(view, index, control, value) {
  const label = element("label", "", control.flag ? "" : control.label);
  const input = inputFor(view, control, value);
  input.dataset.key = `set ${control.name}`;
  input.onchange = () => {
    view.typing = false;
    if (input.value === "") drawTable(view);
    else edit(view, { do: "set", at: index, name: control.name, value: valueOf(input, control) });
  };
  input.oninput = () => {
    view.typing = !control.options && !control.flag;
  };
  input.onblur = () => {
    view.typing = false;
    if (view.late) drawTable(view);
  };
  label.append(input, ...(control.flag ? [control.label] : []));
  return label;
}

function toolOf(name, label, action, disabled) {
  const button = element("button");
  button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${DRAWINGS[name]}"/></svg>`;
  Object.assign(button, { title: label, disabled, onclick: action });
  button.setAttribute("aria-label", label);
  button.dataset.key = `tool ${name}`;
  return button;
}

function controlsRow(view, layer, index) {
  const row = element("tr", "controls");
  const cell = element("td");
  const box = element("div", "settings");
  const tools = element("span", "tools");
  const last = view.header.layers.length - 1;
  const move = (by) => () => rearrange(view, { do: "move", at: index, value: by }, index + by);
  const controls = view.header.controls[layer.kind];
  box.append(
    ...controls.map((control) => settingOf(view, index, control, layer.settings[control.name])),
  );
  tools.append(
    toolOf("up", "Move up", move(-1), index === 0),
    toolOf("down", "Move down", move(1), index === last),
  );
  tools.append(
    toolOf(
      "remove",
      "Remove this layer",
      () => rearrange(view, { do: "remove", at: index }, index - 1),
      false,
    ),
  );
  box.append(tools);
  cell.colSpan = 5;
  cell.append(box);
  row.append(cell);
  return row;
}

/** Adds a layer after the chosen one. */
function addingRow(view) {
  const row = element("tr", "adding");
  const cell = element("td");
  const select = element("select");
  const { words, layers, most } = view.header;
  const place = view.row < 0 ? "first" : `after layer ${view.row + 1}`;
  select.append(
    new Option(`Add a layer ${place} \u2026`, ""),
    ...Object.entries(words).map(([kind, word]) => new Option(word, kind)),
  );
  select.setAttribute("aria-label", `Add a layer ${place}`);
  select.dataset.key = "add";
  select.disabled = layers.length >= most;
  select.onchange = () =>
    rearrange(view, { do: "add", at: view.row, value: select.value }, view.row + 1);
  cell.colSpan = 5;
  cell.append(select);
  row.append(cell);
  return row;
}

/** All rows anew, once nobody types in them; what had the focus has it again. */
export function drawTable(view) {
  view.late = view.typing;
  if (view.late) return;
  const shadow = view.root.getRootNode();
  const focused = shadow.activeElement?.dataset?.key;
  const rows = view.header.layers.flatMap((layer, index) =>
    index === view.row
      ? [layerRow(view, layer, index), controlsRow(view, layer, index)]
      : [layerRow(view, layer, index)],
  );
  view.root.querySelector("tbody").replaceChildren(inputRow(view), ...rows, addingRow(view));
  const again = focused && view.root.querySelector(`[data-key="${focused}"]`);
  if (!again) return;
  again.focus({ preventScroll: true });
  again.select?.(); // what is typed next replaces the number, as in a field that was just entered
}
