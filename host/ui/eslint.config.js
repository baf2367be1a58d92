import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const typed = ts.configs.strictTypeChecked.map((config) => ({ ...config, files: ["src/**/*.ts", "src/**/*.svelte"] }));

export default [
  { ignores: ["dist/", "shots/", "src/api/schema.d.ts"] },
  ...typed,
  ...svelte.configs["flat/recommended"],
  {
    files: ["src/**/*.ts", "src/**/*.svelte"],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, extraFileExtensions: [".svelte"] },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      // Props are destructured with `let`, as Svelte's own documentation does.
      "prefer-const": "off",
    },
  },
  {
    // Event handlers in markup have no types here; svelte-check, which knows them, looks at these files.
    files: ["src/**/*.svelte"],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-redundant-type-constituents": "off",
    },
  },
  { files: ["src/**/*.svelte", "src/**/*.svelte.ts"], languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } } },
  { files: ["**/*.js"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
];
