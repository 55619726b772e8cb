// The volumes, left to right: fronts are height and width, channels go back to the upper right.

import { find, findAs } from "../_js/dom.js";
import { cellUnder, clampIndex, sidewaysStep } from "../_js/grid_keys.js";
import { _ } from "../_js/language.js";
import { svgElement } from "../_js/svg.js";
import { gridOf, lengthOf } from "./chain.js";

/** @typedef {import("./types.js").Act} Act */
/** @typedef {import("./types.js").Patch} Patch */
/** @typedef {import("./types.js").PlacedBox} PlacedBox */
/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").VolumeBox} VolumeBox */
/** @typedef {{ x: number, y: number, width: number, height: number }} Rect */

const SLANT = { x: 0.6, y: 0.42 }; // of a depth, on the screen
const DEPTH_SHARE = 0.8; // of the largest front: the deepest box
const FRONT = { most: 160, least: 46 };
const BOX_GAP = 9;
const LEAST_SIDE = 4;
const LABEL = 20;

/** @param {number[][]} corners */
const pointsOf = (corners) => corners.map((corner) => corner.join(",")).join(" ");

/**
 * The largest front, in pixels, with which all boxes fit the room; it never gets too small.
 * @param {VolumeBox[]} boxes
 * @param {number} room
 */
function frontFor(boxes, room) {
  const gaps = BOX_GAP * (boxes.length + 1);
  const units = boxes.reduce((sum, box) => sum + box.width + SLANT.x * DEPTH_SHARE * box.depth, 0);
  return Math.max(Math.min((room - gaps) / units, FRONT.most), FRONT.least);
}

/**
 * Where each box lies: its front's rectangle and how far its back is moved.
 * @param {View} view
 * @param {number} room
 */
function layBoxes(view, room) {
  const { boxes } = view.header.volumes;
  const front = frontFor(boxes, room);
  const tallest = Math.max(
    ...boxes.map(
      (box) =>
        Math.max(box.height * front, LEAST_SIDE) + 2 * SLANT.y * box.depth * front * DEPTH_SHARE,
    ),
  );
  let x = BOX_GAP;
  const placed = boxes.map((box) => {
    const height = Math.max(box.height * front, LEAST_SIDE);
    const width = Math.max(box.width * front, LEAST_SIDE);
    const depth = box.depth * front * DEPTH_SHARE;
    const dx = depth * SLANT.x;
    const dy = depth * SLANT.y;
    const place = { box, x, y: (tallest - height + dy) / 2, width, height, dx, dy };
    x += width + dx + BOX_GAP;
    return place;
  });
  return { placed, width: Math.ceil(x), height: Math.ceil(tallest) + LABEL };
}

/**
 * @param {PlacedBox} place
 * @param {string} label
 * @param {number} bottom
 */
function drawBox({ box, x, y, width, height, dx, dy }, label, bottom) {
  const type = box.vector ? "dense" : box.style;
  const group = svgElement("g", { class: `box ${type}`, "data-layer": box.layer });
  const top = [
    [x, y],
    [x + dx, y - dy],
    [x + width + dx, y - dy],
    [x + width, y],
  ];
  const side = [
    [x + width, y],
    [x + width + dx, y - dy],
    [x + width + dx, y + height - dy],
    [x + width, y + height],
  ];
  group.append(
    svgElement("polygon", { class: "top", points: pointsOf(top) }),
    svgElement("polygon", { class: "side", points: pointsOf(side) }),
  );
  group.append(svgElement("rect", { class: "front", x, y, width, height }));
  group.append(
    svgElement("title", {}, `${box.name}: ${box.detail}`),
    svgElement("text", { x: x + (width + dx) / 2, y: bottom - 5 }, label),
  );
  return group;
}

/**
 * Each box's size; where they have no room, only the heights that are new.
 * @param {PlacedBox[]} placed
 */
function labelsOf(placed) {
  const whole = placed.map(({ box }) => box.size.replaceAll(" × ", "×"));
  /**
   * @param {PlacedBox} place
   * @param {number} i
   */
  const fits = ({ width, dx }, i) => whole[i].length * 6.1 < width + dx + BOX_GAP;
  if (placed.every(fits)) return whole;
  const heights = placed.map(({ box }) => box.size.split(" ")[0]);
  return heights.map((height, i) => (height === heights[i - 1] ? "" : height));
}

/**
 * Draw all boxes anew: after a changed stack or another width.
 * @param {View} view
 */
