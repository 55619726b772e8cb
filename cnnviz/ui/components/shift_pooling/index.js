// The picture moves under the windows; outputs are picked from what Python computed everywhere.

import { shortNumber } from "../_js/number.js";
import { unpack } from "../_js/packing.js";
import { paintMap, paintNumbers, paintWindows, readTheme } from "./paint.js";

const shiftViews = new WeakMap(); // root -> view; survives reruns and theme changes
const NARROW = 760;
const SLIM = 560;
const MOST_PICTURE = 364;
const MOST_OUTPUT = 250;
const STEPS = { ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowRight: [0, 1] };
const ARROWS = {
  ArrowLeft: "M19 12H5M11 6l-6 6 6 6",
  ArrowUp: "M12 19V5M6 11l6-6 6 6",
  ArrowDown: "M12 5v14M6 13l6 6 6-6",
  ArrowRight: "M5 12h14M13 6l6 6-6 6",
};
const WORDS = { ArrowLeft: "left", ArrowUp: "up", ArrowDown: "down", ArrowRight: "right" };

const within = (view, value) => Math.min(Math.max(value, -view.header.reach), view.header.reach);

/** Move the picture; ``settled`` when the hand rests, which the address then shows. */
function moveTo(view, [down, right], settled = true) {
  const shift = [within(view, down), within(view, right)];
  if (String(shift) !== String(view.shift)) {
    view.shift = shift;
    paint(view);
  }
  if (settled) view.report(shift);
}

const moveBy = (view, [down, right]) => moveTo(view, [view.shift[0] + down, view.shift[1] + right]);

function buildSteps(view) {
  const button = (label, action, inside) => {
    const node = Object.assign(document.createElement("button"), {
      title: label,
      onclick: action,
      innerHTML: inside,
    });
    node.setAttribute("aria-label", label);
    return node;
  };
  const arrows = Object.entries(STEPS).map(([key, step]) =>
    button(
      `Shift ${WORDS[key]} by a pixel`,
      () => moveBy(view, step),
      `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ARROWS[key]}"/></svg>`,
    ),
  );
  const home = button("Put it back", () => moveTo(view, [0, 0]), "Back");
  home.className = "home";
  view.root.querySelector(".steps").replaceChildren(...arrows, home);
}

/** Dragging moves by whole cells; keys by one. */
function buildPicture(view) {
  const { canvas } = view;
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add("held");
    view.drag = { x: event.clientX, y: event.clientY, shift: view.shift };
  };
  canvas.onpointermove = (event) => {
    if (!view.drag) return;
    const { x, y, shift } = view.drag;
    const cells = (length) => Math.round(length / view.cell);
    moveTo(view, [shift[0] + cells(event.clientY - y), shift[1] + cells(event.clientX - x)], false);
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    canvas.classList.remove("held");
    view.drag = null;
    view.report(view.shift);
  };
  canvas.onkeydown = (event) => {
    if (!STEPS[event.key]) return;
    event.preventDefault();
    moveBy(view, STEPS[event.key]);
  };
}

function buildMethod(view, method, index) {
  const node = document.createElement("figure");
  node.innerHTML = `<figcaption><b></b><span class="caption"></span></figcaption><canvas role="img"></canvas>
    <div class="told"><div class="stay numbers"><b></b><span class="caption">stay</span></div><p class="facts numbers"></p>
    <div class="map"><span class="caption">Share that stays, for every shift</span><canvas role="img"></canvas></div></div>`;
  node.querySelector("figcaption b").textContent = method.name;
  node.querySelector("figcaption span").textContent = method.caption;
  const [output, map] = node.querySelectorAll("canvas");
  output.onpointermove = (event) => lookAt(view, placeIn(output, method.grid, event));
  output.onpointerleave = () => lookAt(view, null);
  map.setAttribute(
    "aria-label",
    `Share of outputs that stay with ${method.name.toLowerCase()}, for every shift`,
  );
  const jump = (event) => {
    const side = 2 * view.header.reach + 1;
    const [row, col] = placeIn(map, [side, side], event);
    moveTo(view, [row - view.header.reach, col - view.header.reach], event.type !== "pointermove");
  };
  map.onpointerdown = jump;
  map.onpointermove = (event) => event.buttons && jump(event);
  map.onpointerup = () => view.report(view.shift);
  return { node, output, map, index };
}

function placeIn(canvas, [rows, cols], event) {
  const box = canvas.getBoundingClientRect();
  const part = (offset, length, count) =>
    Math.min(Math.max(Math.floor((offset / length) * count), 0), count - 1);
  return [
    part(event.clientY - box.top, box.height, rows),
    part(event.clientX - box.left, box.width, cols),
  ];
}

function lookAt(view, at) {
  view.at = at;
  paintPicture(view);
}

