// What is typed into one cell, read as a number. A pasted matrix is read by Python.

/**
 * A number as typed: "0.5", "0,5", "-1", "1/9", "1e-3"; NaN for anything else.
 * @param {string} text
 */
export function parseWeight(text) {
  const plain = text
    .trim()
    .replace(/[\u2212\u2013]/g, "-")
    .replace(/^(-?\d*),(\d+)$/, "$1.$2");
  const [top, bottom, ...rest] = plain.split("/");
  if (rest.length || !top || bottom === "") return NaN;
  return bottom === undefined ? Number(top) : Number(top) / Number(bottom);
}

/** @param {string} text */
export const isNoWeight = (text) => !Number.isFinite(parseWeight(text));

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
