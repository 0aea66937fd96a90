import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { serveHttp } from '../http/ask.js';
import { type Product, startProduct } from '../product.js';
import { launchChromium, openPage } from './chromium.js';
import { openMonitor, run, violations } from './monitor-page.js';

/** The line of a run of this operation with this text. */
const line = (page: Page, operation: string, text: string | RegExp = '') =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: operation, exact: true }) })
    .filter({ hasText: text });

const RUN_AND_WAIT = `mutation ($operation: String!, $streamIds: [ID!], $params: JSON, $options: RunOptions) {
  runOperation(operation: $operation, streamIds: $streamIds, params: $params, options: $options, waitSeconds: 30) { id }
}`;

/** Runs an operation to its end. */
async function runToEnd(
  product: Product,
  operation: string,
  streamIds: readonly string[],
  options: { readonly note?: string; readonly labels?: readonly string[] } = {},
): Promise<string> {
  const params = operation === 'take_noise' ? { duration: 1 } : {};
  const variables = { operation, streamIds, params, options };
  const { runOperation } = await product.ask<{ runOperation: { id: string } }>(RUN_AND_WAIT, variables);
  return runOperation.id;
}

describe('the history', () => {
  let browser: Browser;
  /** With what a night leaves: successes, a failure that is over, one that is not, notes, a slot out of service. */
  let product: Product;
  before(async () => {
    browser = await launchChromium();
    product = await startProduct({ slots: 4 });
    const labels = ['calibration'];
    await runToEnd(product, 'take_iv', ['ufm_mv5', 'ufm_mv12'], { note: 'after the cooldown', labels });
    const fault = product.controllers[0]?.fault({
      kind: 'raise',
      operation: 'take_noise',
      message: 'no lock',
    });
    await runToEnd(product, 'take_noise', ['ufm_mv5']);
    fault?.close();
    await runToEnd(product, 'take_noise', ['ufm_mv5'], { note: 'again' });
    product.controllers[1]?.fault({ kind: 'raise', operation: 'take_noise', message: 'band 3 is dead' });
    await runToEnd(product, 'take_noise', ['ufm_mv5', 'ufm_mv12'], { note: 'both' });
    await product.ask(
      'mutation { setOutOfService(streamIds: ["ufm_mv23"], reason: "warm amplifier", by: "day shift") { id } }',
    );
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });

  async function open(t: TestContext, address: string) {
    const seen = await openPage(t, browser, `${product.origin}/${address}`);
    await seen.page.getByText(/^● Live/).waitFor();
    return seen;
  }

  it('lists the runs with what went wrong, and tints only a failure that nobody has dealt with', async (t) => {
    const { page, outside, errors } = await open(t, '?view=runs');
    const failed = line(page, 'take_noise', 'band 3 is dead');
    await failed.getByText('Failed (ufm_mv12): RuntimeError: band 3 is dead').waitFor();
    await failed.getByText('1 of 2', { exact: true }).waitFor();
    await page
      .locator('.urgency-act')
      .filter({ has: page.getByRole('rowheader') })
      .waitFor();
    assert.match((await failed.getAttribute('class')) ?? '', /urgency-act/);
    assert.match((await line(page, 'take_noise', 'no lock').getAttribute('class')) ?? '', /urgency-none/);
    const groundOf = (run: Locator) => run.evaluate((element) => getComputedStyle(element).backgroundColor);
    assert.notEqual(await groundOf(failed), 'rgba(0, 0, 0, 0)');
    assert.equal(await groundOf(line(page, 'take_noise', 'no lock')), 'rgba(0, 0, 0, 0)');
    await page.getByText('4 of 4 runs').waitFor();
    await page.getByRole('button', { name: '2 failed' }).waitFor();
    assert.deepEqual([outside, errors], [[], []]);
  });

  it('keeps its filters in the address, so that they can be linked and survive a reload', async (t) => {
    const { page } = await open(t, '?view=runs');
    await page.getByRole('button', { name: '2 failed' }).click();
    await page.getByText('2 of 2 runs').waitFor();
    await page.getByLabel('Slot', { exact: true }).fill('ufm_mv12');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1 run').waitFor();
    assert.match(page.url(), /status=FAILED&slot=ufm_mv12/);
    await page.reload();
    await page.getByText('1 of 1 run').waitFor();
    assert.equal(await page.getByLabel('Slot', { exact: true }).inputValue(), 'ufm_mv12');
    await page.getByRole('button', { name: 'Show all runs' }).click();
    await page.getByText('4 of 4 runs').waitFor();
    await page.getByLabel('Label').fill('calibration');
    await page.getByLabel('Label').blur();
    await page.getByText('1 of 1 run').waitFor();
    await page.getByRole('button', { name: 'Show all runs' }).click();
    await page.getByLabel('Text of a run').fill('cooldown');
    await page.getByLabel('Text of a run').press('Enter');
    await page.getByText('1 with “cooldown”, of the 4 runs read').waitFor();
  });

  it('says in the words of the server that no slot has this name', async (t) => {
    const { page } = await open(t, '?view=runs&slot=nobody');
    await page.getByRole('alert').getByText('nobody').waitFor();
    await page.getByLabel('Slot', { exact: true }).fill('');
    await page.keyboard.press('Enter');
    await page.getByText('4 of 4 runs').waitFor();
  });

  it('leads from a run to its page, to the same command on the same slots, and to a table', async (t) => {
    const { page } = await open(t, '?view=runs');
    const both = line(page, 'take_noise', 'both');
    await both.getByRole('button', { name: 'Repeat' }).click();
    await page.waitForURL((url) => url.searchParams.has('command'));
    const { searchParams: asked } = new URL(page.url());
    assert.deepEqual(
      [asked.get('command'), asked.get('params'), asked.get('selected')?.split(',').length],
      ['take_noise', '{"duration":1}', 2],
    );
    await page.goBack();
    const id = new URLSearchParams(
      (await both.getByRole('link', { name: 'take_noise', exact: true }).getAttribute('href')) ?? '',
    ).get('id');
    const results = await both.getByRole('link', { name: 'Results' }).getAttribute('href');
    assert.equal(new URLSearchParams(results ?? '').get('run'), id);
    await page.getByRole('button', { name: '2 failed' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    const rows = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n');
    assert.equal(rows.length, 1 + 3, 'a head, and a row for each slot of the two runs');
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`has no fault that axe finds, ${colorScheme}`, async (t) => {
      const { page } = await open(t, '?view=runs&by=');
      await page.emulateMedia({ colorScheme });
      await line(page, 'take_noise', 'both').getByRole('button', { name: 'Edit the note' }).click();
      await page.getByText('More filters').click();
      assert.deepEqual(await violations(page), []);
      await page.getByRole('link', { name: 'Hand-over' }).click();
      await page.getByRole('heading', { name: 'Last results' }).waitFor();
      assert.deepEqual(await violations(page), []);
    });
  }

  describe('the hand-over', () => {
    const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

    it('tells what ran, what failed, what is left, and what was measured last', async (t) => {
      const { page, errors } = await open(t, '?view=hand-over');
      await part(page, 'Hand-over: Open failures')
        .getByText('take_noise failed: RuntimeError: band 3 is dead')
        .waitFor();
      await part(page, 'Hand-over: Out of service').getByText('warm amplifier (day shift)').waitFor();
      const failures = part(page, 'Hand-over: Failed in this shift').getByRole('listitem');
      await failures.filter({ hasText: 'band 3 is dead' }).waitFor();
      await failures.filter({ hasText: 'no lock' }).waitFor();
      const ran = part(page, 'What ran');
      await ran.getByRole('row', { name: /^take_noise 3 2 of 4 .* 2 failed$/ }).waitFor();
      await ran.getByRole('row', { name: /^take_iv 1 2 of 2/ }).waitFor();
      await part(page, 'Hand-over: Notes and labels of runs')
        .getByText('after the cooldown [calibration]')
        .waitFor();
      const results = part(page, 'Last results');
      await results.getByRole('columnheader', { name: 'Noise, pA/√Hz' }).waitFor();
      await results.getByRole('row', { name: /^ufm_mv5 \d/ }).waitFor();
      assert.deepEqual(errors, []);
    });

    it('says SIMULATED, on the page and on paper, if there is no hardware', async (t) => {
      const { url } = await serveHttp(t, product, { simulated: true });
      const { page } = await openPage(t, browser, new URL('/?view=hand-over', url).href);
      await page.getByRole('article').getByText('SIMULATED').waitFor();
      await page.emulateMedia({ media: 'print' });
      await page.getByRole('article').getByText('SIMULATED').waitFor();
    });

    it('is about the shift in the address', async (t) => {
      const { page } = await open(t, '?view=hand-over');
      await page.getByRole('button', { name: 'Last 12 h', pressed: true }).waitFor();
      await page.getByRole('button', { name: 'Last 8 h' }).click();
      await page.getByRole('button', { name: 'Last 8 h', pressed: true }).waitFor();
      assert.match(page.url(), /hours=8/);
      await page.getByLabel('From, UTC').fill('2020-01-01T18:00');
      await page.getByLabel('To, UTC').fill('2020-01-02T06:00');
      await page.getByText('1 Jan 2020 18:00 to 2 Jan 2020 06:00 UTC').waitFor();
      await part(page, 'What ran').getByText('Nothing.').waitFor();
      await part(page, 'Hand-over: Failed in this shift').getByText('No run failed.').waitFor();
    });

    it('is copied as text and printed, with words that only the browser tab keeps', async (t) => {
      const { page } = await open(t, '?view=hand-over');
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByLabel('Written by').fill('night shift');
      const words = page.getByRole('textbox', { name: 'Comments of the shift' });
      await words.fill('Called the site.\nPower of crate 2 is fine.');
      await page.reload();
      assert.match(await words.inputValue(), /^Called the site\./);
      await part(page, 'What ran')
        .getByRole('row', { name: /^take_iv/ })
        .waitFor();
      await part(page, 'Last results')
        .getByRole('row', { name: /^ufm_mv5/ })
        .waitFor();
      await page.getByRole('button', { name: 'Copy as text' }).click();
      await page.getByText('Copied.').waitFor();
      const text = await page.evaluate(() => navigator.clipboard.readText());
      for (const told of [
        /^HAND-OVER, .*\nShift: .* UTC\nWritten: .* UTC by night shift\n/,
        /\nCOMMENTS OF THE SHIFT\nCalled the site\.\nPower of crate 2 is fine\.\n/,
        /\nOPEN FAILURES \(1\)\n- \d\d:\d\d ufm_mv12: take_noise failed: RuntimeError: band 3 is dead\n/,
        /\ntake_noise {2}3 runs {2}2 of 4 slots {2}/,
        /\nslot +Noise pA\/√Hz +take_noise +Rn mΩ +p_sat pW +take_iv\nufm_mv5 +\d/,
      ]) {
        assert.match(text, told);
      }
      await page.emulateMedia({ media: 'print' });
      await page.getByRole('article').getByText('Power of crate 2 is fine.').and(page.locator('p')).waitFor();
      for (const gone of [page.getByRole('banner'), page.getByRole('complementary'), words]) {
        await gone.waitFor({ state: 'hidden' });
      }
    });
  });

  // These change what the others read.
  it('shows a run that begins and ends at once, and the note that a person writes to it', async (t) => {
    const seen = await openMonitor(t, browser, { slots: 1, timeScale: 0.1 }, '?view=runs');
    const { page } = seen;
    await page.getByText('No run matches.').waitFor();
    await run(seen.product, 'take_noise', ['ufm_mv5'], { duration: 20 });
    await line(page, 'take_noise', 'Running').waitFor();
    await line(page, 'take_noise', 'Succeeded').waitFor();
    await page.getByRole('button', { name: '1 succeeded' }).waitFor();
    const add = page.getByRole('button', { name: 'Add a note to take_noise' });
    await add.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('looks good');
    await page.keyboard.press('Tab');
    await page.keyboard.type('calibration !');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText(/label/i).waitFor();
    await page.getByRole('textbox', { name: /^Labels/ }).fill('calibration night-12');
    await page.keyboard.press('Enter');
    await line(page, 'take_noise', 'looks good').getByText('night-12').waitFor();
  });

  it('shows older runs by pages', async (t) => {
    const { product: other, page } = await openMonitor(t, browser, { slots: 1 });
    const stop = 'mutation { stopOperation(operation: "stream", streamIds: ["ufm_mv5"]) { id } }';
    for (let count = 0; count < 35; count++) await other.ask(stop);
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByText('30 of 35 runs').waitFor();
    await page.getByRole('button', { name: 'Show older runs' }).click();
    await page.getByText('35 of 35 runs').waitFor();
    assert.equal(await line(page, 'stop stream').count(), 35);
    await page.getByRole('button', { name: 'Show older runs' }).waitFor({ state: 'hidden' });
  });
});
