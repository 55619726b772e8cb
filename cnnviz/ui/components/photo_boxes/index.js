// A photograph with boxes. What is dragged shows at once; Python is notified when the drag ends, and
// reads what lies in the box.

import { forgetChanges, sendChange } from "../_js/changes.js";
import { element, find, findAs, findButton } from "../_js/dom.js";
import { arrowStep } from "../_js/grid_keys.js";
import { keepViews } from "../_js/views.js";
import { boxBetween, dragged, firstBox, gripAt, smallestAt } from "./geometry.js";

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {import("./geometry.js").Point} Point */
/** @typedef {import("./geometry.js").Grip} Grip */
/**
 * @typedef {object} PhotoShape
 * @property {Box} box
 * @property {string} source its ink as the network reads it, PNG in base64
 */
/**
 * @typedef {object} PhotoBoxesData
 * @property {string} source of the photograph, JPEG in base64
 * @property {[rows: number, cols: number]} size of the photograph, in whose pixels the boxes are
 * @property {PhotoShape[]} shapes that may be the digit, the likeliest first
 * @property {number | null} chosen the number of the shape that is read
 * @property {Box | null} drawn the visitor's box, if that is read
 * @property {number} taken the number of the last change that Python took
 */
/** @typedef {{ shape: number | null } | { box: Box }} Edit */
/**
 * @typedef {object} Drag
 * @property {Point} from
 * @property {Grip | null} grip null draws a new box
 * @property {Box | null} before the box as it was
 * @property {boolean} began whether the pointer has moved so far that it is no click
 */
/**
 * @typedef {object} View
 * @property {HTMLElement} root
 * @property {HTMLElement} frame
 * @property {HTMLElement} box
 * @property {PhotoBoxesData} data
 * @property {number | null} chosen
 * @property {Box | null} drawn
 * @property {Drag | null} drag
 * @property {boolean} isKeyed whether keys have changed the box since it was sent
 * @property {import("../_js/changes.js").Numbered<Edit>[]} pending
 * @property {(changes: import("../_js/changes.js").Numbered<Edit>[]) => void} send
 */

const TALLEST = 340; // CSS pixels
const CLICK = 4; // CSS pixels that a pointer may move in a click
const LEAST = 8; // CSS pixels of a box's side
const SMALL = 100; // pixels a side; smaller pictures are enlarged in hard pixels
const TINY = 36; // CSS pixels; a smaller box has only one handle
const STEP = 0.01; // of the picture's longer side, that an arrow key moves

/**
 * Pixels of the picture per CSS pixel.
 * @param {View} view
 */
const scaleOf = ({ frame, data }) => data.size[1] / (frame.clientWidth || 1);

/** @param {PointerEvent} event */
const reachOf = (event) => (event.pointerType === "mouse" ? 7 : 16);

/**
 * @param {View} view
 * @param {PointerEvent} event
 * @returns {Point}
 */
function pointOf({ frame, data: { size } }, event) {
  const at = frame.getBoundingClientRect();
  return [
    ((event.clientY - at.top - frame.clientTop) / frame.clientHeight) * size[0],
    ((event.clientX - at.left - frame.clientLeft) / frame.clientWidth) * size[1],
  ];
}

/**
 * @param {View} view
 * @param {HTMLElement} part
 * @param {Box} box
 */
function place({ data: { size } }, part, [top, left, height, width]) {
  Object.assign(part.style, {
    top: `${(100 * top) / size[0]}%`,
    left: `${(100 * left) / size[1]}%`,
    height: `${(100 * height) / size[0]}%`,
    width: `${(100 * width) / size[1]}%`,
  });
}

/** @param {View} view */
function showDrawn(view) {
  const { box, drawn, root } = view;
  box.hidden = !drawn;
  if (drawn) {
    place(view, box, drawn);
    box.classList.toggle("tiny", Math.min(drawn[2], drawn[3]) < TINY * scaleOf(view));
  }
  find(root, ".shapes").hidden = drawn !== null;
  findButton(root, ".own").setAttribute("aria-pressed", String(drawn !== null));
  find(root, ".hint").textContent = hintFor(view.data.shapes.length, drawn !== null);
}

