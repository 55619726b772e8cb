// What is chosen for all strips: order, colours, kernels, folded layers, pages. Python keeps it, for
// the link; a link's own choices come with the first answer.

import { findAs, findButton } from "../_js/dom.js";
import { fold } from "./overview.js";

/** @typedef {import("./types.js").ColourScale} ColourScale */
/** @typedef {import("./types.js").View} View */

/** What Python's start was when it was taken; each visit to the page makes a new element. */
let taken = "";
/** @type {Pick<View, "colours" | "byStrength" | "kernelsChosen" | "folded" | "pages">} */
const chosen = {
  colours: "layer",
  byStrength: false,
  kernelsChosen: "",
  folded: new Set(),
  pages: new Map(),
};

/** What a new view begins with. */
export const lastChosen = () => chosen;

/**
 * Take what a link says, once.
 * @param {View} view
 */
export function takeStart(view) {
  const start = view.header.look;
  const text = JSON.stringify(start);
  if (text !== taken) {
    taken = text;
    Object.assign(view, {
      colours: start.colours,
      byStrength: start.order === "strength",
      kernelsChosen: start.kernels,
      folded: new Set(start.folded),
    });
    keep(view);
  }
  findAs(view.root, ".colours", HTMLSelectElement).value = view.colours;
  findAs(view.root, ".order", HTMLSelectElement).value = view.byStrength ? "strength" : "index";
  findAs(view.root, ".kernels", HTMLSelectElement).value = view.kernelsChosen;
}

/** @param {View} view */
function keep({ colours, byStrength, kernelsChosen, folded, pages }) {
  Object.assign(chosen, { colours, byStrength, kernelsChosen, folded, pages });
}

/**
 * What Python is told.
 * @param {View} view
 */
export function lookOf(view) {
  keep(view);
  return {
    order: view.byStrength ? "strength" : "index",
    colours: view.colours,
    kernels: view.kernelsChosen,
    folded: [...view.folded],
    pages: Object.fromEntries(view.pages),
  };
}

/**
 * @param {View} view
 * @param {() => void} repaint
 */
export function connectTools(view, repaint) {
  const colours = findAs(view.root, ".colours", HTMLSelectElement);
  const order = findAs(view.root, ".order", HTMLSelectElement);
  const kernels = findAs(view.root, ".kernels", HTMLSelectElement);
  const changed = () => {
    view.colours = /** @type {ColourScale} */ (colours.value);
    view.byStrength = order.value === "strength";
    view.kernelsChosen = kernels.value;
    repaint();
    view.tellLook();
  };
  colours.onchange = order.onchange = kernels.onchange = changed;
  findButton(view.root, ".all").onclick = () => {
    const open = view.layers.some(({ name }) => !view.folded.has(name));
    for (const layer of view.layers) fold(view, layer, open);
    view.tellLook();
  };
}
