// Below the pictures: the way back, three things to try, the course, and a button that stops the
// pictures.

import { element, find } from "../_js/dom.js";
import { lastPages } from "../_js/last_pages.js";
import { icon } from "../_js/svg.js";
import { folderOf, linkTo } from "./links.js";
import { isStill, setStill } from "./player.js";

/** @typedef {import("./index.js").LinkData} LinkData */
/** @typedef {import("./index.js").Shown} Shown */
/** @typedef {import("./index.js").View} View */

const MOST_NAMED = 3; // settings that are named of a room
const LONGEST = 18; // characters of one
const PAUSE = "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z";
const PLAY = "M8 5v14l11-7z";
/** @type {[Intl.RelativeTimeFormatUnit, seconds: number][]} */
const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

/**
 * @param {View} view
 * @param {Shown} shown
 */
export function showWays(view, { rooms, own, suggestions, course, words }) {
  const back = [...lastRoom(rooms, words.language), ...own];
  const groups = [
    group(view, "back", words.continue, back),
    group(view, "try", words.try, suggestions),
    group(view, "course", words.course, course ? [course] : []),
  ];
  find(view.root, ".ways").replaceChildren(...groups.flat(), motionButton(words));
}

/**
 * The room that this browser was in last, with its settings; none where it was in none.
 * @param {Shown["rooms"]} rooms
 * @param {string} language
 * @returns {LinkData[]}
 */
function lastRoom(rooms, language) {
  const folder = folderOf(location.pathname);
  for (const { path, query, at } of lastPages()) {
    const room = rooms.find(({ page }) => path === folder + page);
    if (!room) continue;
    const note = [...settingsOf(query), ago(at, language)].join(", ");
    return [{ text: room.name, note, page: room.page, query }];
  }
  return [];
}

/**
 * The first of a room's settings that are words.
 * @param {string} query
 */
export function settingsOf(query) {
  const values = [...new URLSearchParams(query).values()];
  return values
    .filter((value) => /^[A-Z][a-z]/.test(value) && value.length <= LONGEST)
    .slice(0, MOST_NAMED);
}

/**
 * "5 minutes ago", in a language.
 * @param {number} at in ms since 1970
 * @param {string} language
 * @param {number} [now]
 */
export function ago(at, language, now = Date.now()) {
  const seconds = Math.max((now - at) / 1000, 0);
  const [unit, length] = UNITS.find((each) => seconds >= each[1]) ?? ["minute", 60];
  const text = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  return text.format(-Math.floor(seconds / length), unit);
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
