import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const strings = "No text in components: put it in messages/*.json.";

export default ts.config(
  { ignores: ["dist", "src/messages/generated", "src/api/generated", "project.inlang"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } }
  },
  {
    files: ["src/**/*.{ts,svelte}"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group: ["@tauri-apps/*"], message: "Only src/api talks to Tauri." }] }],
      "no-undef": "off",
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }]
    }
  },
  { files: ["src/api/**/*.ts"], rules: { "no-restricted-imports": "off" } },
  {
    files: ["src/kit/**/*.{ts,svelte}"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["@tauri-apps/*", "**/features/**", "**/api/**", "**/app/**", "**/messages/**"],
              message: "The kit knows nothing of customs, of the program, or of any language."
            }
          ]
        }
      ]
    }
  },
  {
    files: ["src/**/*.svelte"],
    rules: {
      "no-restricted-syntax": ["error", { selector: ":not(SvelteStyleElement) > SvelteText[value=/[A-Za-z]{3}/]", message: strings }],
      "svelte/no-at-html-tags": "error",
      // A space at the edge of a block is trimmed unless it stands in braces.
      "svelte/no-useless-mustaches": "off"
    }
  }
);
