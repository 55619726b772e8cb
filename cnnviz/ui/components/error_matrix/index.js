// A confusion matrix whose cells, rows and columns are chosen by a click, or by arrow keys and
// Enter. Counts or percent is chosen here; which images belong to a cell, Python knows.

import { colourAt, cssColour, inkOn } from "../_js/colour.js";
import { activeElementOf, element, find } from "../_js/dom.js";
import { cursorOf, listen } from "../_js/epoch_cursor.js";
import { framesOf } from "../_js/epoch_frames.js";
import { arrowStep } from "../_js/grid_keys.js";
import { _, grouped, localNumber } from "../_js/language.js";
import { keepViews } from "../_js/views.js";

/** @typedef {[row: number | null, col: number | null]} Choice */
/**
 * @typedef {object} ErrorMatrixData
 * @property {number[][]} counts one row per true class, one column per predicted class
 * @property {string[]} classes
 * @property {Choice} chosen null for all classes; both null: nothing is chosen
 * @property {string} label of the table, which says what is counted
 * @property {string} run whose cursor it follows; empty for none
 * @property {number} epoch of the counts; 0 where that is not said
 */
/** @typedef {"counts" | "percent"} Unit */
/** @typedef {{ unit: Unit, at: [number, number] }} View */

const HEIGHT = 380; // CSS pixels of all cells together
const LARGEST = 64; // of a cell
const LETTER = 7.2; // CSS pixels of a letter
const LONGEST_NAME = 120; // CSS pixels
const MOST_NUMBERED = 16; // classes; with more the numbers would not fit their cells
const NAMED_FROM = 11; // CSS pixels of a cell; class names need as much
const FAINTEST = -0.2; // share that gets the scale's first colour, too faint on a white page

/** @returns {View} */
const startView = () => ({ unit: "counts", at: [0, 0] });
const viewOf = keepViews(startView);

/** @param {number} share */
const percent = (share) => localNumber((100 * share).toFixed(share >= 0.1 ? 0 : 1));

/**
 * The counts at the cursor of the run; those that were sent where it is at now.
 * @param {ErrorMatrixData} data
 * @returns {ErrorMatrixData}
 */
export function atCursor(data) {
  const at = data.run ? cursorOf(data.run).at : null;
  const flat = at === null ? undefined : framesOf(`watch:${data.run}`).byEpoch.get(at)?.confusion;
  if (at === null || !flat) return data;
  const size = data.classes.length;
  const counts = data.classes.map((_name, row) =>
    Array.from({ length: size }, (_empty, col) => flat[row * size + col]),
  );
  return { ...data, counts, epoch: at };
}

/**
 * @param {ErrorMatrixData} data
 * @param {number} row
 * @param {number} col
 */
function describe({ counts, classes }, row, col) {
  const total = counts[row].reduce((sum, count) => sum + count, 0);
  const words = {
    count: grouped(counts[row][col]),
    all: grouped(total),
    name: classes[row],
    answer: classes[col],
  };
  return row === col
    ? _("{count} of {all} images of {name} classified correctly", words)
    : _("{count} of {all} images of {name} classified as {answer}", words);
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} label
 * @param {[number, number]} at row and column in the table, the names after the last class
 * @param {boolean} chosen
 */
function mark(button, label, at, chosen) {
  button.type = "button";
  button.title = label;
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-pressed", String(chosen));
  button.classList.toggle("chosen", chosen);
  button.dataset.at = String(at);
  button.tabIndex = -1;
  return button;
}

/**
 * @param {ErrorMatrixData} data
 * @param {number} row
 * @param {number} col
 * @param {Unit} unit
 */
function buildCell(data, row, col, unit) {
  const count = data.counts[row][col];
  const total = data.counts[row].reduce((sum, each) => sum + each, 0);
  const share = count / Math.max(total, 1);
  const text = unit === "counts" ? String(count) : percent(share);
  const shown = count > 0 && data.classes.length <= MOST_NUMBERED ? text : "";
  const button = element("button", count ? "" : "empty", shown);
  if (count) {
    const colour = colourAt("probability", (share - FAINTEST) / (1 - FAINTEST));
    Object.assign(button.style, { background: cssColour(colour), color: inkOn(colour) });
  } else {
    button.setAttribute("aria-disabled", "true");
  }
  const isChosen = data.chosen[0] === row && data.chosen[1] === col;
  mark(button, describe(data, row, col), [row, col], isChosen);
  return element("td", "", button);
}

/**
 * @param {ErrorMatrixData} data
 * @param {"row" | "col"} side
 * @param {number} label
 * @param {boolean} named
 * @param {boolean} upright
 */
