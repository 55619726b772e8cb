// The most important pixels taken away, or kept alone: picture, probabilities, curves, areas.

import { element, find, findCanvas } from "../_js/dom.js";
import { N_, _, grouped, localNumber } from "../_js/language.js";
import { percent, trueMinus } from "../_js/number.js";
import { plot } from "../_js/plot.js";
import { svgElement } from "../_js/svg.js";
import { paint } from "./maps.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Attribution} Attribution */

const MOST_BARS = 6;
const HEIGHT = 190;
const TITLES = [N_("Deletion: less area is better"), N_("Insertion: more area is better")];
const AXES = [N_("% of the pixels taken away"), N_("% of the pixels kept")];
const LABELS = [N_("Probability of {name}, deletion"), N_("Probability of {name}, insertion")];
const PICTURES = [
  N_("The input without {share} of its pixels"),
  N_("The input with only {share} of its pixels"),
];
const NOTE = N_(
  "Pixels that are taken away become the background, which is the image's median. Their order is the map's, from the largest value down. The two baselines know nothing of the network: a map that is no better than they are explains little.",
);

/**
 * The probability of a class on a curve.
 * @param {Attribution} data
 * @param {number} row
 * @param {number} kind
 * @param {number} step
 * @param {number} label
 */
export const probabilityAt = ({ curves, shares, classes }, row, kind, step, label) =>
  curves[((row * 2 + kind) * shares.length + step) * classes.length + label];

/**
 * Fill pixels with an image without its first pixels, or with these alone.
 * @param {Uint8ClampedArray} pixels
 * @param {Attribution} data
 * @param {number} row
 * @param {number} kind 0 takes away, 1 keeps only
 * @param {number} count of pixels
 */
export function fillChanged(pixels, { image, ranks, shape, blank }, row, kind, count) {
  const [height, width, channels] = shape;
  const size = height * width;
  for (let i = 0; i < size; i += 1) {
    const first = ranks[row * size + i] < count;
    const kept = kind === 0 ? !first : first;
    for (let c = 0; c < 3; c += 1) {
      const channel = channels === 3 ? c : 0;
      pixels[4 * i + c] = 255 * (kept ? image[i * channels + channel] : blank[channel]);
    }
    pixels[4 * i + 3] = 255;
  }
}

/**
 * The row whose pixels are taken away: the chosen one, the first one until that has its curves; -1
 * while none has.
 * @param {View} view
 */
export function chosenRow({ data, chosen }) {
  const row = data.rows.findIndex(({ name, scored }) => scored && name === chosen);
  return row < 0 ? data.rows.findIndex(({ scored }) => scored) : row;
}

/** @param {View} view */
export function drawRemoval(view) {
  const { root, data, kind, step } = view;
  const row = chosenRow(view);
  const [height, width] = data.shape;
  const removal = find(root, ".removal");
  removal.hidden = row < 0;
  if (row < 0) return;
  const method = data.rows[row].label;
  find(removal, "h4").textContent = _("The most important pixels, by {method}", { method });
  for (const button of removal.querySelectorAll(".kinds button"))
    button.setAttribute(
      "aria-pressed",
      String(Number(/** @type {HTMLElement} */ (button).dataset.kind) === kind),
    );
  const share = `${Math.round(100 * data.shares[step])} %`;
  const [count, all] = [data.counts[step], height * width].map(grouped);
  const counted = _("{share}: {count} of {all} pixels", { share, count, all });
  find(removal, ".scrub output").textContent = counted;
  const canvas = findCanvas(removal, ".changed canvas");
  paint(canvas, [height, width], (pixels) =>
    fillChanged(pixels, data, row, kind, data.counts[step]),
  );
  canvas.setAttribute("aria-label", _(PICTURES[kind], { share }));
  drawBars(view, row);
  for (const each of [0, 1]) drawCurve(view, row, each);
  drawAreas(view, row);
  find(removal, ":scope > .caption").textContent = _(NOTE);
}

/** @param {View} view @param {number} row */
function drawBars({ root, data, kind, step }, row) {
  const shown = data.order.slice(0, MOST_BARS);
  for (const label of [data.label, data.other ?? data.label])
    if (!shown.includes(label)) shown.push(label);
  const bars = shown.map((label) => {
    const value = probabilityAt(data, row, kind, step, label);
    const fill = element("div", "fill");
    fill.style.width = `${100 * value}%`;
    const name = element("span", "label", data.classes[label]);
    name.title = data.classes[label];
    const bar = element(
      "div",
      `bar${label === data.label ? " target" : ""}`,
      name,
      element("div", "track", fill),
      element("span", "percent", percent(value)),
    );
    bar.setAttribute("role", "listitem");
    return bar;
  });
  find(root, ".bars").replaceChildren(...bars);
}

/** @param {View} view @param {number} row @param {number} kind */
function drawCurve({ root, data, kind: chosen, step }, row, kind) {
  const figure = find(root, `.curve[data-kind="${kind}"]`);
  const width = figure.clientWidth;
  if (!width) return;
  find(figure, "figcaption").textContent = _(TITLES[kind]);
  const at = plot({
    width,
    height: HEIGHT,
    x: { low: 0, high: 100 },
    y: { low: 0, high: 1 },
    label: _(AXES[kind]),
    percent: true,
  });
  /** @param {number} of @param {number} label @param {string} kindOfLine */
  const line = (of, label, kindOfLine) =>
    svgElement("polyline", {
      class: `line ${kindOfLine}`,
      points: data.shares
        .map((share, i) => `${at.x(100 * share)},${at.y(probabilityAt(data, of, kind, i, label))}`)
        .join(" "),
    });
  data.rows.forEach(({ does, scored }, of) => {
    if (scored && of !== row) at.svg.append(line(of, data.label, does ? "" : "baseline"));
  });
  if (data.other !== null) at.svg.append(line(row, data.other, "other"));
  at.svg.append(line(row, data.label, "chosen"));
  if (kind === chosen) {
    const x = at.x(100 * data.shares[step]);
    at.svg.append(
      svgElement("line", { class: "pointer", x1: x, x2: x, y1: at.top, y2: at.bottom }),
    );
  }
  at.svg.setAttribute("aria-label", _(LABELS[kind], { name: data.classes[data.label] }));
  find(figure, ".drawing").replaceChildren(at.svg);
}

/** @param {View} view @param {number} row */
function drawAreas({ root, data }, row) {
  const head = element(
    "tr",
    "",
    element("th", "", _("Area, {name}", { name: data.classes[data.label] })),
    element("th", "", _("deletion")),
    element("th", "", _("insertion")),
  );
  const firstBaseline = data.rows.findIndex(({ does }) => !does);
  const lines = data.rows.flatMap(({ label, areas, scored }, i) =>
    !scored
      ? []
      : element(
          "tr",
          `${i === row ? "chosen" : ""} ${i === firstBaseline ? "first-baseline" : ""}`.trim(),
          element("td", "", label),
          ...areas.map((area) => {
            const cell = element("td", "", localNumber(area.toFixed(3)));
            cell.title = trueMinus(area);
            return cell;
          }),
        ),
  );
  find(root, ".areas").replaceChildren(head, ...lines);
}
