// Links that lead out of the front door.

import { element } from "../_js/dom.js";

/** @typedef {import("./index.js").View} View */

/** The folder that all pages are in: the app's own address is that of this page. */
export const folderOf = (/** @type {string} */ path) => (path.endsWith("/") ? path : `${path}/`);

/**
 * A link that opens a page within this visit, and as any other link in a new tab.
 * @param {View} view
 * @param {{page: string, query: string}} to
 * @param {string} className
 * @param {...(Node | string)} children
 */
export function linkTo(view, { page, query }, className, ...children) {
  const link = element("a", className, ...children);
  link.href = folderOf(location.pathname) + page + (query && `?${query}`);
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    link.classList.add("opening");
    view.go(page, query);
  };
  return link;
}
