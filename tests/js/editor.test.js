import assert from "node:assert/strict";
import { test } from "node:test";

import { spanOf } from "../../cnnviz/ui/components/sliding_window/data.js";
import { complaintAbout, parseNumber } from "../../cnnviz/ui/components/sliding_window/editor.js";

test("a cell takes numbers and fractions, with any minus sign or a decimal comma", () => {
  const typed = ["114", " -1.75 ", "\u22121", "1,5", "1/4", "-1/4", "1e-3", ".5", "+2", "0"];
  assert.deepEqual(typed.map(parseNumber), [114, -1.75, -1, 1.5, 0.25, -0.25, 0.001, 0.5, 2, 0]);
});

test("what is no finite number is named", () => {
  for (const text of ["", "x", "1/", "1/0", "1/2/3", "1 2", "Infinity", "0x10", "--1"]) {
    assert.match(complaintAbout(text, 1e6), /^Not a number: “/, text);
  }
});

test("a number beyond the largest is refused with the range", () => {
  assert.equal(complaintAbout("1e6", 1e6), "");
  assert.equal(complaintAbout("-1000001", 1e6), "From −1,000,000 to 1,000,000.");
});

test("colours of digits end at 9, of other numbers at the largest, of signed ones at both ends", () => {
  assert.deepEqual(spanOf([0, 3, 5]), { least: 0, most: 9 });
  assert.deepEqual(spanOf([0, 1, 1]), { least: 0, most: 1 });
  assert.deepEqual(spanOf([60, 113, 139]), { least: 0, most: 139 });
  assert.deepEqual(spanOf([0.25, 0.5]), { least: 0, most: 0.5 });
  assert.deepEqual(spanOf([-1.75, 1]), { least: -1.75, most: 1.75 });
  assert.deepEqual(spanOf([0, 0]), { least: 0, most: 1 });
});
