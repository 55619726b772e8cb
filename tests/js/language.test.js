import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { _, _n, language, useLanguage } from "../../cnnviz/ui/components/_js/language.js";

afterEach(() => useLanguage("en", {}));

test("English texts are their own keys", () => {
  assert.equal(_("row {row}, column {column}", { row: 3, column: 4 }), "row 3, column 4");
  assert.equal(_n("{count} window", "{count} windows", 1), "1 window");
  assert.equal(_n("{count} window", "{count} windows", 1200), "1,200 windows");
});

test("a translation orders the values itself", () => {
  useLanguage("de", {
    "{a} of {b}": "{b}, davon {a}",
    "{count} window": ["{count} Fenster", "{count} Fenster"],
  });
  assert.equal(language(), "de");
  assert.equal(_("{a} of {b}", { a: 1, b: 2 }), "2, davon 1");
  assert.equal(_n("{count} window", "{count} windows", 1200), "1.200 Fenster");
});

test("a text without translation is shown in English, and a value that is missing by its name", () => {
  useLanguage("de", {});
  assert.equal(_("Kernel of {size}"), "Kernel of {size}");
});
