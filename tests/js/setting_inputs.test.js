import assert from "node:assert/strict";
import { test } from "node:test";

import { steppedText } from "../../cnnviz/ui/components/layer_stack/setting_inputs.js";

test("an arrow key moves each number of a size, not below the least", () => {
  const typed = ["3", "3x5", "3 × 5", "1", "same", "3x"];
  assert.deepEqual(
    typed.map((text) => steppedText(text, -1, 1)),
    ["2", "2x4", "2 × 4", "1", "same", "3x"],
  );
});