/**
 * @param {number} shapes
 * @param {boolean} isDrawn
 */
export function hintFor(shapes, isDrawn) {
  if (isDrawn) {
    const back = shapes > 0 ? " Click a shape below to read that instead." : "";
    return `The digit in your box is read. Drag the box or its edges.${back}`;
  }
  if (shapes === 0) return "Drag a box around the digit to have it read.";
  if (shapes === 1) return "Not the digit? Drag a box around it.";
  return `${shapes} shapes found. Click the one to read, or drag a box around the digit.`;
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
  place(view, part, box);
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
  button.setAttribute("aria-label", `Read shape ${index + 1}`);
  button.setAttribute("aria-pressed", String(index === view.chosen));
  button.onclick = () => choose(view, index);
  return button;
}

/** @param {View} view */
function showAll(view) {
  const { root, data } = view;
  const thumbs = find(root, ".thumbs");
  const { activeElement } = /** @type {ShadowRoot} */ (root.getRootNode());
  const focused = [...thumbs.children].findIndex((thumb) => thumb === activeElement);
  find(root, ".shapes").replaceChildren(
    ...data.shapes.map((shape, index) => buildShape(view, shape, index)),
  );
  thumbs.replaceChildren(...data.shapes.map((shape, index) => buildThumb(view, shape, index)));
  if (focused >= 0) /** @type {HTMLElement | undefined} */ (thumbs.children[focused])?.focus();
  showDrawn(view);
}

/**
 * @param {View} view
 * @param {Edit} edit
 */
function sendEdit(view, edit) {
  sendChange(view, edit, (changes) => view.send(changes));
}

/**
 * Read a shape, or where there is none, whatever Python finds.
 * @param {View} view
 * @param {number | null} index
 */
function choose(view, index) {
  Object.assign(view, { drawn: null, chosen: index });
  showAll(view);
  sendEdit(view, { shape: index });
}

/** @param {View} view */
function sendBox(view) {
  view.isKeyed = false;
  if (!view.drawn) return;
  view.chosen = null;
  showAll(view);
  sendEdit(view, { box: view.drawn });
}

/**
 * @param {View} view
 * @param {PointerEvent} event
 */
function beginDrag(view, event) {
  if (!event.isPrimary || event.button !== 0) return;
  event.preventDefault(); // of the browser's own dragging and selecting
  view.frame.setPointerCapture(event.pointerId);
  const from = pointOf(view, event);
  const reach = reachOf(event) * scaleOf(view);
  const grip = view.drawn && gripAt(view.drawn, from, reach);
  view.drag = { from, grip, before: view.drawn, began: false };
  if (grip) view.box.focus({ preventScroll: true, focusVisible: false });
}

/**
 * @param {View} view
 * @param {PointerEvent} event
 */
function goOn(view, event) {
  const { drag, data } = view;
  const at = pointOf(view, event);
  if (!drag) return showCursor(view, at, reachOf(event));
  if (!event.isPrimary) return;
  const by = /** @type {Point} */ ([at[0] - drag.from[0], at[1] - drag.from[1]]);
  drag.began ||= Math.hypot(...by) > CLICK * scaleOf(view);
  if (!drag.began) return;
  const least = Math.ceil(LEAST * scaleOf(view));
  view.drawn =
    drag.grip && drag.before
      ? dragged(drag.before, drag.grip, by, data.size, least)
      : boxBetween(drag.from, at, data.size);
  showDrawn(view);
}

/**
 * @param {View} view
 * @param {Point} at
 * @param {number} reach
 */
function showCursor(view, at, reach) {
  const { frame, drawn, data } = view;
  const grip = drawn && gripAt(drawn, at, reach * scaleOf(view));
  const isShape = !drawn && smallestAt(boxesOf(data), at, 0) >= 0;
  frame.style.cursor = grip ? cursorFor(grip) : isShape ? "pointer" : "";
}

