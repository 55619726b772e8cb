// The language of the page, and the texts of the catalogues in it; as utils/language.py. A text is
// written in English where it is shown, inside `_`, from where the catalogues take their keys.

/** @typedef {Record<string, string | [one: string, others: string]>} Texts */
/** @typedef {Record<string, string | number>} Values */

const ATTRIBUTES = ["title", "aria-label", "placeholder", "alt"];

let code = "en";
/** @type {Texts} */
let texts = {};

/** The language's ISO 639-1 code. */
export const language = () => code;

/**
 * Write texts in a language from now on.
 * @param {string} chosen its ISO 639-1 code
 * @param {Texts} translations by the English text, or its singular
 */
export function useLanguage(chosen, translations) {
  code = chosen;
  texts = translations;
}

/**
 * Translate a text, and put values into it.
 * @param {string} text in English; it names each value in braces
 * @param {Values} [values] numbers are written as they are: format them with number.js
 */
export const _ = (text, values = {}) => withValues(String(texts[text] ?? text), values);

/**
 * Translate a text that counts something, and put the count and other values into it.
 * @param {string} singular in English, as the plural with the count as {count}
 * @param {string} plural
 * @param {number} count
 * @param {Values} [values]
 */
export function _n(singular, plural, count, values = {}) {
  const forms = texts[singular] ?? [singular, plural];
  const counts = { count: grouped(count), ...values };
  return withValues(forms[count === 1 ? 0 : 1], counts);
}

/**
 * A number that JavaScript wrote, with the language's decimal sign.
 * @param {string} text without signs between thousands
 */
export const localNumber = (text) => (code === "en" ? text : text.replace(".", decimalSign(code)));

/**
 * A whole number with the language's signs between thousands.
 * @param {number} count
 */
export const grouped = (count) => new Intl.NumberFormat(code).format(count);

/** @param {string} of a language's code */
const decimalSign = (of) => new Intl.NumberFormat(of).format(0.5).charAt(1);

/**
 * Mark a text that is kept in English, and translated by `_` where it is shown.
 * @param {string} text
 */
export const N_ = (text) => text;

/**
 * @param {string} text
 * @param {Values} values
 */
const withValues = (text, values) =>
  text.replace(/\{(\w+)\}/g, (named, name) => String(values[name] ?? named));

/**
 * Translate the texts of a component's page, and the attributes that are read to the visitor.
 * @param {ParentNode & Node} page
 */
export function translatePage(page) {
  if (code === "en") return;
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.nodeValue ?? "";
    const [, before, middle, after] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? ["", "", text, ""];
    if (middle) node.nodeValue = before + _(middle.replace(/\s+/g, " ")) + after;
  }
  for (const name of ATTRIBUTES)
    for (const element of page.querySelectorAll(`[${name}]`))
      element.setAttribute(name, _((element.getAttribute(name) ?? "").replace(/\s+/g, " ").trim()));
}
