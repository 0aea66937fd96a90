import { defineConfig } from 'vite';

/** Bundles the monitor into files for our own server: no CDN, no remote fonts. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  base: './',
  experimental: {
    // The page is `…/`, and its files are `…/monitor/*`. All paths are relative, so that a proxy can serve everything
    // under another path.
    renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }),
  },
  build: {
    outDir: '../dist/src/http/monitor',
    assetsDir: 'monitor',
    emptyOutDir: true,
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
    // Data URLs of fonts would be read again with each visit, and our security policy forbids them.
    assetsInlineLimit: 0,
  },
});