/** @param {Grip} grip */
function cursorFor(grip) {
  const [rows, cols] = grip;
  if (rows === 0 && cols === 0) return "move";
  if (rows === 0) return "ew-resize";
  if (cols === 0) return "ns-resize";
  return rows === cols ? "nwse-resize" : "nesw-resize";
}

/** @param {PhotoBoxesData} data */
const boxesOf = ({ shapes }) => shapes.map(({ box }) => box);

/**
 * @param {View} view
 * @param {PointerEvent} event
 */
function endDrag(view, event) {
  const { drag, drawn } = view;
  if (!drag || !event.isPrimary) return;
  view.drag = null;
  const least = LEAST * scaleOf(view);
  if (drag.began && drawn && Math.min(drawn[2], drawn[3]) >= least) return sendBox(view);
  view.drawn = drag.before; // a click, or a box too small to be meant
  showDrawn(view);
  if (drag.began || drag.grip) return;
  const index = smallestAt(boxesOf(view.data), drag.from, reachOf(event) * scaleOf(view));
  if (index >= 0 && index !== view.chosen) choose(view, index);
}

/** @param {View} view */
function cancelDrag(view) {
  if (!view.drag) return;
  view.drawn = view.drag.before;
  view.drag = null;
  showDrawn(view);
}

/**
 * @param {View} view
 * @param {KeyboardEvent} event
 */
function onKey(view, event) {
  const { drawn, data } = view;
  if (!drawn) return;
  const step = arrowStep(event);
  if (step) {
    event.preventDefault();
    const by = Math.max(Math.round(STEP * Math.max(...data.size)), 1);
    const least = Math.ceil(LEAST * scaleOf(view));
    const grip = /** @type {Grip} */ (event.shiftKey ? step.map(Math.abs) : [0, 0]);
    view.drawn = dragged(drawn, grip, [step[0] * by, step[1] * by], data.size, least);
    view.isKeyed = true;
    showDrawn(view);
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    choose(view, data.shapes.length > 0 ? 0 : null);
    findButton(view.root, ".own").focus();
  }
}

/** @param {View} view */
function addBox(view) {
  const { data, chosen, drawn } = view;
  if (!drawn) {
    const shape = chosen === null ? undefined : data.shapes[chosen]?.box;
    view.drawn = firstBox(shape, data.size);
    sendBox(view);
  }
  view.box.focus();
}

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const [frame, box] = [find(root, ".frame"), find(root, ".drawn")];
  const view = /** @type {View} */ (/** @type {Partial<View>} */ ({ root, frame, box }));
  Object.assign(view, { drawn: null, chosen: null, drag: null, isKeyed: false, pending: [] });
  frame.onpointerdown = (event) => beginDrag(view, event);
  frame.onpointermove = (event) => goOn(view, event);
  frame.onpointerup = (event) => endDrag(view, event);
  frame.onpointercancel = () => cancelDrag(view);
  box.onkeydown = (event) => onKey(view, event);
  // A held key moves the box many times; Python is notified when it is let go.
  box.onkeyup = box.onblur = () => view.isKeyed && sendBox(view);
  findButton(root, ".own").onclick = () => addBox(view);
  new ResizeObserver(() => view.data && showDrawn(view)).observe(frame);
  return view;
});

/** @param {import("../_js/views.js").Call<PhotoBoxesData>} call */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = viewOf(find(parentElement, ".photo"));
  const [rows, cols] = data.size;
  view.data = data;
  view.send = (changes) => setTriggerValue("edit", changes);
  forgetChanges(view, data.taken);
  if (view.pending.length === 0 && !view.drag && !view.isKeyed)
    Object.assign(view, { chosen: data.chosen, drawn: data.drawn });
  view.frame.style.width = `min(100%, ${(TALLEST * cols) / rows}px)`;
  view.frame.style.aspectRatio = `${cols} / ${rows}`;
  const image = findAs(view.root, ".frame img", HTMLImageElement);
  const source = `data:image/jpeg;base64,${data.source}`;
  if (image.src !== source) image.src = source;
  image.classList.toggle("small", Math.max(rows, cols) < SMALL);
  showAll(view);
}
