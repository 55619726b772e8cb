// Elements of SVG.

/**
 * A new element with attributes and, where it has one, its text.
 * @param {string} name
 * @param {Record<string, string | number>} [attributes]
 * @param {string} [text]
 */
export function svgElement(name, attributes = {}, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}

/**
 * An icon of one path in a square of 24 units; the button around it has its name.
 * @param {string} path
 */
export function icon(path) {
  const made = svgElement("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  made.append(svgElement("path", { d: path }));
  return made;
}
