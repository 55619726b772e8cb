// A photograph with boxes. What is dragged shows at once; when the drag ends, Python is notified and
// reads what lies in the box.

import { forgetChanges } from "../_js/changes.js";
import { find, findAs, findButton } from "../_js/dom.js";
import { keepViews } from "../_js/views.js";
import { cancelDrag, continueDrag, endDrag, showCursor, startDrag } from "./dragging.js";
import { addBox, choose, sendBox } from "./edits.js";
import { onKey } from "./keys.js";
import { showAll, showDrawn } from "./showing.js";

/** @typedef {import("./types.js").PhotoBoxesData} PhotoBoxesData */
/** @typedef {import("./types.js").View} View */

const TALLEST = 340; // CSS pixels
const SMALL = 100; // pixels a side; smaller pictures are enlarged in hard pixels

const viewOf = keepViews((/** @type {HTMLElement} */ root) => {
  const [frame, box] = [find(root, ".frame"), find(root, ".drawn")];
  const view = /** @type {View} */ (/** @type {Partial<View>} */ ({ root, frame, box }));
  Object.assign(view, { drawn: null, chosen: null, drag: null, isKeyed: false, pending: [] });
  view.choose = (index) => choose(view, index);
  frame.onpointerdown = (event) => startDrag(view, event);
  frame.onpointermove = (event) => (view.drag ? continueDrag : showCursor)(view, event);
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
