import { fileURLToPath } from "node:url";
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => ({
  plugins: [
    paraglideVitePlugin({
      project: "./project.inlang",
      outdir: "./src/messages/generated",
      emitTsDeclarations: true,
      strategy: ["globalVariable", "baseLocale"]
    }),
    svelte()
  ],
  resolve: {
    // Only `--mode fixtures` (development) and tests are answered from the test data; what is built always talks to the program.
    alias:
      mode === "fixtures" || mode === "test" ? [{ find: /^(.*)\/transport$/, replacement: here("./tests/fixtures/transport.ts") }] : [],
    conditions: mode === "test" ? ["browser"] : undefined
  },
  clearScreen: false,
  server: { strictPort: true, port: 5173 },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    // A worker is a script, whatever its package called it.
    rolldownOptions: {
      output: { assetFileNames: ({ names }) => `assets/[name]-[hash]${names[0]?.endsWith(".mjs") ? ".js" : "[extname]"}` }
    }
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"], setupFiles: ["tests/setup.ts"] }
}));
