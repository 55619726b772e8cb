// What changes the whole kernel: buttons, a factor, and the sliders of its family.

import { parseWeight } from "./editor.js";

/** A button for each of Python's tools, then one that undoes, then a factor. */
export function showTools(box, { tools, canUndo }, send, complain) {
  if (!box.childElementCount) {
    const undo = toolButton("undo", "Undo", "undo", () => send({ what: "undo" }));
    const others = tools.map(([name, label, icon]) =>
      toolButton(name, label, icon, () => send({ what: "tool", tool: name })),
    );
    box.replaceChildren(undo, ...others, factorField(send, complain));
  }
  box.firstElementChild.disabled = !canUndo;
}

function toolButton(name, label, icon, act) {
  const button = Object.assign(document.createElement("button"), { title: label, onclick: act });
  button.dataset.tool = name;
  button.setAttribute("aria-label", label);
  button.innerHTML = `<span class="icon" aria-hidden="true">${icon}</span>`;
  return button;
}

/** "× 2": a factor for all weights, at work when Enter is pressed. */
function factorField(send, complain) {
  const label = Object.assign(document.createElement("label"), {
    className: "factor-field",
    title: "Multiply all weights; Enter applies",
  });
  const field = Object.assign(document.createElement("input"), {
    inputMode: "text",
    placeholder: "2",
    className: "numbers",
  });
  field.setAttribute("aria-label", "Multiply all weights by");
  field.onkeydown = (event) => {
    if (event.key !== "Enter") return;
    const factor = parseWeight(field.value);
    if (!Number.isFinite(factor))
      return complain(`A factor must be a number, got “${field.value.slice(0, 12)}”.`);
    send({ what: "scale", factor });
    field.value = "";
  };
  label.append("×", field);
  return label;
}

/** A slider for each parameter; the table of kernels along it came with the data. */
export function showSliders(box, { sliders }, arrays, hear) {
  const names = sliders.map(({ name }) => name).join();
  if (box.dataset.names !== names) box.replaceChildren(...sliders.map((_, i) => sliderRow(i)));
  box.dataset.names = names;
  [...box.children].forEach((row, i) => updateSlider(row, sliders, i, arrays[`travel${i}`], hear));
}

function sliderRow() {
  const row = Object.assign(document.createElement("label"), { className: "slider" });
  row.innerHTML =
    '<span class="slider-name"></span><input type="range" step="1" min="0"><output class="numbers"></output>';
  return row;
}

function updateSlider(row, sliders, index, table, { follow, slide }) {
  const { label, positions, value, unit } = sliders[index];
  const [name, input, shown] = row.children;
  name.textContent = label;
  const show = (position) => (shown.textContent = `${position}${unit && ` ${unit}`}`);
  const nearest = positions.reduce(
    (best, position, i) =>
      Math.abs(position - value) < Math.abs(positions[best] - value) ? i : best,
    0,
  );
  input.max = positions.length - 1;
  input.value = nearest;
  show(value);
  input.oninput = () => {
    input.dataset.moved = "yes";
    show(positions[input.value]);
    follow(kernelAt(table, Number(input.value)));
  };
  const letGo = () => {
    if (!input.dataset.moved) return;
    delete input.dataset.moved;
    slide(sliders.map((slider, i) => (i === index ? positions[input.value] : slider.value)));
  };
  // A knob brought back to where it was makes no "change".
  input.onchange = input.onpointerup = input.onpointercancel = letGo;
}

/** The kernel at one position of a slider, as one flat plane. */
function kernelAt({ values, width, channels }, position) {
  const cells = width * channels;
  return [...values.subarray(position * cells, (position + 1) * cells)];
}
