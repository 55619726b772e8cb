// The picture moves under the windows; outputs are picked from what Python computed everywhere.

import { element, find, findCanvas, labelledButton } from "../_js/dom.js";
import { arrowStep, cellUnder, clamp } from "../_js/grid_keys.js";
import { N_, _, grouped } from "../_js/language.js";
import { shortNumber } from "../_js/number.js";
import { icon } from "../_js/svg.js";
import { readTheme } from "../_js/theme.js";
import { keepViews } from "../_js/views.js";
import { outputAt, pictureAt, readShifts, shareOf, shiftText } from "./data.js";
import { paintMap, paintNumbers, paintWindows } from "./paint.js";

/** @typedef {import("./data.js").Shift} Shift */
/** @typedef {{ node: HTMLElement, output: HTMLCanvasElement, map: HTMLCanvasElement }} Method */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {HTMLCanvasElement} canvas the picture's
 * @property {import("./data.js").Shifts} shifts
 * @property {Shift} shift
 * @property {import("../_js/grid_keys.js").Cell | null} at the output that is pointed at
 * @property {Method[]} methods
 * @property {number} cell CSS pixels
 * @property {import("../_js/theme.js").Theme} theme
 * @property {{ x: number, y: number, shift: Shift } | null} drag where it began
 * @property {(shift: Shift) => void} report
 * @property {string[]} awaited shifts that were reported, until the server's start is one of them
 * @property {Uint8Array} [bytes]
 */

const NARROW = 760;
const SLIM = 560;
const MOST_PICTURE = 364;
const MOST_OUTPUT = 250;
/** @type {Shift} */
const HOME = [0, 0];
/** @type {{ label: string, step: Shift, path: string }[]} */
const BUTTONS = [
  { label: N_("Shift left by a pixel"), step: [0, -1], path: "M19 12H5M11 6l-6 6 6 6" },
  { label: N_("Shift up by a pixel"), step: [-1, 0], path: "M12 19V5M6 11l6-6 6 6" },
  { label: N_("Shift down by a pixel"), step: [1, 0], path: "M12 5v14M6 13l6 6 6-6" },
  { label: N_("Shift right by a pixel"), step: [0, 1], path: "M5 12h14M13 6l6 6-6 6" },
];

/**
 * Move the picture; a settled shift is reported, and then stands in the address.
 * @param {View} view
 * @param {Shift} shift
 * @param {boolean} [settled]
 */
function moveTo(view, [down, right], settled = true) {
  const { reach } = view.shifts.header;
  /** @type {Shift} */
  const shift = [clamp(down, -reach, reach), clamp(right, -reach, reach)];
  if (String(shift) !== String(view.shift)) {
    view.shift = shift;
    paint(view);
  }
  if (settled) view.report(shift);
}

/**
 * @param {View} view
 * @param {Shift} step
 */
const moveBy = (view, [down, right]) => moveTo(view, [view.shift[0] + down, view.shift[1] + right]);

/** @param {View} view */
function buildSteps(view) {
  const arrows = BUTTONS.map(({ label, step, path }) =>
    labelledButton(_(label), () => moveBy(view, step), icon(path)),
  );
  const home = labelledButton(_("Put it back"), () => moveTo(view, HOME), _("Back"));
  home.className = "home";
  find(view.root, ".steps").replaceChildren(...arrows, home);
}

/**
 * Dragging moves by whole cells; keys by one.
 * @param {View} view
 */
function listen(view) {
  const { canvas } = view;
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add("held");
    view.drag = { x: event.clientX, y: event.clientY, shift: view.shift };
  };
  canvas.onpointermove = (event) => {
    if (!view.drag) return;
    const { x, y, shift } = view.drag;
    const down = Math.round((event.clientY - y) / view.cell);
    const right = Math.round((event.clientX - x) / view.cell);
    moveTo(view, [shift[0] + down, shift[1] + right], false);
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    canvas.classList.remove("held");
    view.drag = null;
    view.report(view.shift);
  };
  canvas.onkeydown = (event) => {
    const step = arrowStep(event);
    if (!step) return;
    event.preventDefault();
    moveBy(view, step);
  };
}

/**
 * @param {View} view
 * @param {import("./data.js").MethodHeader} method
 * @returns {Method}
 */
function buildMethod(view, method) {
  const [output, map] = [element("canvas"), element("canvas")];
  output.setAttribute("role", "img");
  map.setAttribute("role", "img");
  map.setAttribute(
    "aria-label",
    _("{method}: share of outputs that stay, for every shift", { method: method.name }),
  );
  const caption = element("span", "caption", method.caption);
  const stay = element("div", "stay numbers", element("b"), element("span", "caption", _("stay")));
  const mapCaption = element("span", "caption", _("Share that stays, for every shift"));
  const facts = element("p", "facts numbers");
  const numbers = element("div", "results", stay, facts, element("div", "map", mapCaption, map));
  const head = element("figcaption", "", element("b", "", method.name), caption);
  connectMethod(view, { output, map, grid: method.grid });
  return { node: element("figure", "", head, output, numbers), output, map };
}

/**
 * @param {View} view
 * @param {{ output: HTMLCanvasElement, map: HTMLCanvasElement, grid: [number, number] }} method
 */
