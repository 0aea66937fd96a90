import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { launchChromium, openPage } from './chromium.js';
import { inState, run, violations } from './monitor-page.js';

describe('the monitor by keyboard', () => {
  let browser: Browser;
  let product: Product;
  before(async () => {
    [browser, product] = await Promise.all([launchChromium(), startProduct({ slots: 4, timeScale: 0.1 })]);
  });
  after(async () => {
    await browser?.close();
    await product?.ask('mutation { stopAll(waitSeconds: 10) { id } }');
    await product?.close();
  });

  const open = async (t: TestContext) => {
    const { page } = await openPage(t, browser, `${product.origin}/`);
    await inState(page, 'ufm_mv5', 'Idle').waitFor();
    return page;
  };
  const palette = (page: Page) => page.getByRole('dialog', { name: 'Search and commands' });
  const options = (page: Page) => palette(page).getByRole('option');
  const at = (page: Page, address: RegExp) => page.waitForURL((url) => address.test(url.search));

  it('goes to each view with two keys, and back', async (t) => {
    const page = await open(t);
    for (const [key, view] of [
      ['r', 'runs'],
      ['e', 'results'],
      ['h', 'hand-over'],
    ] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await at(page, new RegExp(`view=${view}`));
    }
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await inState(page, 'ufm_mv5', 'Idle').waitFor();
    await page.goBack();
    await at(page, /view=hand-over/);
  });

  it('finds a slot by a part of its name, and opens it', async (t) => {
    const page = await open(t);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('mv17');
    await options(page)
      .filter({ hasText: /ufm_mv17.*idle/ })
      .waitFor();
    await page.keyboard.press('Enter');
    await at(page, /view=slot&id=/);
    assert.equal(await palette(page).count(), 0);
  });

  it('finds an operation for named slots, and opens it in the command panel', async (t) => {
    const page = await open(t);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('noise mv12 mv17');
    await options(page).filter({ hasText: 'take_noise on ufm_mv12, ufm_mv17…' }).waitFor();
    await page.keyboard.press('Enter');
    await at(page, /command=take_noise&selected=[^&]*,[^&]*$/);
  });

  it('finds the open runs, and moves among what it has found with the arrows', async (t) => {
    const page = await open(t);
    await run(product, 'stream', ['ufm_mv23']);
    await page.getByRole('region', { name: 'Open runs' }).getByText('stream', { exact: true }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('stream');
    const field = palette(page).getByRole('combobox');
    const isActive = async (option: ReturnType<typeof options>) =>
      assert.equal(await field.getAttribute('aria-activedescendant'), await option.getAttribute('id'));
    await options(page)
      .filter({ hasText: /stream \d\d:\d\d:\d\d/ })
      .waitFor();
    await isActive(options(page).first());
    await page.keyboard.press('ArrowDown');
    await isActive(options(page).nth(1));
    const chosen = await options(page).nth(1).textContent();
    await page.keyboard.press('ArrowUp');
    await isActive(options(page).first());
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await at(page, chosen?.includes('…') ? /command=/ : /view=(run|slot)&id=/);
  });

  it('says that nothing has a name, and closes without doing anything', async (t) => {
    const page = await open(t);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('no such thing');
    await palette(page).getByText('Nothing matches.').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+k');
    await palette(page).waitFor({ state: 'hidden' });
    assert.equal(new URL(page.url()).search, '');
  });

  it('does not take keys that a person types into a field or that belong to a dialog', async (t) => {
    const page = await open(t);
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.getByRole('row', { name: /G then R.*Go to the runs/ }).waitFor();
    await help.getByRole('row', { name: /Space.*In the list: select the slot/ }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('g r?');
    assert.equal(await palette(page).getByRole('combobox').inputValue(), 'g r?');
    assert.equal(new URL(page.url()).search, '');
    // Except the one that must work everywhere.
    await page.keyboard.press('Shift+Escape');
    await page.getByRole('heading', { name: 'Stop everything on all 4 slots?' }).waitFor();
  });

  it('leads past the bar with the first Tab', async (t) => {
    const page = await open(t);
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'Skip to the view' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.view:focus').waitFor();
  });

  it('shows the time where the browser is beside UTC, and keeps the chosen theme', async (t) => {
    const context = await browser.newContext({ timezoneId: 'America/Santiago', colorScheme: 'light' });
    t.after(() => context.close());
    const page = await context.newPage();
    await page.goto(`${product.origin}/`);
    await page
      .getByRole('banner')
      .getByText(/^\d\d:\d\d GMT-[34]$/)
      .waitFor();
    const theme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    assert.equal(await theme(), 'light');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('theme dark');
    await page.keyboard.press('Enter');
    await page.locator('html[data-theme=dark]').waitFor();
    await page.reload();
    await inState(page, 'ufm_mv5', 'Idle').waitFor();
    assert.equal(await theme(), 'dark');
    // Paper is light.
    await page.emulateMedia({ media: 'print' });
    await page.locator('html[data-theme=light]').waitFor();
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`has no fault that axe finds in its dialogs, ${colorScheme}`, async (t) => {
      const page = await open(t);
      await page.emulateMedia({ colorScheme });
      await page.keyboard.press('Control+k');
      await options(page).filter({ hasText: 'take_noise' }).waitFor();
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press('Escape');
      await palette(page).waitFor({ state: 'hidden' });
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      assert.deepEqual(await violations(page), []);
    });
  }
});
