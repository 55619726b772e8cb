// What surrounds the table of an inspection: its counts, its filters, and the keys that correct a row.

import { element, find, findAs } from "../_js/dom.js";
import { N_, _, grouped } from "../_js/language.js";
import { belongs, countRows, keysOf } from "./rows.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./rows.js").Filter} Filter */

/** @type {[Filter, string][]} */
const FILTERS = [
  ["all", N_("All")],
  ["rejected", N_("Not accepted")],
  ["accepted", N_("Accepted")],
  ["doubted", N_("Doubted")],
  ["wrong", N_("Wrong")],
  ["corrected", N_("Corrected")],
  ["refused", N_("Unreadable")],
];

/**
 * Name, value and explanation of what is counted where classes are known.
 * @param {Record<"known" | "wrong" | "misses" | "false_alarms", number>} found
 * @returns {[string, string, string][]}
 */
export function knownFigures({ known, wrong, misses, false_alarms }) {
  if (!known) return [];
  const missed = { count: grouped(misses), all: grouped(wrong) };
  const alarmed = { count: grouped(false_alarms), all: grouped(known - wrong) };
  return [
    [_("Misses"), _("{count} of {all} wrong", missed), _("Wrong answers that are accepted")],
    [
      _("False alarms"),
      _("{count} of {all} right", alarmed),
      _("Right answers that are not accepted"),
    ],
  ];
}

/** @param {View} view */
export function drawFigures(view) {
  const found = countRows(view.feed.rows, view.acceptance, view.corrections);
  /** @type {[string, string, string][]} */
  const figures = [
    [_("Accepted"), grouped(found.accepted), _("Answers that are taken without a look")],
    [
      _("To be looked at"),
      grouped(found.rejected),
      _("Answers below the threshold, or doubted as unlike"),
    ],
  ];
  figures.push(...knownFigures(found));
  if (found.refused)
    figures.push([_("Unreadable"), grouped(found.refused), _("Files with an error")]);
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
    const button = element("button", "", `${_(title)} ${grouped(count)}`);
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
    classes.replaceChildren(new Option(_("all classes"), "-1"), ...feed.classes.map(optionOf));
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
  const does = (/** @type {string} */ word) => ` ${word}  `; // what the keys before it do
  find(view.root, ".keys").replaceChildren(
    ...[`${_("Correct a row with the keys")} `, ...named],
    ...[act("↑"), act("↓"), does(_("move")), act("Enter"), does(_("opens"))],
    ...[act("Del"), does(_("as predicted")), act("U"), ` ${_("takes back")}`],
  );
}
