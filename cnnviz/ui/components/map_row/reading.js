// Reading: which cell lies under the pointer, its value, and a mark on it. Maps of one size are
// read together.

import { shortNumber } from "../_js/number.js";

const CHANNEL_NAMES = ["R ", "G ", "B "];

export const isScaled = ({ size, height, width }) => size[0] !== height || size[1] !== width;
const sameSize = (one, other) => String(one.size) === String(other.size);

/** The values of a cell, as one text. */
function valueText({ values, width, channels }, row, col) {
  const at = (row * width + col) * channels;
  const texts = Array.from({ length: channels }, (_, c) => shortNumber(values[at + c], 4));
  return texts.map((text, c) => (channels > 1 ? CHANNEL_NAMES[c] : "") + text).join("  ");
}

/** The place in the whole map that a cell of the sent one is the middle of. */
const whole = ({ size, height, width }, row, col) =>
  [((row + 0.5) * size[0]) / height, ((col + 0.5) * size[1]) / width].map(Math.floor);

function readingText(map, row, col) {
  const text = valueText(map, row, col);
  if (!isScaled(map)) return `row ${row}, column ${col}: ${text}`;
  const [down, across] = whole(map, row, col);
  return `mean near ${down}, ${across}: ${text}`;
}

/** Show a cell on every map of the same size; null clears all. */
export function read(view, index, cell, byKey = false) {
  view.at = cell && { index, row: cell[0], col: cell[1] };
  view.tiles.forEach((tile, i) => {
    const shown = cell && sameSize(view.maps[i], view.maps[index]);
    tile.spot.hidden = !shown;
    tile.reading.textContent = shown ? readingText(view.maps[i], ...cell) : "";
    if (shown) placeSpot(tile, view.maps[i], ...cell);
  });
  if (byKey)
    view.spoken.textContent = `${view.maps[index].title}: ${view.tiles[index].reading.textContent}`;
}

function placeSpot(tile, { height, width }, row, col) {
  const { spot, fit } = tile;
  const [h, w] = [fit.height / height, fit.width / width];
  const [down, across] = [Math.max(h, 5), Math.max(w, 5)];
  Object.assign(spot.style, {
    left: `${(col + 0.5) * w - across / 2}px`,
    top: `${(row + 0.5) * h - down / 2}px`,
    width: `${across}px`,
    height: `${down}px`,
  });
}

export function cellUnder(tile, { height, width }, event) {
  const box = tile.canvas.getBoundingClientRect();
  const part = (offset, length, cells) =>
    Math.min(Math.max(Math.floor((offset / length) * cells), 0), cells - 1);
  return [
    part(event.clientY - box.top, box.height, height),
    part(event.clientX - box.left, box.width, width),
  ];
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Arrow keys move the cell, with shift by ten; Escape leaves. */
export function steer(view, index, event) {
  if (event.key === "Escape") read(view, index, null);
  if (event.key === "Enter" && view.pickable) view.pick(index);
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const { height, width } = view.maps[index];
  const by = event.shiftKey ? 10 : 1;
  const from = view.at?.index === index ? [view.at.row, view.at.col] : [height >> 1, width >> 1];
  const [row, col] = from.map((at, axis) => at + step[axis] * by);
  read(
    view,
    index,
    [Math.min(Math.max(row, 0), height - 1), Math.min(Math.max(col, 0), width - 1)],
    true,
  );
}
