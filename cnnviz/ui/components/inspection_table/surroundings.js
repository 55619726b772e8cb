// What surrounds the table of an inspection: its counts, its filters, and the keys that correct a row.

import { element, find, findAs } from "../_js/dom.js";
import { belongs, countRows, keysOf } from "./rows.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./rows.js").Filter} Filter */

/** @type {[Filter, string][]} */
const FILTERS = [
  ["all", "All"],
  ["rejected", "Not accepted"],
  ["accepted", "Accepted"],
  ["doubted", "Doubted"],
  ["wrong", "Wrong"],
  ["corrected", "Corrected"],
  ["refused", "Unreadable"],
];

/** @param {View} view */
export function drawFigures(view) {
  const found = countRows(view.feed.rows, view.acceptance, view.corrections);
  /** @type {[string, string, string][]} */
  const figures = [
    ["Accepted", String(found.accepted), "Answers that are taken without a look"],
    [
      "To be looked at",
      String(found.rejected),
      "Answers below the threshold, or doubted as unlike",
    ],
  ];
  if (found.known) {
    figures.push(
      ["Misses", `${found.misses} of ${found.wrong} wrong`, "Wrong answers that are accepted"],
      [
        "False alarms",
        `${found.false_alarms} of ${found.known - found.wrong} right`,
        "Right answers that are not accepted",
      ],
    );
  }
  if (found.refused) figures.push(["Unreadable", String(found.refused), "Files with an error"]);
  find(view.root, ".figures").replaceChildren(
    ...figures.map(([name, value, detail]) => {
      const figure = element("div", "", element("span", "", name), element("b", "", value));
      figure.title = detail;
      return figure;
    }),
  );
}

/**
 * The filters with their counts, and the menu of classes.
 * @param {View} view
 * @param {() => void} restart shows the first page of what is chosen
 */
export function drawFilters(view, restart) {
  const { choice, feed, acceptance, corrections } = view;
  const buttons = FILTERS.flatMap(([name, title]) => {
    const count = feed.rows.filter((row, number) =>
      belongs(name, row, number, acceptance, corrections),
    ).length;
    if (!count && name !== "all" && name !== choice.filter) return [];
    const button = element("button", "", `${title} ${count}`);
    button.type = "button";
    button.setAttribute("aria-pressed", String(choice.filter === name));
    button.onclick = () => {
      choice.filter = name;
      restart();
    };
    return [button];
  });
  find(view.root, ".filters").replaceChildren(...buttons);
  const classes = findAs(view.root, ".class", HTMLSelectElement);
  if (classes.options.length !== feed.classes.length + 1)
    classes.replaceChildren(new Option("all classes", "-1"), ...feed.classes.map(optionOf));
  classes.value = String(choice.label);
}

/**
 * @param {string} name
 * @param {number} label
 */
const optionOf = (name, label) => new Option(name, String(label));

/** @param {View} view */
export function drawKeys(view) {
  const { classes } = view.feed;
  const keys = keysOf(classes);
  const named = classes.flatMap((name, label) => {
    if (!keys[label]) return [];
    const key = element("kbd", "", keys[label]);
    return name.toLowerCase() === keys[label] ? [key, " "] : [key, ` ${name}  `];
  });
  const act = (/** @type {string} */ key) => element("kbd", "", key);
  find(view.root, ".keys").replaceChildren(
    ...["Correct a row with the keys ", ...named, act("↑"), act("↓"), " move  ", act("Enter")],
    ...[" opens  ", act("Del"), " as predicted  ", act("U"), " takes back"],
  );
}