function connectMethod(view, { output, map, grid }) {
  output.onpointermove = (event) => lookAt(view, cellUnder(output, grid, event));
  output.onpointerleave = () => lookAt(view, null);
  /** @param {PointerEvent} event */
  const jump = (event) => {
    const { reach } = view.shifts.header;
    const side = 2 * reach + 1;
    const [row, col] = cellUnder(map, [side, side], event);
    moveTo(view, [row - reach, col - reach], event.type !== "pointermove");
  };
  map.onpointerdown = jump;
  map.onpointermove = (event) => {
    if (event.buttons) jump(event);
  };
  map.onpointerup = () => view.report(view.shift);
}

/**
 * @param {View} view
 * @param {import("../_js/grid_keys.js").Cell | null} at
 */
function lookAt(view, at) {
  view.at = at;
  paintPicture(view);
}

/** @param {View} view */
function paintPicture(view) {
  const { shifts, shift, canvas, theme } = view;
  const { size } = shifts.header;
  const room = Math.min(find(view.root, ".picture").clientWidth, MOST_PICTURE);
  view.cell = room / Math.max(...size);
  const context = paintNumbers(canvas, theme, {
    size,
    cell: view.cell,
    valueAt: (row, col) => pictureAt(shifts, shift, row, col),
  });
  paintWindows(context, view);
}

/**
 * @param {View} view
 * @param {Method} method
 * @param {number} index
 */
function paintMethod(view, { node, output, map }, index) {
  const { shifts, shift, theme, root } = view;
  const { reach, methods } = shifts.header;
  const method = methods[index];
  const wide = root.clientWidth < SLIM ? node.clientWidth * 0.48 : node.clientWidth;
  /**
   * @param {number} row
   * @param {number} col
   */
  const now = (row, col) => outputAt(shifts, index, shift, row, col);
  paintNumbers(output, theme, {
    size: method.grid,
    cell: Math.min(wide, MOST_OUTPUT) / Math.max(...method.grid, 4),
    valueAt: now,
    changedAt: (row, col) => now(row, col) !== outputAt(shifts, index, HOME, row, col),
    long: method.averages,
  });
  const found = shifts.effects[index];
  const at = (shift[0] + reach) * (2 * reach + 1) + shift[1] + reach;
  const values = { same: grouped(found.same[at]), all: grouped(method.outputs) };
  const label = _("{method}: {same} of {all} outputs stay", { ...values, method: method.name });
  output.setAttribute("aria-label", label);
  find(node, ".stay b").textContent = `${Math.round(shareOf(found, at) * 100)} %`;
  find(node, ".facts").replaceChildren(
    _("{same} of {all} that are not blank", {
      same: grouped(found.sameInked[at]),
      all: grouped(found.inked[at]),
    }),
    element("br"),
    _("{same} of all {all}; mean change {change}", {
      ...values,
      change: shortNumber(found.change[at]),
    }),
  );
  const shares = Array.from(found.same, (_share, i) => shareOf(found, i));
  paintMap(map, shares, { reach, shift, room: map.parentElement?.clientWidth ?? 0 });
}

/** @param {View} view */
function paint(view) {
  const { root } = view;
  const width = root.clientWidth;
  if (!width) return;
  root.classList.toggle("narrow", width < NARROW);
  root.classList.toggle("slim", width < SLIM);
  paintPicture(view);
  view.methods.forEach((method, index) => paintMethod(view, method, index));
  find(root, ".where").textContent = shiftText(view.shift, view.shifts.header.stride);
}

/**
 * @param {View} view
 * @param {Uint8Array} bytes
 */
function receive(view, bytes) {
  const before = view.shifts && String(view.shifts.header.start);
  Object.assign(view, { bytes, shifts: readShifts(bytes), at: null });
  const { header } = view.shifts;
  const start = String(header.start);
  const echo = view.awaited.indexOf(start);
  view.awaited.splice(0, echo + 1);
  // A start that is new and was not reported from here was set by a link or by a lesson.
  const [down, right] = start !== before && echo < 0 ? header.start : view.shift;
  view.shift = [
    clamp(down, -header.reach, header.reach),
    clamp(right, -header.reach, header.reach),
  ];
  view.methods = header.methods.map((method) => buildMethod(view, method));
  find(view.root, ".methods").replaceChildren(...view.methods.map(({ node }) => node));
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const canvas = findCanvas(root, ".picture canvas");
  const awaited = /** @type {string[]} */ ([]);
  const view = /** @type {View} */ ({ root, canvas, at: null, drag: null, awaited });
  buildSteps(view);
  listen(view);
  new ResizeObserver(() => view.shifts && paint(view)).observe(root);
  return view;
});

/** @param {import("../_js/views.js").Call<Uint8Array>} call */
export default function ({ data, parentElement, setStateValue }) {
  const view = viewOf(find(parentElement, ".shifts"));
  view.report = (shift) => {
    view.awaited.push(String(shift));
    setStateValue("shift", shift);
  };
  view.theme = readTheme(parentElement);
  if (view.bytes !== data) receive(view, data);
  paint(view);
}
