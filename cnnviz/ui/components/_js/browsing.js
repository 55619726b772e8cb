// What makes a Streamlit page browse like any other: Back, and the keyboard. Streamlit offers no
// setting for either.

import { notePage } from "./last_pages.js";

let improved = false;

/** To be called by every component; the first call counts. */
export function improveBrowsing() {
  if (improved) return;
  improved = true;
  notePage(location.href);
  keepOneEntryPerPage(history, location, document, notePage);
  skipHelpIcons(document);
}

const HELP = "[data-testid=stTooltipHoverTarget] > button[aria-label^=Help]";

/**
 * Keep one entry per page in the browser's history. Streamlit adds one for every parameter of the
 * address that changes, so that Back would walk through the settings of a page, one by one; and it
 * clears the address of the page that is left, before it adds the next. Now Back returns to the page
 * before, as it was left.
 * @param {Pick<History, "pushState" | "replaceState">} history
 * @param {Pick<Location, "href" | "pathname">} location
 * @param {Pick<Document, "addEventListener">} document
 * @param {(href: string) => void} [note] is told each address as it changes, and as a page is left
 */
export function keepOneEntryPerPage(history, location, document, note = () => {}) {
  /** @param {string | URL | null | undefined} url */
  const isThisPage = (url) => new URL(url ?? "", location.href).pathname === location.pathname;
  const push = history.pushState.bind(history);
  let left = ""; // the address of the page on which a link to another was clicked
  const noteLeaving = (/** @type {Event} */ { target }) => {
    const link = /** @type {Element} */ (target).closest("a");
    if (link && !isThisPage(link.href)) left = location.href;
  };
  document.addEventListener("click", noteLeaving, true);
  history.pushState = (state, title, url) => {
    if (isThisPage(url)) history.replaceState(state, title, url);
    else {
      if (left && isThisPage(left)) {
        history.replaceState({}, "", left);
        note(left);
      }
      left = "";
      push(state, title, url);
    }
    note(location.href);
  };
}

/**
 * Let Tab pass by the help icons, which come before their fields; F1 in a field opens its help, and
 * Tab returns to the field.
 * @param {Document} document
 */
export function skipHelpIcons(document) {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Tab")
        for (const icon of document.querySelectorAll(HELP))
          /** @type {HTMLElement} */ (icon).tabIndex = -1;
      if (event.key !== "F1" || !(event.target instanceof Element)) return;
      const field = event.target.closest("[data-testid=stElementContainer]");
      const icon = /** @type {HTMLElement | null} */ (field?.querySelector(HELP) ?? null);
      if (!icon) return;
      event.preventDefault(); // the browser's own help
      icon.focus();
    },
    true,
  );
}
