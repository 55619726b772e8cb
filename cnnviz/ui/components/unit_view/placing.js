// Where the explanation lies: beside the page on a wide window, else a sheet at its lower edge. The
// page makes room for it (navigation.css reads `--unit-panel`), so that nothing is covered.

import { find } from "../_js/dom.js";

/** @typedef {import("./types.js").View} View */

const NARROW = 720; // CSS pixels of the sheet
const WIDE = 1180; // of the window, from which there is room beside the page
const PANEL = { least: 370, most: 520, share: 0.31 };
const SHEET = { least: 20, most: 85, usual: 45, step: 5 }; // percent of the window's height
const ROOM = "--unit-panel";

/**
 * Lay the explanation out; whether its width is another kind than before.
 * @param {View} view
 */
export function place(view) {
  const { root, drawer } = view;
  const { left, width } = root.getBoundingClientRect();
  if (!width) return false;
  const beside = innerWidth >= WIDE;
  const room = Math.min(Math.max(innerWidth * PANEL.share, PANEL.least), PANEL.most);
  const narrow = beside || width < NARROW;
  const isOther = root.classList.contains("narrow") !== narrow;
  root.classList.toggle("narrow", narrow);
  root.classList.toggle("beside", beside);
  const shown = !drawer.hidden;
  document.documentElement.style.setProperty(ROOM, beside && shown ? `${room}px` : "0px");
  const sheet = view.sheet ?? SHEET.usual;
  Object.assign(drawer.style, {
    left: beside ? "" : `${left}px`,
    width: `${beside ? room : width}px`,
    maxHeight: beside ? "" : `${sheet}vh`,
    height: beside || view.sheet === undefined ? "" : `${sheet}vh`,
  });
  const height = beside || !shown ? 0 : drawer.offsetHeight;
  root.style.height = `${height}px`; // room behind the page's end
  document.documentElement.style.setProperty("--unit-drawer", `${height}px`);
  find(root, ".handle").setAttribute("aria-valuenow", String(Math.round(sheet)));
  return isOther;
}

/** Leave no room where no explanation is on the page. */
export const leaveRoom = () => document.documentElement.style.setProperty(ROOM, "0px");

/**
 * Let the handle change the sheet's height, by dragging and with the arrow keys.
 * @param {View} view
 */
export function connectHandle(view) {
  const handle = find(view.root, ".handle");
  /** @param {number} percent */
  const set = (percent) => {
    view.sheet = Math.min(Math.max(percent, SHEET.least), SHEET.most);
    place(view);
  };
  handle.onpointerdown = (event) => handle.setPointerCapture(event.pointerId);
  handle.onpointermove = (event) => {
    if (handle.hasPointerCapture(event.pointerId)) set(100 * (1 - event.clientY / innerHeight));
  };
  handle.onkeydown = (event) => {
    const step = { ArrowUp: SHEET.step, ArrowDown: -SHEET.step }[event.key];
    if (!step) return;
    event.preventDefault();
    set((100 * view.drawer.offsetHeight) / innerHeight + step);
  };
}
