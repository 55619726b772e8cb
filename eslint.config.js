import js from "@eslint/js";
import globals from "globals";
import { shownTexts } from "./tests/js/shown_texts.js";

export default [
  { ignores: [".bench/", ".venv/", "test-results/"] },
  js.configs.recommended,
  {
    files: ["cnnviz/**/*.js"],
    languageOptions: { globals: globals.browser },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-shadow": "error",
      "one-var": ["error", "never"],
    },
  },
  {
    files: ["cnnviz/ui/components/**/*.js"],
    plugins: { cnnviz: { rules: { "shown-texts": shownTexts } } },
    rules: { "cnnviz/shown-texts": "error" },
  },
  { files: ["tests/js/**/*.js"], languageOptions: { globals: globals.node } },
];
