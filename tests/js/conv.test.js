import assert from "node:assert/strict";
import { test } from "node:test";

import { addRow, afterSum } from "../../cnnviz/ui/components/_js/conv.js";

/** The activation's value at a sum of -2 with a bias of 0.5. */
const at = (activation) => afterSum(-2, { bias: 0.5, activation, leak: 0.1 });

test("the bias is added before the activation", () => {
  assert.equal(at("none"), -1.5);
  assert.equal(at("ReLU"), 0);
  assert.ok(Math.abs(at("leaky ReLU") + 0.15) < 1e-12);
  assert.ok(Math.abs(at("sigmoid") - 1 / (1 + Math.E ** 1.5)) < 1e-12);
  assert.ok(Math.abs(at("tanh") + 0.9051482536448664) < 1e-12);
});

test("a row is read with a stride, weighted and added", () => {
  const output = Float32Array.of(1, 1, 1, 1);
  addRow(output, 1, 2, 1, [9, 1, 2, 3, 4], 1, 2, 10);
  assert.deepEqual([...output], [1, 11, 31, 1]);
});
