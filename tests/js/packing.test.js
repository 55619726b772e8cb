import assert from "node:assert/strict";
import { test } from "node:test";

import { unpack } from "../../cnnviz/ui/components/_js/packing.js";
import { forgetChanges, sendChange } from "../../cnnviz/ui/components/_js/changes.js";

/** A message as packing.py writes it, beginning at an odd place of its buffer. */
function message(header, values) {
  const text = new TextEncoder().encode(JSON.stringify(header).padEnd(20));
  const bytes = new Uint8Array(1 + 4 + text.length + 4 * values.length);
  new DataView(bytes.buffer).setUint32(1, text.length, true);
  bytes.set(text, 5);
  bytes.set(new Uint8Array(Float32Array.from(values).buffer), 5 + text.length);
  return bytes.subarray(1);
}

test("header and values are read, wherever in memory the message lies", () => {
  const { header, values } = unpack(message({ id: "x", n: 2 }, [0.5, -3]));
  assert.deepEqual(header, { id: "x", n: 2 });
  assert.deepEqual([...values], [0.5, -3]);
});

test("a message without values is a header", () => {
  assert.equal(unpack(message({}, [])).values.length, 0);
});

test("each message carries all changes that were not taken, numbered in order", () => {
  const view = {};
  let sent;
  sendChange(view, { value: 1 }, (changes) => (sent = changes));
  sendChange(view, { value: 2 }, (changes) => (sent = changes));
  assert.deepEqual(
    sent.map(({ value }) => value),
    [1, 2],
  );
  assert.ok(sent[0].number <= sent[1].number);
});

test("changes up to the number that Python took are forgotten", () => {
  const view = {
    pending: [
      { value: 1, number: 10 },
      { value: 2, number: 20 },
    ],
  };
  forgetChanges(view, 10);
  assert.deepEqual(view.pending, [{ value: 2, number: 20 }]);
});
