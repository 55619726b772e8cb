// Streamlit's theme, which reaches a component as CSS variables.

/**
 * The value of a theme variable, for example themeColour(element, "primary-color").
 * @param {ParentNode} element in the component, or its shadow root
 * @param {string} name
 */
export function themeColour(element, name) {
  const styled = element instanceof ShadowRoot ? element.host : /** @type {Element} */ (element);
  return getComputedStyle(styled).getPropertyValue(`--st-${name}`).trim();
}
