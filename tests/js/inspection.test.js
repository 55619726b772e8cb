// Counting, filtering and sorting the rows of an inspection, and the keys of classes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { addRows } from "../../cnnviz/ui/components/inspection_table/index.js";
import {
  countRows,
  keysOf,
  shownRows,
  withPending,
} from "../../cnnviz/ui/components/inspection_table/rows.js";
import { knownFigures } from "../../cnnviz/ui/components/inspection_table/surroundings.js";

/**
 * @param {string} file
 * @param {number | null} label
 * @param {number} probability
 * @param {number | null} [truth]
 * @param {string} [doubt]
 */
const row = (file, label, probability, truth = null, doubt = "") =>
  /** @type {any} */ ({ file, label, probability, truth, doubt });

// The same rows as in tests/evaluation/test_inspection.py.
const rows = [
  row("right/a.png", 1, 0.95, 1),
  row("b.png", 1, 0.7, 1),
  row("c.png", 0, 0.99, 1),
  row("d.png", 0, 0.99, null, "unlike"),
  row("e.png", null, 0),
];
const acceptance = { threshold: 0.9, unlike: false };
const classes = ["dark", "bright"];

/** @param {Partial<import("../../cnnviz/ui/components/inspection_table/rows.js").Choice>} choice */
const shown = (choice) => {
  const all = /** @type {const} */ ({ filter: "all", label: -1, text: "" });
  return shownRows(
    rows,
    { ...all, column: "", descending: false, ...choice },
    acceptance,
    new Map(),
    classes,
  );
};

test("misses and false alarms are counted as in Python", () => {
  const counts = (/** @type {any} */ rule, /** @type {[number, number][]} */ corrected) =>
    Object.values(countRows(rows, rule, new Map(corrected)));
  assert.deepEqual(counts(acceptance, []), [2, 2, 1, 3, 1, 1, 1]);
  assert.deepEqual(counts({ threshold: 0.5, unlike: false }, []), [3, 1, 1, 3, 1, 1, 0]);
  assert.deepEqual(counts({ threshold: 0.9, unlike: true }, []), [3, 1, 1, 3, 1, 1, 1]);
  assert.deepEqual(counts(acceptance, [[2, 0]]), [2, 2, 1, 3, 0, 0, 1]);
});

test("filters show what they name", () => {
  assert.deepEqual(shown({ filter: "accepted" }), [0, 2]);
  assert.deepEqual(shown({ filter: "rejected" }), [1, 3]);
  assert.deepEqual(shown({ filter: "doubted" }), [3]);
  assert.deepEqual(shown({ filter: "wrong" }), [2]);
  assert.deepEqual(shown({ filter: "refused" }), [4]);
  assert.deepEqual(shown({ label: 1, text: "RIGHT" }), [0]);
});

test("what has no value comes last in both directions", () => {
  assert.deepEqual(shown({ column: "probability" }), [1, 0, 2, 3, 4]);
  assert.deepEqual(shown({ column: "probability", descending: true }), [2, 3, 0, 1, 4]);
  assert.deepEqual(shown({ column: "doubt" })[0], 3);
});

test("classes of one character have their own key, others digits and then letters", () => {
  assert.deepEqual(keysOf(["0", "1", "X"]), ["0", "1", "x"]);
  const eleven = keysOf(Array.from({ length: 11 }, (_, i) => `class ${i}`));
  assert.deepEqual(eleven.slice(7), ["8", "9", "a", "b"]);
  assert.ok(!keysOf(Array(40).fill("long")).includes("u"));
});

test("a correction counts before Python has confirmed it, and so does taking it back", () => {
  const pending = [
    { act: "label", row: 3, label: 1 },
    { act: "label", row: 0, label: null },
  ];
  assert.deepEqual(
    [...withPending({ 0: 1 }, pending)],
    [
      [0, null],
      [3, 1],
    ],
  );
});

test("rows that were missed are noticed, others are added or replaced", () => {
  const feed = { rows: rows.slice(0, 1), classes: [], maps: new Map() };
  const data = (/** @type {number} */ start) =>
    /** @type {any} */ ({ start, rows: rows.slice(start), classes, maps: { 1: "png" } });
  assert.ok(!addRows(feed, data(2)));
  assert.ok(addRows(feed, data(1)));
  assert.deepEqual(feed.rows, rows);
  assert.equal(feed.maps.get(1), "png");
  assert.ok(addRows(feed, data(0)));
  assert.equal(feed.rows.length, rows.length);
});

test("misses and false alarms have signs between their thousands", () => {
  const found = { known: 4995, wrong: 25, misses: 5, false_alarms: 1160 };
  const values = knownFigures(found).map(([, value]) => value);
  assert.deepEqual(values, ["5 of 25 wrong", "1,160 of 4,970 right"]);
  assert.deepEqual(knownFigures({ ...found, known: 0 }), []);
});
