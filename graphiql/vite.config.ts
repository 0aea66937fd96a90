import { defineConfig } from 'vite';

/** Bundles GraphiQL, Monaco and its workers into files that our own server serves: no CDN, no remote font. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  base: './',
  experimental: {
    // The page is `…/graphql` and its files are `…/graphql/assets/*`; files find each other by relative
    // paths. No path starts with a slash, so that a proxy may put all of it under a path of its own.
    renderBuiltUrl: (file, { hostType }) => (hostType === 'html' ? `graphql/${file}` : { relative: true }),
  },
  build: {
    outDir: '../dist/src/http/graphiql',
    emptyOutDir: true,
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
    // Monaco is 2.8 MB in one file and can't be cut.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      // "use client" means nothing in a page without a server side.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});
