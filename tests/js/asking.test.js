import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";

import { isShown, receive, showReceived } from "../../cnnviz/ui/components/_js/live_answer.js";
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
  finishing: false,
  again: false,
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

test("an answer is handed with its route to all that show answers on the page", async () => {
  const { letGo } = server();
  const shown = [];
  const here = { isConnected: true };
  showReceived(here, (message, route) => shown.push(["here", message.length, route]));
  showReceived({ isConnected: false }, () => shown.push("gone"));
  const asked = ask(pad());
  letGo();
  await asked;
  receive(new Uint8Array(7), "other");
  assert.deepEqual(shown, [
    ["here", 4, "/live-answer?model=1"],
    ["here", 7, "other"],
  ]);
});

test("quick strokes have one question under way, and one more after it for all that came", async () => {
  const { letGo, questions } = server();
  const drawing = pad();
  const asked = ask(drawing);
  for (const number of [1, 2, 3]) ask(Object.assign(drawing, { number }));
  assert.equal(questions.length, 1);
  letGo();
  await turn();
  assert.deepEqual(
    questions.map(({ number }) => number),
    [0, 3],
  );
  letGo();
  await asked;
  assert.equal(questions.length, 2);
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

test("neither a late answer is shown nor one of a model that the page no longer shows", () => {
  const shown = { number: 5, route: "a" };
  const both = (number, route) => [true, false].map((page) => isShown(shown, number, route, page));
  assert.deepEqual(both(5, "a"), [true, true]);
  assert.deepEqual(both(4, "a"), [false, false]);
  assert.deepEqual(both(6, "b"), [true, false]); // a switch of the model is the page's
  assert.deepEqual(both(4, "b"), [true, false]);
  assert.deepEqual(both(0, ""), [true, false]); // another kind of input
});
