import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { keepOneEntryPerPage } from "../../cnnviz/ui/components/_js/browsing.js";
import { lastPages, notePage } from "../../cnnviz/ui/components/_js/last_pages.js";
import { ago, settingsOf } from "../../cnnviz/ui/components/front_door/last_room.js";

let kept;
beforeEach(() => {
  kept = new Map();
  globalThis.localStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
  };
});

test("the page that was noted last comes first, each page once, with its last settings", () => {
  notePage("http://host/trainer?run=a", 1);
  notePage("http://host/kernel_playground", 2);
  notePage("http://host/trainer?run=b", 3);
  assert.deepEqual(lastPages(), [
    { path: "/trainer", query: "run=b", at: 3 },
    { path: "/kernel_playground", query: "", at: 2 },
  ]);
});

test("the app's first page is none, below a folder too", () => {
  notePage("http://host/");
  notePage("http://host/lab/?k_kernel=Sharpen");
  assert.deepEqual(lastPages(), []);
});

test("a browser that keeps nothing, or something else, gives no pages", () => {
  for (const text of ["{}", "[1, null, {}]", "no JSON", '[{"path": "/a", "query": 1, "at": 1}]']) {
    kept.set("cnnviz.pages", text);
    assert.deepEqual(lastPages(), []);
  }
  globalThis.localStorage = {
    getItem: () => null,
    setItem: () => {
      throw new Error("no room");
    },
  };
  notePage("http://host/trainer");
  assert.deepEqual(lastPages(), []);
});

test("settings longer than a link carries are left out", () => {
  notePage(`http://host/kernel_playground?k_weights=${"1,".repeat(3000)}`, 1);
  assert.deepEqual(lastPages(), [{ path: "/kernel_playground", query: "", at: 1 }]);
});

test("a page that a link leaves is noted as it was, not as Streamlit clears it", () => {
  const location = { href: "http://host/kernel_playground?k_kernel=Sharpen" };
  Object.defineProperty(location, "pathname", { get: () => new URL(location.href).pathname });
  const go = (_state, _title, url) => {
    location.href = new URL(url, location.href).href;
  };
  const history = { pushState: go, replaceState: go };
  const listeners = [];
  const page = { addEventListener: (_, act) => listeners.push(act) };
  keepOneEntryPerPage(history, location, page, notePage);
  listeners[0]({ target: { closest: () => ({ href: "http://host/" }) } });
  history.pushState({}, "", "/kernel_playground");
  history.pushState({}, "", "/");
  assert.deepEqual(
    lastPages().map(({ path, query }) => [path, query]),
    [["/kernel_playground", "k_kernel=Sharpen"]],
  );
});

test("of a room's settings the first words are named, not its numbers", () => {
  const query =
    "k_kernel=Sobel+y&k_stride=2&k_weights=1,2;3,4&k_picture=Cat&k_tab=Anatomy&k_goal=More";
  assert.deepEqual(settingsOf(query), ["Sobel y", "Cat", "Anatomy"]);
});

test("how long ago something was is said in the largest whole unit", () => {
  const now = 10 * 86_400_000;
  const texts = [20, 5 * 60, 3 * 3600, 86_400].map((seconds) =>
    ago(now - seconds * 1000, "en", now),
  );
  assert.deepEqual(texts, ["this minute", "5 minutes ago", "3 hours ago", "yesterday"]);
});
