import assert from "node:assert/strict";
import { test } from "node:test";
import { Linter } from "eslint";
import { shownTexts } from "./shown_texts.js";

/** @param {string} code */
function reported(code) {
  const config = {
    plugins: { cnnviz: { rules: { "shown-texts": shownTexts } } },
    rules: { "cnnviz/shown-texts": /** @type {const} */ ("error") },
  };
  return new Linter().verify(code, config).map(({ message }) => message).length;
}

const SHOWN = [
  'part.textContent = "Undo";',
  'part.title = held ? _("Pinned") : "Free";',
  "part.textContent = `sum ${sum}`;",
  'part.setAttribute("aria-label", `Weight ${row}`);',
  'element("span", "caption", "stay");',
  'Object.assign(part, { title: "Not yet" });',
  'const HELP = "Point at a row.";',
  "const read = () => `Output of ${size} pixels`;",
  'svgElement("text", { x: 1 }, "epoch");',
];
const FINE = [
  'part.textContent = _("Undo");',
  'const HELP = N_("Point at a row.");',
  "part.textContent = `${row} × ${col}`;",
  'part.setAttribute("role", "alert");',
  'part.className = "caption numbers";',
  'find(root, ".in + figcaption");',
  'element("span", "caption numbers", _("stay"));',
  'throw new Error("no canvas here");',
  'part.textContent = "GIF";',
  'span("", "max(");',
];

test("a text that is shown is found where no mark is around it", () => {
  for (const code of SHOWN) assert.equal(reported(code), 1, code);
});

test("a marked text, a selector, a class and an error are not", () => {
  for (const code of FINE) assert.equal(reported(code), 0, code);
});
