// The room that this browser was in last.

import { lastPages } from "../_js/last_pages.js";
import { folderOf } from "./links.js";

/** @typedef {import("./index.js").LinkData} LinkData */
/** @typedef {import("./index.js").Shown} Shown */

const MOST_NAMED = 3; // settings that are named of a room
const LONGEST = 18; // characters of one
/** @type {[Intl.RelativeTimeFormatUnit, seconds: number][]} */
const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

/**
 * The room that this browser was in last, with its settings; none where it was in none.
 * @param {Shown["rooms"]} rooms
 * @param {string} language
 * @returns {LinkData[]}
 */
export function lastRoom(rooms, language) {
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
