import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import { defineConfig, type Plugin } from "vite";

export default defineConfig({
  // Relative, so that the page also works behind a proxy that serves it under a prefix.
  base: "./",
  logLevel: "warn",
  plugins: [compressed(), fonts()],
  build: {
    // Nothing inlined: what the page may load can then be said in a Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Names and licences of what is bundled go with the bundle, as the licences ask.
    license: { fileName: "licenses.md" },
    // Monaco is 2.8 MB however it is cut.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      input: ["index.html", "graphiql.html", "embed/panel.html"],
      // "use client" and its like speak to other bundlers.
      checks: { moduleLevelDirective: false },
      // GraphiQL makes what a screen reader says of an icon out of the name of its function.
      output: { keepNames: true },
    },
  },
  worker: { format: "es" },
});

// Each asset once more as `.gz`, so that the server compresses nothing while serving.
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (!file.fileName.startsWith("assets/")) continue;
          const source = gzipSync(file.type === "chunk" ? file.code : file.source, { level: 9 });
          this.emitFile({ type: "asset", fileName: `${file.fileName}.gz`, source });
        }
      },
    },
  };
}

// The face of the cards that the server draws, with its licence: a server may have none of its own.
function fonts(): Plugin {
  const folder = "node_modules/@expo-google-fonts/public-sans/";
  const files = [
    "400Regular/PublicSans_400Regular.ttf",
    "600SemiBold/PublicSans_600SemiBold.ttf",
    "LICENSE_FONT",
  ];
  return {
    name: "fonts",
    apply: "build",
    generateBundle() {
      for (const file of files) {
        const fileName = `fonts/${file.split("/").at(-1)}`;
        this.emitFile({ type: "asset", fileName, source: readFileSync(folder + file) });
      }
    },
  };
}
