import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { atFocus, chooseOperation, panel, press, walkMainPath } from './main-path.js';
import { openMonitor, row } from './monitor-page.js';

describe('the main path, by keyboard alone', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser?.close());

  it('leads from the slots over a run to its results, a slot, the hand-over, something dangerous, and the stop', async (t) => {
    const { page, errors, outside } = await openMonitor(t, browser, { timeScale: 0.02 });
    await walkMainPath(page, ['ufm_mv5', 'ufm_mv12'], 100);
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

  it('goes on where it was when a panel or a dialog has closed, and begins at a view that has been opened', async (t) => {
    const { page } = await openMonitor(t, browser);
    const slot = row(page, 'ufm_mv12').getByRole('link', { name: 'ufm_mv12' });
    const dialog = page.getByRole('dialog');
    await press(page, 'ArrowDown', 'ArrowDown', 'Space');
    for (const [keys, opened] of [
      ['r', panel(page)],
      ['s', dialog],
      ['?', dialog],
      ['Control+k', dialog],
      ['Shift+Escape', dialog],
    ] as const) {
      await atFocus(page, slot).waitFor();
      await press(page, keys);
      await opened.locator(':focus').waitFor();
      await press(page, 'Escape');
      await opened.waitFor({ state: 'hidden' });
    }
    await atFocus(page, slot).waitFor();
    await press(page, 'g', 'r');
    await page.locator('.view[data-view=runs]:focus').waitFor();
  });

  it('opens Stop all before the question whether to start something dangerous, too', async (t) => {
    const { page } = await openMonitor(t, browser);
    await press(page, 'ArrowDown', 'a');
    await chooseOperation(page, 'uxm_setup');
    await press(page, 'Control+Enter');
    const question = page.getByRole('dialog', { name: 'Start uxm_setup on 4 slots?' });
    const cancel = question.getByRole('button', { name: 'Cancel' });
    await atFocus(page, cancel).waitFor();
    await press(page, 'Shift+Escape');
    const stop = page.getByRole('dialog', { name: 'Stop everything on all 4 slots?' });
    await stop.locator(':focus').waitFor();
    await press(page, 'Escape');
    await atFocus(page, cancel).waitFor();
    await press(page, 'Escape');
    await question.waitFor({ state: 'hidden' });
    await panel(page).locator(':focus').waitFor();
  });
});
