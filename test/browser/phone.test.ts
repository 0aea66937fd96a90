import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startLinkProxy } from '../faults/link-proxy.js';
import { serveHttp } from '../http/ask.js';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import { row, violations } from './monitor-page.js';

const PHONE = { width: 390, height: 844 };
const TITLE = 'MultiSmurf · SATP1';
const SCHEMES = ['dark', 'light'] as const;

describe('the monitor of a simulated observatory', () => {
  let browser: Browser;
  let product: Product;
  /** The address of each view. */
  let views: Readonly<Record<string, string>>;
  before(async () => {
    [browser, product] = await Promise.all([launchChromium(), startProduct({ slots: 4 })]);
    const { runOperation } = await product.ask<{ runOperation: { id: string } }>(
      `mutation {
        runOperation(
          operation: "take_noise", streamIds: ["ufm_mv5", "ufm_mv12"], params: { duration: 10 }, waitSeconds: 20
        ) { id }
      }`,
    );
    const slot = product.controllers[0]?.instanceId ?? '';
    views = {
      slots: '',
      run: `?view=run&id=${runOperation.id}`,
      runs: '?view=runs',
      results: '?view=results&operation=take_noise',
      slot: `?view=slot&id=${slot}`,
      'hand-over': '?view=hand-over',
      command: `?command=take_noise&selected=${slot}`,
    };
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });

  /** A page of a server that has a name, and says that there is no hardware. */
  async function open(t: TestContext, address = '', authToken: string | null = null): Promise<Page> {
    const { url } = await serveHttp(t, product, { title: TITLE, simulated: true, authToken });
    const { page } = await openPage(t, browser, new URL(`/${address}`, url).href);
    return page;
  }

  /** Waits until a view shows what it is about. */
  async function isShown(page: Page, view: string): Promise<void> {
    await page.getByText(/^● Live/).waitFor();
    const about =
      view === 'command'
        ? page.getByRole('region', { name: 'Run an operation' }).getByRole('button', { name: /^Start/ })
        : page.locator(`[data-view="${view}"]`).getByText(view === 'run' ? 'take_noise' : 'ufm_mv5');
    await about.first().waitFor({ state: 'attached' });
  }

  for (const view of ['run', 'runs', 'results', 'slot', 'hand-over', 'command']) {
    it(`fits a phone: ${view} has no side scroll, and no fault that axe finds`, async (t) => {
      const page = await open(t, views[view]);
      await page.setViewportSize(PHONE);
      await isShown(page, view);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= PHONE.width, `${width} px`);
      assert.deepEqual(await violations(page), []);
    });
  }

  it('filters and groups the slots on a phone', async (t) => {
    const page = await open(t);
    await page.setViewportSize(PHONE);
    const filter = page.getByRole('searchbox', { name: 'Filter the slots' });
    await filter.fill('mv12');
    await row(page, 'ufm_mv5').waitFor({ state: 'hidden' });
    await row(page, 'ufm_mv12').waitFor();
    const box = await filter.boundingBox();
    assert.ok((box?.width ?? 0) > PHONE.width / 2 && (box?.height ?? 0) >= 43, JSON.stringify(box));
    await filter.fill('');
    await page.getByRole('combobox', { name: 'Group the slots' }).selectOption('By state');
    await page.getByRole('button', { name: 'Idle', exact: true }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Wall screen' }).isVisible(), false);
    assert.equal(
      await page.getByText('Last sessions, UTC').first().isVisible(),
      false,
      'two lines for a slot',
    );
  });

  it('sorts the slots, and selects all that are shown, on a phone', async (t) => {
    const page = await open(t);
    await row(page, 'ufm_mv5').waitFor();
    const sort = page.getByRole('combobox', { name: 'Sort the slots' });
    assert.equal(await sort.isVisible(), false, 'the heads of the columns do it');
    await page.setViewportSize(PHONE);
    const names = () => page.getByRole('rowheader').allInnerTexts();
    await sort.selectOption('By Slot');
    await page.getByRole('button', { name: 'The largest first' }).click();
    await until(async () => (await names())[0] === 'ufm_mv23', 'the last name is first');
    const box = await sort.boundingBox();
    assert.ok((box?.height ?? 0) >= 43, JSON.stringify(box));
    await page.getByRole('searchbox', { name: 'Filter the slots' }).fill('mv1');
    await page.getByRole('button', { name: 'Select 2 slots' }).click();
    const bar = page.getByRole('region', { name: 'Selection' });
    await bar.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Select none' }).click();
    await bar.waitFor({ state: 'hidden' });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= PHONE.width, `${width} px`);
    assert.deepEqual(await violations(page), []);
  });

  it('names the observatory, and says SIMULATED, on every view', async (t) => {
    const page = await open(t);
    for (const [view, address] of [...Object.entries(views), ['wall', '?wall=1'] as const]) {
      await page.goto(new URL(`/${address}`, page.url()).href);
      await page.getByText(/^● Live/).waitFor();
      assert.equal(await page.getByRole('heading', { level: 1, name: TITLE }).isVisible(), true, view);
      assert.equal(await page.getByText('These slots have no hardware').isVisible(), true, view);
      assert.match(await page.title(), new RegExp(`${TITLE}$`), view);
    }
  });

  it('asks for the token in a form without a fault that axe finds, dark and light', async (t) => {
    const page = await open(t, '', 'correct-horse-battery');
    await page.getByLabel(/^Token/).fill('wrong-horse-battery');
    await page.getByRole('button', { name: 'Show the slots' }).click();
    await page.getByText('The server has rejected this token.').waitFor();
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), [], colorScheme);
    }
  });

  it('says that it is not connected without a fault that axe finds, dark and light', async (t) => {
    const { url } = await serveHttp(t, product, { title: TITLE });
    const proxy = await startLinkProxy(Number(new URL(url).port));
    t.after(() => proxy.close());
    const { page } = await openPage(t, browser, `http://127.0.0.1:${proxy.port}/`);
    await isShown(page, 'slots');
    proxy.cut();
    await page.getByText(/^Not connected to the server/).waitFor();
    assert.equal(await page.title(), `not connected · ${TITLE}`);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), [], colorScheme);
    }
    await page.setViewportSize(PHONE);
    const age = await page.getByText(/^data .* old$/).boundingBox();
    const clock = await page.locator('.clock').boundingBox();
    assert.ok(age && clock && age.x + age.width < clock.x, 'the age of the data is not under the clock');
    const filterOf = (element: Element) => getComputedStyle(element).filter;
    const needs = await page.getByRole('region', { name: 'Needs attention' }).evaluate(filterOf);
    assert.equal(needs, 'grayscale(1)');
  });
});