function buildName(data, side, label, named, upright) {
  const name = data.classes[label];
  const text = element("span", upright ? "upright" : "", named ? name : "·");
  if (upright) text.style.display = "block";
  const [row, col] = data.chosen;
  const chosen = side === "row" ? row === label && col === null : col === label && row === null;
  const which =
    side === "row"
      ? _("all images of {name}", { name })
      : _("all images classified as {name}", { name });
  const last = data.classes.length;
  const at = /** @type {[number, number]} */ (side === "row" ? [label, -1] : [last, label]);
  const head = element("th", side, mark(element("button", "", text), which, at, chosen));
  head.scope = side;
  return head;
}

/**
 * @param {string} text
 * @param {"row" | "col"} side
 * @param {number} span
 */
function buildAxis(text, side, span) {
  const axis = element("th", "axis", element("span", side === "row" ? "upright" : "", text));
  if (side === "row") axis.rowSpan = span;
  else axis.colSpan = span;
  return axis;
}

/**
 * @param {HTMLTableElement} table
 * @param {ErrorMatrixData} data
 * @param {View} view
 */
function build(table, data, view) {
  const { classes, counts } = data;
  const longest = LETTER * Math.max(...classes.map((name) => name.length)) + 10;
  const cell = Math.min(LARGEST, HEIGHT / classes.length);
  const named = cell >= NAMED_FROM;
  const upright = longest > cell;
  const digits = view.unit === "percent" ? 3 : String(Math.max(...counts.flat())).length;
  table.style.setProperty("--wanted", `${cell}px`);
  table.style.setProperty("--classes", String(classes.length));
  table.style.setProperty("--names", `${named ? Math.min(longest, LONGEST_NAME) : 16}px`);
  table.style.setProperty("--digits", String(digits * 0.62 + 0.3));
  table.setAttribute("aria-label", data.label);
  const rows = classes.map((_name, row) => {
    const axis = row === 0 ? [buildAxis(_("true class"), "row", classes.length)] : [];
    const cells = classes.map((_other, col) => buildCell(data, row, col, view.unit));
    return element("tr", "", ...axis, buildName(data, "row", row, named, false), ...cells);
  });
  const below = classes.map((_name, col) => buildName(data, "col", col, named, upright));
  const corner = () => [element("td"), element("td")];
  const names = element("tr", "", ...corner(), ...below);
  const axis = buildAxis(_("predicted class"), "col", classes.length);
  const body = element("tbody", "", ...rows, names, element("tr", "", ...corner(), axis));
  for (const empty of body.querySelectorAll("tr:nth-last-child(-n+2) td")) {
    /** @type {HTMLElement} */ (empty).style.cssText = "width:auto;height:auto";
  }
  table.replaceChildren(body);
}

/**
 * @param {HTMLTableElement} table
 * @param {[number, number]} at
 */
const buttonAt = (table, at) =>
  /** @type {HTMLButtonElement | null} */ (table.querySelector(`[data-at="${at}"]`));

/** @param {import("../_js/views.js").Call<ErrorMatrixData>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = find(parentElement, ".error-matrix");
  const table = /** @type {HTMLTableElement} */ (find(root, "table"));
  const view = viewOf(root);
  const last = data.classes.length;

  const draw = () => {
    const focused =
      activeElementOf(root) instanceof HTMLElement && table.contains(activeElementOf(root));
    const shown = atCursor(data);
    build(table, shown, view);
    find(root, ".epoch").textContent = shown.epoch
      ? _("after epoch {epoch}", { epoch: shown.epoch })
      : "";
    const button = buttonAt(table, view.at) ?? buttonAt(table, [0, 0]);
    if (!button) return;
    button.tabIndex = 0;
    if (focused) button.focus();
  };

  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
    root.querySelectorAll(".units button")
  )) {
    button.setAttribute("aria-pressed", String(button.dataset.unit === view.unit));
    button.onclick = () => {
      view.unit = /** @type {Unit} */ (button.dataset.unit);
      for (const other of root.querySelectorAll(".units button")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      draw();
    };
  }

  table.onclick = (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (!button?.dataset.at) return;
    const [row, col] = button.dataset.at.split(",").map(Number);
    view.at = [row, col];
    if (button.getAttribute("aria-disabled")) return draw();
    const choice = /** @type {Choice} */ ([row === last ? null : row, col < 0 ? null : col]);
    const again = String(choice) === String(data.chosen);
    data.chosen = again ? [null, null] : choice;
    draw();
    const epoch = data.run ? cursorOf(data.run).at : null;
    setTriggerValue("choose", { row: data.chosen[0], col: data.chosen[1], epoch });
  };

  table.onkeydown = (event) => {
    const step = arrowStep(event);
    const button = /** @type {Element} */ (event.target).closest("button");
    if (!step || !button?.dataset.at) return;
    event.preventDefault();
    const [row, col] = button.dataset.at.split(",").map(Number);
    const next = buttonAt(table, [row + step[0], col + step[1]]);
    if (!next) return;
    button.tabIndex = -1;
    next.tabIndex = 0;
    view.at = [row + step[0], col + step[1]];
    next.focus();
  };

  if (data.run) listen(cursorOf(data.run), "error_matrix", draw);
  draw();
}
