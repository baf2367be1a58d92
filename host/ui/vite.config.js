import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// One page for each audience; `widget` and `portal` join here when they exist.
export default defineConfig({
  plugins: [svelte()],
  build: {
    target: "es2022",
    // The edge sends a strict content security policy: nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { inbox: "index.html" } },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
