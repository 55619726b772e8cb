// The table of an inspection. Filtering, sorting, counting and the threshold happen here, at once;
// what a person decides is sent to Python.

import { forgetChanges, sendChange } from "../_js/changes.js";
import { activeElementOf, element, find, findAs, findButton } from "../_js/dom.js";
import { _, localNumber } from "../_js/language.js";
import { percent } from "../_js/number.js";
import { readTheme } from "../_js/theme.js";
import { drawNextFrame, keepViews } from "../_js/views.js";
import { keysOf, shownRows, withPending } from "./rows.js";
import { drawFigures, drawFilters, drawKeys } from "./surroundings.js";
import { buildHeads, buildRow } from "./table.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Feed} Feed */
/** @typedef {import("./types.js").InspectionData} InspectionData */

const PER_PAGE = 50;
const ASK_AGAIN = 20_000; // milliseconds
/** @returns {Feed} */
const noFeed = () => ({ rows: [], classes: [], maps: new Map() });
/** @type {(run: string) => Feed} */
const feedOf = keepViews(noFeed);

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const fresh = { page: 0, at: -1, undo: [], frame: 0, shown: [], corrections: new Map() };
  const choice = { filter: "all", label: -1, text: "", column: "", descending: false };
  const view = /** @type {View} */ (
    /** @type {unknown} */ ({ ...fresh, root, choice, asked: new Map() })
  );
  listen(view);
  return view;
});

/** @param {View} view */
const again = (view) => drawNextFrame(view, draw);

/** @param {View} view */
function listen(view) {
  const { root, choice } = view;
  const slider = findAs(root, ".threshold", HTMLInputElement);
  slider.oninput = () => {
    view.acceptance = { ...view.acceptance, threshold: Number(slider.value) / 1000 };
    again(view);
  };
  const tick = findAs(root, ".unlike", HTMLInputElement);
  const accept = () => view.report({ act: "accept", ...view.acceptance });
  slider.onchange = accept;
  tick.onchange = () => {
    view.acceptance = { ...view.acceptance, unlike: tick.checked };
    accept();
    again(view);
  };
  const search = findAs(root, ".search", HTMLInputElement);
  search.oninput = () => {
    choice.text = search.value.trim();
    turnTo(view, 0);
  };
  const classes = findAs(root, ".class", HTMLSelectElement);
  classes.onchange = () => {
    choice.label = Number(classes.value);
    turnTo(view, 0);
  };
  findButton(root, ".undo").onclick = () => takeBack(view);
  findButton(root, ".back").onclick = () => turnTo(view, view.page - 1);
  findButton(root, ".forth").onclick = () => turnTo(view, view.page + 1);
  find(root, "tbody").onclick = (event) => {
    const row = /** @type {Element} */ (event.target).closest("tr");
    if (row?.dataset.number) openRow(view, Number(row.dataset.number));
  };
  find(root, ".frame").onkeydown = (event) => press(view, event);
}

/**
 * @param {View} view
 * @param {number} page
 */
function turnTo(view, page) {
  view.page = page;
  find(view.root, ".frame").scrollTop = 0;
  again(view);
}

/**
 * @param {View} view
 * @param {number} number
 */
function openRow(view, number) {
  view.at = number;
  view.report({ act: "open", row: number });
  draw(view);
  focusRow(view);
}

/**
 * @param {View} view
 * @param {KeyboardEvent} event
 */
function press(view, event) {
  if (event.target instanceof HTMLButtonElement) return;
  const key = event.key.toLowerCase();
  const isUndo = key === "u" || ((event.ctrlKey || event.metaKey) && key === "z");
  if (!isUndo && (event.ctrlKey || event.metaKey || event.altKey)) return;
  const step = { arrowdown: 1, arrowup: -1, pagedown: 10, pageup: -10 }[key];
  const label = keysOf(view.feed.classes).indexOf(key);
  if (isUndo) takeBack(view);
  else if (step) move(view, step);
  else if (key === "enter" && view.at >= 0) openRow(view, view.at);
  else if ((key === "delete" || key === "backspace") && view.at >= 0) setClass(view, null);
  else if (label >= 0 && view.at >= 0) setClass(view, label);
  else return;
  event.preventDefault();
}

/**
 * Go to another row that is shown, on the next page too.
 * @param {View} view
 * @param {number} step
 */
function move(view, step) {
  const last = view.shown.length - 1;
  const place = Math.min(Math.max(view.shown.indexOf(view.at) + step, 0), last);
  view.at = view.shown[place] ?? -1;
  view.page = Math.floor(Math.max(place, 0) / PER_PAGE);
  draw(view);
  focusRow(view);
}

