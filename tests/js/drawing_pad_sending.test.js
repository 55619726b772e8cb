import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { send, sendWhileMoving } from "../../cnnviz/ui/components/drawing_pad/sending.js";

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

const turn = () => new Promise((done) => setImmediate(done));

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(globalThis, "fetch", () => new Promise(() => {}));
  globalThis.requestAnimationFrame = (frame) => setImmediate(frame);
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

test("a complete drawing is sent to the page when its answer is painted", async () => {
  const answer = { ok: true, arrayBuffer: async () => new ArrayBuffer(4) };
  let letGo;
  mock.method(globalThis, "fetch", () => new Promise((done) => (letGo = () => done(answer))));
  const pad = moving({ stroke: null, strokes: [[[0.5, 0.5]]] });
  const sent = send(pad);
  await turn();
  assert.equal(pad.send.mock.callCount(), 0);
  letGo();
  await sent;
  assert.deepEqual(
    pad.send.mock.calls.map(({ arguments: [message] }) => [message.number, message.moving]),
    [[pad.number, false]],
  );
});

test("a complete drawing is sent to the page where its answer takes long", async () => {
  const pad = moving({ stroke: null });
  const sent = send(pad);
  mock.timers.tick(150);
  await sent;
  assert.equal(pad.send.mock.callCount(), 1);
});

test("of drawings completed quickly one after the other, the page is sent the last", async () => {
  const pad = moving({ stroke: null });
  const all = [send(pad), send(pad)];
  const last = pad.number;
  mock.timers.tick(150);
  await Promise.all(all);
  assert.deepEqual(
    pad.send.mock.calls.map(({ arguments: [{ number }] }) => number),
    [last],
  );
});

test("a run for a moving pen asks nothing that the pen's own questions do not ask", () => {
  sendWhileMoving(moving({}));
  assert.equal(fetch.mock.callCount(), 1);
});
