// Attribution maps over an input; the most important pixels taken away, step by step.

import { colourAt } from "../_js/colour.js";
import { element, find, findAs, findCanvas } from "../_js/dom.js";
import { cellUnder } from "../_js/grid_keys.js";
import { N_, _ } from "../_js/language.js";
import { placeText, threeDigits, withSign } from "../_js/number.js";
import { unpackExact } from "../_js/packing.js";
import { cssColour } from "../_js/colour.js";
import { readTheme } from "../_js/theme.js";
import { drawNextFrame, keepViews } from "../_js/views.js";
import { fillOverlay, paint } from "./maps.js";
import { drawRemoval } from "./removal.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").AttributionRow} AttributionRow */

const NARROW = 760;
const CARD = 180; // CSS pixels of a card, at least
const FOR = 0.78; // places on the scales of signed values and of magnitudes
const AGAINST = 0.22;
const MUCH = 0.72;
const TO_COME = N_("to be computed");
const EVEN = N_("0 everywhere: no gradient reaches the class");
const TWIN = N_(
  "The same method on the same network with random weights. r is the correlation of both maps: near 1, the method shows the image and not what was learned.",
);

/** @param {View} view */
function palettes({ root }) {
  const ground = readTheme(root).paper;
  const [positive, negative] = [colourAt("signed", FOR), colourAt("signed", AGAINST)];
  const much = colourAt("probability", MUCH);
  root.style.setProperty("--for", cssColour(positive));
  root.style.setProperty("--against", cssColour(negative));
  root.style.setProperty("--much", cssColour(much));
  return {
    signed: { positive, negative, ground },
    magnitudes: { positive: much, negative: much, ground },
  };
}

/** @param {View} view */
function draw(view) {
  const { root, data } = view;
  if (!root.clientWidth) return;
  root.classList.toggle("narrow", root.clientWidth < NARROW);
  const methods = data.rows.filter(({ does }) => does).length;
  const fit = Math.max(2, Math.floor(root.clientWidth / CARD));
  root.style.setProperty("--columns", String(Math.min(methods, fit)));
  drawMaps(view);
  drawRemoval(view);
}

/** @param {View} view */
function drawMaps(view) {
  const { root, data, mix } = view;
  const [height, width, channels] = data.shape;
  const size = height * width;
  const colours = palettes(view);
  data.rows.forEach(({ does, signed, limits, mapped, twinned }, row) => {
    if (!does) return;
    const shown = find(root, `.method[data-row="${row}"]`);
    find(shown, "button").setAttribute("aria-pressed", String(data.rows[row].name === view.chosen));
    const palette = signed ? colours.signed : colours.magnitudes;
    [data.maps, data.random].forEach((all, twin) => {
      const values = all.subarray(row * size, (row + 1) * size);
      const canvas = findCanvas(shown, `figure:nth-of-type(${twin + 1}) canvas`);
      const there = twin ? twinned : mapped;
      canvas.classList.toggle("waits", !there);
      const what = { image: data.image, channels, values, limit: limits[twin] ?? 0 };
      paint(canvas, [height, width], (pixels) =>
        fillOverlay(pixels, what, palette, there ? mix : 0),
      );
    });
  });
  readPixel(view);
}

/** @param {View} view */
function readPixel({ root, data, at }) {
  const [height, width] = data.shape;
  find(root, ".place").textContent = at ? placeText(at) : "";
  data.rows.forEach(({ does, mapped, twinned }, row) => {
    if (!does) return;
    [data.maps, data.random].forEach((all, twin) => {
      const value =
        at && (twin ? twinned : mapped) ? all[row * height * width + at[0] * width + at[1]] : null;
      find(root, `.method[data-row="${row}"] figure:nth-of-type(${twin + 1}) output`).textContent =
        value === null ? "" : threeDigits(value);
    });
  });
}

/**
 * What is written below a method's map and below its twin.
 * @param {AttributionRow} method
 */
