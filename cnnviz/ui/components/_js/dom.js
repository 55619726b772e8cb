// Finding and making elements.

/**
 * The element for a selector, of a kind; an error where the page has none.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
export function findAs(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`no ${kind.name} for ${selector}`);
  return found;
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 */
export const find = (root, selector) => findAs(root, selector, HTMLElement);

/**
 * @param {ParentNode} root
 * @param {string} selector
 */
export const findCanvas = (root, selector) => findAs(root, selector, HTMLCanvasElement);

/**
 * @param {ParentNode} root
 * @param {string} selector
 */
export const findButton = (root, selector) => findAs(root, selector, HTMLButtonElement);

/**
 * A new button with a label, which shows on hover and which screen readers read.
 * @param {string} label
 * @param {() => void} act
 * @param {...(Node | string)} children
 */
export function labelledButton(label, act, ...children) {
  const button = element("button", "", ...children);
  Object.assign(button, { title: label, onclick: act });
  button.setAttribute("aria-label", label);
  return button;
}

/**
 * A new element with a class and children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, className = "", ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
