import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startLinkProxy } from '../faults/link-proxy.js';
import { freePort } from '../free-port.js';
import { network, serve } from '../programs/killed-server.js';
import { ask } from '../programs/program.js';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { until, within } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import { inState } from './monitor-page.js';

const LIVE = /^● Live/;
/** What the top bar says of the connection, with the age of the data. */
const connection = (page: Page, text: RegExp) => page.locator('.link').filter({ hasText: text });
const part = (page: Page, name: string) => page.getByRole('region', { name });

/** The program `multismurf serve` under an open page. */
describe('the page over the real program', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
  });

  async function open(t: TestContext, url: string): Promise<Page> {
    const { page } = await openPage(t, browser, new URL('/', url).href);
    await page.getByText(LIVE).waitFor();
    return page;
  }

  const start = (url: string, operation: string, streamIds: readonly string[], params = {}) =>
    ask(
      url,
      `mutation ($operation: String!, $streamIds: [ID!], $params: JSON) {
        runOperation(operation: $operation, streamIds: $streamIds, params: $params) { id }
      }`,
      { operation, streamIds, params },
    );

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`survives ${signal}: it says at once that it is cut off, then shows what has become of all runs`, async (t) => {
      const slots = await network(t, 3);
      const place = temporaryFolder(t);
      const port = await freePort();
      const { program, url } = await serve(t, slots, place, port);
      const page = await open(t, url);
      await start(url, 'stream', ['ufm_mv5']);
      await inState(page, 'ufm_mv5', 'Streaming').waitFor();
      await start(url, 'take_noise', ['ufm_mv12'], { duration: 30 });
      await inState(page, 'ufm_mv12', 'Running').waitFor();

      program.kill(signal);
      const killedAt = Date.now();
      await connection(page, /Not connected to the server data \d+ s old/).waitFor();
      // Less than it takes to be silent: the page does not wait for a time that passes without an answer.
      if (signal === 'SIGKILL') assert.ok(Date.now() - killedAt < 3000, `${Date.now() - killedAt} ms`);
      await connection(page, /Not connected to the server data [2-9] s old/).waitFor();
      assert.match(await page.title(), /^not connected/);
      // What it knew last is still there, and looks old.
      await inState(page, 'ufm_mv5', 'Streaming').waitFor();
      assert.equal(await page.locator('.untrue').count(), 1);
      await within(program.ended, 'the end of the server');
      const [, noisy] = slots.controllers;
      await until(() => noisy?.session('take_noise')?.status === 'done', 'take_noise ends without a server');

      await serve(t, slots, place, port);
      await page.getByText(LIVE).waitFor();
      await inState(page, 'ufm_mv12', 'Idle').waitFor();
      await inState(page, 'ufm_mv5', 'Streaming').waitFor();
      const ended = part(page, 'Ended runs').getByRole('listitem');
      await ended.filter({ hasText: 'take_noise' }).filter({ hasText: '1 of 1' }).waitFor();
      await part(page, 'Open runs').getByText('stream', { exact: true }).waitFor();
      await ask(url, 'mutation { stopAll(waitSeconds: 10) { id } }');
      await inState(page, 'ufm_mv5', 'Idle').waitFor();
      await part(page, 'Ended runs').getByText('stream', { exact: true }).waitFor();
      await part(page, 'Open runs').getByText('0', { exact: true }).waitFor();
    });
  }

  it('says that the server has no router, and shows the present state when it is back', async (t) => {
    const slots = await network(t, 2);
    const proxy = await startLinkProxy(Number(new URL(slots.url).port));
    t.after(() => proxy.close());
    const { url } = await serve(t, { url: `ws://127.0.0.1:${proxy.port}/ws` }, temporaryFolder(t));
    const page = await open(t, url);
    proxy.cut();
    await page
      .getByText(/^The server has not been connected to the router since \d\d:\d\d:\d\d UTC/)
      .waitFor();
    assert.equal(await page.locator('.untrue').count(), 1);
    proxy.restore();
    await page.getByText(LIVE).waitFor();
    await start(url, 'stream', ['ufm_mv5']);
    await inState(page, 'ufm_mv5', 'Streaming').waitFor();
  });

  it('says within seconds that a network passes nothing on, and recovers by itself', async (t) => {
    const slots = await network(t, 2);
    const { url } = await serve(t, slots, temporaryFolder(t));
    const proxy = await startLinkProxy(Number(new URL(url).port));
    t.after(() => proxy.close());
    const page = await open(t, `http://127.0.0.1:${proxy.port}/`);
    proxy.silence();
    await connection(page, /(The server is silent|Not connected to the server) data [4-7] s old/).waitFor();
    // The page gives the connection up, and opens others in vain.
    await connection(page, /Not connected to the server data \d+ s old/).waitFor();
    await start(url, 'stream', ['ufm_mv5']);
    proxy.restore();
    await page.getByText(LIVE).waitFor();
    await inState(page, 'ufm_mv5', 'Streaming').waitFor();
  });
});