function captionsOf({ alike, limits, mapped, twinned }) {
  const own = limits[0] === 0 ? _(EVEN) : _("this network");
  const twin =
    alike === null
      ? _("random weights")
      : _("random weights, r = {r}", { r: withSign(alike, Math.abs(alike).toFixed(2)) });
  return [mapped ? own : _(TO_COME), twinned ? twin : _(TO_COME)];
}

/**
 * A method's card: its name, its map, its twin, what it does and what it cannot do.
 * @param {View} view
 * @param {AttributionRow} method
 * @param {number} row
 */
function card(view, method, row) {
  const { name, label, does, limit, source } = method;
  const button = element("button", "", label);
  button.title = _("Take away the most important pixels, by {method}", { method: label });
  button.onclick = () => {
    view.chosen = name;
    draw(view);
  };
  const figures = captionsOf(method).map((text, twin) => {
    const canvas = element("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${label}, ${text}`);
    canvas.onpointermove = (event) => point(view, event);
    canvas.onpointerleave = () => point(view, null);
    const caption = element(
      "figcaption",
      "numbers",
      element("span", "caption", text),
      element("output"),
    );
    if (twin) caption.title = _(TWIN);
    return element("figure", "", canvas, caption);
  });
  const [paper, address] = source.split(", arXiv:");
  const link = element("a", "", paper.split(",")[0]);
  Object.assign(link, {
    href: `https://arxiv.org/abs/${address}`,
    target: "_blank",
    rel: "noopener",
    title: source,
  });
  const text = element(
    "div",
    "",
    element("p", "", does),
    element("p", "caption", limit, " ", link),
  );
  const made = element("div", "method", button, ...figures, text);
  made.dataset.row = String(row);
  return made;
}

/**
 * A method's card, the same one as before where what it says is the same: maps arrive one by one.
 * @param {View} view
 * @param {AttributionRow} method
 * @param {number} row
 */
function cardOf(view, method, row) {
  const says = JSON.stringify([row, method.label, ...captionsOf(method)]);
  const kept = view.cards.get(method.name);
  const made = kept?.says === says ? kept.card : card(view, method, row);
  view.cards.set(method.name, { says, card: made });
  return made;
}

/** @param {View} view @param {PointerEvent | null} event */
function point(view, event) {
  const [height, width] = view.data.shape;
  const canvas = /** @type {Element} */ (event?.currentTarget);
  view.at = event ? cellUnder(canvas, [height, width], event) : null;
  readPixel(view);
}

/** @param {View} view */
function build(view) {
  const { root, data } = view;
  const cards = data.rows.flatMap((row, i) => (row.does ? [cardOf(view, row, i)] : []));
  const methods = find(root, ".methods");
  if (cards.some((each, place) => methods.children[place] !== each))
    methods.replaceChildren(...cards);
  find(root, ".missing").textContent = data.missing;
  if (!data.rows.some(({ name }) => name === view.chosen)) view.chosen = data.rows[0].name;
  const mix = findAs(root, ".mix", HTMLInputElement);
  mix.oninput = () => {
    view.mix = Number(mix.value);
    drawMaps(view);
  };
  const share = findAs(root, ".share", HTMLInputElement);
  share.max = String(data.shares.length - 1);
  share.value = String(view.step);
  share.oninput = () => {
    view.step = Number(share.value);
    drawRemoval(view);
  };
  for (const button of root.querySelectorAll(".kinds button")) {
    const { dataset } = /** @type {HTMLButtonElement} */ (button);
    /** @type {HTMLButtonElement} */ (button).onclick = () => {
      view.kind = Number(dataset.kind);
      drawRemoval(view);
    };
  }
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  /** @type {Partial<View>} */
  const start = {
    root,
    frame: 0,
    chosen: "grad-cam",
    kind: 0,
    step: 5,
    mix: 0.5,
    at: null,
    cards: new Map(),
  };
  const view = /** @type {View} */ (start);
  new ResizeObserver(() => view.data && drawNextFrame(view, draw)).observe(root);
  return view;
});

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement }) {
  const view = viewOf(find(parentElement, ".reasons"));
  view.data = unpackExact(data);
  build(view);
  draw(view);
}
