import assert from "node:assert/strict";
import { test } from "node:test";

import { keepOneEntryPerPage } from "../../cnnviz/ui/components/_js/browsing.js";

/** A browser's history, which notes what is done to it. */
function browse(href) {
  const location = { href, pathname: new URL(href).pathname };
  const entries = [href];
  const go = (url) => {
    location.href = new URL(url, location.href).href;
    location.pathname = new URL(location.href).pathname;
    return location.href;
  };
  const history = {
    pushState: (_state, _title, url) => entries.push(go(url)),
    replaceState: (_state, _title, url) => entries.splice(-1, 1, go(url)),
  };
  const listeners = [];
  keepOneEntryPerPage(history, location, { addEventListener: (_, act) => listeners.push(act) });
  const click = (href) => {
    const target = { closest: () => ({ href: new URL(href, location.href).href }) };
    for (const act of listeners) act({ target });
  };
  return { history, entries, click };
}

test("a setting changes the entry of its page, another page adds one", () => {
  const { history, entries } = browse("http://host/");
  history.pushState({}, "", "/?k_kernel=Sharpen");
  history.pushState({}, "", "/layer_calculator");
  history.pushState({}, "", "/layer_calculator?f_stride=2");
  history.pushState({}, "", "?f_stride=3");
  assert.deepEqual(entries, [
    "http://host/?k_kernel=Sharpen",
    "http://host/layer_calculator?f_stride=3",
  ]);
});

test("a page that a link leaves keeps its settings, which Streamlit clears first", () => {
  const { history, entries, click } = browse("http://host/?k_kernel=Sharpen");
  click("/layer_calculator");
  history.pushState({}, "", "/");
  history.pushState({}, "", "/layer_calculator");
  assert.deepEqual(entries, ["http://host/?k_kernel=Sharpen", "http://host/layer_calculator"]);
});

test("settings that were cleared by the visitor stay cleared", () => {
  const { history, entries, click } = browse("http://host/?k_kernel=Sharpen");
  click("/");
  history.pushState({}, "", "/");
  history.pushState({}, "", "/layer_calculator");
  assert.deepEqual(entries, ["http://host/", "http://host/layer_calculator"]);
});
