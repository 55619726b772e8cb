// The layer calculator: a window moves over numbers, and each sum is worked out.

import { element } from "../_js/dom.js";

const SECONDS_EACH = 1.8;

/**
 * @param {import("./index.js").Shown} shown
 * @returns {import("./index.js").Picture}
 */
export function windowPicture({ numbers }) {
  const [input, kernel, output] = [grid(numbers.input), grid(numbers.kernel), grid(numbers.output)];
  const across = numbers.output[0].length;
  const [rows, cols] = [numbers.kernel.length, numbers.kernel[0].length];
  const outline = element("div", "outline");
  input.root.append(outline);
  const line = element("p", "line numbers");
  const parts = [input.root, sign("∗"), kernel.root, sign("="), output.root];
  const stage = element("div", "stage", element("div", "parts", ...parts), line);
  let shownStep = -1;

  /** @param {number} step */
  function show(step) {
    if (step === shownStep) return;
    shownStep = step;
    const [row, col] = [Math.floor(step / across), step % across];
    outline.style.setProperty("--row", String(row));
    outline.style.setProperty("--col", String(col));
    outline.style.setProperty("--rows", String(rows));
    outline.style.setProperty("--cols", String(cols));
    output.cells.forEach((cell, index) => {
      cell.classList.toggle("empty", index > step);
      cell.classList.toggle("now", index === step);
    });
    line.replaceChildren(`${numbers.sums[step]} = `, element("b", "", output.texts[step]));
  }

  return {
    stage,
    line,
    seconds: numbers.sums.length * SECONDS_EACH,
    layOut: () => {},
    draw: (progress) =>
      show(Math.min(Math.floor(progress * numbers.sums.length), numbers.sums.length - 1)),
    progressAt(event) {
      const box = stage.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      return Math.min(Math.max(share, 0), 0.999);
    },
  };
}

/** @param {string[][]} rows */
function grid(rows) {
  const cells = rows.flat().map((text) => element("i", "", text));
  const root = element("div", "grid", ...cells);
  root.style.gridTemplateColumns = `repeat(${rows[0].length}, auto)`;
  return { root, cells, texts: rows.flat() };
}

/** @param {string} text */
const sign = (text) => element("span", "sign", text);
