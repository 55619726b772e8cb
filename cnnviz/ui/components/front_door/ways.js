// Below the pictures: the way back, three things to try, the course, and a button that stops the
// pictures.

import { element, find } from "../_js/dom.js";
import { icon } from "../_js/svg.js";
import { lastRoom } from "./last_room.js";
import { linkTo } from "./links.js";
import { isStill, setStill } from "./player.js";

/** @typedef {import("./index.js").LinkData} LinkData */
/** @typedef {import("./index.js").Shown} Shown */
/** @typedef {import("./index.js").View} View */

const PAUSE = "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z";
const PLAY = "M8 5v14l11-7z";

/**
 * @param {View} view
 * @param {Shown} shown
 */
export function showWays(view, { rooms, own, suggestions, course, words }) {
  const back = [...lastRoom(rooms, words.language), ...own];
  const groups = [
    group(view, "back", words.continue, back),
    group(view, "course", words.course, course ? [course] : []),
    group(view, "try", words.try, suggestions),
  ];
  find(view.root, ".ways").replaceChildren(...groups.flat(), motionButton(words));
}

/**
 * A heading with links, or nothing where there are none.
 * @param {View} view
 * @param {string} name
 * @param {string} title
 * @param {LinkData[]} links
 */
function group(view, name, title, links) {
  if (!links.length) return [];
  const items = links.map((link) => {
    const note = link.note ? [element("span", "note", link.note)] : [];
    return element("li", "", linkTo(view, link, "way", element("span", "", link.text), ...note));
  });
  return [element("section", name, element("h2", "", title), element("ul", "", ...items))];
}

/** @param {Record<string, string>} words */
function motionButton(words) {
  const button = element("button", "motion");
  const show = () => {
    const label = isStill() ? words.play : words.pause;
    button.replaceChildren(icon(isStill() ? PLAY : PAUSE));
    button.title = label;
    button.setAttribute("aria-label", label);
  };
  button.onclick = () => {
    setStill(!isStill());
    show();
  };
  show();
  return button;
}
