// What is typed into one cell, read as a number. A pasted matrix is read by Python.

import { _ } from "../_js/language.js";

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
  const typed = wrong.trim().slice(0, 12);
  return typed === ""
    ? _("Each weight must be a number; the marked cell has nothing. The last kernel stays.")
    : _("Each weight must be a number; the marked cell has “{typed}”. The last kernel stays.", {
        typed,
      });
}
