import assert from "node:assert/strict";
import { test } from "node:test";

import {
  complaintAbout,
  isNoWeight,
  parseWeight,
} from "../../cnnviz/ui/components/kernel_bench/typed.js";

test("a weight is a number or a fraction, with any minus sign", () => {
  const typed = ["0.5", " -1 ", "\u22122", "1/9", "-1/4", "1e-3", "0", "0,5", "-,25"];
  assert.deepEqual(typed.map(parseWeight), [0.5, -1, -2, 1 / 9, -0.25, 0.001, 0, 0.5, -0.25]);
});

test("anything else is no weight", () => {
  for (const text of ["", " ", "one", "1/", "/2", "1/2/3", "1/0", "Infinity", "1,5,2", "1, 5"]) {
    assert.ok(isNoWeight(text), text);
  }
});

test("of typed cells the first that is no number is named", () => {
  assert.equal(complaintAbout(["1", "1/3"]), "");
  assert.match(complaintAbout(["1", "", "x"]), /has nothing\./);
});
