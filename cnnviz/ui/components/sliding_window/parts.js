// The elements of the stage.

import { find, findAs, findCanvas } from "../_js/dom.js";

/**
 * @param {HTMLElement} root
 * @returns {import("./types.js").Parts}
 */
export function findParts(root) {
  /**
   * @param {string} name
   * @returns {import("./types.js").Layers}
   */
  const layers = (name) => ({
    base: findCanvas(root, `.${name} .base`),
    moving: findCanvas(root, `.${name} .moving`),
    numerals: findCanvas(root, `.${name} .numerals`),
  });
  return {
    input: layers("input"),
    output: layers("output"),
    kernel: findCanvas(root, ".kernel .base"),
    products: findCanvas(root, ".products .base"),
    captions: {
      input: find(root, ".input figcaption"),
      kernel: find(root, ".kernel figcaption"),
      products: find(root, ".products figcaption"),
      output: find(root, ".output figcaption"),
    },
    sum: find(root, ".sum"),
    hint: find(root, ".hint"),
    first: find(root, ".sign.first"),
    second: find(root, ".sign.second"),
    bar: find(root, ".transport"),
    scrub: findAs(root, ".scrub", HTMLInputElement),
    where: find(root, ".where"),
    loop: find(root, ".loop"),
    speed: findAs(root, ".speed", HTMLInputElement),
    rate: find(root, ".rate"),
    all: find(root, ".all"),
    counts: find(root, ".counts"),
    gif: find(root, ".gif"),
    chooser: find(root, ".chooser"),
  };
}
