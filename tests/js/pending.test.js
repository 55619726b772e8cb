import assert from "node:assert/strict";
import { test } from "node:test";

import { pendingLayers } from "../../cnnviz/ui/components/layer_stack/pending.js";

/** @param {string[]} kinds */
const answerOf = (...kinds) => ({
  layers: kinds.map((kind) => ({ kind, settings: { filters: 8 } })),
  fault: null,
  refused: null,
  starts: { ReLU: {}, Dense: { units: 10 } },
  most: 5,
});
/** @param {import("../../cnnviz/ui/components/layer_stack/types.js").ShownRow[]} rows */
const kindsOf = (rows) => rows.map(({ kind }) => kind);

test("a setting that was changed and not answered shows the last value", () => {
  const pending = [9, 10, 11].map((value) => ({ do: "set", at: 0, name: "filters", value }));
  assert.equal(pendingLayers(answerOf("Conv2D"), pending)[0].settings.filters, 11);
});

test("an answer that took some edits keeps the later ones", () => {
  const answer = answerOf("Conv2D");
  answer.layers[0].settings.filters = 10;
  const pending = [{ do: "set", at: 0, name: "filters", value: 12 }];
  assert.equal(pendingLayers(answer, pending)[0].settings.filters, 12);
});

test("layers added one after another are all there, with their own settings", () => {
  const pending = [0, 1, 2].map((at) => ({ do: "add", at, value: "Dense" }));
  const rows = pendingLayers(answerOf("Flatten"), pending);
  assert.deepEqual(kindsOf(rows), ["Flatten", "Dense", "Dense", "Dense"]);
  assert.deepEqual(rows[3].settings, { units: 10 });
});

test("an edit counts layers in the stack that the edits before it left", () => {
  const pending = [
    { do: "add", at: -1, value: "ReLU" },
    { do: "move", at: 0, value: 1 },
    { do: "remove", at: 0 },
    { do: "set", at: 1, name: "filters", value: 3 },
  ];
  const rows = pendingLayers(answerOf("A", "B"), pending);
  assert.deepEqual(kindsOf(rows), ["ReLU", "B"]);
  assert.equal(rows[1].settings.filters, 3);
});

test("edits that Python does not apply are not shown", () => {
  const pending = [
    { do: "move", at: 0, value: -1 },
    { do: "remove", at: 7 },
    ...Array.from({ length: 9 }, () => ({ do: "add", at: 0, value: "ReLU" })),
  ];
  assert.equal(pendingLayers(answerOf("A", "B"), pending).length, 5);
});

test("a fault stays at its layer when layers move", () => {
  const answer = { ...answerOf("A", "B"), fault: { at: 1, reason: "It does not fit." } };
  const rows = pendingLayers(answer, [{ do: "move", at: 1, value: -1 }]);
  assert.deepEqual(
    rows.map(({ fault }) => fault),
    ["It does not fit.", ""],
  );
});

test("a refusal goes with the next change of its layer", () => {
  const answer = { ...answerOf("A"), refused: { at: 0, reason: "It is no number." } };
  assert.equal(pendingLayers(answer, [])[0].refused, "It is no number.");
  const pending = [{ do: "set", at: 0, name: "filters", value: 3 }];
  assert.equal(pendingLayers(answer, pending)[0].refused, "");
});
