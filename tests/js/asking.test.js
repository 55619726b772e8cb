import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";

import { receive, showReceived } from "../../cnnviz/ui/components/_js/live_answer.js";
import { ask, askWhileMoving } from "../../cnnviz/ui/components/drawing_pad/asking.js";

const pad = () => ({
  route: "/live-answer?model=1",
  pen: 0.1,
  number: 0,
  strokes: [],
  stroke: [[0.5, 0.5]],
  before: [],
  erasure: null,
  asking: false,
  changed: false,
});

/** A server whose answers are let go one by one. */
function server() {
  const open = [];
  const questions = [];
  mock.method(globalThis, "fetch", (_route, { body }) => {
    questions.push(JSON.parse(body));
    return new Promise((answer) => open.push(answer));
  });
  const letGo = (ok = true) =>
    open.shift()({ ok, arrayBuffer: async () => new ArrayBuffer(4), text: async () => "no" });
  return { open, questions, letGo };
}

const turn = () => new Promise((done) => setImmediate(done));

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

test("an answer is handed to what shows answers", async () => {
  const { letGo } = server();
  const shown = [];
  showReceived((message) => shown.push(message.length));
  const asked = ask(pad());
  letGo();
  await asked;
  receive(new Uint8Array(7));
  assert.deepEqual(shown, [4, 7]);
});

test("a route that fails is left", async () => {
  const { letGo } = server();
  const drawing = pad();
  const asked = ask(drawing);
  letGo(false);
  await asked;
  assert.equal(drawing.route, "");
});

test("a moving pen has one question under way, and one more after it for all that came", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { letGo, questions } = server();
  const drawing = pad();
  askWhileMoving(drawing);
  drawing.stroke.push([0.6, 0.5]);
  askWhileMoving(drawing);
  drawing.stroke.push([0.7, 0.5]);
  askWhileMoving(drawing);
  assert.equal(questions.length, 1);
  letGo();
  await turn();
  mock.timers.tick(50);
  await turn();
  assert.equal(questions.length, 2);
  assert.equal(questions[1].strokes.at(-1).length, 3);
  assert.ok(questions[1].number > questions[0].number);
  letGo();
  await turn();
  mock.timers.tick(50);
  await turn();
  assert.equal(drawing.asking, false);
  assert.equal(questions.length, 2);
});
