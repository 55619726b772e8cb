// The kernel playground: a kernel slides over a photograph, and its output appears.

import { sizeCanvas } from "../_js/canvas.js";
import { cssColour, inkOn, largestMagnitude, signedColour } from "../_js/colour.js";
import { element, placeInPixels } from "../_js/dom.js";
import { cellUnder } from "../_js/grid_keys.js";
import { placeText, shortNumber } from "../_js/number.js";
import { cellScale, render } from "../_js/raster.js";
import { filled } from "./words.js";

/** @typedef {import("./index.js").Shown} Shown */

const SECONDS = 16;
const GREY = { low: 0, high: 255, colours: /** @type {const} */ ("grey") };
const BESIDE = 150; // pixels of the stage that kernel and signs take

/**
 * @param {Shown} shown
 * @returns {import("./index.js").Picture}
 */
export function kernelPicture(shown) {
  const { photograph, output, size, outputSize, kernelSize, words } = shown;
  const [rows, cols] = outputSize;
  const limit = largestMagnitude(Array.from(output));
  const [input, made] = [sheet(), sheet()];
  const grid = element("div", "kernel grid");
  const line = element("p", "line");
  const parts = [input.root, sign("∗"), grid, sign("="), made.root];
  const stage = element("div", "stage", element("div", "parts", ...parts), line);
  let [scale, painted] = [1, -1];
  let held = false;

  function layOut() {
    const room = Math.max((stage.clientWidth - BESIDE) / 2, 60);
    const high = Math.max(stage.clientHeight - 42, 40);
    const width = Math.min(room, (high * size[1]) / size[0]);
    scale = cellScale([size[1], size[1]], width);
    grid.replaceChildren(...weightCells(shown));
    grid.style.gridTemplateColumns = `repeat(${kernelSize[1]}, auto)`;
    const values = { values: photograph, height: size[0], width: size[1], channels: 1 };
    const [high0, wide] = [size[0] * scale, size[1] * scale];
    sizeCanvas(input.canvas, wide, high0).drawImage(render(values, GREY), 0, 0, wide, high0);
    // The output is as large as the photograph, so that both are level: an edge of it stays empty.
    sizeCanvas(made.canvas, wide, high0);
    picture = render(
      { values: output, height: rows, width: cols, channels: 1 },
      { low: -limit, high: limit, colours: "signed" },
    );
    painted = -1;
  }

  let picture = document.createElement("canvas");

  /** @param {number} count of outputs that are shown */
  function paint(count) {
    const context = /** @type {CanvasRenderingContext2D} */ (made.canvas.getContext("2d"));
    if (count < painted || painted < 0) context.clearRect(0, 0, size[1] * scale, size[0] * scale);
    const [row, col] = [Math.floor(count / cols), count % cols];
    const margin = ((kernelSize[0] - 1) / 2) * scale;
    /** @type {(top: number, left: number, high: number, wide: number) => void} */
    const copy = (top, left, high, wide) => {
      if (high > 0 && wide > 0)
        context.drawImage(
          picture,
          left,
          top,
          wide,
          high,
          margin + left * scale,
          margin + top * scale,
          wide * scale,
          high * scale,
        );
    };
    copy(0, 0, row, cols);
    if (row < rows) copy(row, 0, 1, col);
    painted = count;
  }

  /** @param {number} at index of the output that is computed */
  function mark(at) {
    const [row, col] = [Math.floor(at / cols), at % cols];
    const [high, wide] = [kernelSize[0] * scale, kernelSize[1] * scale];
    placeInPixels(input.spot, col * scale, row * scale, wide, high);
    const margin = ((kernelSize[0] - 1) / 2) * scale;
    placeInPixels(made.spot, margin + col * scale, margin + row * scale, scale);
    line.textContent = held
      ? filled(words.pixel, { place: placeText([row, col]), sum: shortNumber(output[at]) })
      : filled(words.sliding, { kernel: words.kernel });
  }

  return {
    stage,
    line,
    seconds: SECONDS,
    layOut,
    draw(progress) {
      const last = rows * cols - 1;
      const at = Math.min(Math.floor(progress * (last + 1)), last);
      paint(held || progress === 1 ? last + 1 : at);
      input.spot.hidden = made.spot.hidden = progress === 1 && !held;
      mark(at);
      held = false;
    },
    progressAt(event) {
      held = true;
      const over = event.composedPath().includes(made.root) ? made : input;
      const [row, col] = cellUnder(over.canvas, size, event);
      const clamped = [
        Math.min(Math.max(row - 1, 0), rows - 1),
        Math.min(Math.max(col - 1, 0), cols - 1),
      ];
      return (clamped[0] * cols + clamped[1] + 0.5) / (rows * cols);
    },
  };
}

/** A canvas with a mark on it. */
function sheet() {
  const [canvas, spot] = [element("canvas"), element("div", "spot")];
  return { root: element("div", "sheet", canvas, spot), canvas, spot };
}

/** @param {string} text */
const sign = (text) => element("span", "sign", text);

/** @param {Shown} shown */
function weightCells({ kernel }) {
  const weights = Array.from(kernel);
  const limit = largestMagnitude(weights);
  return weights.map((weight) => {
    const colour = signedColour("weights", weight, limit);
    const cell = element("i", "", shortNumber(weight));
    Object.assign(cell.style, { background: cssColour(colour), color: inkOn(colour) });
    return cell;
  });
}