/** @param {View} view */
function focusRow(view) {
  const row = /** @type {HTMLElement | null} */ (
    view.root.querySelector(`tr[data-number="${view.at}"]`)
  );
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

/**
 * Give the row that keys act on a class, null for none of its own, and go to the next one.
 * @param {View} view
 * @param {number | null} label
 */
function setClass(view, label) {
  const { at, feed } = view;
  if (feed.rows[at].label === null) return;
  const next = view.shown[view.shown.indexOf(at) + 1] ?? at;
  view.undo.push([at, view.corrections.get(at) ?? null]);
  view.report({ act: "label", row: at, label });
  if (label !== null) view.at = next;
  draw(view);
  focusRow(view);
}

/** @param {View} view */
function takeBack(view) {
  const last = view.undo.pop();
  if (!last) return;
  const [row, label] = last;
  view.report({ act: "label", row, label });
  view.at = row;
  draw(view);
  const place = view.shown.indexOf(row);
  if (place >= 0 && Math.floor(place / PER_PAGE) !== view.page) {
    view.page = Math.floor(place / PER_PAGE);
    draw(view);
  }
  focusRow(view);
}

/** @param {View} view */
function drawTable(view) {
  const { root, feed, choice } = view;
  view.shown = shownRows(feed.rows, choice, view.acceptance, view.corrections, feed.classes);
  const pages = Math.max(Math.ceil(view.shown.length / PER_PAGE), 1);
  view.page = Math.min(Math.max(view.page, 0), pages - 1);
  const page = view.shown.slice(view.page * PER_PAGE, (view.page + 1) * PER_PAGE);
  find(root, "thead").replaceChildren(buildHeads(view, () => draw(view)));
  const rows = page.map((number) => buildRow(view, number));
  const tabStop = page.includes(view.at) ? page.indexOf(view.at) : 0;
  rows.forEach((row, place) => {
    row.tabIndex = place === tabStop ? 0 : -1;
    row.setAttribute("aria-selected", String(Number(row.dataset.number) === view.at));
    row.onfocus = () => (view.at = Number(row.dataset.number));
  });
  const empty = feed.rows.length ? _("No image is found.") : _("No image yet.");
  const none = element("td", "empty", empty);
  none.colSpan = 7;
  find(root, "tbody").replaceChildren(...(rows.length ? rows : [element("tr", "", none)]));
  const place = { page: view.page + 1, pages };
  find(root, ".page").textContent = pages > 1 ? _("{page} of {pages}", place) : "";
  findButton(root, ".back").disabled = view.page === 0;
  findButton(root, ".forth").disabled = view.page === pages - 1;
  find(root, ".pages").hidden = pages === 1;
  askForMaps(view, page);
}

/**
 * Ask for Grad-CAM of the rows of a page; again, where a message with it was lost.
 * @param {View} view
 * @param {number[]} page
 */
function askForMaps(view, page) {
  const { rows, maps } = view.feed;
  const now = performance.now();
  const missing = page.filter(
    (number) =>
      rows[number].label !== null &&
      !maps.has(number) &&
      !(now - (view.asked.get(number) ?? -Infinity) < ASK_AGAIN),
  );
  if (!view.data.mapped || !missing.length) return;
  for (const number of missing) view.asked.set(number, now);
  view.report({ act: "maps", rows: missing });
}

/** @param {number} share */
function thresholdText(share) {
  if (share === 1) return "100 %";
  return share < 0.0005 ? localNumber("0.0 %") : percent(share);
}

/** @param {View} view */
function draw(view) {
  const { root, data } = view;
  view.corrections = withPending(data.corrections, view.pending ?? []);
  const focused = activeElementOf(root);
  const hadFocus = focused instanceof HTMLElement && focused.dataset.number !== undefined;
  const { scrollTop } = find(root, ".frame");
  findAs(root, ".threshold", HTMLInputElement).value = String(1000 * view.acceptance.threshold);
  find(root, ".value").textContent = thresholdText(view.acceptance.threshold);
  findAs(root, ".unlike", HTMLInputElement).checked = view.acceptance.unlike;
  findButton(root, ".undo").disabled = !view.undo.length;
  drawFigures(view);
  drawFilters(view, () => turnTo(view, 0));
  drawTable(view);
  drawKeys(view);
  find(root, ".frame").scrollTop = scrollTop;
  if (hadFocus) focusRow(view);
}

/**
 * Add what is new to what is known; false where something between is missing.
 * @param {Feed} feed
 * @param {InspectionData} data
 */
export function addRows(feed, data) {
  if (data.start > feed.rows.length) return false;
  feed.rows.splice(data.start, Infinity, ...data.rows);
  feed.classes = data.classes;
  for (const [number, map] of Object.entries(data.maps)) feed.maps.set(Number(number), map);
  return true;
}

/** @param {import("../_js/views.js").Call<InspectionData>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = find(parentElement, ".inspection");
  root.classList.toggle("dark", readTheme(parentElement).dark);
  const view = viewOf(root);
  forgetChanges(view, data.taken);
  const isOther = view.data?.run !== data.run;
  if (isOther) Object.assign(view, { page: 0, at: data.opened, undo: [], asked: new Map() });
  view.data = data;
  view.feed = feedOf(data.run);
  view.report = (act) => sendChange(view, act, (changes) => setTriggerValue("edit", changes));
  if (!addRows(view.feed, data)) setTriggerValue("want", view.feed.rows.length);
  const accepting = (view.pending ?? []).findLast(({ act }) => act === "accept");
  const { threshold = data.threshold, unlike = data.unlike } = accepting ?? {};
  view.acceptance = { threshold, unlike };
  draw(view);
}
