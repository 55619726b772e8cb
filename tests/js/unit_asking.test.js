import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { ask, takePage } from "../../cnnviz/ui/components/unit_view/asking.js";
import { isSame, readMessage } from "../../cnnviz/ui/components/unit_view/message.js";

const ROUTE = "/live-unit?about=1";
const [FIRST, SECOND] = [[[0, 1, 2, 3]], [[5, 7]]];

const view = (more) => ({
  number: 0,
  routes: [ROUTE],
  answering: Promise.resolve(),
  send: mock.fn(),
  show: mock.fn(),
  ...more,
});

const shown = ({ show }) => show.mock.calls.map(({ arguments: [message] }) => [...message]);
const sent = ({ send }) => send.mock.calls.map(({ arguments: [{ path }] }) => path);
const turn = () => new Promise((done) => setImmediate(done));

/** A server whose answers, each of one number, are let go one by one. */
function server() {
  const open = [];
  const questions = [];
  mock.method(globalThis, "fetch", (route, { body }) => {
    questions.push([route, JSON.parse(body).path]);
    return new Promise((answer) => open.push(answer));
  });
  const letGo = (number, ok = true) =>
    open.shift()({
      ok,
      arrayBuffer: async () => new Uint8Array([number]).buffer,
      text: async () => "no",
    });
  return { questions, letGo };
}

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.requestAnimationFrame = (frame) => setImmediate(frame);
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

test("a unit is explained first, and then sent to the page", async () => {
  const { questions, letGo } = server();
  const one = view();
  const asked = ask(one, FIRST, 0, 0);
  await turn();
  assert.deepEqual(questions, [[ROUTE, FIRST]]);
  assert.deepEqual(sent(one), []);
  letGo(4);
  await asked;
  assert.deepEqual(shown(one), [[4]]);
  assert.deepEqual(one.send.mock.calls[0].arguments, [
    { path: FIRST, shown: 0, model: 0, number: one.number },
  ]);
});

test("closing asks nothing, and an answer that comes then opens nothing", async () => {
  const { questions, letGo } = server();
  const one = view();
  ask(one, FIRST, 0, 0);
  await turn();
  ask(one, [], 0, 0);
  assert.deepEqual(sent(one), [[]]);
  letGo(4);
  await turn();
  assert.deepEqual(shown(one), []);
  assert.equal(questions.length, 1);
});

test("of units asked for while one is under way, the last is explained and sent", async () => {
  const { questions, letGo } = server();
  const one = view();
  const all = [ask(one, FIRST, 0, 0)];
  await turn();
  all.push(ask(one, FIRST, 24, 0), ask(one, SECOND, 0, 0));
  letGo(1);
  await turn();
  letGo(2);
  await Promise.all(all);
  assert.deepEqual(
    questions.map(([, path]) => path),
    [FIRST, SECOND],
  );
  assert.deepEqual([shown(one), sent(one)], [[[2]], [SECOND]]);
});

test("where the answer takes long the page is asked, too, and the later of both changes nothing", async () => {
  const { letGo } = server();
  const one = view();
  const asked = ask(one, FIRST, 0, 0);
  await turn();
  mock.timers.tick(150);
  await asked;
  assert.deepEqual(sent(one), [FIRST]);
  takePage(one, { number: one.number, routes: ["/live-unit?about=2"] }, new Uint8Array([9]));
  letGo(4); // of an input that the page no longer has
  await turn();
  assert.deepEqual(shown(one), [[9]]);
});

test("a route that fails is left until the page brings one", async () => {
  const { questions, letGo } = server();
  const one = view({ routes: [ROUTE, "/live-unit?about=2"] });
  const asked = ask(one, FIRST, 0, 0);
  await turn();
  letGo(4, false);
  await asked;
  assert.deepEqual([shown(one), sent(one)], [[], [FIRST]]);
  assert.deepEqual(one.routes, ["", "/live-unit?about=2"]);
  await ask(one, SECOND, 0, 0);
  assert.equal(questions.length, 1);
  takePage(one, { number: one.number, routes: [ROUTE] }, new Uint8Array([5]));
  assert.deepEqual([shown(one), one.routes], [[[5]], [ROUTE]]);
});

test("a unit of the second model is asked for at its own route", async () => {
  const { questions, letGo } = server();
  const one = view({ routes: ["", "/live-unit?about=2"] });
  const asked = ask(one, SECOND, 0, 1);
  await turn();
  letGo(4);
  await asked;
  assert.deepEqual(questions, [["/live-unit?about=2", SECOND]]);
});

test("the page's explanation of an earlier unit is not shown, one of no question is", () => {
  const one = view({ number: 5 });
  for (const number of [4, 5, 6, 0])
    takePage(one, { number, routes: [] }, new Uint8Array([number]));
  assert.deepEqual(shown(one), [[5], [6], [0]]);
});

test("a message is read patch by patch", () => {
  const header = {
    path: SECOND,
    input: [1, 2, 1],
    sources: [{ shown: [{}, {}], rows: [0], cols: [0, 1], weighted: true }],
  };
  const text = new TextEncoder().encode(JSON.stringify(header).padEnd(200));
  const values = Float32Array.from({ length: 14 }, (_, at) => at);
  const bytes = new Uint8Array(204 + 56);
  new DataView(bytes.buffer).setUint32(0, 200, true);
  bytes.set(text, 4);
  bytes.set(new Uint8Array(values.buffer), 204);
  const { picture, patches } = readMessage(bytes);
  assert.deepEqual([...picture], [0, 1]);
  assert.deepEqual(
    patches[0].map(({ values: own, weights, products }) => [[...own], [...weights], [...products]]),
    [
      [
        [2, 3],
        [6, 7],
        [10, 11],
      ],
      [
        [4, 5],
        [8, 9],
        [12, 13],
      ],
    ],
  );
});

test("messages are the same byte by byte", () => {
  const [one, same, other, longer] = [
    [1, 2],
    [1, 2],
    [1, 3],
    [1, 2, 3],
  ].map((all) => Uint8Array.from(all));
  assert.deepEqual(
    [isSame(one, same), isSame(one, other), isSame(one, longer)],
    [true, false, false],
  );
});
