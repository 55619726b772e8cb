// The known images nearest to a doubted input, and how often doubts are right.

import { element, find } from "../_js/dom.js";
import { _ } from "../_js/language.js";

/**
 * @typedef {object} AnswerPicture
 * @property {string} source a data URL
 * @property {string} name its class
 * @property {string} detail where it comes from
 */
/**
 * @typedef {object} AnswerKnown
 * @property {string} rates how often doubts are right
 * @property {string} about what the images are
 * @property {string} note why there are none, "" where there are
 * @property {AnswerPicture[]} pictures the nearest first
 */

/**
 * @param {HTMLElement} root
 * @param {AnswerKnown | null} known
 */
export function showKnown(root, known) {
  const part = find(root, ".known");
  find(root, ".rates").textContent = known?.rates ?? "";
  part.hidden = known === null;
  if (!known) return;
  part.classList.toggle("empty", !known.pictures.length);
  part.title = known.about;
  find(part, ".caption").textContent = known.note || _("Nearest known images");
  find(part, ".near").replaceChildren(...known.pictures.map(buildPicture));
}

/** @param {AnswerPicture} picture */
function buildPicture({ source, name, detail }) {
  const image = element("img");
  Object.assign(image, { src: source, alt: detail });
  const figure = element("figure", "", image, element("figcaption", "", name));
  figure.title = detail;
  return figure;
}
