// Shows the drawing that Python made.

import { find } from "../_js/dom.js";

/** @typedef {{ svg: string }} ActivationCurveData */

/** @param {import("../_js/views.js").Call<ActivationCurveData>} call */
export default function ({ data, parentElement }) {
  find(parentElement, ".curve").innerHTML = data.svg;
}
