import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const COMPONENTS = new URL("../../cnnviz/ui/components/", import.meta.url);

const imports = new Map(
  readdirSync(COMPONENTS, { recursive: true })
    .filter((name) => name.endsWith(".js"))
    .map((name) => {
      const file = new URL(name, COMPONENTS);
      const found = readFileSync(file, "utf8").matchAll(/\b(?:from |await import\()"(\.[^"]+)"/g);
      return [file.href, Array.from(found, ([, path]) => new URL(path, file).href)];
    }),
);

/** The first circle of imports that is reached from a module, as a list of modules; else null. */
function circleFrom(module, path, done) {
  if (path.includes(module)) return [...path.slice(path.indexOf(module)), module];
  if (done.has(module)) return null;
  for (const next of imports.get(module) ?? []) {
    const found = circleFrom(next, [...path, module], done);
    if (found) return found;
  }
  done.add(module);
  return null;
}

test("no module imports itself through others", () => {
  const done = new Set();
  for (const module of imports.keys()) {
    const circle = circleFrom(module, [], done);
    assert.equal(circle && circle.map((href) => fileURLToPath(href)).join(" -> "), null);
  }
});

test("every imported module exists", () => {
  for (const found of imports.values())
    for (const module of found) assert.ok(imports.has(module), module);
});

test("a component imports from itself and from _js only", () => {
  const folder = (href) => href.slice(COMPONENTS.href.length).split("/")[0];
  for (const [module, found] of imports) {
    for (const other of found) assert.ok(["_js", folder(module)].includes(folder(other)), other);
  }
});
