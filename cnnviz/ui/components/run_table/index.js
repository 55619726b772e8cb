// All runs in a table. Finding and sorting happen here; what is done to a run is sent to Python.

import { forgetChanges, sendChange } from "../_js/changes.js";
import { element, find, findAs, findButton, labelledButton } from "../_js/dom.js";
import { _, _n, grouped } from "../_js/language.js";
import { icon } from "../_js/svg.js";
import { keepViews } from "../_js/views.js";
import { buildForm } from "./form.js";

/**
 * @typedef {object} RunColumn
 * @property {string} title
 * @property {string} detail its tooltip
 * @property {boolean} number whether it is right-aligned
 * @property {number} rank 1 is always shown, 2 not on a phone, 3 only on a wide screen
 */
/**
 * @typedef {object} RunCell
 * @property {string} text
 * @property {string} detail
 * @property {number | string | null} order what it is sorted by; null comes last
 */
/**
 * @typedef {object} RunRow
 * @property {string} id
 * @property {string} code the end of its id
 * @property {string} title its name, or that of its network
 * @property {string} name as given by a person; may be empty
 * @property {string} note
 * @property {boolean} starred
 * @property {boolean} own whether the visitor may star, name and delete it
 * @property {string} colour of its curves; empty where it is not chosen
 * @property {string} search what it is found by
 * @property {RunCell[]} cells one per column
 */
/**
 * @typedef {object} RunTableData
 * @property {RunColumn[]} columns
 * @property {RunRow[]} rows the newest first
 * @property {string[]} chosen ids
 * @property {number} taken the number of the last change that Python took
 */
/** @typedef {{ act: string, run?: string, on?: boolean, name?: string, note?: string }} Act */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {RunTableData} data
 * @property {(act: Act) => void} report
 * @property {number} sorted a column; -1 for the order of Python, -2 for names
 * @property {boolean} descending
 * @property {string} editing the id of the run whose name is being entered
 * @property {import("../_js/changes.js").Numbered<Act>[]} [pending]
 */

const PENCIL =
  "M3 17.2V21h3.8L17.8 9.9l-3.8-3.8zM20.7 7a1 1 0 0 0 0-1.4l-2.3-2.3a1 1 0 0 0-1.4 0l-1.8 1.8L19 8.8z";
const BIN = "M6 19a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2V7H6zM19 4h-3.5l-1-1h-5l-1 1H5v2h14z";
const PLACE = { 1: "", 2: "second", 3: "third" };

/** @param {number} rank */
const classOf = (rank) => PLACE[/** @type {1 | 2 | 3} */ (rank)] ?? "";

/**
 * Whether a run has all words of a text.
 * @param {RunRow} row
 * @param {string} text
 */
export function matches(row, text) {
  const own = row.search.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => own.includes(word));
}

/**
 * Rows in the order of a column; those without a value come last, whatever the direction.
 * @param {RunRow[]} rows
 * @param {number} column -1 for the order given, -2 for titles
 * @param {boolean} descending
 */
export function inOrder(rows, column, descending) {
  if (column === -1) return rows;
  const sign = descending ? -1 : 1;
  /** @param {RunRow} row */
  const key = (row) => (column === -2 ? row.title : row.cells[column].order);
  return [...rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    if (typeof x === "number" && typeof y === "number") return sign * (x - y);
    return sign * String(x).localeCompare(String(y), "en", { numeric: true });
  });
}

/**
 * A click sorts numbers from the largest, texts from A, and again the other way round.
 * @param {View} view
 * @param {number} column
 * @param {boolean} number
 */
function sortBy(view, column, number) {
  view.descending = view.sorted === column ? !view.descending : number;
  view.sorted = column;
  draw(view);
}

/**
 * @param {View} view
 * @param {number} index
 * @param {{ title: string, detail: string, number: boolean, rank: number }} column
 */
function buildHead(view, index, { title, detail, number, rank }) {
  const button = element("button", "", title);
  Object.assign(button, { type: "button", title: detail });
  button.onclick = () => sortBy(view, index, number);
  const head = element("th", `${classOf(rank)} ${number ? "number" : ""}`, button);
  head.scope = "col";
  const direction = view.descending ? "descending" : "ascending";
  head.setAttribute("aria-sort", view.sorted === index ? direction : "none");
  return head;
}

/**
 * @param {View} view
 * @param {RunRow} row
 */
