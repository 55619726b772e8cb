// The pages that this browser was on last, with their settings: for the way back to them. Only the
// browser knows them; nothing of it is sent to the server.

/**
 * @typedef {object} LastPage
 * @property {string} path
 * @property {string} query the settings, without "?"
 * @property {number} at when, in ms since 1970
 */

const KEY = "cnnviz.pages";
const MOST = 8;
const LONGEST = 4000; // characters of a query; a longer one is left out

/**
 * Note that the browser is on a page now; the app's first page, whose path ends with "/", is none.
 * @param {string} href
 * @param {number} [now]
 */
export function notePage(href, now = Date.now()) {
  const { pathname, search } = new URL(href);
  if (pathname.endsWith("/")) return;
  const query = search.slice(1);
  const others = lastPages().filter(({ path }) => path !== pathname);
  const page = { path: pathname, query: query.length > LONGEST ? "" : query, at: now };
  try {
    localStorage.setItem(KEY, JSON.stringify([page, ...others].slice(0, MOST)));
  } catch {
    // The browser keeps nothing for this site: then there is no way back.
  }
}

/**
 * The pages that were noted, the last one first.
 * @returns {LastPage[]}
 */
export function lastPages() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isPage) : [];
  } catch {
    return [];
  }
}

/** @param {any} kept */
const isPage = (kept) =>
  typeof kept?.path === "string" && typeof kept.query === "string" && Number.isFinite(kept.at);
