// Changing a number in place: a small field over the cell; Enter or leaving it keeps the number.

/** @typedef {import("./types.js").Cell} Cell */

/**
 * Open a field over a cell; keep(number) is called with what was typed, if it changed, and back()
 * when a key closed the field.
 * @param {HTMLElement} layers
 * @param {{ corner: [number, number], cell: number }} parts
 * @param {string} text
 * @param {[number, number]} limits
 * @param {(number: number) => void} keep
 * @param {() => void} back
 */
export function openEditor(layers, { corner: at, cell }, text, limits, keep, back) {
  layers.querySelector(".editor")?.remove();
  const side = Math.max(cell, 30);
  const field = document.createElement("input");
  const [x, y] = at.map((edge) => edge + (cell - side) / 2);
  const inputMode = limits[0] < 0 ? "text" : "numeric"; // number pads have no minus sign
  Object.assign(field, { className: "editor", value: text, inputMode, maxLength: 3 });
  const box = { left: x, top: y, width: side, height: side };
  for (const [edge, length] of Object.entries(box)) field.style.setProperty(edge, `${length}px`);
  field.setAttribute("aria-label", `New number, ${limits[0]} to ${limits[1]}`);
  const close = () => {
    field.onblur = null;
    field.remove();
  };
  const commit = () => {
    const number = wholeNumber(field.value);
    if (field.value !== text && within(number, limits)) keep(number);
    close();
  };
  field.oninput = () => {
    field.setAttribute("aria-invalid", String(!within(wholeNumber(field.value), limits)));
  };
  field.onblur = commit;
  field.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") commit();
    else if (event.key === "Escape") close();
    else return;
    back();
  };
  layers.append(field);
  field.select();
  field.focus();
}

/**
 * The text as a whole number, else NaN.
 * @param {string} text
 */
const wholeNumber = (text) =>
  /^[-−]?\d+$/.test(text.trim()) ? Number(text.replace("−", "-")) : NaN;

/**
 * @param {number} number
 * @param {Cell} cell
 */
const within = (number, [least, most]) => number >= least && number <= most;
