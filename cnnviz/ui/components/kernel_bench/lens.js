// The lens: the surroundings of the window in large pixels, in a corner of each picture.

import { sizeCanvas } from "../_js/canvas.js";
import { isKnown, spanOf } from "./data.js";
import { outline } from "./painting.js";

const LENS = 124; // CSS pixels, at most a third of its frame
const LARGE_ENOUGH = 5; // CSS pixels a pixel from which nobody needs a lens

/** Show or hide both lenses; each lies in the corner away from the window. */
export function showLenses(bench, accent) {
  const {
    data: { header },
    pixel,
    zoom,
    input,
    output,
  } = bench;
  const needed = zoom < LARGE_ENOUGH && isKnown(bench.data, pixel) && !bench.trial;
  const right = pixel[1] * header.stride < header.size[1] / 2;
  for (const { lens } of [input, output]) {
    lens.hidden = !needed;
    lens.classList.toggle("right", right);
  }
  if (needed) drawLenses(bench, accent);
}

function drawLenses(bench, accent) {
  const {
    data: { header },
    pixel,
  } = bench;
  const span = spanOf(header);
  const { image, answer } = fullSize(bench);
  const at = pixel.map((place, axis) => place - header.corner[axis]);
  const window = at.map((place) => place * header.stride);
  const middle = window.map((start, axis) => start + span[axis] / 2);
  const cells = Math.max(11, Math.max(...span) + 6);
  magnify(bench.input.lens, image, middle, cells, accent, tapsOf(header, window));
  const outputCells = Math.max(7, Math.round(cells / header.stride));
  magnify(
    bench.output.lens,
    answer,
    at.map((place) => place + 0.5),
    outputCells,
    accent,
    [[...at, 1]],
  );
}

/** The pictures that hold every pixel: the patch where there is one, else the whole. */
const fullSize = ({ patch, image, answer }) => patch ?? { image, answer };

/** The cells that a window reads, as [row, col, side]; without gaps it is one rectangle. */
function tapsOf({ shape: [down, across], dilation }, [top, left]) {
  if (dilation === 1) return [[top, left, down, across]];
  const cells = Array.from({ length: down * across }, (_, i) => i);
  return cells.map((i) => [
    top + Math.floor(i / across) * dilation,
    left + (i % across) * dilation,
    1,
  ]);
}

function magnify(canvas, picture, [row, col], cells, accent, boxes) {
  const side = Math.min(LENS, canvas.parentElement.clientWidth / 3);
  const context = sizeCanvas(canvas, side, side);
  const scale = side / cells;
  const [top, left] = [Math.round(row - cells / 2), Math.round(col - cells / 2)];
  context.clearRect(0, 0, side, side);
  context.drawImage(
    picture,
    -left * scale,
    -top * scale,
    picture.width * scale,
    picture.height * scale,
  );
  for (const [r, c, down, across = down] of boxes)
    outline(context, r - top, c - left, down, across, scale, accent);
}
