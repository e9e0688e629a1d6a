import js from "@eslint/js";
import globals from "globals";

const careful = {
  eqeqeq: "error",
  "no-var": "error",
  "prefer-const": "error",
  "no-implied-eval": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
  "max-lines": ["error", 400],
  complexity: ["error", 20],
  "no-restricted-properties": [
    "error",
    { property: "innerHTML", message: "Write text with textContent." },
    { property: "outerHTML", message: "Write text with textContent." },
    { property: "insertAdjacentHTML", message: "Write text with textContent." },
  ],
};

export default [
  { ignores: ["node_modules/", ".venv/", ".store/", "build/"] },
  js.configs.recommended,
  {
    files: ["geo/**/browser/*.js"],
    languageOptions: { sourceType: "module", globals: { ...globals.browser, L: "readonly" } },
    rules: careful,
  },
  {
    files: ["geo/maps/browser/start.js", "pages/components/**/*.js"],
    languageOptions: { sourceType: "script", globals: { ...globals.browser, L: "readonly" } },
    rules: { ...careful, "no-unused-expressions": "off" },
  },
  { files: ["tests/scripts/*.js", "*.js"], languageOptions: { globals: globals.node }, rules: careful },
];
