// Streamlit's theme, which reaches a component as CSS variables.

import { contextOf } from "./canvas.js";
import { chooseScales, cssColour, mixed } from "./colour.js";

/** @typedef {import("./colour.js").Rgb} Rgb */
/** @typedef {{ paper: Rgb, ink: Rgb, accent: Rgb, font: string, dark: boolean }} Theme */

/**
 * A function that gives the value of a theme variable, for example of "primary-color".
 * @param {ParentNode} element in the component, or its shadow root
 */
function variablesOf(element) {
  const styled = element instanceof ShadowRoot ? element.host : /** @type {Element} */ (element);
  const style = getComputedStyle(styled);
  return (/** @type {string} */ name) => style.getPropertyValue(`--st-${name}`).trim();
}

/**
 * The value of a theme variable, for example themeColour(element, "primary-color").
 * @param {ParentNode} element in the component, or its shadow root
 * @param {string} name
 */
export const themeColour = (element, name) => variablesOf(element)(name);

/** @type {Map<string, Rgb>} by their CSS: asking a canvas takes a millisecond, at every change */
const known = new Map();

/**
 * A colour of CSS as numbers.
 * @param {string} css
 */
function rgbOf(css) {
  const before = known.get(css);
  if (before) return before;
  const probe = contextOf(document.createElement("canvas"), { willReadFrequently: true });
  probe.fillStyle = css;
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  /** @type {Rgb} */
  const rgb = [red, green, blue];
  known.set(css, rgb);
  return rgb;
}

/**
 * The theme as colours that can be mixed.
 * @param {ParentNode} element
 * @returns {Theme}
 */
export function readTheme(element) {
  const valueOf = variablesOf(element);
  const rgb = (/** @type {string} */ name) => rgbOf(valueOf(name));
  const paper = rgb("background-color");
  return {
    paper,
    ink: rgb("text-color"),
    accent: rgb("primary-color"),
    font: valueOf("font") || "sans-serif",
    dark: paper[0] < 128,
  };
}

/** @typedef {ReturnType<typeof readCssTheme>} CssTheme */

/**
 * The theme as CSS, for what is drawn in its colours as they are; some are translucent.
 * @param {ParentNode} element
 */
export function readCssTheme(element) {
  const valueOf = variablesOf(element);
  return {
    ink: valueOf("text-color"),
    accent: valueOf("primary-color"),
    border: valueOf("border-color"),
    field: valueOf("secondary-background-color"),
    font: valueOf("font") || "sans-serif",
  };
}

/**
 * From now on, colour values as the page's theme asks for, and the browser's own controls too.
 * @param {ParentNode} element in the component, or its shadow root
 */
export function followTheme(element) {
  const { dark } = readTheme(element);
  chooseScales(dark);
  const styled = element instanceof ShadowRoot ? element.host : element;
  /** @type {HTMLElement} */ (styled).style.colorScheme = dark ? "dark" : "light";
}

/**
 * The colour between the paper (0) and the ink (1), as CSS.
 * @param {Theme} theme
 * @param {number} share
 */
export const shade = ({ paper, ink }, share) => cssColour(mixed(paper, ink, share));
