// The kernel's grid of numbers: typing, arrow keys, dragging, pasting a matrix.

import { cssColour, inkOn, largestMagnitude, signedColour } from "../_js/colour.js";
import { element } from "../_js/dom.js";
import { _ } from "../_js/language.js";
import { localText } from "../_js/number.js";
import { rowsOf } from "./data.js";
import { moved, wireDrag } from "./dragging.js";
import { complaintAbout, isNoWeight, parseWeight } from "./typed.js";
import { cellText } from "./why.js";

/**
 * @typedef {object} Reports
 * @property {(rows: number[][]) => void} report a kernel that was edited
 * @property {(rows: number[][]) => void} follow one that is still being dragged
 * @property {(text: string) => void} paste a kernel as text, which Python reads
 * @property {(sentence: string) => void} complain
 */
/**
 * @typedef {Reports & { cells: HTMLInputElement[], down: number, across: number, weights: number[] }} Editor
 */

/**
 * The grid for a kernel's shape.
 * @param {HTMLElement} grid
 * @param {[down: number, across: number]} shape
 * @param {Reports} reports
 * @returns {Editor}
 */
export function buildEditor(grid, [down, across], reports) {
  const cells = Array.from({ length: down * across }, (_each, i) => {
    const cell = element("input", "numbers");
    Object.assign(cell, { inputMode: "text", spellcheck: false });
    const [row, col] = [Math.floor(i / across) + 1, (i % across) + 1];
    cell.setAttribute("aria-label", _("Weight, row {row}, column {column}", { row, column: col }));
    return cell;
  });
  grid.style.setProperty("--rows", String(down));
  grid.style.setProperty("--cols", String(across));
  grid.style.setProperty("--side", String(Math.max(down, across)));
  grid.replaceChildren(...cells);
  const editor = { cells, down, across, weights: [], ...reports };
  cells.forEach((cell, i) => wireCell(editor, cell, i));
  return editor;
}

/**
 * Send what is typed to Python, if every cell holds a number.
 * @param {Editor} editor
 */
function changed(editor) {
  const { cells, weights } = editor;
  const texts = cells.map((cell, i) => (cell.dataset.typed ? cell.value : String(weights[i])));
  const complaint = complaintAbout(texts);
  cells.forEach((cell, i) => cell.setAttribute("aria-invalid", String(isNoWeight(texts[i]))));
  editor.complain(complaint);
  if (!complaint) editor.report(rowsOf(texts.map(parseWeight), editor.across));
}

/**
 * Put one weight into the grid and pass the whole kernel on.
 * @param {Editor} editor
 * @param {number} index
 * @param {number} weight
 * @param {(rows: number[][]) => void} send
 */
function setWeight(editor, index, weight, send) {
  const weights = editor.weights.with(index, weight);
  for (const cell of editor.cells) delete cell.dataset.typed;
  showWeights(editor, weights);
  send(rowsOf(weights, editor.across));
}

/**
 * @param {Editor} editor
 * @param {HTMLInputElement} cell
 * @param {number} index
 */
function wireCell(editor, cell, index) {
  cell.onfocus = () => {
    if (!cell.dataset.typed) cell.value = String(editor.weights[index]);
    cell.select();
  };
  cell.oninput = () => {
    cell.dataset.typed = "yes";
    changed(editor);
  };
  cell.onblur = () => {
    if (!isNoWeight(cell.value)) delete cell.dataset.typed;
    showWeights(editor, editor.weights);
  };
  cell.onkeydown = (event) => press(editor, cell, event, index);
  cell.onpaste = (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!/\S\s+\S|[,;|()]|[[\]]/.test(text.trim()) || !isNoWeight(text)) return; // as if typed
    event.preventDefault();
    for (const other of editor.cells) delete other.dataset.typed;
    cell.blur();
    editor.paste(text);
  };
  wireDrag(editor, cell, index, (weight) => setWeight(editor, index, weight, editor.follow));
}

/**
 * Page up and Page down change a weight; arrows walk: up and down always, left and right from the
 * text's ends.
 * @param {Editor} editor
 * @param {HTMLInputElement} cell
 * @param {KeyboardEvent} event
 * @param {number} index
 */
function press(editor, cell, event, index) {
  const { cells, across } = editor;
  const nudge = { PageUp: 10, PageDown: -10 }[event.key];
  if (nudge) {
    event.preventDefault();
    return setWeight(editor, index, moved(editor.weights, index, nudge), editor.report);
  }
  const { selectionStart: start, selectionEnd: end, value } = cell;
  const all = start === 0 && end === value.length;
  /** @type {Record<string, number>} */
  const steps = { ArrowUp: -across, ArrowDown: across, Enter: across };
  if (all || end === 0) steps.ArrowLeft = index % across ? -1 : 0;
  if (all || start === value.length) steps.ArrowRight = (index + 1) % across ? 1 : 0;
  const next = cells[index + steps[event.key]];
  if (!next || !steps[event.key]) return;
  event.preventDefault();
  next.focus();
}

/** @param {Editor} editor */
export const isWrong = ({ cells }) =>
  cells.some((cell) => cell.getAttribute("aria-invalid") === "true");

/**
 * Python's weights: where they differ from those shown, what was typed is void.
 * @param {Editor} editor
 * @param {number[]} weights
 */
export function takeWeights(editor, weights) {
  if (weights.some((weight, i) => weight !== editor.weights[i]))
    for (const cell of editor.cells) {
      delete cell.dataset.typed;
      cell.removeAttribute("aria-invalid");
    }
  showWeights(editor, weights);
}

/**
 * Show weights in the grid; a cell that is being typed in keeps its text. The colours end at the
 * largest magnitude in the kernel.
 * @param {Editor} editor
 * @param {number[]} weights
 */
export function showWeights(editor, weights) {
  editor.weights = weights;
  const limit = largestMagnitude(weights);
  const side = Math.max(editor.down, editor.across);
  editor.cells.forEach((cell, i) => {
    const focused = /** @type {ShadowRoot} */ (cell.getRootNode()).activeElement === cell;
    const text = focused ? String(weights[i]) : cellText(weights[i], limit < 1 ? 3 : 2, side);
    if (!cell.dataset.typed) cell.value = text;
    const colour = signedColour("weights", weights[i], limit);
    cell.title = localText(weights[i]);
    Object.assign(cell.style, { background: cssColour(colour), color: inkOn(colour) });
  });
}
