// The visitor's gestures on the grids: hover, tap, focus and keys on cells of the input, kernel and output.

import { arrowStep, clampIndex } from "../_js/grid_keys.js";
import { _ } from "../_js/language.js";
import { cellAt, cornerOf } from "./canvas_cells.js";
import { inputAt, ownCell, shownFilter, weightAt } from "./data.js";
import { openEditor } from "./editor.js";
import { paintKernel, paintPlanes } from "./pictures.js";
import { goTo, refresh, stepByHand } from "./playing.js";
import { showFilter } from "./showing.js";

/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Hover} Hover */
/** @typedef {import("./types.js").PointedGrid} PointedGrid */
/** @typedef {import("./types.js").View} View */

/** @type {Readonly<Record<string, number>>} */
const PLANES = { PageUp: -1, PageDown: 1 };
/**
 * @param {Hover | null} a
 * @param {Hover | null} b
 */
const same = (a, b) =>
  a?.grid === b?.grid && a?.plane === b?.plane && a?.row === b?.row && a?.col === b?.col;

/**
 * @param {View} view
 * @param {Hover | null} hover
 */
export function setHover(view, hover) {
  if (same(view.hover, hover)) return;
  const stood = Boolean(view.hover);
  const filter = shownFilter(view);
  view.hover = hover;
  if (stood !== Boolean(hover) && view.data.transposed) paintPlanes(view, "output");
  if (filter !== shownFilter(view)) showFilter(view);
  paintKernel(view);
  refresh(view);
}

/** @param {View} view */
export function connectGrids(view) {
  const { parts } = view;
  const ofNumber = view.edit
    ? _("arrow keys, Enter changes a number")
    : _("arrow keys, they show a number's use");
  connectGrid(view, "input", parts.input.numerals, ofNumber);
  const ofWeight = view.edit
    ? _("arrow keys, Enter changes a weight")
    : _("arrow keys, they show a weight's use");
  if (view.data.weights) connectGrid(view, "kernel", parts.kernel, ofWeight);
  const ofOutput = view.data.transposed
    ? _("arrow keys, they show what is stamped")
    : _("arrow keys, they move the window");
  connectGrid(view, "output", parts.output.numerals, ofOutput);
  view.root.onpointerleave = (event) => event.pointerType === "mouse" && setHover(view, null);
  view.root.onpointerdown = (event) => {
    if (!(event.target instanceof HTMLCanvasElement)) setHover(view, null);
  };
}

/**
 * Hover shows, a tap shows and stays; a second tap on the same cell changes its number.
 * @param {View} view
 * @param {PointedGrid} grid
 * @param {HTMLCanvasElement} canvas
 * @param {string} use
 */
function connectGrid(view, grid, canvas, use) {
  /** @param {PointerEvent} event */
  const cell = (event) => pointedAt(view, grid, canvas, event);
  canvas.setAttribute("aria-label", gridLabel(view, grid, use));
  canvas.onpointermove = (event) => event.pointerType === "mouse" && setHover(view, cell(event));
  canvas.onpointerleave = (event) => event.pointerType === "mouse" && setHover(view, null);
  canvas.onpointerdown = (event) => {
    view.again = same(view.hover, cell(event));
    setHover(view, cell(event));
  };
  canvas.onclick = () => {
    if (view.hover && grid === "output") choose(view);
    else if (view.edit && view.hover && view.again) change(view, canvas);
  };
  canvas.onfocus = () => {
    const byKey = canvas.matches(":focus-visible");
    if (byKey && grid !== view.data.placeGrid) setHover(view, { grid, plane: 0, row: 0, col: 0 });
  };
  canvas.onblur = () => view.hover?.grid === grid && setHover(view, null);
  canvas.onkeydown = (event) => onGridKey(view, grid, canvas, event);
}

/**
 * @param {View} view
 * @param {PointedGrid} grid
 * @param {string} use
 */