export function drawVolumes(view) {
  const svg = findAs(view.root, ".strip svg", SVGSVGElement);
  const room = find(view.root, ".strip").clientWidth;
  if (!room) return;
  const { placed, width, height } = layBoxes(view, room);
  const labels = labelsOf(placed);
  svg.setAttribute("width", String(Math.max(width, 1)));
  svg.setAttribute("height", String(height));
  svg.replaceChildren(
    ...placed.map((place, i) => drawBox(place, labels[i], height)),
    svgElement("g", { class: "marks" }),
  );
  view.placed = placed;
  writeCaption(view);
  markVolumes(view);
}

/**
 * What scale the boxes are drawn to; or that they are of an earlier stack.
 * @param {View} view
 */
function writeCaption({ root, header }) {
  const caption = find(root, ".picture figcaption");
  const { sides, depths } = header.volumes;
  caption.classList.toggle("stale", Boolean(header.stale));
  caption.textContent =
    header.stale ||
    _("Heights and widths are drawn {sides}; channels and units, as depth, {depths}.", {
      sides,
      depths,
    });
}

/**
 * The box that shows a layer: its own, or that of the layer before which it leaves as it is.
 * @param {View} view
 * @param {number} layer
 */
const placeOf = (view, layer) =>
  view.placed.findLast(({ box }) => box.layer <= layer) ?? view.placed[0];

/** @param {HTMLElement} root */
const boxesOf = (root) => /** @type {NodeListOf<SVGElement>} */ (root.querySelectorAll(".box"));

/**
 * What the chosen unit sees, in each volume on the way back, joined by rays.
 * @param {View} view
 */
export function markVolumes(view) {
  if (!view.placed) return;
  const { chain, layer } = view;
  const chosen = placeOf(view, layer);
  for (const group of boxesOf(view.root))
    group.classList.toggle("chosen", Number(group.dataset.layer) === chosen.box.layer);
  const marks = view.placed
    .filter(({ box }) => box.layer <= chosen.box.layer && chain.has(box.layer))
    .map((place) => patchIn(view, place));
  const rays = marks.slice(1).flatMap((after, i) => raysBetween(marks[i], after));
  const rects = marks.map(({ x, y, width, height }) =>
    svgElement("rect", { class: "patch", x, y, width, height }),
  );
  findAs(view.root, ".marks", SVGElement).replaceChildren(...rays, ...rects);
  const { name, detail } = chosen.box;
  find(view.root, ".detail").textContent = `${name}: ${detail}`;
}

/**
 * @param {View} view
 * @param {PlacedBox} place
 * @returns {Rect}
 */
function patchIn(view, { box, x, y, width, height }) {
  const [rows, cols] = gridOf(view, box.layer);
  const seen = /** @type {Patch} */ (view.chain.get(box.layer));
  if (box.vector) return { x, y, width, height };
  return {
    x: x + (seen.cols[0] / cols) * width,
    width: Math.max((lengthOf(seen.cols) / cols) * width, 2),
    y: y + (seen.rows[0] / rows) * height,
    height: Math.max((lengthOf(seen.rows) / rows) * height, 2),
  };
}

/**
 * @param {Rect} from
 * @param {Rect} to
 */
function raysBetween(from, to) {
  /**
   * @param {number} y1
   * @param {number} y2
   */
  const ray = (y1, y2) =>
    svgElement("line", { class: "ray", x1: from.x + from.width, y1, x2: to.x, y2 });
  return [ray(from.y, to.y), ray(from.y + from.height, to.y + to.height)];
}

/**
 * Pointing at a front looks at that unit; elsewhere on a box at its middle.
 * @param {View} view
 * @param {PointerEvent} event
 * @param {Act} act
 */
export function pointAtVolume(view, event, act) {
  const target = /** @type {Element} */ (event.target);
  const group = /** @type {SVGElement | null} */ (target.closest(".box"));
  if (!group) return;
  const layer = Number(group.dataset.layer);
  const front = findAs(group, ".front", SVGElement);
  const inside = target === front && layer >= 0;
  act(layer, inside ? cellUnder(front, gridOf(view, layer), event) : null);
}

/**
 * @param {View} view
 * @param {KeyboardEvent} event
 */
export function steerVolumes(view, event) {
  const step = sidewaysStep(event);
  if (!step) return;
  event.preventDefault();
  const at = view.placed.indexOf(placeOf(view, view.layer));
  view.choose(view.placed[clampIndex(at + step, view.placed.length)].box.layer, null);
}
