import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { inState, openMonitor, row, run } from './monitor-page.js';

describe('a slot in trouble', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
  });

  it('is seen at a glance if it fails, is silent, is slow, or hangs, with its reason, and until it is well again', async (t) => {
    const { product, page } = await openMonitor(t, browser, { expireTimeMs: 3000 });
    const [failing, silent, slow, hanging] = product.controllers;
    // After some runs the server knows how long one takes.
    for (let round = 0; round < 5; round += 1) {
      await product.ask(
        `mutation { runOperation(
          operation: "take_noise", streamIds: ["ufm_mv23"], params: { duration: 1 }, waitSeconds: 10
        ) { id } }`,
      );
    }
    failing?.fault({ kind: 'raise', operation: 'take_noise', message: 'band 3 has no tracking channels' });
    const silence = silent?.fault({ kind: 'silent' });
    const delay = slow?.fault({ kind: 'late', seconds: 4 });
    const hang = hanging?.fault({ kind: 'hang', operation: 'take_noise' });
    await run(product, 'take_noise', ['ufm_mv5', 'ufm_mv17', 'ufm_mv23'], { duration: 1 });

    const needs = page.getByRole('region', { name: 'Needs attention' });
    await inState(page, 'ufm_mv5', 'Failed').waitFor();
    await needs.getByText('take_noise failed: RuntimeError: band 3 has no tracking channels').waitFor();
    // The others have begun, and one has even ended.
    await page.getByTitle('ufm_mv17: Starting').waitFor();
    await inState(page, 'ufm_mv12', 'Expired').waitFor();
    await needs.getByText(/^No heartbeat since/).waitFor();
    await inState(page, 'ufm_mv23', 'Overdue').waitFor();
    await needs.getByText(/takes far longer than usual on ufm_mv23/).waitFor();
    await row(page, 'ufm_mv17').getByRole('img', { name: 'succeeded' }).waitFor();

    silence?.close();
    delay?.close();
    hang?.close();
    await hanging?.restart();
    await inState(page, 'ufm_mv12', 'Idle').waitFor();
    await inState(page, 'ufm_mv23', 'Overdue').waitFor({ state: 'hidden' });
    await page.getByRole('region', { name: 'Open runs' }).getByText('0', { exact: true }).waitFor();
  });
});
