import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { launchChromium, openPage } from './chromium.js';
import { run, saved, violations } from './monitor-page.js';

const TO_BIAS_GROUP_7 = { bias: 0, bgs: [7] };
/** Seven slots: six of them have an outcome that the others can be compared with. */
const SLOTS = 7;

const picture = (page: Page, title: string) => page.getByRole('figure', { name: title, exact: true });
const numbers = (page: Page) => page.getByRole('region', { name: 'Numbers' });
const outs = (page: Page) => page.getByRole('region', { name: 'Failures and outliers' });

describe('results as pictures', () => {
  let browser: Browser;
  let product: Product;
  let names: readonly string[];
  let noise: string;

  before(async () => {
    browser = await launchChromium();
    product = await startProduct({ slots: SLOTS, timeScale: 0.001 });
    names = product.controllers.map(({ streamId }) => streamId);
    const fault = product.controllers[2]?.fault({ kind: 'raise', operation: 'take_noise' });
    noise = await finish('take_noise', names, { duration: 1 });
    fault?.close();
    await finish('bias_dets', names, { rfrac: 0.5 });
    await finish('take_bgmap', names);
    await finish('set_biases', ['ufm_mv12'], TO_BIAS_GROUP_7);
    await finish('take_bias_steps', names);
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });

  /** Runs an operation to its end. */
  async function finish(operation: string, streamIds: readonly string[], params = {}): Promise<string> {
    const { runOperation } = await run(product, operation, streamIds, params, 'FINISHED');
    return runOperation.id;
  }

  const open = (t: TestContext, address: string) => openPage(t, browser, `${product.origin}/${address}`);

  it('shows one run, slot by slot, and says why a slot has no figure', async (t) => {
    const { page, errors, outside } = await open(t, `?view=results&run=${noise}`);
    await page.getByText('6 of 7 slots have results').waitFor();
    const svg = picture(page, 'White noise level').getByRole('img', { name: 'White noise level, in pA/√Hz' });
    assert.equal(await svg.locator('.quartiles').count(), 6);
    await svg.getByText('failed', { exact: true }).waitFor();
    const failed = outs(page).getByRole('row').filter({ hasText: 'ufm_mv17' });
    await failed.getByText('RuntimeError').waitFor();
    assert.equal(await numbers(page).getByRole('row').count(), 2 + SLOTS);
    await page.getByRole('link', { name: /^take_noise, 20/ }).click();
    await page.waitForURL(/view=run&id=/);
    assert.deepEqual([errors, outside], [[], []]);
  });

  it('marks a slot that is not like the others, with a sign and in words', async (t) => {
    const { page } = await open(t, '?view=results&operation=take_bias_steps');
    const grid = picture(page, 'Biased channels by bias group');
    await grid.getByRole('img', { name: /Outliers: .*ufm_mv12/ }).waitFor();
    await grid.getByText('▼ 0', { exact: true }).waitFor();
    const row = outs(page).getByRole('row').filter({ hasText: 'ufm_mv12' }).filter({ hasText: 'group 7' });
    await row.getByText('0 channels').waitFor();
    await row.getByText('−100 %').first().waitFor();
    await picture(page, 'Fraction of the normal resistance Rfrac').locator('.quartiles').first().waitFor();
  });

  it('goes from one operation to another, and says what to do where nothing is stored', async (t) => {
    const { page } = await open(t, '?view=results');
    await picture(page, 'White noise level').waitFor();
    await page.getByRole('link', { name: 'Bias group map' }).click();
    const grid = picture(page, 'Channels by bias group');
    await grid.getByText('no group', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Relock' }).click();
    await page.getByText('No success of uxm_relock is stored.').waitFor();
    await page.getByRole('link', { name: 'Run uxm_relock' }).click();
    await page.waitForURL(/command=uxm_relock/);
    await page.goBack();
    await page.goBack();
    await grid.waitFor();
  });

  it('shows new results when a run ends, without a reload', async (t) => {
    const { page } = await open(t, '?view=results&operation=take_bias_waves');
    await page.getByText('No success of take_bias_waves is stored.').waitFor();
    await finish('take_bias_waves', names.slice(0, 2));
    await page.getByText('on 2 of 7 slots').waitFor();
    assert.equal(await numbers(page).getByText('no result').count(), SLOTS - 2);
  });

  it('shows the figures of a slot over its runs', async (t) => {
    const slot = product.controllers[2]?.instanceId;
    const { page } = await open(t, `?view=results&slot=${slot}&operation=take_noise`);
    await page.getByText('last run.').waitFor();
    await finish('take_noise', ['ufm_mv17'], { duration: 1 });
    const plot = picture(page, 'White noise level').getByRole('img');
    await plot.getByText('failed', { exact: true }).waitFor();
    await finish('take_noise', ['ufm_mv17'], { duration: 1 });
    await plot.locator('.quartiles').nth(1).waitFor();
    assert.equal(await numbers(page).getByRole('row').count(), 2 + 3);
    await page.getByRole('link', { name: 'IV' }).click();
    await page.getByText('No figures of take_iv are stored for this slot.').waitFor();
  });

  it('says that a run does not exist', async (t) => {
    const { page } = await open(t, '?view=results&run=nothing');
    await page.getByText('The server has no run with the id nothing.').waitFor();
  });

  it('saves a picture as a file that says what it shows, and the numbers as CSV', async (t) => {
    const { page, errors } = await open(t, `?view=results&run=${noise}`);
    const figure = picture(page, 'White noise level');
    await figure.getByRole('img').waitFor();
    const svg = await saved(page, () => figure.getByRole('button', { name: 'Save SVG' }).click());
    const text = svg.content.toString();
    assert.match(svg.name, /^take_noise-white_noise_level-20\d\d-\d\d-\d\dT\d{6}Z\.svg$/);
    assert.match(text, /White noise level, pA\/√Hz/);
    assert.match(text, /take_noise, run of 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
    assert.doesNotMatch(text, /class=|var\(/);
    const png = await saved(page, () => figure.getByRole('button', { name: 'Save PNG' }).click());
    assert.equal(png.content.subarray(1, 4).toString(), 'PNG');
    const csv = await saved(page, () => page.getByRole('button', { name: 'Save CSV' }).click());
    assert.match(csv.content.toString(), /^name,instance_id,.*white_noise_level_q50 \(pA\/rtHz\)/);
    assert.deepEqual(errors, []);
  });

  it('copies the numbers and the address, also where the browser offers no clipboard', async (t) => {
    const { page } = await open(t, `?view=results&run=${noise}`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: 'Copy CSV' }).click();
    await page.getByText('CSV copied').waitFor();
    assert.match(await clipboard(), /^name,instance_id/);
    // As on a page without TLS.
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('not here'));
    });
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('link copied').waitFor();
    assert.equal(await clipboard(), page.url());
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`has no fault that axe finds, ${colorScheme}`, async (t) => {
      const { page } = await open(t, `?view=results&run=${noise}`);
      await page.emulateMedia({ colorScheme });
      await outs(page).waitFor();
      assert.deepEqual(await violations(page), []);
      await page.goto(`${product.origin}/?view=results&operation=take_bias_steps`);
      await outs(page).waitFor();
      assert.deepEqual(await violations(page), []);
    });
  }
});
