// The table of an inspection: its heads, one page of its rows, and what is done in it.

import { element } from "../_js/dom.js";
import { N_, _, _n, localNumber } from "../_js/language.js";
import { percent } from "../_js/number.js";
import { isAccepted, knownClass } from "./rows.js";

/** @typedef {import("./types.js").View} View */

const COLUMNS = [
  { name: "file", title: N_("File"), rank: 1 },
  { name: "class", title: N_("Class"), rank: 1 },
  { name: "probability", title: N_("Probability"), rank: 1 },
  { name: "doubt", title: N_("Doubt"), rank: 2 },
  { name: "known", title: N_("Known class"), rank: 2 },
];
/** @type {Record<string, string>} */
const DOUBTS = { unlike: N_("unlike"), uncertain: N_("uncertain") };

/**
 * @param {View} view
 * @param {() => void} draw
 */
export function buildHeads(view, draw) {
  const { choice } = view;
  const picture = element("th", "picture");
  const cam = element("th", "picture second", "CAM");
  cam.title = _("Grad-CAM: what in the picture the answer rests on");
  const heads = COLUMNS.map(({ name, title, rank }) => {
    const button = element("button", "", _(title));
    button.type = "button";
    button.onclick = () => {
      choice.descending = choice.column === name && !choice.descending;
      choice.column = name;
      view.page = 0;
      draw();
    };
    const head = element("th", rank === 2 ? "second" : "", button);
    head.scope = "col";
    const direction = choice.descending ? "descending" : "ascending";
    head.setAttribute("aria-sort", choice.column === name ? direction : "none");
    return head;
  });
  return element("tr", "", picture, cam, ...heads);
}

/**
 * A picture in a cell, or its empty place.
 * @param {string} kind
 * @param {string | undefined} source
 * @param {boolean} isSecond whether a narrow table leaves it out
 */
function buildPicture(kind, source, isSecond = false) {
  const className = `picture${isSecond ? " second" : ""}`;
  if (!source) return element("td", className, element("i"));
  const image = element("img");
  Object.assign(image, { src: `data:image/${kind};base64,${source}`, alt: "", loading: "lazy" });
  return element("td", className, image);
}

/**
 * @param {View} view
 * @param {number} number of the row
 */
export function buildRow(view, number) {
  const { classes } = view.feed;
  const row = view.feed.rows[number];
  const made = element("tr", "", buildPicture("jpeg", row.thumbnail));
  made.dataset.number = String(number);
  made.tabIndex = -1;
  if (row.label === null) {
    const why = element("td", "refused", row.sentence);
    why.colSpan = 4;
    made.append(element("td", "picture second"), element("td", "file", row.file), why);
    return made;
  }
  const corrected = view.corrections.get(number) ?? null;
  const known = knownClass(row, number, view.corrections);
  const isWrong = known !== null && known !== row.label;
  made.dataset.accepted = String(isAccepted(row, view.acceptance));
  const label = element("td", isWrong ? "wrong" : "", classes[row.label]);
  const meter = element("i", "meter");
  meter.style.setProperty("--share", `${100 * row.probability}%`);
  const share = element("span", "", percent(row.probability));
  share.title = localNumber(String(row.probability));
  const doubt = element("td", "second", row.doubt && _(DOUBTS[row.doubt]));
  doubt.title = row.sentence;
  const name = known === null ? "" : classes[known];
  const truth = element("td", `second ${corrected === null ? "" : "corrected"}`, name);
  if (corrected !== null) truth.append(" ✎");
  const file = element("td", "file", row.file);
  const tiles = _n("{count} tile", "{count} tiles", row.tiles);
  if (row.tiles) file.append(element("span", "caption", " ", tiles));
  made.append(
    buildPicture("png", view.feed.maps.get(number), true),
    file,
    label,
    element("td", "probability", share, meter),
    doubt,
    truth,
  );
  if (corrected !== null && isWrong) label.append(` → ${name}`);
  return made;
}
