// A map of images: a point for each, the classes' names, the input and its nearest images. A click
// opens an image; arrow keys go from point to point, Enter opens.

import { find, findAs } from "../_js/dom.js";
import { arrowStep } from "../_js/grid_keys.js";
import { _, grouped } from "../_js/language.js";
import { svgElement } from "../_js/svg.js";
import { keepViews } from "../_js/views.js";
import { fitted, nextPoint } from "./geometry.js";

/**
 * @typedef {object} MapName
 * @property {string} text
 * @property {number} x
 * @property {number} y
 * @property {string} colour
 */
/**
 * @typedef {object} DataMapData
 * @property {number[]} x of each image
 * @property {number[]} y
 * @property {number[]} colours index in the palette
 * @property {string[]} palette
 * @property {number} raised the colour that is drawn over all others; -1 for none
 * @property {number[]} labels the true class of each image
 * @property {number[]} predicted
 * @property {string[]} classes
 * @property {MapName[]} names
 * @property {number[]} here where the input is; empty without one
 * @property {string} here_name
 * @property {boolean} unlike whether the input is unlike all
 * @property {number[]} near the images nearest to the input
 * @property {number} opened the image that is open; -1 for none
 * @property {number} height in CSS pixels
 */
/**
 * @typedef {object} View
 * @property {DataMapData} data
 * @property {(number: number) => void} open
 * @property {SVGElement[]} points
 * @property {import("./geometry.js").Point[]} places
 * @property {number} cursor the point that the arrow keys have reached; -1 for none
 */

const RADIUS = 4;
const MARGIN = 26;

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  new ResizeObserver(() => draw(root)).observe(root);
  /** @type {Partial<View>} */
  const view = { points: [], places: [], cursor: -1 };
  return /** @type {View} */ (view);
});

/**
 * @param {DataMapData} data
 * @param {number} number
 */
function describe({ classes, labels, predicted }, number) {
  const [truth, answer] = [classes[labels[number]], classes[predicted[number]]];
  return truth === answer
    ? _("{truth}, classified correctly", { truth })
    : _("{truth}, classified as {answer}", { truth, answer });
}

/** @param {import("./geometry.js").Point} place */
const moved = ([x, y]) => `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;

/**
 * @param {View} view
 * @param {SVGElement} layer
 */
function makePoints(view, layer) {
  view.points = view.data.x.map((x, number) => {
    const point = svgElement("circle", { r: RADIUS, class: "point" });
    point.append(svgElement("title"));
    point.addEventListener("click", () => view.open(number));
    return point;
  });
  layer.replaceChildren(...view.points);
}

/** @param {View} view */
function movePoints({ data, points, places }) {
  points.forEach((point, number) => {
    point.style.transform = moved(places[number]);
    point.setAttribute("fill", data.palette[data.colours[number]]);
    const title = point.firstElementChild;
    if (title) title.textContent = describe(data, number);
  });
}

/**
 * @param {import("./geometry.js").Point} place
 * @param {string} kind
 */
const ring = ([cx, cy], kind) => svgElement("circle", { cx, cy, r: 8, class: `ring ${kind}` });

/**
 * The input, lines to its nearest images, and rings around these and the open one.
 * @param {View} view
 * @param {import("./geometry.js").Point | null} here
 */
function marks({ data, places, cursor }, here) {
  const made = data.near.map((number) => ring(places[number], "near"));
  if (here) {
    const [x1, y1] = here;
    for (const number of data.near) {
      const [x2, y2] = places[number];
      made.push(svgElement("line", { x1, y1, x2, y2, class: "line" }));
    }
  }
  if (data.opened >= 0) made.push(ring(places[data.opened], "opened"));
  if (cursor >= 0 && cursor < places.length) made.push(ring(places[cursor], "cursor"));
  return made;
}

/** @param {HTMLElement} root */
function draw(root) {
  const view = viewOf(root);
  const svg = findAs(root, "svg", SVGElement);
  const width = root.clientWidth;
  if (!view.data || !width) return;
  const { data } = view;
  svg.setAttribute("height", String(data.height));
  svg.setAttribute("viewBox", `0 0 ${width} ${data.height}`);
  const place = fitted(data.x, data.y, width, data.height, MARGIN);
  view.places = data.x.map((x, number) => place(x, data.y[number]));
  if (svg.childElementCount === 0)
    svg.append(
      ...["points", "marks", "names", "input"].map((name) => svgElement("g", { class: name })),
    );
  const [points, marked, names, input] = /** @type {SVGElement[]} */ ([...svg.children]);
  if (view.points.length !== data.x.length) makePoints(view, points);
  movePoints(view);
  points.append(...view.points.filter((point, number) => data.colours[number] === data.raised));
  const here = data.here.length ? place(data.here[0], data.here[1]) : null;
  marked.replaceChildren(...marks(view, here));
  names.replaceChildren(
    ...data.names.map(({ text, x, y }) => {
      const name = svgElement("text", { class: "name" }, text);
      name.style.transform = moved(place(x, y));
      return name;
    }),
  );
  drawInput(input, data, here);
}

/**
 * @param {SVGElement} layer
 * @param {DataMapData} data
 * @param {import("./geometry.js").Point | null} here
 */
function drawInput(layer, data, here) {
  if (!here) {
    layer.replaceChildren();
    return;
  }
  if (!layer.firstElementChild) {
    const made = svgElement("g");
    made.append(svgElement("circle", { r: 9 }), svgElement("text", { y: -19 }));
    layer.append(made);
  }
  const group = /** @type {SVGElement} */ (layer.firstElementChild);
  group.setAttribute("class", "here");
  group.classList.toggle("unlike", data.unlike);
  group.style.transform = moved(here);
  const text = group.lastElementChild;
  if (text) text.textContent = data.here_name;
}

/**
 * @param {HTMLElement} root
 * @param {KeyboardEvent} event
 */
function pressed(root, event) {
  const view = viewOf(root);
  const step = arrowStep(event);
  if (step) {
    view.cursor =
      view.cursor < 0
        ? Math.max(view.data.near[0] ?? 0, 0)
        : nextPoint(view.places, view.cursor, step);
    find(root, ".says").textContent = _("{image}. Enter opens it.", {
      image: describe(view.data, view.cursor),
    });
    draw(root);
  } else if (event.key === "Enter" && view.cursor >= 0) view.open(view.cursor);
  else return;
  event.preventDefault();
}

/** @param {import("../_js/views.js").Call<DataMapData>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = find(parentElement, ".map");
  const view = viewOf(root);
  if (view.data && view.data.x.length !== data.x.length) view.cursor = -1;
  view.data = data;
  view.open = (number) => setTriggerValue("open", number);
  const svg = findAs(root, "svg", SVGElement);
  svg.setAttribute(
    "aria-label",
    _("Map of {count} images: arrow keys go from one to the next, Enter opens it", {
      count: grouped(data.x.length),
    }),
  );
  svg.onkeydown = (event) => pressed(root, event);
  draw(root);
}
