// A wall of images. A click opens an image, or it leaves the image out and another takes it back,
// which shows at once; Python is notified.

import { forgetChanges, sendChange } from "../_js/changes.js";
import { activeElementOf, element, find, placeOverPicture } from "../_js/dom.js";
import { _ } from "../_js/language.js";
import { keepViews } from "../_js/views.js";

/**
 * @typedef {object} WallImage
 * @property {string} file
 * @property {string} source PNG in base64
 * @property {string} detail
 * @property {boolean} left_out
 * @property {[number, number, number, number]} [box] top, left, height, width, as shares
 */
/** @typedef {{ images: WallImage[], caption: string }} WallCard */
/**
 * @typedef {object} ImageWallData
 * @property {WallCard[]} cards
 * @property {number} width of a card, in CSS pixels, at least
 * @property {number} taken the number of the last change that Python took
 * @property {boolean} opens whether a click opens an image
 */
/** @typedef {{ file: string, out: boolean }} Mark */
/** @typedef {{ pending?: import("../_js/changes.js").Numbered<Mark>[] }} View */

/** @returns {View} */
const startView = () => ({});
const viewOf = keepViews(startView);

/** @param {[number, number, number, number]} box */
function buildBox(box) {
  const outline = element("span", "box");
  placeOverPicture(outline, box);
  return outline;
}

/**
 * @param {WallImage} image
 * @param {boolean} out
 * @param {((mark: Mark) => void) | null} report of what is left out
 */
function buildImage(image, out, report) {
  const picture = element("img");
  picture.src = `data:image/png;base64,${image.source}`;
  picture.alt = "";
  const button = element("button", "", picture, ...(image.box ? [buildBox(image.box)] : []));
  button.type = "button";
  button.title = image.detail;
  button.dataset.file = image.file;
  if (!report) return button;
  button.dataset.out = _("left out");
  button.setAttribute("aria-label", _("leave out {file}", { file: image.file }));
  button.setAttribute("aria-pressed", String(out));
  button.onclick = () => {
    const now = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(now));
    report({ file: image.file, out: now });
  };
  return button;
}

/** @param {import("../_js/views.js").Call<ImageWallData>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = find(parentElement, ".wall");
  const view = viewOf(root);
  forgetChanges(view, data.taken);
  const pending = new Map((view.pending ?? []).map(({ file, out }) => [file, out]));
  const focus = activeElementOf(root);
  const focused = focus instanceof HTMLElement ? focus.dataset.file : undefined;
  const report = (/** @type {Mark} */ mark) =>
    sendChange(view, mark, (changes) => setTriggerValue("edit", changes));
  root.setAttribute(
    "aria-label",
    data.opens
      ? _("Images: a click opens one")
      : _("Images: a click leaves one out, another takes it back"),
  );
  root.style.gridTemplateColumns = `repeat(auto-fill, minmax(min(${data.width}px, 100%), 1fr))`;
  const cards = data.cards.map(({ images, caption }) => {
    const buttons = images.map((image) => {
      if (!data.opens) return buildImage(image, pending.get(image.file) ?? image.left_out, report);
      const button = buildImage(image, false, null);
      button.setAttribute("aria-label", _("open {image}", { image: image.detail }));
      button.onclick = () => setTriggerValue("open", image.file);
      return button;
    });
    const below = caption ? [element("figcaption", "", caption)] : [];
    return element("figure", "card", element("div", "images", ...buttons), ...below);
  });
  root.replaceChildren(...cards);
  const again = [...root.querySelectorAll("button")].find(
    ({ dataset }) => dataset.file === focused,
  );
  again?.focus();
}
