// Finding and sorting in the list of runs, and round numbers on its charts.

import assert from "node:assert/strict";
import { test } from "node:test";

import { logTicks, shortNumber, ticksBetween } from "../../cnnviz/ui/components/_js/ticks.js";
import { nearest } from "../../cnnviz/ui/components/run_charts/index.js";
import { inOrder, matches } from "../../cnnviz/ui/components/run_table/index.js";

/**
 * @param {string} title
 * @param {number | string | null} order
 * @param {string} [search]
 */
const row = (title, order, search = "") =>
  /** @type {any} */ ({ title, search, cells: [{ order }] });

test("a run is found by all words of a text, in any order and case", () => {
  const run = row("", 0, "20260101-mlp-3f9a My Best MNIST");
  assert.ok(matches(run, "best mnist"));
  assert.ok(matches(run, "MNIST 3f9"));
  assert.ok(matches(run, ""));
  assert.ok(!matches(run, "best digits"));
});

test("rows without a value come last in both directions", () => {
  const rows = [row("a", null), row("b", 1), row("c", 3), row("d", 2)];
  const titles = (/** @type {boolean} */ down) => inOrder(rows, 0, down).map(({ title }) => title);
  assert.deepEqual(titles(false), ["b", "d", "c", "a"]);
  assert.deepEqual(titles(true), ["c", "d", "b", "a"]);
});

test("names are sorted with their numbers", () => {
  const rows = [row("16 filters", 0), row("8 filters", 0)];
  assert.deepEqual(
    inOrder(rows, -2, false).map(({ title }) => title),
    ["8 filters", "16 filters"],
  );
  assert.deepEqual(inOrder(rows, -1, true), rows);
});

test("ticks are round and inside their range", () => {
  assert.deepEqual(ticksBetween(0.873, 0.961, 5), [0.88, 0.9, 0.92, 0.94, 0.96]);
  assert.deepEqual(ticksBetween(0, 5, 5), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(ticksBetween(3, 3, 5), [3]);
  for (const [low, high] of [
    [0, 1e6],
    [-3.7, 9],
    [1e-5, 3e-5],
  ])
    for (const tick of ticksBetween(low, high, 6)) assert.ok(tick >= low && tick <= high);
});

test("a logarithmic axis has powers of ten, and more numbers where they are few", () => {
  assert.deepEqual(logTicks(1, 1000), [1, 10, 100, 1000]);
  assert.deepEqual(logTicks(60_000, 650_000), [100_000, 200_000, 500_000]);
});

test("numbers on axes are short", () => {
  const written = [0.95, 1200, 421642, 4_241_152, 2.5e9, -40, -25_000].map(shortNumber);
  assert.deepEqual(written, ["0.95", "1,200", "422 k", "4.24 M", "2.5 G", "−40", "−25 k"]);
});

test("the point nearest to a place is read; the last one without a place", () => {
  assert.equal(nearest([1, 2, 4], 2.9), 1);
  assert.equal(nearest([1, 2, 4], null), 2);
  assert.equal(nearest([null, 2, null], null), 1);
  assert.equal(nearest([null, null], 1), -1);
});
