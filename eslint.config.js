import js from "@eslint/js";
import globals from "globals";

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
  { files: ["tests/js/**/*.js"], languageOptions: { globals: globals.node } },
];
