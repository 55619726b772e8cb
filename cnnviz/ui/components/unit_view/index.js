// Why a unit has its value: drawn from what Python computed. A click on what it reads asks for the
// explanation of that; pointing never asks.

import { sizeCanvas } from "../_js/canvas.js";
import {
  activeElementOf,
  element,
  find,
  findButton,
  findCanvas,
  placeInPixels,
} from "../_js/dom.js";
import { _ } from "../_js/language.js";
import {
  fullNumber,
  percent,
  shortNumber,
  spanText,
  threeDigits,
  trueMinus,
} from "../_js/number.js";
import { unpackAround } from "../_js/packing.js";
import { fitScale, render } from "../_js/raster.js";
import { onOpenUnit, returnFocus } from "../_js/unit_link.js";
import { keepViews } from "../_js/views.js";
import { ask, takePage } from "./asking.js";
import { isSame, readMessage } from "./message.js";
import { buildSources } from "./patches.js";
import { connectHandle, leaveRoom, place } from "./placing.js";

/** @typedef {import("./types.js").Explained} Explained */
/** @typedef {import("./types.js").UnitClass} UnitClass */
/** @typedef {import("./types.js").UnitViewPage} UnitViewPage */
/** @typedef {import("./types.js").View} View */

const INPUT_SIDE = { wide: 146, beside: 140, narrow: 96 };

/** @param {HTMLElement} root */
function startView(root) {
  const drawer = find(root, ".drawer");
  const view = /** @type {View} */ ({ root, drawer, reading: find(root, ".reading") });
  Object.assign(view, { number: 0, routes: [], answering: Promise.resolve() });
  view.ask = (path, shown = 0, model = view.header.model ?? 0) => ask(view, path, shown, model);
  view.show = (message) => show(view, message);
  findButton(root, ".close").onclick = () => close(view);
  addEventListener("keydown", (event) => {
    const isBusy = event.defaultPrevented || event.composedPath().some(closesItself);
    if (event.key === "Escape" && !drawer.hidden && root.isConnected && !isBusy) close(view);
  });
  connectHandle(view);
  new ResizeObserver(() => placeAgain(view)).observe(root);
  addEventListener("resize", () => placeAgain(view));
  new MutationObserver(() => {
    if (!root.isConnected && view.wasOn) leaveRoom();
    view.wasOn = root.isConnected;
  }).observe(document.body, { childList: true, subtree: true });
  return view;
}

/**
 * Whether Escape means something to what has the focus: an open menu or a field.
 * @param {EventTarget} target
 */
const closesItself = (target) =>
  target instanceof HTMLElement &&
  (target.getAttribute("aria-expanded") === "true" ||
    ["dialog", "listbox", "menu"].includes(target.getAttribute("role") ?? "") ||
    (target instanceof HTMLInputElement && target.type === "text"));

/**
 * Close at once, and give the focus back.
 * @param {View} view
 */
function close(view) {
  const had = view.drawer.contains(activeElementOf(view.root)) || view.byKey;
  Object.assign(view.drawer, { hidden: true });
  place(view);
  if (had) returnFocus();
  view.ask([]);
}

/** @param {View} view */
function placeAgain(view) {
  if (place(view) && view.header?.input) drawInput(view, /** @type {Explained} */ (view.header));
}

/**
 * Show an explanation; what is on show already stays as it is, with where it is scrolled to.
 * @param {View} view
 * @param {Uint8Array<ArrayBuffer>} message
 */
function show(view, message) {
  const isShown = view.header && view.drawer.hidden === !view.header.path.length;
  if (isShown && isSame(view.message, message)) return;
  Object.assign(view, readMessage(message), { message });
  draw(view);
}

/** @param {View} view */
function draw(view) {
  const { root, drawer, header } = view;
  const had = drawer.contains(activeElementOf(root));
  drawer.hidden = !header.path.length;
  if (drawer.hidden) {
    place(view);
    return;
  }
  const shown = /** @type {Explained} */ (header);
  drawCrumbs(view, shown);
  find(root, ".sources").replaceChildren(...buildSources(view));
  view.reading.textContent = "";
  const [value, text] = find(root, ".result").children;
  value.textContent = header.classes ? percent(shown.value) : fullNumber(shown.value);
  /** @type {HTMLElement} */ (value).title = trueMinus(shown.value);
  text.textContent = shown.text;
  find(root, ".lines").replaceChildren(...shown.lines.map(buildLine));
  drawClasses(view, shown);
  place(view);
  drawInput(view, shown);
  place(view); // as high as what is in it
  performance.mark("cnnviz:explained");
  if (had || view.byKey) find(root, "h2").focus({ preventScroll: true });
  view.byKey = false;
}

/**
 * @param {View} view
 * @param {Explained} header
 */
function drawCrumbs(view, { path, crumbs, network }) {
  const parts = crumbs.map((name, at) => {
    if (at === crumbs.length - 1) return [element("b", "", name)];
    const back = element("button", "", name);
    back.onclick = () => view.ask(path.slice(0, at + 1));
    return [back, "›"];
  });
  const name = network ? [element("span", "network", network)] : [];
  find(view.root, ".crumbs").replaceChildren(...name, ...parts.flat());
}

