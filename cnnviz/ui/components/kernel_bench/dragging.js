// Dragging a weight sideways: the picture follows, and Python hears of it when the hand lets go.

import { largest, rowsOf, showWeights } from "./editor.js";

const SLACK = 4; // CSS pixels before a press becomes a drag

/** How far a weight goes with each CSS pixel: a hundred of them take it across the kernel's range. */
function pace({ weights }) {
  const limit = largest(weights) || 1;
  return 10 ** Math.floor(Math.log10(limit)) / 50;
}

/** A weight after so many CSS pixels, without the noise of binary fractions. */
export function moved(editor, index, pixels) {
  const step = pace(editor);
  return Number((Math.round((editor.weights[index] + pixels * step) / step) * step).toPrecision(6));
}

/** Put one weight into the grid and hand the whole kernel on. */
export function setWeight(editor, index, weight, tell) {
  const weights = editor.weights.with(index, weight);
  for (const cell of editor.cells) delete cell.dataset.typed;
  showWeights(editor, weights);
  tell(rowsOf(weights, editor.across));
}

export function wireDrag(editor, cell, index) {
  let start = null;
  cell.onpointerdown = ({ clientX, button }) => {
    if (button === 0) start = { x: clientX, editor: { ...editor }, drags: false };
  };
  cell.onpointermove = (event) => {
    if (!start) return;
    const pixels = event.clientX - start.x;
    if (!start.drags && Math.abs(pixels) < SLACK) return;
    if (!start.drags) begin(cell, event);
    start.drags = true;
    event.preventDefault();
    setWeight(editor, index, moved(start.editor, index, pixels), editor.follow);
  };
  const release = () => {
    if (start?.drags) editor.report(rowsOf(editor.weights, editor.across));
    start = null;
    cell.classList.remove("dragged");
  };
  cell.onpointerup = release;
  cell.onpointercancel = release;
}

function begin(cell, event) {
  cell.setPointerCapture(event.pointerId);
  cell.blur(); // the number is dragged, not its text marked
  cell.classList.add("dragged");
}
