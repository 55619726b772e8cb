// The menu of languages; a cookie keeps what is chosen.

import { element, findAs } from "../_js/dom.js";

const KEPT_SECONDS = 400 * 86_400; // browsers keep no cookie longer

/**
 * @typedef {object} LanguageMenuData
 * @property {Record<string, string>} names of the languages, by their codes
 * @property {string} chosen the code of the language in use
 * @property {string} cookie the name of the cookie that keeps the choice
 */

/** @param {import("../_js/views.js").Call<LanguageMenuData>} call */
export default function show({ data, parentElement, setTriggerValue }) {
  const menu = findAs(parentElement, "select", HTMLSelectElement);
  const options = Object.entries(data.names).map(([code, name]) => {
    const option = element("option", "", name);
    Object.assign(option, { value: code, lang: code });
    return option;
  });
  menu.replaceChildren(...options);
  menu.value = data.chosen;
  menu.onchange = () => {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${data.cookie}=${menu.value}; Max-Age=${KEPT_SECONDS}; Path=/; SameSite=Lax${secure}`;
    setTriggerValue("choose", menu.value);
  };
}
