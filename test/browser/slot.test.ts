import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { launchChromium, openPage, type WatchedPage } from './chromium.js';
import { openMonitor, run, violations } from './monitor-page.js';

const head = (page: Page, name: string) => page.getByRole('heading', { level: 2, name });
const line = (page: Page, table: string, name: string | RegExp) =>
  page.getByRole('region', { name: table }).getByRole('row', { name });
const data = (page: Page, name: string) => page.getByRole('tree', { name });

/** Counts the milliseconds for which the page could not answer, from now on. */
async function watchBusyTime(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const scope = globalThis as unknown as { longest: number };
    scope.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) scope.longest = Math.max(scope.longest, duration);
    }).observe({ entryTypes: ['longtask'] });
  });
  return () => page.evaluate(() => (globalThis as unknown as { longest: number }).longest);
}

describe("a slot's own page", () => {
  let browser: Browser;
  let product: Product;
  let ids: ReadonlyMap<string, string>;

  before(async () => {
    browser = await launchChromium();
    product = await startProduct({ slots: 4, timeScale: 0.02 });
    const { smurfInstances } = await product.ask<{
      smurfInstances: { instanceId: string; streamId: string }[];
    }>('{ smurfInstances { instanceId streamId } }');
    ids = new Map(smurfInstances.map(({ instanceId, streamId }) => [streamId, instanceId]));
  });
  after(async () => {
    await browser?.close();
    await product?.ask('mutation { stopAll(waitSeconds: 10) { id } }');
    await product?.close();
  });

  const addressOf = (streamId: string, rest = '') => `?view=slot&id=${ids.get(streamId)}${rest}`;
  const open = async (t: TestContext, streamId: string, rest = ''): Promise<WatchedPage> => {
    const seen = await openPage(t, browser, `${product.origin}/${addressOf(streamId, rest)}`);
    await head(seen.page, streamId).waitFor();
    return seen;
  };

  it('says which slot it is and what it reports, and leads to the slots beside it', async (t) => {
    const { page, outside, errors } = await open(t, 'ufm_mv12');
    const facts = page.getByRole('definition');
    await facts.getByText(ids.get('ufm_mv12') ?? '', { exact: true }).waitFor();
    await facts.getByText(/, process \d+$/).waitFor();
    await facts.getByText('none: simulated').waitFor();
    await page.getByRole('region', { name: 'State' }).getByText('active channels').waitFor();
    await page.getByRole('link', { name: 'ufm_mv17 →' }).press('Enter');
    await head(page, 'ufm_mv17').waitFor();
    await page.getByRole('link', { name: '← ufm_mv12' }).click();
    await head(page, 'ufm_mv12').waitFor();
    assert.deepEqual([outside, errors], [[], []]);
  });

  it('shows each session as it goes, with the messages and the data of one of them', async (t) => {
    const { page } = await open(t, 'ufm_mv5');
    await run(product, 'take_noise', ['ufm_mv5'], { duration: 300 });
    await line(page, 'All sessions', /^take_noise Running/).waitFor();
    await line(page, 'All sessions', /^take_noise Succeeded/).waitFor();
    const messages = page.getByRole('list', { name: 'Messages of the session' }).getByRole('listitem');
    await messages.getByText('Finished taking noise').waitFor();
    assert.match((await messages.last().textContent()) ?? '', /Status is now "done"/);
    await data(page, 'Data of take_noise').getByText('white_noise_level:').first().waitFor();
    await page.getByRole('button', { name: 'check_state' }).click();
    await data(page, 'Data of check_state').getByText('num_active_channels:').waitFor();
    await page.reload();
    await data(page, 'Data of check_state').waitFor();
  });

  it('shows session data of 500 kB without a standstill, to be unfolded part by part', async (t) => {
    const fault = product.controllers[3]?.fault({ kind: 'large', operation: 'take_noise', megabytes: 0.5 });
    t.after(() => fault?.close());
    const { page } = await open(t, 'ufm_mv23');
    const longest = await watchBusyTime(page);
    await run(product, 'take_noise', ['ufm_mv23'], { duration: 1 }, 'FINISHED');
    const tree = data(page, 'Data of take_noise');
    await tree.getByText('timestream:').click();
    await tree.getByText('0 … ').first().click();
    await until(async () => (await tree.getByRole('treeitem').count()) > 100, 'a part is unfolded');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).click();
    assert.match((await saving).suggestedFilename(), /-take_noise-\d+\.json$/);
    const ms = await longest();
    // Drawing all of it would take far longer, on any machine.
    assert.ok(ms < 2000, `the page stood still for ${ms} ms`);
  });

  it('shows a feed with the past that the server holds, its charts, and each new message', async (t) => {
    for (let count = 0; count < 2; count++)
      await run(product, 'take_noise', ['ufm_mv17'], { duration: 1 }, 'FINISHED');
    const { page, errors } = await open(t, 'ufm_mv17');
    await page.getByRole('button', { name: 'noise_results' }).click();
    const feed = page.getByRole('region', { name: 'Feed noise_results' });
    await feed.getByText('2 messages since').waitFor();
    const chart = feed.getByRole('figure').filter({ hasText: 'q50' });
    await chart.getByText('pA/√Hz').waitFor();
    const pictureOf = () =>
      page.evaluate(() => document.querySelector<HTMLCanvasElement>('figure canvas')?.toDataURL());
    const first = await pictureOf();
    await page.emulateMedia({ colorScheme: 'dark' });
    await until(async () => (await pictureOf()) !== first, 'the charts have the colours of the dark page');
    const dark = await pictureOf();
    await page.emulateMedia({ colorScheme: 'light' });
    await until(async () => (await pictureOf()) !== dark, 'the charts have the colours of the light page');
    const fault = product.controllers[2]?.fault({ kind: 'nan' });
    t.after(() => fault?.close());
    await run(product, 'take_noise', ['ufm_mv17'], { duration: 1 }, 'FINISHED');
    await feed.getByText('3 messages since').waitFor();
    await chart.getByText('NaN').first().waitFor();
    await feed.getByText('Last message').click();
    await data(page, 'Last message of noise_results').getByText('null').first().waitFor();
    assert.deepEqual(errors, []);
  });

  it('shows where messages of a feed are missing', async (t) => {
    const { page } = await open(t, 'ufm_mv5');
    // This page is not slow.
    await page.routeWebSocket(/graphql/, (socket) => {
      const server = socket.connectToServer();
      let isMissing = true;
      server.onMessage((message) => {
        let text = String(message);
        if (isMissing && text.includes('"feed":"state_results"') && text.includes('"kind":"MESSAGE"')) {
          isMissing = false;
          text = text
            .replace('"kind":"MESSAGE"', '"kind":"GAP"')
            .replace(/"message":\{.*?\}\}/, '"message":null');
        }
        socket.send(text);
      });
    });
    await page.goto(`${product.origin}/${addressOf('ufm_mv5', '&feed=state_results')}`);
    await page.getByText(/GAP: the page was too slow, and messages are missing at \d\d:/).waitFor();
  });

  it('shows the runs of the slot, how each ended there, and more of them on request', async (t) => {
    for (let count = 0; count < 11; count++) await run(product, 'all_off', ['ufm_mv12'], {}, 'FINISHED');
    const { page } = await open(t, 'ufm_mv12');
    const fault = product.controllers[1]?.fault({
      kind: 'raise',
      operation: 'take_iv',
      message: 'no bias line',
    });
    t.after(() => fault?.close());
    const { runOperation } = await run(product, 'take_iv', ['ufm_mv12', 'ufm_mv23']);
    const row = line(page, 'All runs', /^take_iv on 2 slots Failed/);
    await row.getByText('no bias line').waitFor();
    const link = row.getByRole('link', { name: 'take_iv' });
    assert.match((await link.getAttribute('href')) ?? '', new RegExp(`view=run&id=${runOperation.id}`));
    await head(page, 'ufm_mv12 Failed').waitFor();
    await page.getByText('take_iv failed: RuntimeError: no bias line').first().waitFor();
    await page.getByRole('button', { name: 'Older runs' }).click();
    await until(
      async () => (await line(page, 'All runs', /^all_off Succeeded/).count()) === 11,
      'all runs are shown',
    );
  });

  it('shows each operation in the words of the agent, and opens the command panel for it', async (t) => {
    const { page } = await open(t, 'ufm_mv5');
    const operation = page.getByRole('listitem').filter({ hasText: 'uxm_relock' });
    await operation.getByText('uxm_relock', { exact: true }).click();
    await operation.getByText('Puts the tones back on the resonators').waitFor();
    await operation.getByRole('link', { name: 'Run uxm_relock …' }).click();
    const { searchParams } = new URL(page.url());
    const read = (name: string) => searchParams.get(name);
    assert.deepEqual(
      [read('view'), read('command'), read('selected')],
      ['slot', 'uxm_relock', ids.get('ufm_mv5')],
    );
    assert.equal(await page.getByRole('combobox', { name: 'Figures of' }).inputValue(), 'take_noise');
  });

  it('folds the pictures of an operation that has many, so that the page stays short', async (t) => {
    await run(product, 'take_iv', ['ufm_mv12'], {}, 'FINISHED');
    const { page } = await open(t, 'ufm_mv12', '&figures=take_iv');
    const figures = page.getByRole('region', { name: 'Figures' }).getByRole('figure');
    const fold = page.getByText('1 more picture', { exact: true });
    await fold.waitFor();
    assert.equal(await figures.count(), 1);
    await fold.click();
    await figures.nth(1).getByRole('img').waitFor();
  });

  it('says who has taken the slot out of service, why and since when', async (t) => {
    const { page } = await open(t, 'ufm_mv5');
    await product.ask(
      'mutation { setOutOfService(streamIds: ["ufm_mv5"], reason: "warm amplifier", by: "day shift") { id } }',
    );
    t.after(() => product.ask('mutation { setInService(streamIds: ["ufm_mv5"]) { id } }'));
    await page.getByRole('heading', { name: /^ufm_mv5 Out of service for \d+ s/ }).waitFor();
    await page.getByText('warm amplifier (day shift)').waitFor();
  });

  it('says that no slot has an unknown id, and which slots there are', async (t) => {
    const { page } = await openPage(t, browser, `${product.origin}/?view=slot&id=pysmurf-controller-s99`);
    await page.getByRole('heading', { name: 'No slot has the instance id pysmurf-controller-s99' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'ufm_mv17' }).click();
    await head(page, 'ufm_mv17').waitFor();
  });

  it('says when the agent restarts or the slot expires under the page, and forgets it after one question', async (t) => {
    const { page, product: own } = await openMonitor(t, browser, { slots: 2, expireTimeMs: 3000 }, '');
    const [controller] = own.controllers;
    await run(own, 'take_noise', ['ufm_mv5'], { duration: 1 }, 'FINISHED');
    await page.goto(`${own.origin}/${addressOf('ufm_mv5')}`);
    await line(page, 'All sessions', /^take_noise/).waitFor();
    const news = page.getByRole('status');
    const restart = controller?.fault({ kind: 'restart', seconds: 0.1 });
    await news.getByText('The agent has restarted: it no longer has its earlier sessions.').waitFor();
    await line(page, 'All sessions', /^take_noise Succeeded no longer at the agent/).waitFor();
    restart?.close();
    const silence = controller?.fault({ kind: 'silent' });
    await news.getByText('The slot has expired: it sends no heartbeats.').waitFor();
    await head(page, 'ufm_mv5 Expired').waitFor();
    await line(page, 'All sessions', /^check_state Running at the last heartbeat/).waitFor();
    await page.getByText('▲ out of date').waitFor();
    silence?.close();
    await news.getByText('The slot sends heartbeats again.').waitFor();
    controller?.fault({ kind: 'silent' });
    await page.getByRole('button', { name: 'Forget this slot…' }).click();
    await page.getByRole('button', { name: 'Keep the slot' }).click();
    await page.getByRole('button', { name: 'Forget this slot…' }).click();
    await page.getByRole('button', { name: `Forget ${ids.get('ufm_mv5')}` }).click();
    await page.getByRole('rowheader', { name: 'ufm_mv12' }).waitFor();
    await page.getByRole('rowheader', { name: 'ufm_mv5' }).waitFor({ state: 'detached' });
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`has no fault that axe finds, ${colorScheme}`, async (t) => {
      await run(product, 'take_noise', ['ufm_mv17'], { duration: 1 }, 'FINISHED');
      const { page } = await open(t, 'ufm_mv17', '&feed=noise_results');
      await page.emulateMedia({ colorScheme });
      await page.getByRole('figure').first().waitFor();
      await page.getByRole('region', { name: 'Feed noise_results' }).getByText('Last message').click();
      await data(page, 'Data of take_noise').waitFor();
      assert.deepEqual(await violations(page), []);
    });
  }
});
