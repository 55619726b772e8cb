// The kernel's grid of numbers: typing, arrow keys, pasting a matrix.

const SIDES = [3, 5, 7];

/** A number as typed: "0.5", "-1", "1/9", "1e-3"; NaN for anything else. */
function parseWeight(text) {
  const [top, bottom, ...rest] = text.trim().replace("\u2212", "-").split("/");
  if (rest.length || !top || bottom === "") return NaN;
  return bottom === undefined ? Number(top) : Number(top) / Number(bottom);
}

/** A matrix from a spreadsheet, NumPy or plain text, as rows of numbers. */
function parseMatrix(text) {
  const rows = text.replace(/array\(|dtype=\w+|[()[]/g, " ").split(/[\]\n\r;]+/);
  const cells = (row) => (row.includes("\t") ? row.replace(/,/g, ".").split("\t") : row.split(/[\s,]+/));
  return rows.map((row) => cells(row.trim()).filter((cell) => cell.trim() !== "")).filter((row) => row.length)
    .map((row) => row.map(parseWeight));
}

/** What is wrong with the typed cells, as one sentence; "" if nothing is. */
function complaintAbout(texts) {
  const wrong = texts.findIndex((text) => !Number.isFinite(parseWeight(text)));
  if (wrong < 0) return "";
  const found = texts[wrong].trim() === "" ? "nothing" : `“${texts[wrong].trim().slice(0, 12)}”`;
  return `Each weight must be a number; the marked cell has ${found}. The last kernel stays.`;
}

/** Colour a cell by its weight; the scale's ends are the largest magnitude in the kernel. */
function tintWeight(cell, weight, limit) {
  const colour = signedColour("weights", weight, limit);
  cell.style.background = cssColour(colour);
  cell.style.color = inkOn(colour);
}

const largest = (numbers) => Math.max(...numbers.map(Math.abs));

/** Make the inputs of a grid; `hear.report` gets the rows of a changed kernel, `hear.complain` a sentence. */
function buildEditor(grid, side, hear) {
  const cells = Array.from({ length: side * side }, (_, i) => {
    const cell = document.createElement("input");
    Object.assign(cell, { inputMode: "text", autocomplete: "off", spellcheck: false, className: "numbers" });
    cell.setAttribute("aria-label", `Weight, row ${Math.floor(i / side) + 1}, column ${(i % side) + 1}`);
    return cell;
  });
  grid.style.setProperty("--side", side);
  grid.replaceChildren(...cells);
  const editor = { cells, side, weights: [] };
  const changed = () => {
    const texts = cells.map((cell, i) => (cell.dataset.typed ? cell.value : String(editor.weights[i])));
    const complaint = complaintAbout(texts);
    cells.forEach((cell, i) => cell.setAttribute("aria-invalid", !Number.isFinite(parseWeight(texts[i]))));
    hear.complain(complaint);
    if (!complaint) hear.report(rowsOf(texts.map(parseWeight), side));
  };
  cells.forEach((cell, i) => wireCell(editor, cell, i, changed, hear));
  return editor;
}

const rowsOf = (numbers, side) => Array.from({ length: side }, (_, r) => numbers.slice(r * side, (r + 1) * side));

function wireCell(editor, cell, index, changed, hear) {
  cell.onfocus = () => {
    if (!cell.dataset.typed) cell.value = String(editor.weights[index]);
    cell.select();
  };
  cell.oninput = () => {
    cell.dataset.typed = "yes";
    changed();
  };
  cell.onblur = () => {
    if (Number.isFinite(parseWeight(cell.value))) delete cell.dataset.typed;
    showWeights(editor, editor.weights);
  };
  cell.onkeydown = (event) => moveOn(editor, event, index);
  cell.onpaste = (event) => {
    const rows = parseMatrix(event.clipboardData.getData("text"));
    if (rows.length < 2 && (rows[0]?.length ?? 0) < 2) return; // one number: as if typed
    event.preventDefault();
    pasteMatrix(editor, rows, hear);
  };
}

function pasteMatrix(editor, rows, { report, complain }) {
  const square = SIDES.includes(rows.length) && rows.every((row) => row.length === rows.length);
  const rule = "A pasted matrix must be 3 × 3, 5 × 5 or 7 × 7";
  if (!square) return complain(`${rule}, got ${rows.length} × ${rows[0].length}.`);
  if (!rows.flat().every(Number.isFinite)) return complain("A pasted matrix must hold numbers only.");
  editor.cells.forEach((cell) => delete cell.dataset.typed);
  complain("");
  return report(rows);
}

/** Arrow keys walk the grid: up and down always, left and right from the ends of the text. */
function moveOn({ cells, side }, event, index) {
  const { selectionStart: start, selectionEnd: end, value } = event.target;
  const all = start === 0 && end === value.length;
  const steps = { ArrowUp: -side, ArrowDown: side, Enter: side };
  if (all || end === 0) steps.ArrowLeft = index % side ? -1 : 0;
  if (all || start === value.length) steps.ArrowRight = (index + 1) % side ? 1 : 0;
  const next = cells[index + steps[event.key]];
  if (!next || !steps[event.key]) return;
  event.preventDefault();
  next.focus();
}

const isWrong = ({ cells }) => cells.some((cell) => cell.getAttribute("aria-invalid") === "true");

/** Python's weights: where they are not the ones at hand, what was typed is void. */
function takeWeights(editor, weights) {
  if (weights.some((weight, i) => weight !== editor.weights[i]))
    for (const cell of editor.cells) {
      delete cell.dataset.typed;
      cell.removeAttribute("aria-invalid");
    }
  showWeights(editor, weights);
}

/** A weight as short as its cell: three digits for small kernels of fractions, no "0" before the point in 7 × 7. */
function weightText(weight, side, limit) {
  const tiny = weight !== 0 && Math.abs(weight) < 0.001;
  if (side === 7 && tiny) return weight.toExponential(0).replace(/-/g, "\u2212");
  const text = shortNumber(weight, limit < 1 ? 3 : 2);
  return side === 7 ? text.replace(/^(\u2212?)0\./, "$1.") : text;
}

/** Show weights in the grid; a cell that is being typed in keeps its text. */
function showWeights(editor, weights) {
  editor.weights = weights;
  const limit = largest(weights);
  editor.cells.forEach((cell, i) => {
    const focused = cell.getRootNode().activeElement === cell;
    if (!cell.dataset.typed) cell.value = focused ? String(weights[i]) : weightText(weights[i], editor.side, limit);
    cell.title = String(weights[i]);
    tintWeight(cell, weights[i], limit);
  });
}
