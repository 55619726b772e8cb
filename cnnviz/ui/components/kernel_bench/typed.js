// What is typed or pasted into the grid, read as numbers.

/**
 * A number as typed: "0.5", "-1", "1/9", "1e-3"; NaN for anything else.
 * @param {string} text
 */
export function parseWeight(text) {
  const [top, bottom, ...rest] = text.trim().replace("\u2212", "-").split("/");
  if (rest.length || !top || bottom === "") return NaN;
  return bottom === undefined ? Number(top) : Number(top) / Number(bottom);
}

/** @param {string} text */
export const isNoWeight = (text) => !Number.isFinite(parseWeight(text));

/**
 * The cells of a matrix from a spreadsheet, a CSV file, NumPy or plain text, as rows of texts.
 * @param {string} text
 */
export function readMatrix(text) {
  const bare = text.replace(/[\w.]+\(|dtype=[\w.]+|[()[]/g, " ").replace(/\]/g, "\n");
  const lines = bare.split(/[\n\r]+/).filter((line) => /[^\s,;]/.test(line));
  const mark = separatorOf(bare, lines);
  if (mark) return lines.map((line) => line.replace(/,/g, ".").split(mark));
  const rows = lines.flatMap((line) => line.split(";"));
  return rows.map((row) => row.split(/[\s,]+/).filter(Boolean)).filter((row) => row.length);
}

/**
 * A tab or a semicolon where one separates the columns; else "".
 * @param {string} bare
 * @param {string[]} lines
 */
function separatorOf(bare, lines) {
  if (bare.includes("\t")) return "\t";
  return lines.length > 1 && lines.every((line) => /;\s*[^\s;]/.test(line)) ? ";" : "";
}

/**
 * What is wrong with a pasted matrix, as one sentence; "" if nothing is.
 * @param {string} text
 * @param {string[][]} rows
 * @param {number} most rows or columns
 */
export function complaintAboutMatrix(text, rows, most) {
  if (/(\[\s*){3}/.test(text))
    return "A pasted matrix must have 2 axes, rows and columns, got more.";
  const [{ length }] = rows;
  const other = rows.find((row) => row.length !== length);
  if (other) return `A pasted matrix must have rows of one length, got ${length}, ${other.length}.`;
  const size = `${rows.length} × ${length}`;
  if (Math.max(rows.length, length) > most)
    return `A pasted matrix may have at most ${most} × ${most} numbers, got ${size}.`;
  const wrong = rows.flat().find(isNoWeight);
  return wrong === undefined ? "" : `A pasted matrix must hold numbers only, got ${quoted(wrong)}.`;
}

/**
 * What is wrong with the typed cells, as one sentence; "" if nothing is.
 * @param {string[]} texts
 */
export function complaintAbout(texts) {
  const wrong = texts.find(isNoWeight);
  if (wrong === undefined) return "";
  const got = quoted(wrong);
  return `Each weight must be a number; the marked cell has ${got}. The last kernel stays.`;
}

/** @param {string} text */
const quoted = (text) => (text.trim() === "" ? "nothing" : `“${text.trim().slice(0, 12)}”`);
