// Probabilities over the range of each change; sliders move in the browser and send on release.

import { element, find, findAs, findButton, findCanvas } from "../_js/dom.js";
import { N_, _ } from "../_js/language.js";
import { percent } from "../_js/number.js";
import { unpackExact } from "../_js/packing.js";
import { render } from "../_js/raster.js";
import { drawNextFrame, keepViews } from "../_js/views.js";
import { drawCurves, probabilitiesAt, tipText, valueText } from "./curves.js";

/** @typedef {import("./types.js").View} View */

const LEGEND = N_(
  "Each curve shows the probability over the whole range of one change, with the others as they are. Thin lines are other classes; a dashed line marks where the answer becomes another one.",
);
const COLUMN = 300; // CSS pixels of a chart, at least
const SLIDER_STEPS = 40;

/** @param {View} view */
function draw(view) {
  const { root, data } = view;
  if (!root.clientWidth) return;
  const columns = Math.max(1, Math.floor(root.clientWidth / COLUMN));
  root.style.setProperty("--columns", String(Math.min(4, columns)));
  const [height, width, channels] = data.shape;
  const scale = /** @type {const} */ ({ low: 0, high: 1, colours: "grey" });
  render({ values: data.image, height, width, channels }, scale, findCanvas(root, "canvas"));
  showVerdicts(view, data.answers);
  for (const place of data.changes.keys()) drawChange(view, place);
}

/** @param {View} view @param {number[][]} answers */
function showVerdicts({ root, data }, answers) {
  const names = [data.first, data.other];
  const places = [...root.querySelectorAll(".verdict")];
  places.forEach((place, network) => {
    const probabilities = answers[network];
    if (!probabilities) return place.replaceChildren();
    const best = probabilities.indexOf(Math.max(...probabilities));
    const by = data.other ? element("small", "", names[network]) : "";
    place.replaceChildren(
      element("b", "", data.classes[best]),
      percent(probabilities[best]),
      ...(best === data.label
        ? []
        : [
            element(
              "small",
              "",
              `${data.classes[data.label]}: ${percent(probabilities[data.label])}`,
            ),
          ]),
      by,
    );
  });
}

/** @param {View} view @param {number} place */
function drawChange({ root, data, values }, place) {
  const change = data.changes[place];
  const figure = find(root, `.change[data-place="${place}"]`);
  if (!figure.clientWidth) return;
  const at = drawCurves(data, place, values[change.name], figure.clientWidth);
  find(figure, ".drawing").replaceChildren(at.svg);
  find(figure, "output").textContent = valueText(change, values[change.name]);
  find(figure, ".tip-text").textContent = change.known ? tipText(data, change) : _("Computing");
}

/** @param {View} view @param {number} place */
function chart(view, place) {
  const change = view.data.changes[place];
  const slider = element("input");
  Object.assign(slider, {
    type: "range",
    min: String(change.low),
    max: String(change.high),
    step: String((change.high - change.low) / SLIDER_STEPS),
    value: String(change.value),
  });
  const label = _("{change}, in {unit}", { change: change.label, unit: change.unit });
  slider.setAttribute("aria-label", label);
  slider.oninput = () => {
    const value = Number(slider.value);
    view.values[change.name] = value;
    view.held = change.name;
    drawChange(view, place);
    if (!view.data.changes[place].known) return;
    const networks = [...view.data.answers.keys()];
    showVerdicts(
      view,
      networks.map((network) => probabilitiesAt(view.data, network, place, value)),
    );
  };
  slider.onchange = () => {
    view.held = "";
    view.send(view.values);
  };
  slider.ondblclick = () => reset(view, [change]);
  const made = element(
    "figure",
    "change",
    element("figcaption", "numbers", element("b", "", change.label), element("output")),
    element("div", "drawing"),
    slider,
    element("p", "tip-text numbers"),
  );
  made.dataset.place = String(place);
  return made;
}

/** @param {View} view @param {import("./types.js").WhatIfChange[]} changes */
function reset(view, changes) {
  for (const { name, neutral } of changes) view.values[name] = neutral;
  view.send(view.values);
}

/** @param {View} view */
function build(view) {
  const { root, data } = view;
  const charts = find(root, ".changes");
  if (!charts.children.length)
    charts.replaceChildren(...[...data.changes.keys()].map((place) => chart(view, place)));
  data.changes.forEach(({ name }, place) => {
    findAs(charts.children[place], "input", HTMLInputElement).value = String(view.values[name]);
  });
  const button = findButton(root, ".reset");
  button.onclick = () => reset(view, view.data.changes);
  button.disabled = data.changes.every(({ value, neutral }) => value === neutral);
  const dotted = data.other ? ` ${_("Dotted: {network}.", { network: data.other })}` : "";
  find(root, ".legend").textContent = _(LEGEND) + dotted;
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const view = /** @type {View} */ (/** @type {unknown} */ ({ root, frame: 0, held: "" }));
  new ResizeObserver(() => view.data && drawNextFrame(view, draw)).observe(root);
  return view;
});

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setStateValue }) {
  const view = viewOf(find(parentElement, ".what-if"));
  view.data = unpackExact(data);
  const sent = Object.fromEntries(view.data.changes.map(({ name, value }) => [name, value]));
  // Curves come while the next slider is being moved.
  view.values = view.held ? { ...sent, [view.held]: view.values[view.held] } : sent;
  view.send = (values) => setStateValue("values", { ...values });
  build(view);
  draw(view);
}
