import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { sendWhileMoving } from "../../cnnviz/ui/components/drawing_pad/sending.js";

const moving = (more) => ({
  root: { ariaBusy: "", isConnected: true },
  route: "/live-answer?model=1",
  pen: 0.1,
  number: 0,
  waiting: 0,
  sentAt: -Infinity,
  late: false,
  strokes: [],
  stroke: [[0.5, 0.5]],
  before: [],
  erasure: null,
  asking: false,
  changed: false,
  live: true,
  between: 300,
  send: mock.fn(),
  ...more,
});

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(globalThis, "fetch", () => new Promise(() => {}));
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

test("where the view does not follow a drawing, a moving pen is answered without a run", () => {
  const pad = moving({ live: false });
  sendWhileMoving(pad);
  assert.equal(fetch.mock.callCount(), 1);
  assert.equal(pad.send.mock.callCount(), 0);
});

test("runs for a moving pen are as far apart as the page says", () => {
  const pad = moving({ between: 1200 });
  const now = mock.method(performance, "now", () => 0);
  sendWhileMoving(pad);
  pad.waiting = 0;
  now.mock.mockImplementation(() => 1199);
  sendWhileMoving(pad);
  assert.equal(pad.send.mock.callCount(), 1);
  now.mock.mockImplementation(() => 1200);
  sendWhileMoving(pad);
  assert.equal(pad.send.mock.callCount(), 2);
});
