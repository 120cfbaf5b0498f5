/** Builds the renderer; `scripts/build.ts` runs it. Everything is local: no CDN, no inlined scripts or fonts. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'renderer',
  // Relative, so that the same files work under app:// and under the server.
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    // The oldest Chromium the tests run.
    target: 'chrome130',
    sourcemap: true,
    // Fonts as data: URIs would be loaded whether they are needed or not.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 2 },
            // Calendars come with the pages that show them.
            {
              name: 'interface',
              test: /node_modules[\\/](@mantine[\\/](?!dates)|@floating-ui|@tabler)/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
});
