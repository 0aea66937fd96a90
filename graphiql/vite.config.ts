import { defineConfig } from 'vite';

/** Bundles GraphiQL, Monaco and its workers into files for our own server: no CDN, no remote fonts. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  base: './',
  experimental: {
    // The page is `…/graphql`, and its files are `…/graphql/assets/*`. All paths are relative and none starts with a
    // slash, so that a proxy can serve everything under another path.
    renderBuiltUrl: (file, { hostType }) => (hostType === 'html' ? `graphql/${file}` : { relative: true }),
  },
  build: {
    outDir: '../dist/src/http/graphiql',
    emptyOutDir: true,
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
    // Monaco is one file of 2.8 MB and cannot be split.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      // The directive "use client" has no effect in a page without server-side rendering.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});