/** The message's arrays: the surroundings, then those of each method. */
function readArrays({ header, values }) {
  let start = 0;
  const take = (length) => values.subarray(start, (start += length));
  const { size, reach, methods } = header;
  const side = (2 * reach + 1) ** 2;
  const surroundings = take((size[0] + 2 * reach) * (size[1] + 2 * reach));
  const effects = methods.map(({ everywhere }) => ({
    everywhere: take(everywhere[0] * everywhere[1]),
    same: take(side),
    inked: take(side),
    sameInked: take(side),
    change: take(side),
  }));
  return { surroundings, effects };
}

/** A method's output at a place, for a shift. */
function outputAt({ header, effects }, index, [down, right], row, col) {
  const { reach, stride, methods } = header;
  const width = methods[index].everywhere[1];
  return effects[index].everywhere[
    (row * stride - down + reach) * width + col * stride - right + reach
  ];
}

function paintPicture(view) {
  const {
    header,
    surroundings,
    shift: [down, right],
    canvas,
  } = view;
  const [height, width] = header.size;
  const line = width + 2 * header.reach;
  const room = Math.min(view.root.querySelector(".picture").clientWidth, MOST_PICTURE);
  view.cell = room / Math.max(width, height);
  const valueAt = (r, c) =>
    surroundings[(r - down + header.reach) * line + c - right + header.reach];
  paintWindows(paintNumbers(view, canvas, header.size, view.cell, valueAt), view, view.cell);
}

const HOME = [0, 0];

function paintMethod(view, { node, output, map, index }) {
  const { header, effects, shift } = view;
  const method = header.methods[index];
  const [rows, cols] = method.grid;
  const room = Math.min(
    view.root.clientWidth < SLIM ? node.clientWidth * 0.48 : node.clientWidth,
    MOST_OUTPUT,
  );
  const cell = room / Math.max(rows, cols, 4);
  const now = (r, c) => outputAt(view, index, shift, r, c);
  const changed = (r, c) => now(r, c) !== outputAt(view, index, HOME, r, c);
  view.whole = () => header.methods[index].name !== "Average pooling";
  paintNumbers(view, output, method.grid, cell, now, changed);
  const at = (shift[0] + header.reach) * (2 * header.reach + 1) + shift[1] + header.reach;
  const found = effects[index];
  node.querySelector(".stay b").textContent = `${Math.round(shareOf(found, at) * 100)} %`;
  output.setAttribute(
    "aria-label",
    `${method.name}: ${found.same[at]} of ${method.outputs} outputs stay`,
  );
  node.querySelector(".facts").innerHTML =
    `${found.sameInked[at]} of ${found.inked[at]} that are not blank<br>` +
    `${found.same[at]} of all ${method.outputs}; mean change ${shortNumber(found.change[at])}`;
  paintMap(
    view,
    map,
    Array.from(found.same, (_, i) => shareOf(found, i)),
    map.parentElement.clientWidth,
  );
}

/** Share of the outputs that stay for a shift; paper that is blank before and after is left out. */
const shareOf = ({ sameInked, inked }, at) => (inked[at] ? sameInked[at] / inked[at] : 1);

/** "1 right, 2 down", and what a whole stride means. */
function writeWhere(view) {
  const {
    header: { stride },
    shift: [down, right],
  } = view;
  const part = (steps, plus, minus) =>
    steps ? [`${Math.abs(steps)} ${steps > 0 ? plus : minus}`] : [];
  const moved = [...part(right, "right", "left"), ...part(down, "down", "up")].join(", ");
  const whole = stride > 1 && moved && down % stride === 0 && right % stride === 0;
  view.root.querySelector(".where").textContent =
    (moved ? `Shifted by ${moved}.` : "Not shifted: all outputs are as they were.") +
    (whole ? " A whole stride: each output only moves by whole cells." : "");
}

function paint(view) {
  const width = view.root.clientWidth;
  if (!width) return;
  view.root.classList.toggle("narrow", width < NARROW);
  view.root.classList.toggle("slim", width < SLIM);
  view.theme = readTheme(view.host);
  paintPicture(view);
  view.methods.forEach((method) => paintMethod(view, method));
  writeWhere(view);
}

function startView(root, host) {
  const view = { root, host, canvas: root.querySelector(".picture canvas"), shift: null, at: null };
  shiftViews.set(root, view);
  buildSteps(view);
  buildPicture(view);
  new ResizeObserver(() => paint(view)).observe(root);
  return view;
}

function receive(view, bytes) {
  const message = unpack(bytes);
  Object.assign(view, { bytes, header: message.header, at: null }, readArrays(message));
  view.shift = (view.shift ?? message.header.start).map((steps) => within(view, steps));
  view.methods = message.header.methods.map((method, index) => buildMethod(view, method, index));
  view.root.querySelector(".methods").replaceChildren(...view.methods.map(({ node }) => node));
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".shifts");
  const view = shiftViews.get(root) ?? startView(root, parentElement);
  view.report = (shift) => setStateValue("shift", shift);
  if (view.bytes !== data) receive(view, data);
  paint(view);
}
