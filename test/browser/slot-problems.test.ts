import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { openMonitor, run, violations } from './monitor-page.js';

const others = (page: Page) => page.getByRole('list', { name: 'Other problems' });
const head = (page: Page, state: string) =>
  page.getByRole('heading', { level: 2, name: `ufm_mv12 ${state}` });

describe('the page of a slot with several problems', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
  });

  /** The page of a slot whose last operation failed, whose name another slot has, and whose state is not read. */
  async function open(t: TestContext) {
    const { page, product } = await openMonitor(t, browser, { slots: 2, expireTimeMs: 3000 });
    const [rival, slot] = product.controllers;
    slot?.fault({ kind: 'raise', operation: 'take_noise', message: 'band 3 has no tracking channels' });
    await run(product, 'take_noise', ['ufm_mv12'], { duration: 1 }, 'FINISHED');
    const stale = slot?.fault({ kind: 'stale' });
    const claim = rival?.fault({ kind: 'claim', streamId: 'ufm_mv12' });
    await rival?.restart();
    await page.goto(`${product.origin}/?view=slot&id=${slot?.instanceId}`);
    await head(page, 'Failed').waitFor();
    await others(page).getByRole('listitem').nth(1).waitFor();
    return { page, slot, rival, stale, claim };
  }

  it('says which is the worst one, and lists the others with their age until they are over', async (t) => {
    const { page, rival, stale, claim } = await open(t);
    await page
      .locator('.slot-head .reason')
      .getByText('take_noise failed: RuntimeError: band 3 has no tracking channels')
      .waitFor();
    const list = others(page).getByRole('listitem');
    await list
      .filter({ hasText: /^Critical .* also reports the stream id ufm_mv12: .* for \d+ s$/ })
      .waitFor();
    await list.filter({ hasText: /^Warning The state is out of date: .* for \d+ s$/ }).waitFor();
    assert.equal(await list.count(), 2);
    stale?.close();
    await list.filter({ hasText: 'The state is out of date' }).waitFor({ state: 'hidden' });
    assert.equal(await list.count(), 1);
    claim?.close();
    await rival?.restart();
    await others(page).waitFor({ state: 'hidden' });
    await head(page, 'Failed').waitFor();
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`has no fault that axe finds, ${colorScheme}`, async (t) => {
      const { page, slot } = await open(t);
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), []);
      const silence = slot?.fault({ kind: 'silent' });
      await head(page, 'Expired').waitFor();
      await others(page).getByText('take_noise failed').waitFor();
      await page.getByRole('button', { name: 'Forget this slot…' }).click();
      await page.getByRole('button', { name: 'Keep the slot' }).waitFor();
      assert.deepEqual(await violations(page), []);
      silence?.close();
    });
  }
});