/**
 * A number of the sum, as the table of classes below writes it where it is small or large.
 * @param {number} value
 */
export function written(value) {
  const size = Math.abs(value);
  return size >= 1e5 || (size > 0 && size < 1e-3) ? threeDigits(value) : shortNumber(value);
}

/** @param {import("./types.js").UnitLine} line */
function buildLine({ text, operand, result }) {
  const cells = [text, operand === null ? "" : written(operand), written(result)];
  const row = element("tr", "", ...cells.map((each) => element("td", "", each)));
  if (operand !== null) /** @type {HTMLElement} */ (row.children[1]).title = fullNumber(operand);
  /** @type {HTMLElement} */ (row.children[2]).title = fullNumber(result);
  return row;
}

/**
 * The classes of a softmax; a click explains another one.
 * @param {View} view
 * @param {Explained} header
 */
function drawClasses(view, { path, classes, total }) {
  const table = find(view.root, ".classes");
  table.hidden = !classes;
  find(view.root, ".body").classList.toggle("soft", Boolean(classes));
  if (!classes) return;
  const unit = path[path.length - 1];
  const chosen = unit[unit.length - 1];
  const rows = classes.map((each, at) => {
    const row = buildClass(each, at === chosen);
    const link = element("button", "link", each.name);
    link.onclick = () => view.ask([...path.slice(0, -1), [...unit.slice(0, -1), at]]);
    row.children[0].replaceChildren(link);
    return row;
  });
  const heads = ["", _("logit"), _("exponential"), _("share")];
  const head = heads.map((text) => element("th", "", text));
  const sum = [_("Sum"), "", threeDigits(total), "100 %"].map((text) => element("td", "", text));
  table.replaceChildren(element("tr", "", ...head), ...rows, element("tr", "", ...sum));
}

/**
 * @param {UnitClass} class_
 * @param {boolean} chosen
 */
function buildClass({ logit, exponential, share }, chosen) {
  const texts = ["", shortNumber(logit), threeDigits(exponential), percent(share)];
  const row = element(
    "tr",
    chosen ? "chosen" : "",
    ...texts.map((text) => element("td", "", text)),
  );
  [null, logit, exponential, share].forEach((number, at) => {
    if (number !== null) /** @type {HTMLElement} */ (row.children[at]).title = trueMinus(number);
  });
  return row;
}

/**
 * The input with a frame around what the unit sees of it.
 * @param {View} view
 * @param {Explained} header
 */
function drawInput(view, { input, step, field }) {
  const [height, width, channels] = input;
  const { classList } = view.root;
  const narrow = classList.contains("narrow") ? "narrow" : "wide";
  const side = INPUT_SIDE[classList.contains("beside") ? "beside" : narrow];
  const scale = fitScale([height, width], { height: side, width: side }, devicePixelRatio);
  const canvas = findCanvas(view.root, ".framed canvas");
  const picture = render(
    { values: view.picture, height, width, channels },
    { low: 0, high: 1, colours: "grey" },
  );
  const size = /** @type {const} */ ([width * scale, height * scale]);
  sizeCanvas(canvas, ...size).drawImage(picture, 0, 0, ...size);
  canvas.setAttribute("aria-label", _("The input; a frame marks what the unit sees of it"));
  const [rows, cols] = field;
  const one = scale / step;
  const frame = [cols[1] - cols[0] + 1, rows[1] - rows[0] + 1].map((cells) => cells * one);
  placeInPixels(find(view.root, ".field"), cols[0] * one, rows[0] * one, frame[0], frame[1]);
  const text = _("Sees rows {rows}, columns {columns} of the input", {
    rows: spanText(rows),
    columns: spanText(cols),
  });
  find(view.root, ".input figcaption").textContent = text;
}

/**
 * Whether an element lies within one of these components.
 * @param {HTMLElement} inner
 * @param {string[]} keys of components; Streamlit has a class for each
 */
function isWithin(inner, keys) {
  const root = inner.getRootNode();
  const host = root instanceof ShadowRoot ? root.host : inner;
  return keys.some((key) => host.closest(`.st-key-${key}`));
}

const viewOf = keepViews(startView);

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setStateValue }) {
  const view = viewOf(find(parentElement, ".unit"));
  view.send = (question) => view.root.isConnected && setStateValue("ask", question);
  onOpenUnit((unit, byKey, from) => {
    if (!view.root.isConnected) return;
    view.byKey = byKey;
    // One that was just closed is still known.
    const { path, model: shown = 0, second } = view.header;
    const model = isWithin(from, second) ? 1 : 0;
    if (view.drawer.hidden && String(path) === String(unit) && shown === model) draw(view);
    return view.ask([unit], 0, model);
  });
  if (view.bytes === data) return draw(view); // in the colours of another theme
  view.bytes = data;
  /** @type {{ header: UnitViewPage, message: Uint8Array<ArrayBuffer> }} */
  const { header, message } = unpackAround(data);
  takePage(view, header, message);
}
