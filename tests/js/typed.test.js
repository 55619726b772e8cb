import assert from "node:assert/strict";
import { test } from "node:test";

import {
  complaintAbout,
  complaintAboutMatrix,
  isNoWeight,
  parseWeight,
  readMatrix,
} from "../../cnnviz/ui/components/kernel_bench/typed.js";

test("a weight is a number or a fraction, with any minus sign", () => {
  const typed = ["0.5", " -1 ", "\u22122", "1/9", "-1/4", "1e-3", "0"];
  assert.deepEqual(typed.map(parseWeight), [0.5, -1, -2, 1 / 9, -0.25, 0.001, 0]);
});

test("anything else is no weight", () => {
  for (const text of ["", " ", "one", "1/", "/2", "1/2/3", "1/0", "Infinity", "1,5"]) {
    assert.ok(isNoWeight(text), text);
  }
});

const MATRIX = [
  ["1", "2"],
  ["-3", "0.5"],
];

for (const [name, text] of Object.entries({
  "plain text": "1 2\n-3 0.5",
  CSV: "1,2\n-3,0.5\n",
  NumPy: "array([[ 1. ,  2. ],\n       [-3. ,  0.5]], dtype=float32)",
  "nested lists": "[[1, 2], [-3, 0.5]]",
  "a spreadsheet with decimal commas": "1\t2\r\n-3\t0,5\r\n",
  "semicolons between columns": "1;2\n-3;0,5",
  "semicolons between rows": "1 2; -3 0.5",
})) {
  test(`a matrix is read from ${name}`, () => {
    assert.deepEqual(
      readMatrix(text).map((row) => row.map(Number)),
      MATRIX.map((row) => row.map(Number)),
    );
  });
}

test("what is wrong with a matrix is said with the value received", () => {
  /** What is said of a text. */
  const complaint = (text, most = 15) => complaintAboutMatrix(text, readMatrix(text), most);
  assert.equal(complaint("1 2\n3 4"), "");
  assert.match(complaint("1 2\n3"), /rows of one length, got 2, 1\./);
  assert.match(complaint("1 2\n3 4", 1), /at most 1 × 1 numbers, got 2 × 2\./);
  assert.match(complaint("1 2\n3 x"), /numbers only, got “x”\./);
  assert.match(complaint("[[[1, 2], [3, 4]]]"), /2 axes, rows and columns, got more/);
});

test("of typed cells the first that is no number is named", () => {
  assert.equal(complaintAbout(["1", "1/3"]), "");
  assert.match(complaintAbout(["1", "", "x"]), /has nothing\./);
});
