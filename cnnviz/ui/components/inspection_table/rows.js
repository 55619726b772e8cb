// The rows of an inspection: which are accepted, counted, shown and sorted, and what keys mean.

/**
 * @typedef {object} InspectionRow
 * @property {string} file
 * @property {number | null} label the predicted class; null where the file was refused
 * @property {number} probability of that class
 * @property {string} doubt "unlike", "uncertain" or ""
 * @property {string} sentence on the doubt, or why the file was refused
 * @property {number | null} truth the known class
 * @property {string} thumbnail JPEG in base64
 * @property {number} tiles of a sheet; 0 for others
 */
/** @typedef {{ threshold: number, unlike: boolean }} Acceptance */
/** @typedef {Map<number, number | null>} Corrections classes by the row's number; null for none */
/**
 * @typedef {object} Counts
 * @property {number} accepted
 * @property {number} rejected
 * @property {number} refused
 * @property {number} known
 * @property {number} wrong
 * @property {number} misses
 * @property {number} false_alarms
 */
/** @typedef {"all" | "rejected" | "accepted" | "doubted" | "wrong" | "corrected" | "refused"} Filter */
/**
 * @typedef {object} Choice which rows are shown, and in which order
 * @property {Filter} filter
 * @property {number} label a class, or -1 for all
 * @property {string} text
 * @property {string} column
 * @property {boolean} descending
 */

/**
 * Whether an answer is accepted; the same as ``Acceptance.accepts`` in evaluation/inspection.py.
 * @param {InspectionRow} row
 * @param {Acceptance} acceptance
 */
export const isAccepted = (row, { threshold, unlike }) =>
  row.label !== null && (unlike || row.doubt !== "unlike") && row.probability >= threshold;

/**
 * The class that is known to be true: a person's, else that of a folder or a table.
 * @param {InspectionRow} row
 * @param {number} number
 * @param {Corrections} corrections
 */
export const knownClass = (row, number, corrections) => corrections.get(number) ?? row.truth;

/**
 * What an acceptance leads to; the same as ``count`` in evaluation/inspection.py.
 * @param {InspectionRow[]} rows
 * @param {Acceptance} acceptance
 * @param {Corrections} corrections
 * @returns {Counts}
 */
export function countRows(rows, acceptance, corrections) {
  const found = {
    accepted: 0,
    rejected: 0,
    refused: 0,
    known: 0,
    wrong: 0,
    misses: 0,
    false_alarms: 0,
  };
  rows.forEach((row, number) => {
    if (row.label === null) {
      found.refused += 1;
      return;
    }
    const accepted = isAccepted(row, acceptance);
    found[accepted ? "accepted" : "rejected"] += 1;
    const truth = knownClass(row, number, corrections);
    if (truth === null) return;
    const isWrong = truth !== row.label;
    found.known += 1;
    found.wrong += Number(isWrong);
    found.misses += Number(isWrong && accepted);
    found.false_alarms += Number(!isWrong && !accepted);
  });
  return found;
}

/**
 * Whether a row belongs to those that a filter shows.
 * @param {Filter} filter
 * @param {InspectionRow} row
 * @param {number} number
 * @param {Acceptance} acceptance
 * @param {Corrections} corrections
 */
export function belongs(filter, row, number, acceptance, corrections) {
  if (filter === "all") return true;
  if (filter === "refused" || row.label === null) return filter === "refused" && row.label === null;
  const known = knownClass(row, number, corrections);
  const accepted = isAccepted(row, acceptance);
  return {
    accepted,
    rejected: !accepted,
    doubted: row.doubt !== "",
    wrong: known !== null && known !== row.label,
    corrected: (corrections.get(number) ?? null) !== null,
  }[filter];
}

/**
 * The numbers of the rows that are shown, in their order.
 * @param {InspectionRow[]} rows
 * @param {Choice} choice
 * @param {Acceptance} acceptance
 * @param {Corrections} corrections
 * @param {string[]} classes
 */
export function shownRows(rows, choice, acceptance, corrections, classes) {
  const text = choice.text.toLowerCase();
  const numbers = rows.flatMap((row, number) =>
    (choice.label < 0 || row.label === choice.label) &&
    row.file.toLowerCase().includes(text) &&
    belongs(choice.filter, row, number, acceptance, corrections)
      ? [number]
      : [],
  );
  if (!choice.column) return numbers;
  const sign = choice.descending ? -1 : 1;
  /** @param {number} number */
  const key = (number) => sortKey(rows[number], number, choice.column, corrections, classes);
  return numbers.sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    if (typeof x === "number" && typeof y === "number") return sign * (x - y);
    return sign * String(x).localeCompare(String(y), "en", { numeric: true });
  });
}

const DOUBTS = ["unlike", "uncertain"];

/**
 * What a row is sorted by in a column; null comes last.
 * @param {InspectionRow} row
 * @param {number} number
 * @param {string} column
 * @param {Corrections} corrections
 * @param {string[]} classes
 * @returns {string | number | null}
 */
function sortKey(row, number, column, corrections, classes) {
  if (column === "file") return row.file;
  if (row.label === null) return null;
  if (column === "class") return classes[row.label];
  if (column === "probability") return row.probability;
  if (column === "doubt") return row.doubt ? DOUBTS.indexOf(row.doubt) : null;
  const known = knownClass(row, number, corrections);
  return known === null ? null : classes[known];
}

const DIGITS = "123456789";
const LETTERS = "abcdefghijklmnopqrstvwxyz0"; // without u, which takes back

/**
 * The key that sets each class: its name where all are one character, else a digit, then a letter.
 * @param {string[]} classes
 */
export function keysOf(classes) {
  if (classes.every((name) => name.length === 1)) return classes.map((name) => name.toLowerCase());
  return classes.map((_, label) => (DIGITS + LETTERS)[label] ?? "");
}

/**
 * Corrections as Python knows them with those that it was not sent yet, or has not confirmed.
 * @param {Record<string, number>} confirmed classes by the row's number
 * @param {{ act: string, row?: number, label?: number | null }[]} pending
 * @returns {Corrections}
 */
export function withPending(confirmed, pending) {
  /** @type {Corrections} */
  const found = new Map(Object.entries(confirmed).map(([row, label]) => [Number(row), label]));
  for (const { act, row, label } of pending)
    if (act === "label" && row !== undefined) found.set(row, label ?? null);
  return found;
}
