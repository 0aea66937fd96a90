import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { launchChromium } from './chromium.js';
import { type CountedNetwork, startCountedNetwork } from './counted-network.js';
import { run } from './monitor-page.js';

const SLOTS = 4;
/** So many pages are open in the end. */
const PAGES = 20;
/** Each slot publishes its state once a second, and the server reads it then if a page shows it. */
const WINDOW_MS = 4000;
/** Of the calls in a window: one reading of each slot more or less, and a fifth for a busy machine. */
const most = (calls: number) => calls * 1.2 + SLOTS;

describe('many pages', () => {
  let browser: Browser;
  let network: CountedNetwork;
  let product: Product;
  let runId: string;
  before(async () => {
    browser = await launchChromium();
    network = await startCountedNetwork(SLOTS);
    product = await startProduct({ network });
    const [first] = network.controllers;
    assert.ok(first);
    ({
      runOperation: { id: runId },
    } = await run(product, 'stream', [first.streamId]));
  });
  after(async () => {
    await browser?.close();
    await product?.ask('mutation { stopAll(waitSeconds: 10) { id } }');
    // It checks that no listener stays.
    await product?.close();
  });

  async function open(context: BrowserContext, addresses: readonly string[]): Promise<void> {
    await Promise.all(
      addresses.map(async (address) => {
        const page = await context.newPage();
        await page.goto(`${product.origin}/${address}`);
        await page.getByText(/^● Live/).waitFor();
      }),
    );
  }

  /** The calls that the agents get in a time. */
  async function callsIn(ms: number): Promise<number> {
    const before = network.calls;
    await sleep(ms);
    return network.calls - before;
  }

  for (const { name, kinds } of [
    { name: 'of all slots', kinds: () => [''] },
    {
      name: 'of every kind',
      kinds: () => [
        '',
        '?view=slot&id=pysmurf-controller-s2',
        '?view=runs',
        `?view=run&id=${runId}`,
        '?view=results',
        '?view=hand-over',
      ],
    },
  ]) {
    it(`${name} ask the agents no more than one of each kind, and leave nothing behind`, async (t) => {
      const addresses = kinds();
      const atRest = await callsIn(WINDOW_MS);
      const context = await browser.newContext();
      await open(context, addresses);
      const few = await callsIn(WINDOW_MS);
      const [calls, since] = [network.calls, performance.now()];
      const others = Array.from(
        { length: PAGES },
        (_page, place) => addresses[place % addresses.length] ?? '',
      );
      await open(context, others.slice(addresses.length));
      const opening = network.calls - calls;
      const openingMs = performance.now() - since;
      const many = await callsIn(WINDOW_MS);
      assert.equal(context.pages().length, PAGES);
      await context.close();
      await until(() => product.http.openSubscriptions === 0, 'no subscription stays');
      const afterwards = await callsIn(WINDOW_MS);
      t.diagnostic(
        `calls in ${WINDOW_MS / 1000} s: ${atRest} without a page, ${few} with ${addresses.length}, ` +
          `${many} with ${PAGES}, ${afterwards} afterwards; ${opening} in ${(openingMs / 1000).toFixed(1)} s of opening`,
      );
      assert.ok(few > 0, 'the pages are kept up to date');
      assert.ok(many <= most(few), `${many} calls with ${PAGES} pages, ${few} with ${addresses.length}`);
      assert.ok(opening <= most((few * openingMs) / WINDOW_MS), `${opening} calls while the others open`);
      assert.ok(afterwards <= most(atRest), `${afterwards} calls after the pages, ${atRest} before`);
    });
  }
});
