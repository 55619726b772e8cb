import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { onOpenUnit, openUnit } from "../../cnnviz/ui/components/_js/unit_link.js";
import { askMap } from "../../cnnviz/ui/components/feature_strips/asking.js";

const strips = () => ({ header: { answer: "1" }, layers: [], folded: new Set(), ask: mock.fn() });
const turn = () => new Promise((done) => setImmediate(done));

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.document = { activeElement: null, body: null };
  globalThis.HTMLElement = class {};
});

afterEach(() => mock.timers.reset());

test("a map is asked for after the page is told of the unit that the same click opens", async () => {
  let tell;
  onOpenUnit(() => new Promise((done) => (tell = done)));
  const view = strips();
  askMap(view, [0, 1]);
  openUnit([0, 2, 2, 1], null);
  await turn();
  mock.timers.tick(1000);
  await turn();
  assert.equal(view.ask.mock.callCount(), 0);
  tell();
  await turn();
  mock.timers.tick(120);
  await turn();
  assert.deepEqual(view.ask.mock.calls[0].arguments[0].map, [0, 1]);
});

test("of maps clicked quickly one after the other, the last is asked for", async () => {
  onOpenUnit(() => {});
  openUnit([0, 0], null);
  const view = strips();
  askMap(view, [0, 1]);
  askMap(view, [0, 2]);
  await turn();
  mock.timers.tick(120);
  await turn();
  assert.deepEqual(
    view.ask.mock.calls.map(({ arguments: [{ map }] }) => map),
    [[0, 2]],
  );
});
