import assert from "node:assert/strict";
import { test } from "node:test";

import {
  chooseScales,
  colourAt,
  cssColour,
  inkOn,
  largestMagnitude,
  mixed,
  signedColour,
} from "../../cnnviz/ui/components/_js/colour.js";

test("a scale begins and ends with its first and last stop", () => {
  assert.deepEqual(colourAt("grey", 0), [0, 0, 0]);
  assert.deepEqual(colourAt("grey", 1), [255, 255, 255]);
});

test("beyond its ends a scale has its end's colour", () => {
  assert.deepEqual(colourAt("signed", -3), colourAt("signed", 0));
  assert.deepEqual(colourAt("signed", 3), colourAt("signed", 1));
});

test("between two stops the colours are mixed", () => {
  assert.deepEqual(colourAt("grey", 0.5), [128, 128, 128]);
  assert.deepEqual(mixed([0, 100, 200], [100, 200, 0], 0.25), [25, 125, 150]);
});

test("zero is the middle of a signed scale, also where nothing differs from it", () => {
  assert.deepEqual(signedColour("signed", 0, 7), colourAt("signed", 0.5));
  assert.deepEqual(signedColour("signed", 0, 0), colourAt("signed", 0.5));
  assert.deepEqual(signedColour("signed", -7, 7), colourAt("signed", 0));
});

test("a signed scale ends at the largest magnitude, whatever its sign", () => {
  assert.equal(largestMagnitude([1, -3, 2]), 3);
  assert.equal(largestMagnitude(Float32Array.of(0.5, -0.25)), 0.5);
  assert.equal(largestMagnitude([]), 0);
});

test("ink is dark on light and light on dark", () => {
  assert.equal(inkOn([255, 255, 255]), "#000000");
  assert.equal(inkOn([0, 0, 0]), "#ffffff");
});

test("on a dark page what is near zero is dark, on a light one light", () => {
  for (const [isDark, ink] of /** @type {const} */ ([
    [true, "#ffffff"],
    [false, "#000000"],
  ])) {
    chooseScales(isDark);
    assert.equal(inkOn(signedColour("signed", 0, 1)), ink);
    assert.equal(inkOn(signedColour("weights", 0, 1)), ink);
    assert.equal(inkOn(colourAt("probability", 0)), ink);
  }
});

test("a colour is written as CSS writes it", () => {
  assert.equal(cssColour([1, 2, 3]), "rgb(1, 2, 3)");
});
