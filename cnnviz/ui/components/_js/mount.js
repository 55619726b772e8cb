// The entry of every component. Streamlit sends the component's name and data with each change; its
// page, style and script are files, which the browser fetches once.

/** @typedef {import("./views.js").Call<any> & { name: string }} NamedCall */
/**
 * @typedef {object} Component
 * @property {(call: NamedCall) => unknown} show the default export of its index.js
 * @property {(element: ParentNode) => void} followTheme
 * @property {typeof import("./language.js")} language
 * @property {DocumentFragment} page
 * @property {CSSStyleSheet[]} styles
 */

/** @type {Map<string, Promise<Component>>} */
const components = new Map();
/** @type {Map<string, Promise<import("./language.js").Texts>>} */
const catalogues = new Map();
/** @type {WeakMap<ParentNode, string>} the language of what each component was filled with */
const filled = new WeakMap();
/** @type {WeakMap<Uint8Array, Uint8Array>} copies without the language: the same data stay the same */
const read = new WeakMap();
/** @type {WeakMap<Element, Element | null>} hosts and their boxes, whose height has been released */
const released = new WeakMap();
// Streamlit serves the whole folder under the name of each component; all files are asked for under
// one name, so that the browser has each of them only once.
const FOLDER = import.meta.url.replace(/[^/]+\/_js\/.*/, "cnnviz.answer/");
const LANGUAGES = ["en", "de", "es"]; // as NAMES in utils/language.py
const LANGUAGE_BYTE = 3; // of a message: the highest of its header's length

/**
 * What is not bytes comes as the first element of a list, before the language where it is not English;
 * bytes have it in their header.
 * @param {NamedCall} call its promise's value, if any, is a function that cleans up
 */
export default async function mount(call) {
  const { name, parentElement } = call;
  if (!components.has(name)) components.set(name, load(name));
  const [data, code] = opened(call.data);
  if (!catalogues.has(code)) catalogues.set(code, fetchTexts(code));
  const [component, texts] = await Promise.all([
    /** @type {Promise<Component>} */ (components.get(name)),
    catalogues.get(code),
  ]);
  const { show, followTheme, language, page, styles } = component;
  language.useLanguage(code, texts ?? {});
  if (filled.get(parentElement) !== code) {
    filled.set(parentElement, code);
    /** @type {ShadowRoot} */ (parentElement).adoptedStyleSheets = styles;
    const copy = /** @type {DocumentFragment} */ (page.cloneNode(true));
    language.translatePage(copy);
    parentElement.replaceChildren(copy);
    document.documentElement.lang = code;
  }
  followTheme(parentElement);
  const shown = show({ ...call, data });
  releaseHeight(parentElement);
  return shown;
}

/**
 * A component's data, and the code of the page's language.
 * @param {any} sent
 * @returns {[data: any, code: string]}
 */
function opened(sent) {
  if (!(sent instanceof Uint8Array))
    return Array.isArray(sent) ? [sent[0], sent[1] ?? "en"] : [sent, "en"];
  const code = LANGUAGES[sent[LANGUAGE_BYTE]];
  if (code === LANGUAGES[0]) return [sent, code];
  const message = read.get(sent) ?? sent.slice();
  message[LANGUAGE_BYTE] = 0;
  read.set(sent, message);
  return [message, code];
}

/**
 * From now on the component is as high as what it draws; Python reserved a height until then.
 * @param {ParentNode} parentElement
 */
function releaseHeight(parentElement) {
  const { host } = /** @type {ShadowRoot} */ (parentElement);
  const box = host.closest("[data-testid=stElementContainer]");
  if (released.get(host) === box) return; // asking for its style costs a layout of the page
  released.set(host, box);
  let part = /** @type {HTMLElement | null} */ (host);
  while (box && part && box.contains(part)) {
    // each of them has the height
    Object.assign(part.style, { height: "auto", overflow: "visible" });
    part = part.parentElement;
  }
  const column =
    box?.parentElement && getComputedStyle(box.parentElement).flexDirection === "column";
  if (column) /** @type {HTMLElement} */ (box).style.flexBasis = "auto";
}

/**
 * @param {string} name such as "cnnviz.kernel_bench"
 * @returns {Promise<Component>}
 */
async function load(name) {
  const own = `${FOLDER}${name.split(".")[1]}/`;
  const [{ improveBrowsing }, { followTheme }, language, { default: show }, page, ...styles] =
    await Promise.all([
      import(`${FOLDER}_js/browsing.js`),
      import(`${FOLDER}_js/theme.js`),
      import(`${FOLDER}_js/language.js`),
      import(`${own}index.js`),
      fetchText(`${own}component.html`),
      fetchText(`${FOLDER}_js/shared.css`),
      fetchText(`${own}component.css`),
    ]);
  improveBrowsing();
  return {
    show,
    followTheme,
    language,
    page: document.createRange().createContextualFragment(page),
    styles: await Promise.all(styles.map((style) => new CSSStyleSheet().replace(style))),
  };
}

/**
 * The translations into a language.
 * @param {string} code
 * @returns {Promise<import("./language.js").Texts>}
 */
const fetchTexts = async (code) =>
  code === "en" ? {} : JSON.parse(await fetchText(`${FOLDER}_js/texts/${code}.json`));

/** @param {string} address */
async function fetchText(address) {
  const reply = await fetch(address);
  if (!reply.ok) throw new Error(`${address}: ${reply.status} ${reply.statusText}`);
  return reply.text();
}
