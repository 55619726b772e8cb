import assert from "node:assert/strict";
import { test } from "node:test";

import {
  percent,
  placeText,
  roundedNumber,
  shortNumber,
  spanText,
  trueMinus,
  withSign,
} from "../../cnnviz/ui/components/_js/number.js";

test("whole numbers are written whole", () => {
  assert.equal(shortNumber(0), "0");
  assert.equal(shortNumber(99999), "99999");
});

test("other numbers have two digits, fewer from 100 on", () => {
  assert.equal(shortNumber(0.1234), "0.12");
  assert.equal(shortNumber(123.456), "123");
  assert.equal(shortNumber(1.5, 1), "1.5");
});

test("very small and very large numbers have an exponent", () => {
  assert.equal(shortNumber(0.00012), "1.2e-4");
  assert.equal(shortNumber(1.5e5 + 0.5), "1.5e+5");
});

test("a negative number has a true minus sign, a rounded zero none", () => {
  assert.equal(shortNumber(-3), "\u22123");
  assert.equal(shortNumber(-0.001), "0.00");
});

test("a text of a magnitude gets the number's sign, unless it was rounded to 0", () => {
  const texts = [".25", "0.0", "1e3", ".00"].map((text) => withSign(-1, text));
  assert.deepEqual(texts, ["\u2212.25", "0.0", "\u22121e3", ".00"]);
  assert.equal(withSign(2, "2"), "2");
});

test("a number in full has a true minus sign", () => {
  assert.deepEqual([-0.125, 3, -0].map(trueMinus), ["\u22120.125", "3", "0"]);
});

test("what is no number stays what it is", () => {
  assert.equal(shortNumber(NaN), "NaN");
  assert.equal(shortNumber(Infinity), "Infinity");
});

test("no probability reads 100 % or 0 %", () => {
  const texts = [1, 0.9996, 0.987, 0.0004, 0].map(percent);
  assert.deepEqual(texts, ["> 99.9 %", "> 99.9 %", "98.7 %", "< 0.1 %", "< 0.1 %"]);
});

test("rows and columns are counted from 1", () => {
  assert.equal(placeText([0, 4]), "row 1, column 5");
});

test("rows above the picture are 0 and less", () => {
  assert.equal(spanText([-3, 6]), "\u22122 to 7");
  assert.equal(spanText([2, 2]), "3");
});

test("a result has up to four decimals, and says whether that is all of it", () => {
  assert.deepEqual(roundedNumber(114), { text: "114", exact: true });
  assert.deepEqual(roundedNumber(-1.75), { text: "\u22121.75", exact: true });
  assert.deepEqual(roundedNumber(0.1 + 0.2), { text: "0.3", exact: true });
  assert.deepEqual(roundedNumber(1 / 3), { text: "0.3333", exact: false });
  assert.deepEqual(roundedNumber(123456.5), { text: "123456.5", exact: true });
  assert.deepEqual(roundedNumber(0), { text: "0", exact: true });
});

test("a result beyond four decimals is written with its power of ten", () => {
  assert.equal(roundedNumber(1.5e-7).text, "1.50 × 10⁻⁷");
  assert.equal(roundedNumber(2e12).text, "2.00 × 10¹²");
});
