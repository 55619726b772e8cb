// The row of volumes, by which a layer is found; folding layers.

import { element, find, findButton } from "../_js/dom.js";
import { _ } from "../_js/language.js";
import { svgElement } from "../_js/svg.js";

/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./types.js").StripBox} StripBox */
/** @typedef {import("./types.js").View} View */

const FRONT = { side: 22, least: 2 }; // CSS pixels of the largest front
const DEPTH = { x: 13, y: 9 }; // how far the deepest back is moved
const BELOW_HEAD = 150; // CSS pixels from the window's edge to where a layer counts as looked at

/** @param {View} view */
export function buildOverview(view) {
  const tabs = view.layers.map((layer) => {
    const name = element("span", "", layer.name.replace(/_(?=\D)/g, "_\u200b")); // may break there
    const tab = element("button", "volume", drawBox(layer.box), name);
    tab.title = `${layer.name}: ${layer.text}. ${view.header.scale}`;
    tab.onclick = () => goTo(view, layer);
    layer.tab = tab;
    return tab;
  });
  find(view.root, ".volumes").replaceChildren(...tabs);
}

/**
 * A volume to scale: its front is height and width, its depth goes back to the upper right.
 * @param {StripBox | null} box none for a layer that leaves its input's shape
 */
function drawBox(box) {
  if (!box) return element("span");
  const height = Math.max(box.height * FRONT.side, FRONT.least);
  const width = Math.max(box.width * FRONT.side, FRONT.least);
  const [dx, dy] = [box.depth * DEPTH.x, box.depth * DEPTH.y];
  const size = { width: width + dx, height: height + dy };
  const svg = svgElement("svg", { class: box.style, "aria-hidden": "true", ...size });
  const corners = {
    top: [0, dy, dx, 0, width + dx, 0, width, dy],
    side: [width, dy, width + dx, 0, width + dx, height, width, height + dy],
  };
  svg.append(
    svgElement("polygon", { class: "top", points: corners.top.join(" ") }),
    svgElement("polygon", { class: "side", points: corners.side.join(" ") }),
    svgElement("rect", { x: 0, y: dy, width, height }),
  );
  return svg;
}

/**
 * Bring a layer into sight, unfolded.
 * @param {View} view
 * @param {Layer} layer
 */
function goTo(view, layer) {
  if (view.folded.has(layer.name)) {
    fold(view, layer, false);
    view.tellLook();
  }
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  layer.section.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

/**
 * Fold a layer to its name, or unfold it.
 * @param {View} view
 * @param {Layer} layer
 * @param {boolean} folded
 */
export function fold(view, layer, folded) {
  if (folded) view.folded.add(layer.name);
  else view.folded.delete(layer.name);
  layer.section.classList.toggle("folded", folded);
  find(layer.section, ".fold").setAttribute("aria-expanded", String(!folded));
  const all = view.layers.every(({ name }) => view.folded.has(name));
  findButton(view.root, ".all").textContent = all ? _("Unfold all") : _("Fold all");
}

/**
 * Mark the layer that is looked at: the last one that begins above the window's upper part.
 * @param {View} view
 */
export function markHere(view) {
  if (!view.built || !view.root.isConnected) return;
  const begun = view.layers.filter(
    ({ section }) => section.getBoundingClientRect().top <= BELOW_HEAD,
  );
  const here = begun.at(-1) ?? view.layers[0];
  for (const { tab } of view.layers) tab.classList.toggle("here", tab === here.tab);
}
