import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { panel, press, walkMainPath } from './main-path.js';
import { openMonitor } from './monitor-page.js';

describe('the main path, by keyboard alone', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser?.close());

  it('leads from the slots over a run to its results, a slot, the hand-over, something dangerous, and the stop', async (t) => {
    const { page, errors, outside } = await openMonitor(t, browser, { timeScale: 0.05 });
    await walkMainPath(page, ['ufm_mv5', 'ufm_mv12'], 40);
    assert.deepEqual([errors, outside], [[], []]);
  });

  it('begins in the palette too: an operation and a part of the names of the slots', async (t) => {
    const { page } = await openMonitor(t, browser);
    await press(page, 'Control+k');
    await page.keyboard.type('noise mv12 mv17');
    await page.getByRole('option', { name: 'take_noise on ufm_mv12, ufm_mv17…', selected: true }).waitFor();
    await press(page, 'Enter');
    const plan = panel(page).getByRole('list', { name: 'Plan' }).getByRole('listitem');
    await panel(page).getByRole('button', { name: 'Start take_noise on 2 slots' }).waitFor();
    assert.deepEqual(await plan.locator('b').allInnerTexts(), ['ufm_mv12', 'ufm_mv17']);
    for (const name of ['ufm_mv12', 'ufm_mv17'])
      await page.getByRole('checkbox', { name: `Select ${name}`, checked: true }).waitFor();
  });
});
