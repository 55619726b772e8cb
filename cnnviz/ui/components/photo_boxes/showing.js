// The boxes over the photograph, the thumbnails of the shapes below it, and the hint.

import {
  element,
  find,
  findButton,
  placeOverPicture,
  replaceChildrenKeepingFocus,
} from "../_js/dom.js";

import { _, _n } from "../_js/language.js";

/** @typedef {import("./types.js").PhotoShape} PhotoShape */
/** @typedef {import("./types.js").View} View */

const TINY = 36; // CSS pixels; a smaller box has only one handle

/**
 * Pixels of the picture per CSS pixel.
 * @param {View} view
 */
export const scaleOf = ({ frame, data }) => data.size[1] / (frame.clientWidth || 1);

/** @param {View} view */
export function showDrawn(view) {
  const { box, drawn, root, data } = view;
  box.hidden = !drawn;
  if (drawn) {
    placeOverPicture(box, drawn, data.size);
    box.classList.toggle("tiny", Math.min(drawn[2], drawn[3]) < TINY * scaleOf(view));
  }
  find(root, ".shapes").hidden = drawn !== null;
  findButton(root, ".own").setAttribute("aria-pressed", String(drawn !== null));
  find(root, ".hint").textContent = hintFor(data.shapes.length, drawn !== null);
}

/**
 * @param {number} shapes
 * @param {boolean} isDrawn
 */
function hintFor(shapes, isDrawn) {
  if (isDrawn) {
    const read = _("The digit in your box is read. Drag the box or its edges.");
    return shapes > 0 ? `${read} ${_("Click a shape below to read that instead.")}` : read;
  }
  if (shapes === 0) return _("Drag a box around the digit to have it read.");
  return _n(
    "Not the digit? Drag a box around it.",
    "{count} shapes found. Click the one to read, or drag a box around the digit.",
    shapes,
  );
}

/**
 * @param {View} view
 * @param {PhotoShape} shape
 * @param {number} index
 */
function buildShape(view, { box }, index) {
  const isNumbered = view.data.shapes.length > 1;
  const part = element("div", "shape", ...(isNumbered ? [element("b", "", `${index + 1}`)] : []));
  part.classList.toggle("chosen", index === view.chosen);
  part.classList.toggle("low", box[0] < 0.1 * view.data.size[0]); // no room for the number above
  placeOverPicture(part, box, view.data.size);
  return part;
}

/**
 * @param {View} view
 * @param {PhotoShape} shape
 * @param {number} index
 */
function buildThumb(view, { source }, index) {
  const picture = element("img");
  Object.assign(picture, { src: `data:image/png;base64,${source}`, alt: "", draggable: false });
  const button = element("button", "", picture, element("b", "", `${index + 1}`));
  button.type = "button";
  button.setAttribute("aria-label", _("Read shape {number}", { number: index + 1 }));
  button.setAttribute("aria-pressed", String(index === view.chosen));
  button.onclick = () => view.choose(index);
  return button;
}

/** @param {View} view */
export function showAll(view) {
  const { root, data } = view;
  find(root, ".shapes").replaceChildren(
    ...data.shapes.map((shape, index) => buildShape(view, shape, index)),
  );
  replaceChildrenKeepingFocus(
    find(root, ".thumbs"),
    data.shapes.map((shape, index) => buildThumb(view, shape, index)),
  );
  showDrawn(view);
}
