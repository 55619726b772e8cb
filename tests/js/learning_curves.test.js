import assert from "node:assert/strict";
import { test } from "node:test";

import {
  MARGIN,
  accuracyRange,
  logTicks,
  lossRange,
  scales,
  shifted,
  ticks,
  zoomed,
} from "../../cnnviz/ui/components/learning_curves/axes.js";
import { rateText, rounded } from "../../cnnviz/ui/components/learning_curves/rate.js";
import {
  addEvents,
  counts,
  nearest,
  noSeries,
  smoothed,
  thinned,
  within,
} from "../../cnnviz/ui/components/learning_curves/series.js";

const message = (start, steps, more = {}) => ({
  stamp: "1",
  start,
  steps: { at: steps, loss: steps, accuracy: steps, rate: steps },
  ends: { at: [], loss: [], accuracy: [], validationLoss: [], validationAccuracy: [] },
  flags: { at: [], text: [] },
  ...more,
});

test("events of messages add up, each once", () => {
  const series = noSeries();
  assert.ok(!addEvents(series, message([0, 0, 0], [0.1, 0.2])));
  for (let i = 0; i < 2; i += 1) assert.ok(!addEvents(series, message([2, 0, 0], [0.3])));
  assert.deepEqual(series.steps.at, [0.1, 0.2, 0.3]);
  assert.deepEqual(counts(series), [3, 0, 0]);
});

test("a message that was lost is noticed, and a run that was set back begins anew", () => {
  const series = noSeries();
  assert.ok(addEvents(series, message([2, 0, 0], [0.3])));
  addEvents(series, message([0, 0, 0], [0.1, 0.2]));
  assert.ok(!addEvents(series, message([0, 0, 0], [0.1], { stamp: "2" })));
  assert.deepEqual(series.steps.at, [0.1]);
});

test("smoothing keeps a constant, and lies within the values", () => {
  for (const each of smoothed([3, 3, 3], 0.9)) assert.ok(Math.abs(each - 3) < 1e-12);
  assert.deepEqual(smoothed([1, 5, 2], 0), [1, 5, 2]);
  const values = [4, 1, 3, 2, 8, 0];
  for (const smoothing of [0.2, 0.6, 0.98]) {
    const smooth = smoothed(values, smoothing);
    assert.equal(smooth[0], 4);
    assert.ok(smooth.every((each) => each >= 0 && each <= 8));
  }
});

test("smoothing is the weighted mean with weights that fall by the same factor", () => {
  const values = [4, 1, 3];
  const [a, s] = [1, 0.5].map(Number);
  const expected = (3 * a + 1 * s + 4 * s * s) / (a + s + s * s);
  assert.ok(Math.abs(smoothed(values, 0.5)[2] - expected) < 1e-12);
});

test("a range keeps one point beyond each end", () => {
  const line = { at: [1, 2, 3, 4, 5], value: [10, 20, 30, 40, 50] };
  assert.deepEqual(within(line, [2.5, 3.5]), { at: [2, 3, 4], value: [20, 30, 40] });
  assert.deepEqual(within(line, [0, 9]), line);
  assert.deepEqual(within(line, [6, 9]), { at: [5], value: [50] });
  assert.deepEqual(within({ at: [], value: [] }, [0, 1]), { at: [], value: [] });
});

test("many points become few means of neighbours", () => {
  const at = Array.from({ length: 1001 }, (_, i) => i);
  const few = thinned({ at, value: at.map((x) => 2 * x) }, 100);
  assert.equal(few.at.length, 100);
  few.at.forEach((x, i) => assert.ok(Math.abs(few.value[i] - 2 * x) < 1e-9));
  assert.deepEqual(thinned({ at: [1, 2], value: [3, 4] }, 100), { at: [1, 2], value: [3, 4] });
});

test("the nearest point is found as by looking at all", () => {
  const at = [0.1, 0.5, 0.9, 2, 2.5];
  for (let epoch = -1; epoch < 4; epoch += 0.07) {
    const distances = at.map((each) => Math.abs(each - epoch));
    assert.equal(distances[nearest(at, epoch)], Math.min(...distances));
  }
  assert.equal(nearest(at, null), 4);
  assert.equal(nearest([], 3), -1);
  assert.equal(nearest([], null), -1);
});

test("a huge first loss does not flatten the rest", () => {
  const usual = Array.from({ length: 200 }, (_, i) => 0.5 - i / 500);
  const [, top] = lossRange([5000, ...usual], false);
  assert.ok(top >= 0.5 && top < 1.5, String(top));
  assert.deepEqual(lossRange([2.3, ...usual, 2], false)[1] >= 2, false);
});

test("an ordinary fall of the loss is shown whole", () => {
  const falling = Array.from({ length: 100 }, (_, i) => 2.3 * Math.exp(-i / 40));
  assert.ok(lossRange(falling, false)[1] >= 2.3);
});

