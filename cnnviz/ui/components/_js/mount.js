// The entry of every component. Streamlit sends the component's name and data with each change; its
// page, style and script are files, which the browser fetches once.

/** @typedef {import("./views.js").Call<any> & { name: string }} NamedCall */
/**
 * @typedef {object} Component
 * @property {(call: NamedCall) => unknown} show the default export of its index.js
 * @property {(element: ParentNode) => void} followTheme
 * @property {DocumentFragment} page
 * @property {CSSStyleSheet[]} styles
 */

/** @type {Map<string, Promise<Component>>} */
const components = new Map();
/** @type {WeakSet<ParentNode>} */
const filled = new WeakSet();

/**
 * What is not bytes comes as the only element of a list.
 * @param {NamedCall} call its promise's value, if any, is a function that cleans up
 */
export default async function mount(call) {
  const { name, parentElement } = call;
  if (!components.has(name)) components.set(name, load(name));
  const { show, followTheme, page, styles } = await /** @type {Promise<Component>} */ (
    components.get(name)
  );
  if (!filled.has(parentElement)) {
    filled.add(parentElement);
    /** @type {ShadowRoot} */ (parentElement).adoptedStyleSheets = styles;
    parentElement.append(page.cloneNode(true));
  }
  const [data] = Array.isArray(call.data) ? call.data : [call.data];
  followTheme(parentElement);
  const shown = show({ ...call, data });
  releaseHeight(parentElement);
  return shown;
}

/**
 * From now on the component is as high as what it draws; Python reserved a height until then.
 * @param {ParentNode} parentElement
 */
function releaseHeight(parentElement) {
  const { host } = /** @type {ShadowRoot} */ (parentElement);
  const box = host.closest("[data-testid=stElementContainer]");
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
 * Streamlit serves the whole folder under the name of each component; all files are asked for under
 * one name, so that the browser has each of them only once.
 * @param {string} name such as "cnnviz.kernel_bench"
 * @returns {Promise<Component>}
 */
async function load(name) {
  const folder = import.meta.url.replace(/[^/]+\/_js\/.*/, "cnnviz.answer/");
  const own = `${folder}${name.split(".")[1]}/`;
  const [{ improveBrowsing }, { followTheme }, { default: show }, page, ...styles] =
    await Promise.all([
      import(`${folder}_js/browsing.js`),
      import(`${folder}_js/theme.js`),
      import(`${own}index.js`),
      fetchText(`${own}component.html`),
      fetchText(`${folder}_js/shared.css`),
      fetchText(`${own}component.css`),
    ]);
  improveBrowsing();
  return {
    show,
    followTheme,
    page: document.createRange().createContextualFragment(page),
    styles: await Promise.all(styles.map((style) => new CSSStyleSheet().replace(style))),
  };
}

/** @param {string} address */
async function fetchText(address) {
  const reply = await fetch(address);
  if (!reply.ok) throw new Error(`${address}: ${reply.status} ${reply.statusText}`);
  return reply.text();
}
