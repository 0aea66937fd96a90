import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { createServer } from 'vite';
import { serveHttp } from '../http/ask.js';
import { type Product, startProduct } from '../product.js';
import { projectRoot } from '../project-root.js';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { launchChromium, openPage } from './chromium.js';

const TOKEN = 'correct-horse-battery';

describe('a page of another port, made with Vite, that uses Apollo Client', () => {
  let browser: Browser;
  let product: Product;
  before(async () => {
    [browser, product] = await Promise.all([launchChromium(), startProduct({ slots: 1 })]);
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });

  /** Vite's development server, and what its page gets from a server with these options. */
  async function openVitePage(t: TestContext) {
    const vite = await createServer({
      root: join(projectRoot, 'test/browser/vite-page'),
      cacheDir: temporaryFolder(t),
      configFile: false,
      logLevel: 'error',
      server: { host: '127.0.0.1', port: 0, ws: false, hmr: false },
    });
    t.after(() => vite.close());
    await vite.listen();
    assert.ok(vite.httpServer);
    const { port } = vite.httpServer.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const { page } = await openPage(t, browser, origin);
    await page.waitForFunction(() => document.title === 'ready');
    return {
      origin,
      async use(options: Parameters<typeof serveHttp>[2]) {
        const { url } = await serveHttp(t, product, { authToken: TOKEN, ...options });
        const used = page.evaluate(`useServer(${JSON.stringify(url)}, ${JSON.stringify(TOKEN)})`);
        return (await used) as { readonly http: string; readonly ws: string };
      },
    };
  }

  it('works with --allow-origin, and without it gets errors that name the option', async (t) => {
    const { origin, use } = await openVitePage(t);
    const { http, ws } = await use({ allowedOrigins: [origin] });
    assert.match(http, /"streamId":"ufm_mv5"/);
    assert.match(ws, /"connected":true/);
    assert.deepEqual(await use({}), {
      http: `Pages from ${origin} are not allowed to use this server. To allow them, start the server with --allow-origin ${origin}.`,
      ws: `Socket closed with event 4401 Not allowed: start the server with --allow-origin ${origin}`,
    });
  });
});