function gridLabel({ grids, data }, grid, use) {
  const { planes, rows, cols } = grids[grid];
  const name = {
    input: data.transposed ? _("Input") : _("Padded input"),
    kernel: _("Kernel"),
    output: _("Output"),
  }[grid];
  const values = { name, rows, columns: cols, use };
  return planes > 1
    ? _("{name}, {rows} by {columns}, {planes} planes; page keys change the plane; {use}", {
        ...values,
        planes,
      })
    : _("{name}, {rows} by {columns}; {use}", values);
}

/**
 * @param {View} view
 * @param {PointedGrid} grid
 * @param {HTMLCanvasElement} canvas
 * @param {PointerEvent} event
 */
function pointedAt(view, grid, canvas, event) {
  const box = canvas.getBoundingClientRect();
  const cell = cellAt(view.grids[grid], event.clientX - box.left, event.clientY - box.top);
  return cell && { grid, ...cell };
}

/**
 * A clicked output cell becomes the animation's place, and its filter the one shown.
 * @param {View} view
 */
function choose(view) {
  const { data, hover, motion } = view;
  if (!hover) return;
  motion.playing = false;
  view.filter = hover.plane;
  showFilter(view);
  goTo(view, data.transposed ? motion.position : hover.row * data.places[1] + hover.col);
}

/**
 * @param {View} view
 * @param {PointedGrid} grid
 * @param {HTMLCanvasElement} canvas
 * @param {KeyboardEvent} event
 */
function onGridKey(view, grid, canvas, event) {
  const move = arrowStep(event);
  const planes = PLANES[event.key];
  if (grid === "output" && !view.data.transposed) {
    if (planes) changeFilter(view, planes);
    else if (move) stepByHand(view, move[0] * view.data.places[1] + move[1]);
    else return;
  } else if (move || planes) moveCursor(view, grid, [planes ?? 0, ...(move ?? [0, 0])]);
  else if (isEdit(view, grid, event.key)) {
    change(view, canvas);
    if (event.key !== "Enter") return; // the field takes the key
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * @param {View} view
 * @param {PointedGrid} grid
 * @param {string} key
 */
const isEdit = (view, grid, key) =>
  view.edit && view.hover && grid !== "output" && (key === "Enter" || /^[-.\d]$/.test(key));

/**
 * @param {View} view
 * @param {number} by
 */
export function changeFilter(view, by) {
  const { filters } = view.data;
  Object.assign(view, { hover: null, filter: (view.filter + by + filters) % filters });
  showFilter(view);
  refresh(view);
}

/**
 * @param {View} view
 * @param {PointedGrid} name
 * @param {number[]} steps
 */
function moveCursor(view, name, steps) {
  const grid = view.grids[name];
  const { hover } = view;
  const from = hover?.grid === name ? [hover.plane, hover.row, hover.col] : [0, 0, 0];
  const lengths = [grid.planes, grid.rows, grid.cols];
  const [plane, row, col] = from.map((at, axis) => clampIndex(at + steps[axis], lengths[axis]));
  setHover(view, { grid: name, plane, row, col });
}

/**
 * Open a field over the hovered number; what is typed goes to Python, which computes anew.
 * @param {View} view
 * @param {HTMLCanvasElement} canvas
 */
function change(view, canvas) {
  const { data, hover, edit } = view;
  if (!hover || !edit) return;
  const { grid, plane, row, col } = hover;
  const filter = shownFilter(view);
  /** @type {Cell | null} */
  const own = grid === "kernel" || data.transposed ? [row, col] : ownCell(data, row, col);
  if (!own) return;
  const tap = row * data.window[1] + col;
  const value = grid === "kernel" ? weightAt(data, filter, plane, tap) : inputAt(data, plane, own);
  const place = grid === "kernel" ? [filter, plane, ...own] : [plane, ...own];
  const box = { corner: cornerOf(view.grids[grid], plane, row, col), cell: view.grids[grid].cell };
  /** @param {number} number */
  const keep = (number) => edit({ grid, place, value: number });
  openEditor(
    /** @type {HTMLElement} */ (canvas.parentElement),
    box,
    String(value),
    data.largest,
    keep,
    () => {
      canvas.focus();
      setHover(view, hover);
    },
  );
}