test("few losses are all shown, none give an axis too", () => {
  assert.ok(lossRange([2.3, 0.4], false)[1] >= 2.3);
  for (const logarithmic of [false, true]) {
    const [low, high] = lossRange([], logarithmic);
    assert.ok(high > low);
  }
});

test("a logarithmic axis holds all positive losses", () => {
  const [low, high] = lossRange([0, 50, 0.002, 1], true);
  assert.ok(low > 0 && low <= 0.002 && high >= 50);
});

for (const range of [
  [0.001, 0.1],
  [0.1, 1],
  [1e-8, 10],
  [0.09, 3],
]) {
  test(`ticks of a logarithmic axis from ${range.join(" to ")} are few and within`, () => {
    const list = logTicks(range);
    assert.ok(list.length >= 1 && list.length <= 10, String(list.length));
    for (const { at, text } of list) {
      assert.ok(at >= range[0] * 0.999 && at <= range[1] * 1.001);
      assert.ok(Math.abs(Number(text) / at - 1) < 1e-9);
    }
  });
}

test("ticks are round, within the range, and say what they are", () => {
  for (const range of [
    [0, 12],
    [3.2, 3.9],
    [0.96, 1],
  ])
    for (const { at, text } of ticks(range, 4)) {
      assert.ok(at >= range[0] - 1e-9 && at <= range[1] + 1e-6);
      assert.ok(Math.abs(Number(text) - at) < 1e-9);
    }
});

test("accuracy is shown from 0 to 1, and zoomed as far as there are values", () => {
  assert.deepEqual(accuracyRange([0.97, 0.99], false), [0, 1]);
  const [low, high] = accuracyRange([0.97, 0.99], true);
  assert.ok(low > 0.9 && low <= 0.97 && high >= 0.99 && high <= 1);
  assert.deepEqual(accuracyRange([], true), [0, 1]);
  const [least, most] = accuracyRange([1, 1], true);
  assert.ok(least < most);
});

for (const logarithmic of [false, true]) {
  test(`places lead back to values, logarithmic: ${logarithmic}`, () => {
    const place = scales({ width: 400, height: 200 }, [2, 5], [0.01, 3], logarithmic);
    assert.equal(place.x(2), MARGIN.left);
    assert.equal(place.x(5), 400 - MARGIN.right);
    assert.ok(Math.abs(place.y(3) - MARGIN.top) < 1e-9);
    for (const value of [0.01, 0.5, 3])
      assert.ok(Math.abs(place.valueAt(place.y(value)) - value) < 1e-9);
    for (const epoch of [2, 3.3]) assert.ok(Math.abs(place.epochAt(place.x(epoch)) - epoch) < 1e-9);
  });
}

test("zooming keeps the point under the pointer where it is", () => {
  const [low, high] = zoomed([0, 10], 4, 0.5, 10);
  assert.ok(Math.abs((4 - low) / (high - low) - 0.4) < 1e-9);
  assert.equal(high - low, 5);
});

test("zooming ends at all epochs, and at its edges", () => {
  assert.equal(zoomed([2, 6], 4, 10, 10), null);
  assert.deepEqual(zoomed([0, 4], 0, 2, 10), [0, 8]);
  const [low, high] = zoomed([6, 10], 7, 1.5, 10);
  assert.ok(low >= 0 && high <= 10);
  let range = [0, 10];
  for (let i = 0; i < 50; i += 1) range = zoomed(range, 5, 0.5, 10);
  assert.ok(range[1] - range[0] > 0.01);
});

test("a range moves along the axis and stops at its ends", () => {
  assert.deepEqual(shifted([2, 4], 1, 10), [3, 5]);
  assert.deepEqual(shifted([2, 4], -5, 10), [0, 2]);
  assert.deepEqual(shifted([2, 4], 50, 10), [8, 10]);
});

test("a learning rate has two digits and stays within its bounds", () => {
  assert.equal(rounded(0.00123456), 0.0012);
  assert.equal(rounded(7), 1);
  assert.ok(rounded(0) > 0);
  assert.deepEqual([0.001, 0.0005, 1e-5, 0.25].map(rateText), ["0.001", "5e-4", "1e-5", "0.25"]);
});

test("of few losses one that explodes does not flatten the others", () => {
  assert.ok(lossRange([2.3, 2.1, 2.2, 6e18], false)[1] < 10);
  assert.ok(lossRange([9, 2.3, 0.4, 0.3], false)[1] >= 9);
});

test("ticks of huge values are short and say what they are", () => {
  for (const { at, text } of ticks([0, 6e18], 4)) {
    assert.ok(text.length <= 6, text);
    assert.ok(Math.abs(Number(text) - at) <= 1e-9 * at);
  }
});
