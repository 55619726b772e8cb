// A grid of buttons with one stop for the Tab key; arrows move between its cells.

import { element, find } from "../_js/dom.js";
import { arrowStep, clampCell } from "../_js/grid_keys.js";

const MOST_LARGE = 6; // columns that fit into a card as large cells

/**
 * @typedef {object} AnswerGridData
 * @property {string[][]} grid what the cells show
 * @property {string} label of the grid, for those who listen
 * @property {string} cell what a place is called, its row and column in braces
 */

/** @param {import("../_js/views.js").Call<AnswerGridData>} call */
export default function show({ data, parentElement, setTriggerValue }) {
  const grid = find(parentElement, ".grid");
  grid.setAttribute("aria-label", data.label);
  grid.classList.toggle("wide", (data.grid[0]?.length ?? 0) > MOST_LARGE);
  const buttons = data.grid.map((texts, row) =>
    texts.map((text, col) => {
      const button = element("button", "", text);
      const place = data.cell.replace("{row}", `${row + 1}`).replace("{column}", `${col + 1}`);
      button.setAttribute("aria-label", text ? `${place}: ${text}` : place);
      button.setAttribute("role", "gridcell");
      button.tabIndex = row || col ? -1 : 0;
      button.onclick = () => setTriggerValue("choose", [row, col]);
      return button;
    }),
  );
  grid.replaceChildren(
    ...buttons.map((row) => {
      const line = element("div", "", ...row);
      line.setAttribute("role", "row");
      return line;
    }),
  );
  grid.onkeydown = (event) => moveFocus(event, buttons);
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLButtonElement[][]} buttons
 */
function moveFocus(event, buttons) {
  const step = arrowStep(event);
  if (!step) return;
  event.preventDefault();
  const row = buttons.findIndex((line) => line.some((button) => button === event.target));
  const col = buttons[row]?.findIndex((button) => button === event.target) ?? -1;
  const [down, right] = clampCell(
    [row + step[0], col + step[1]],
    [buttons.length, buttons[0]?.length ?? 0],
  );
  for (const button of buttons.flat()) button.tabIndex = -1;
  const next = buttons[down]?.[right];
  if (!next) return;
  next.tabIndex = 0;
  next.focus();
}
