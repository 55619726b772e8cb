// The transport bar and the choice of the filter.

import { connectTransport as connectBar } from "../_js/transport.js";
import { changeFilter, setHover } from "./grids.js";
import { togglePlay } from "./motion.js";
import { paintPlanes } from "./pictures.js";
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
  const noun = data.weights ? "Filter" : "Channel";
  /**
   * @param {unknown} _
   * @param {number} filter
   */
  const button = (_, filter) =>
    Object.assign(document.createElement("button"), {
      textContent: filter + 1,
      ariaLabel: `${noun} ${filter + 1}`,
      title: `${noun} ${filter + 1}`,
      onclick: () => changeFilter(view, filter - view.filter),
    });
  const many = data.filters > 1 ? data.filters : 0;
  chooser.replaceChildren(...Array.from({ length: many }, button));
  chooser.setAttribute("aria-label", noun);
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
}
