// What changes the whole kernel: buttons, a factor, and the sliders of its family.

import { element, findAs, labelledButton } from "../_js/dom.js";
import { _ } from "../_js/language.js";
import { localText } from "../_js/number.js";
import { parseWeight } from "./typed.js";

/** @typedef {import("./data.js").KernelBenchHeader} Header */
/** @typedef {import("./data.js").SliderHeader} SliderHeader */
/** @typedef {import("./data.js").Picture} Picture */
/** @typedef {(change: Record<string, unknown>) => void} Send */
/**
 * @typedef {object} SliderReports
 * @property {(plane: number[]) => void} follow the kernel while the knob moves
 * @property {(values: number[]) => void} slide all sliders' values at the end
 */

/**
 * A button for each of Python's tools, then one that undoes, then a factor.
 * @param {HTMLElement} box
 * @param {Header} header
 * @param {Send} send
 * @param {(sentence: string) => void} complain
 */
export function showTools(box, { tools, canUndo }, send, complain) {
  if (!box.childElementCount) {
    const undo = toolButton("undo", _("Undo"), "undo", () => send({ what: "undo" }));
    const others = tools.map(([name, label, icon]) =>
      toolButton(name, label, icon, () => send({ what: "tool", tool: name })),
    );
    box.replaceChildren(undo, ...others, factorField(send, complain));
  }
  findAs(box, "[data-tool=undo]", HTMLButtonElement).disabled = !canUndo;
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} icon
 * @param {() => void} act
 */
function toolButton(name, label, icon, act) {
  const drawing = element("span", "icon", icon);
  drawing.setAttribute("aria-hidden", "true");
  const button = labelledButton(label, act, drawing);
  button.dataset.tool = name;
  return button;
}

/**
 * "× 2": a factor for all weights, at work when Enter is pressed.
 * @param {Send} send
 * @param {(sentence: string) => void} complain
 */
function factorField(send, complain) {
  const field = element("input", "numbers");
  Object.assign(field, { inputMode: "text", placeholder: "2" });
  field.setAttribute("aria-label", _("Multiply all weights by"));
  field.onkeydown = (event) => {
    if (event.key !== "Enter") return;
    const factor = parseWeight(field.value);
    if (!Number.isFinite(factor))
      return complain(
        _("A factor must be a number, got “{typed}”.", { typed: field.value.slice(0, 12) }),
      );
    send({ what: "scale", factor });
    field.value = "";
  };
  const label = element("label", "factor-field", "×", field);
  label.title = _("Multiply all weights; Enter applies");
  return label;
}

/**
 * A slider for each parameter; the table of kernels along it came with the data.
 * @param {HTMLElement} box
 * @param {Header} header
 * @param {Record<string, Picture>} arrays
 * @param {SliderReports} reports
 */
export function showSliders(box, { sliders }, arrays, reports) {
  const names = sliders.map(({ name }) => name).join();
  if (box.dataset.names !== names) box.replaceChildren(...sliders.map(sliderRow));
  box.dataset.names = names;
  [...box.children].forEach((row, i) =>
    updateSlider(row, sliders, i, arrays[`travel${i}`], reports),
  );
}

function sliderRow() {
  const input = element("input");
  Object.assign(input, { type: "range", step: "1", min: "0" });
  return element("label", "slider", element("span"), input, element("output", "numbers"));
}

/**
 * @param {Element} row
 * @param {SliderHeader[]} sliders
 * @param {number} index
 * @param {Picture} table
 * @param {SliderReports} reports
 */
function updateSlider(row, sliders, index, table, { follow, slide }) {
  const { label, positions, value, unit } = sliders[index];
  const input = findAs(row, "input", HTMLInputElement);
  const [name, , shown] = row.children;
  /** @param {number} number */
  const show = (number) => (shown.textContent = `${localText(number)}${unit && ` ${unit}`}`);
  name.textContent = label;
  input.max = String(positions.length - 1);
  input.value = String(nearestIndex(positions, value));
  show(value);
  input.oninput = () => {
    input.dataset.moved = "yes";
    show(positions[Number(input.value)]);
    follow(kernelAt(table, Number(input.value)));
  };
  // A knob brought back to where it was makes no "change".
  input.onchange =
    input.onpointerup =
    input.onpointercancel =
      () => {
        if (!input.dataset.moved) return;
        delete input.dataset.moved;
        const chosen = positions[Number(input.value)];
        slide(sliders.map((slider, i) => (i === index ? chosen : slider.value)));
      };
}

/**
 * @param {number[]} positions
 * @param {number} value
 */
const nearestIndex = (positions, value) =>
  positions.reduce(
    (best, position, i) =>
      Math.abs(position - value) < Math.abs(positions[best] - value) ? i : best,
    0,
  );

/**
 * The kernel at one position of a slider, as one flat plane.
 * @param {Picture} table
 * @param {number} position
 */
function kernelAt({ values, width, channels }, position) {
  const cells = width * channels;
  return [...values.subarray(position * cells, (position + 1) * cells)];
}
