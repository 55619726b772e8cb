// The name and the note of a run, entered in its row.

import { element } from "../_js/dom.js";
import { _ } from "../_js/language.js";

/**
 * Enter or Save sends both, Escape or Cancel leaves them as they were.
 * @param {import("./index.js").RunRow} row changed at once, before Python confirms
 * @param {(act: import("./index.js").Act) => void} report
 * @param {() => void} end
 */
export function buildForm(row, report, end) {
  const name = element("input");
  Object.assign(name, { value: row.name, placeholder: row.title, maxLength: 80 });
  name.setAttribute("aria-label", _("Name"));
  const note = element("textarea");
  Object.assign(note, { value: row.note, placeholder: _("Note"), maxLength: 2000 });
  note.setAttribute("aria-label", _("Note"));
  const save = element("button", "", _("Save"));
  const cancel = element("button", "", _("Cancel"));
  cancel.type = "button";
  cancel.onclick = end;
  const form = element("form", "", name, note, element("div", "", save, cancel));
  form.onsubmit = (event) => {
    event.preventDefault();
    row.name = name.value.trim();
    row.note = note.value.trim();
    if (row.name) row.title = row.name;
    report({ act: "note", run: row.id, name: row.name, note: row.note });
    end();
  };
  form.onkeydown = (event) => {
    if (event.key === "Escape") end();
  };
  requestAnimationFrame(() => name.focus());
  return form;
}
