// The moving window: shows what Python computed and follows the visitor's gestures. Playing,
// scrubbing and hovering never ask the server; only a changed number is sent to it. Where there is
// no server to send it to (standalone.py), numbers cannot be changed.

import { forgetChanges, sendChange } from "../_js/changes.js";
import { find } from "../_js/dom.js";
import { readTheme } from "../_js/theme.js";
import { keepViews } from "../_js/views.js";
import { buildChooser, connectTransport } from "./controls.js";
import { readData } from "./data.js";
import { connectGrids } from "./grids.js";
import { keepPosition, newMotion } from "./motion.js";
import { findParts } from "./parts.js";
import { readTables } from "./looks.js";
import { editHint } from "./phrases.js";
import { wake } from "./playing.js";
import { layOut } from "./showing.js";
import { stageHeight } from "./sizes.js";
import { newStamps } from "./stamps.js";

/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").View} View */

// Kept under the payload's name, so that place and speed outlive a layer that cannot be drawn.
const viewOf = keepViews(
  () =>
    /** @type {View} */ ({
      motion: newMotion(),
      hover: null,
      again: false,
      frame: 0,
      filter: 0,
      all: false,
      counts: false,
      stale: false,
    }),
);

/** @param {import("../_js/views.js").Call<Uint8Array>} call `setTriggerValue` is missing there */
export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const data = readData(bytes);
  const view = viewOf(data.id);
  const stop = new AbortController();
  view.stop?.abort();
  const root = find(parentElement, ".stage");
  Object.assign(view, {
    data,
    root,
    stop,
    parts: findParts(root),
    theme: readTheme(parentElement),
    edit:
      setTriggerValue &&
      ((/** @type {Change} */ change) =>
        sendChange(view, change, (all) => setTriggerValue("edit", all))),
    stamps: data.transposed ? newStamps(data) : null,
  });
  forgetChanges(view, data.taken);
  keepPosition(view.motion, data);
  view.filter = Math.min(view.filter, data.filters - 1);
  view.tables = readTables(view);
  view.parts.hint.textContent = view.edit ? editHint(data) : "";
  buildChooser(view);
  connectTransport(view);
  const observer = new ResizeObserver(() => root.clientWidth !== view.width && show(view));
  observer.observe(root);
  stop.signal.addEventListener("abort", () => observer.disconnect());
  window.addEventListener("resize", () => show(view), { signal: stop.signal });
  show(view);
  return () => stop.abort();
}

/**
 * Lay everything out for the stage's present width, and continue playing.
 * @param {View} view
 */
function show(view) {
  view.width = view.root.clientWidth;
  if (!view.width) return;
  layOut(view, view.width, stageHeight(window.innerHeight));
  connectGrids(view);
  wake(view);
  performance.mark("cnnviz:painted");
}
