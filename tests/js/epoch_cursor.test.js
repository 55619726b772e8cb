import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import {
  cursorOf,
  listen,
  moveTo,
  onCursorKey,
  setEpochs,
  shownEpoch,
  togglePlay,
} from "../../cnnviz/ui/components/_js/epoch_cursor.js";

let count = 0;
let cursor = cursorOf("none");

beforeEach(() => {
  count += 1;
  cursor = cursorOf(`run ${count}`);
  setEpochs(cursor, [1, 2, 3, 4]);
});

test("it is at now until it is moved, and follows the training", () => {
  assert.equal(cursor.at, null);
  assert.equal(shownEpoch(cursor), 4);
  setEpochs(cursor, [1, 2, 3, 4, 5]);
  assert.equal(shownEpoch(cursor), 5);
});

test("it stays at its epoch while the training goes on", () => {
  moveTo(cursor, 2.2);
  setEpochs(cursor, [1, 2, 3, 4, 5]);
  assert.equal(shownEpoch(cursor), 2);
});

test("components of a run share it, and each is told once per move", () => {
  let told = 0;
  listen(cursorOf(`run ${count}`), "curves", () => {
    told += 100;
  });
  listen(cursor, "curves", () => {
    told += 1;
  });
  moveTo(cursor, 3);
  moveTo(cursor, 3.4);
  assert.equal(told, 1);
  assert.equal(cursorOf("another run").at, null);
});

test("it goes to the nearest complete epoch", () => {
  for (const [at, epoch] of [
    [0, 1],
    [1.4, 1],
    [1.6, 2],
    [99, 4],
  ]) {
    moveTo(cursor, at);
    assert.equal(cursor.at, epoch);
  }
});

test("arrows step and end at the first epoch and at now", () => {
  const path = ["ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowRight"].map((key) => {
    onCursorKey(cursor, key);
    return cursor.at;
  });
  assert.deepEqual(path, [4, 3, 4, null]);
  for (let i = 0; i < 9; i += 1) onCursorKey(cursor, "ArrowLeft");
  assert.equal(cursor.at, 1);
});

test("of a run that has ended, one step back from now is the epoch before the last", () => {
  setEpochs(cursor, [1, 2, 3, 4], true);
  onCursorKey(cursor, "ArrowLeft");
  assert.equal(cursor.at, 3);
});

test("Home is the first epoch, End and Escape are now, other keys are left alone", () => {
  assert.ok(onCursorKey(cursor, "Home"));
  assert.equal(cursor.at, 1);
  assert.ok(onCursorKey(cursor, "Escape"));
  assert.equal(cursor.at, null);
  assert.ok(!onCursorKey(cursor, "x"));
});

test("an epoch that is gone after a run was set back gives way to now", () => {
  moveTo(cursor, 4);
  setEpochs(cursor, [1, 2]);
  assert.equal(cursor.at, null);
  assert.equal(shownEpoch(cursor), 2);
});

test("before the first epoch there is nothing to move to", () => {
  const fresh = cursorOf("fresh");
  moveTo(fresh, 3);
  for (const key of ["ArrowLeft", "ArrowRight", "Home", " "]) onCursorKey(fresh, key);
  assert.equal(fresh.at, null);
  assert.equal(shownEpoch(fresh), 0);
});

test("Space plays from the first epoch to now, and stops", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.window = /** @type {any} */ (globalThis);
  const seen = [];
  listen(cursor, "test", () => seen.push(cursor.at));
  onCursorKey(cursor, " ");
  for (let i = 0; i < 10; i += 1) mock.timers.tick(1000);
  assert.deepEqual([...new Set(seen)], [1, 2, 3, 4, null]);
  assert.equal(cursor.timer, 0);
  togglePlay(cursor);
  assert.notEqual(cursor.timer, 0);
  togglePlay(cursor);
  assert.equal(cursor.timer, 0);
  mock.timers.reset();
});
