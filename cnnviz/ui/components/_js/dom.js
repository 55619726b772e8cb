// Finding, making and placing elements, and where the focus is.

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

/**
 * What has the focus in the component that a part belongs to.
 * @param {Element} part
 */
export const activeElementOf = (part) =>
  /** @type {ShadowRoot | Document} */ (part.getRootNode()).activeElement;

/**
 * Replace the children of an element; where one had the focus, the new one in its place has it.
 * @param {Element} parent
 * @param {HTMLElement[]} children
 */
export function replaceChildrenKeepingFocus(parent, children) {
  const active = activeElementOf(parent);
  const at = [...parent.children].findIndex((child) => child === active);
  parent.replaceChildren(...children);
  if (at >= 0) children[at]?.focus();
}

/**
 * Place an element over a picture: top, left, height and width are in the picture's units.
 * @param {HTMLElement} placed
 * @param {readonly [top: number, left: number, height: number, width: number]} box
 * @param {readonly [height: number, width: number]} [picture]
 */
export function placeOverPicture(placed, [top, left, height, width], [rows, cols] = [1, 1]) {
  Object.assign(placed.style, {
    top: `${(100 * top) / rows}%`,
    left: `${(100 * left) / cols}%`,
    height: `${(100 * height) / rows}%`,
    width: `${(100 * width) / cols}%`,
  });
}

/**
 * Place an element in CSS pixels.
 * @param {HTMLElement} placed
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} [height]
 */
export function placeInPixels(placed, left, top, width, height = width) {
  Object.assign(placed.style, {
    left: `${left}px`,
    top: `${top}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
}
