// The transport bar and the choice of the filter.

import { element } from "../_js/dom.js";
import { _, grouped } from "../_js/language.js";
import { connectTransport as connectBar } from "../_js/transport.js";
import { changeFilter, setHover } from "./grids.js";
import { togglePlay } from "./motion.js";
import { paintPlanes, paintToCome } from "./pictures.js";
import { windowCount } from "./data.js";
import { goTo, refresh, stepByHand } from "./playing.js";

/** @typedef {import("./types.js").View} View */

/**
 * One button per filter, where there are several.
 * @param {View} view
 */
export function buildChooser(view) {
  const {
    data,
    parts: { chooser },
  } = view;
  /**
   * @param {unknown} _each
   * @param {number} filter
   */
  const button = (_each, filter) => {
    const number = filter + 1;
    const label = data.weights
      ? _("Filter {filter}", { filter: number })
      : _("Channel {channel}", { channel: number });
    return Object.assign(document.createElement("button"), {
      textContent: number,
      ariaLabel: label,
      title: label,
      onclick: () => changeFilter(view, filter - view.filter),
    });
  };
  const many = data.filters > 1 ? data.filters : 0;
  chooser.replaceChildren(...Array.from({ length: many }, button));
  chooser.setAttribute("aria-label", data.weights ? _("Filter") : _("Channel"));
}

/** @param {View} view */
function playOrPause(view) {
  setHover(view, null); // a resting pointer would hold the window
  togglePlay(view.motion, view.data);
  refresh(view);
}

/** @param {View} view */
export function connectTransport(view) {
  const { parts, motion, root } = view;
  connectBar(root, parts.bar, {
    step: (by) => stepByHand(view, by),
    toggle: () => playOrPause(view),
  });
  parts.scrub.oninput = () => goTo(view, Number(parts.scrub.value));
  parts.loop.onclick = () => {
    motion.loop = !motion.loop;
    refresh(view);
  };
  parts.speed.oninput = () => {
    motion.pace = Number(parts.speed.value);
    refresh(view);
  };
  parts.counts.onclick = () => {
    view.counts = !view.counts;
    paintPlanes(view, view.data.fieldGrid);
    refresh(view);
  };
  parts.all.hidden = view.data.transposed; // its output grows stamp by stamp
  parts.all.onclick = () => {
    view.all = !view.all;
    paintToCome(view);
    view.painted = null;
    refresh(view);
  };
  parts.gif.title = gifTitle(view);
  parts.gif.onclick = () => (view.recording ? view.recording.abort() : saveGif(view));
}

/**
 * What the GIF will show.
 * @param {Pick<View, "data">} parts
 */
export function gifTitle({ data }) {
  const windows = windowCount(data);
  const values = { shown: data.mostFrames, all: grouped(windows) };
  if (windows === 1)
    return data.transposed
      ? _("Save as a GIF; it does not move, as there is only one stamp")
      : _("Save as a GIF; it does not move, as there is only one window");
  if (windows <= data.mostFrames)
    return data.transposed
      ? _("Save as a GIF with one frame per stamp")
      : _("Save as a GIF with one frame per window");
  return data.transposed
    ? _("Save as a GIF of {shown} of the {all} stamps, evenly spaced", values)
    : _("Save as a GIF of {shown} of the {all} windows, evenly spaced", values);
}

/**
 * Save the animation; while it is made, the button shows how much is done, and stops it.
 * @param {View} view
 */
async function saveGif(view) {
  const { parts, data } = view;
  view.recording = new AbortController();
  try {
    const { record } = await import("./recording.js"); // few visitors need it
    const bytes = await record(view, view.recording.signal, (share) => {
      view.parts.gif.textContent = `${Math.floor(100 * share)} %`;
    });
    if (!bytes) return;
    const file = new Blob([bytes], { type: "image/gif" });
    const link = Object.assign(element("a"), {
      href: URL.createObjectURL(file),
      download: `${data.file}.gif`,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser reads it when it likes
  } finally {
    view.recording = null;
    parts.gif.textContent = "GIF";
  }
}