function buildName(view, row) {
  if (view.editing === row.id) {
    const end = () => {
      view.editing = "";
      draw(view);
    };
    return element("td", "name", buildForm(row, view.report, end));
  }
  const open = labelledButton(
    _("open {name}, run {run}", { name: row.title, run: row.code }),
    () => view.report({ act: "open", run: row.id }),
    row.title,
  );
  open.className = "open";
  const swatch = element("span", "swatch");
  swatch.style.background = row.colour;
  const cell = element("td", "name", ...(row.colour ? [swatch] : []), open, " ");
  cell.append(element("span", "code", row.code));
  if (row.note) {
    const note = element("span", "note", row.note);
    note.title = row.note;
    cell.append(note);
  }
  return cell;
}

/**
 * @param {View} view
 * @param {RunRow} row
 */
function buildMarks(view, row) {
  const star = labelledButton(
    row.starred
      ? _("remove the star of run {run}", { run: row.code })
      : _("star run {run}", { run: row.code }),
    () => {
      row.starred = !row.starred;
      view.report({ act: "star", run: row.id, on: row.starred });
      draw(view);
    },
    row.starred ? "★" : "☆",
  );
  star.className = "act star";
  star.setAttribute("aria-pressed", String(row.starred));
  star.disabled = !row.own;
  const box = element("input");
  box.type = "checkbox";
  box.checked = view.data.chosen.includes(row.id);
  box.setAttribute("aria-label", _("compare run {run}", { run: row.code }));
  box.onchange = () => view.report({ act: "choose", run: row.id, on: box.checked });
  return [element("td", "mark", box), element("td", "mark", star)];
}

/**
 * @param {View} view
 * @param {RunRow} row
 */
function buildActs(view, row) {
  if (!row.own) return element("td", "acts");
  const edit = labelledButton(
    _("name or note of run {run}", { run: row.code }),
    () => {
      view.editing = row.id;
      draw(view);
    },
    icon(PENCIL),
  );
  const remove = labelledButton(
    _("delete run {run}", { run: row.code }),
    () => view.report({ act: "delete", run: row.id }),
    icon(BIN),
  );
  edit.className = remove.className = "act";
  return element("td", "acts", edit, remove);
}

/**
 * @param {View} view
 * @param {RunRow} row
 */
function buildRow(view, row) {
  const cells = row.cells.map(({ text, detail }, i) => {
    const { number, rank } = view.data.columns[i];
    const cell = element("td", `${classOf(rank)} ${number ? "number" : ""}`, text);
    cell.title = detail;
    return cell;
  });
  const made = element("tr", "", ...buildMarks(view, row), buildName(view, row), ...cells);
  made.append(buildActs(view, row));
  made.dataset.run = row.id;
  made.dataset.chosen = String(view.data.chosen.includes(row.id));
  return made;
}

/** @param {View} view */
function draw(view) {
  const { root, data } = view;
  const text = findAs(root, ".search", HTMLInputElement).value.trim();
  const found = data.rows.filter((row) => matches(row, text));
  const name = { title: _("Run"), detail: _("Sort by name"), number: false, rank: 1 };
  const heads = data.columns.map((column, i) => buildHead(view, i, column));
  find(root, "thead").replaceChildren(
    element(
      "tr",
      "",
      element("th"),
      element("th"),
      buildHead(view, -2, name),
      ...heads,
      element("th"),
    ),
  );
  const rows = inOrder(found, view.sorted, view.descending).map((row) => buildRow(view, row));
  const none = element(
    "td",
    "empty",
    data.rows.length ? _("No run is found.") : _("There is no run yet."),
  );
  none.colSpan = data.columns.length + 4;
  find(root, "tbody").replaceChildren(...(rows.length ? rows : [element("tr", "", none)]));
  const counts = { shown: grouped(found.length), chosen: data.chosen.length };
  find(root, ".count").textContent =
    found.length < data.rows.length
      ? _n(
          "{shown} of {count} run, {chosen} chosen",
          "{shown} of {count} runs, {chosen} chosen",
          data.rows.length,
          counts,
        )
      : _n("{count} run, {chosen} chosen", "{count} runs, {chosen} chosen", found.length, counts);
  findButton(root, ".clear").disabled = data.chosen.length === 0;
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const view = /** @type {View} */ ({ root, sorted: -1, descending: false, editing: "" });
  findAs(root, ".search", HTMLInputElement).oninput = () => draw(view);
  findButton(root, ".clear").onclick = () => view.report({ act: "clear" });
  return view;
});

/** @param {import("../_js/views.js").Call<RunTableData>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = viewOf(find(parentElement, ".runs"));
  forgetChanges(view, data.taken);
  view.data = data;
  view.report = (act) => sendChange(view, act, (changes) => setTriggerValue("edit", changes));
  if (!view.editing) draw(view); // what is being entered stays
}
