import assert from "node:assert/strict";
import { test } from "node:test";

import { askWhileMissing } from "../../cnnviz/ui/components/_js/missing.js";

test("a question is asked again until it is answered", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const root = { isConnected: true };
  let asked = 0;
  askWhileMissing(root, true, () => (asked += 1));
  assert.equal(asked, 1);
  mock.timers.tick(1000);
  mock.timers.tick(1000);
  assert.equal(asked, 3);
  askWhileMissing(root, false, () => (asked += 1));
  mock.timers.tick(5000);
  assert.equal(asked, 3);
});

test("a component that has left the page asks no more", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const root = { isConnected: true };
  let asked = 0;
  askWhileMissing(root, true, () => (asked += 1));
  root.isConnected = false;
  mock.timers.tick(5000);
  assert.equal(asked, 1);
});
