// The kernel's grid of numbers: typing, arrow keys, dragging, pasting a matrix.

import { cssColour, inkOn, signedColour } from "../_js/colour.js";
import { moved, setWeight, wireDrag } from "./dragging.js";
import { cellText } from "./why.js";

/** A number as typed: "0.5", "-1", "1/9", "1e-3"; NaN for anything else. */
export function parseWeight(text) {
  const [top, bottom, ...rest] = text.trim().replace("\u2212", "-").split("/");
  if (rest.length || !top || bottom === "") return NaN;
  return bottom === undefined ? Number(top) : Number(top) / Number(bottom);
}

/** The cells of a matrix from a spreadsheet, a CSV file, NumPy or plain text, as rows of texts. */
function readMatrix(text) {
  const bare = text.replace(/[\w.]+\(|dtype=[\w.]+|[()[]/g, " ").replace(/\]/g, "\n");
  const lines = bare.split(/[\n\r]+/).filter((line) => /[^\s,;]/.test(line));
  const mark = bare.includes("\t")
    ? "\t"
    : lines.length > 1 && lines.every((line) => /;\s*[^\s;]/.test(line))
      ? ";"
      : "";
  if (mark) return lines.map((line) => line.replace(/,/g, ".").split(mark));
  const rows = lines.flatMap((line) => line.split(";"));
  return rows.map((row) => row.split(/[\s,]+/).filter(Boolean)).filter((row) => row.length);
}

/** What is wrong with a pasted matrix, as one sentence; "" if nothing is. */
function complaintAboutMatrix(text, rows, most) {
  if (/(\[\s*){3}/.test(text))
    return "A pasted matrix must have 2 axes, rows and columns, got more.";
  const [{ length }] = rows;
  const other = rows.find((row) => row.length !== length);
  if (other) return `A pasted matrix must have rows of one length, got ${length}, ${other.length}.`;
  if (Math.max(rows.length, length) > most)
    return `A pasted matrix may have at most ${most} × ${most} numbers, got ${rows.length} × ${length}.`;
  const wrong = rows.flat().find(isNoWeight);
  return wrong === undefined ? "" : `A pasted matrix must hold numbers only, got ${quoted(wrong)}.`;
}

const isNoWeight = (text) => !Number.isFinite(parseWeight(text));

const quoted = (text) => (text.trim() === "" ? "nothing" : `“${text.trim().slice(0, 12)}”`);

/** What is wrong with the typed cells, as one sentence; "" if nothing is. */
function complaintAbout(texts) {
  const wrong = texts.find(isNoWeight);
  if (wrong === undefined) return "";
  return `Each weight must be a number; the marked cell has ${quoted(wrong)}. The last kernel stays.`;
}

export const largest = (numbers) => Math.max(...numbers.map(Math.abs));

/** The grid for a kernel's shape. `hear` has report(rows), follow(rows) and complain(sentence). */
export function buildEditor(grid, [down, across], hear) {
  const cells = Array.from({ length: down * across }, (_, i) => {
    const cell = Object.assign(document.createElement("input"), {
      inputMode: "text",
      spellcheck: false,
      className: "numbers",
    });
    cell.setAttribute(
      "aria-label",
      `Weight, row ${Math.floor(i / across) + 1}, column ${(i % across) + 1}`,
    );
    return cell;
  });
  for (const [name, value] of [
    ["--rows", down],
    ["--cols", across],
    ["--side", Math.max(down, across)],
  ])
    grid.style.setProperty(name, value);
  grid.replaceChildren(...cells);
  const editor = { cells, down, across, weights: [], ...hear };
  cells.forEach((cell, i) => wireCell(editor, cell, i));
  return editor;
}

/** Take what is typed to Python, if every cell holds a number. */
function changed(editor) {
  const { cells, weights } = editor;
  const texts = cells.map((cell, i) => (cell.dataset.typed ? cell.value : String(weights[i])));
  const complaint = complaintAbout(texts);
  cells.forEach((cell, i) => cell.setAttribute("aria-invalid", isNoWeight(texts[i])));
  editor.complain(complaint);
  if (!complaint) editor.report(rowsOf(texts.map(parseWeight), editor.across));
}

export const rowsOf = (numbers, across) =>
  Array.from({ length: numbers.length / across }, (_, row) =>
    numbers.slice(row * across, (row + 1) * across),
  );

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
  cell.onkeydown = (event) => press(editor, event, index);
  cell.onpaste = (event) => {
    const text = event.clipboardData.getData("text");
    const rows = readMatrix(text);
    if (rows.length < 2 && (rows[0]?.length ?? 0) < 2) return; // one number: as if typed
    event.preventDefault();
    pasteMatrix(editor, text, rows);
  };
  wireDrag(editor, cell, index);
}

function pasteMatrix(editor, text, rows) {
  const complaint = complaintAboutMatrix(text, rows, editor.most);
  editor.complain(complaint);
  if (complaint) return;
  editor.cells.forEach((cell) => delete cell.dataset.typed);
  editor.report(rows.map((row) => row.map(parseWeight)));
}

/** Page up and Page down change a weight; arrows walk: up and down always, left and right from the text's ends. */
function press(editor, event, index) {
  const { cells, across } = editor;
  const { selectionStart: start, selectionEnd: end, value } = event.target;
  const nudge = { PageUp: 10, PageDown: -10 }[event.key];
  if (nudge) {
    event.preventDefault();
    return setWeight(editor, index, moved(editor, index, nudge), editor.report);
  }
  const all = start === 0 && end === value.length;
  const steps = { ArrowUp: -across, ArrowDown: across, Enter: across };
  if (all || end === 0) steps.ArrowLeft = index % across ? -1 : 0;
  if (all || start === value.length) steps.ArrowRight = (index + 1) % across ? 1 : 0;
  const next = cells[index + steps[event.key]];
  if (!next || !steps[event.key]) return;
  event.preventDefault();
  next.focus();
}

export const isWrong = ({ cells }) =>
  cells.some((cell) => cell.getAttribute("aria-invalid") === "true");

/** Python's weights: where they are not the ones at hand, what was typed is void. */
export function takeWeights(editor, weights) {
  if (weights.some((weight, i) => weight !== editor.weights[i]))
    for (const cell of editor.cells) {
      delete cell.dataset.typed;
      cell.removeAttribute("aria-invalid");
    }
  showWeights(editor, weights);
}

/** Show weights in the grid; a cell that is being typed in keeps its text. */
export function showWeights(editor, weights) {
  editor.weights = weights;
  const limit = largest(weights);
  const side = Math.max(editor.down, editor.across);
  editor.cells.forEach((cell, i) => {
    const focused = cell.getRootNode().activeElement === cell;
    if (!cell.dataset.typed)
      cell.value = focused ? String(weights[i]) : cellText(weights[i], limit < 1 ? 3 : 2, side);
    cell.title = String(weights[i]);
    tintWeight(cell, weights[i], limit);
  });
}

/** Colour a cell by its weight; the scale's ends are the largest magnitude in the kernel. */
function tintWeight(cell, weight, limit) {
  const colour = signedColour("weights", weight, limit);
  cell.style.background = cssColour(colour);
  cell.style.color = inkOn(colour);
}
