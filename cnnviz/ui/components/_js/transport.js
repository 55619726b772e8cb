// The transport bar of everything that plays: back, play, forward, and what a component adds.

import { element } from "./dom.js";
import { sidewaysStep } from "./grid_keys.js";
import { _ } from "./language.js";
import { icon } from "./svg.js";

const PATHS = {
  back: "M6 5h2.4v14H6zM19 5v14L9.5 12z",
  play: "M7 4.5v15L19.5 12z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  forward: "M15.6 5H18v14h-2.4zM5 5v14l9.5-7z",
};

/**
 * @typedef {object} Actions
 * @property {(by: -1 | 1) => void} step
 * @property {() => void} toggle play or pause
 */

/**
 * Put the three buttons at the beginning of a bar, once, and connect them and the keys.
 * @param {HTMLElement} root gets the keys
 * @param {HTMLElement} bar
 * @param {Actions} actions
 */
export function connectTransport(root, bar, { step, toggle }) {
  if (!bar.querySelector(".play")) bar.prepend(...buttons());
  const [back, play, forward] = /** @type {HTMLButtonElement[]} */ ([...bar.children]);
  back.onclick = () => step(-1);
  play.onclick = toggle;
  forward.onclick = () => step(1);
  root.onkeydown = (event) => onKey(event, { step, toggle });
}

function buttons() {
  const [paused, playing] = [icon(PATHS.play), icon(PATHS.pause)];
  paused.classList.add("when-paused");
  playing.classList.add("when-playing");
  return [
    button("back", _("Step back"), _("Step back (arrow left)"), icon(PATHS.back)),
    button("play", _("Play"), _("Play or pause (space)"), paused, playing),
    button("forward", _("Step forward"), _("Step forward (arrow right)"), icon(PATHS.forward)),
  ];
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} title
 * @param {...SVGElement} icons
 */
function button(name, label, title, ...icons) {
  const made = element("button", name, ...icons);
  made.title = title;
  made.setAttribute("aria-label", label);
  return made;
}

/**
 * Space plays, arrows step, wherever the focus is; sliders, fields and buttons keep their own keys.
 * @param {KeyboardEvent} event
 * @param {Actions} actions
 */
function onKey(event, { step, toggle }) {
  const { tagName } = /** @type {Element} */ (event.target);
  const by = sidewaysStep(event);
  if (event.key === " " && tagName !== "BUTTON") toggle();
  else if (by && tagName !== "INPUT") step(by > 0 ? 1 : -1);
  else return;
  event.preventDefault();
}

/**
 * Show whether it plays.
 * @param {HTMLElement} root
 * @param {HTMLElement} bar
 * @param {boolean} playing
 */
export function showPlaying(root, bar, playing) {
  root.classList.toggle("playing", playing);
  bar.querySelector(".play")?.setAttribute("aria-label", playing ? _("Pause") : _("Play"));
}
