import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { launchChromium, openPage } from './chromium.js';

const SLOTS = ['s2', 's3', 's4', 's5'].map((slot) => `pysmurf-controller-${slot}`);

describe('an operation that the panel starts first on one slot and then on the rest', () => {
  let browser: Browser;
  let product: Product;
  before(async () => {
    browser = await launchChromium();
    product = await startProduct({ slots: 4, timeScale: 0.05 });
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });

  const panel = (page: Page) => page.getByRole('region', { name: 'Run an operation' });
  const option = (page: Page, name: string) =>
    panel(page).locator(`[data-field="${name}"]`).getByRole('textbox');
  const heading = (page: Page) => page.getByRole('heading', { level: 2 }).filter({ hasText: 'take_noise' });
  /** The lines of the slots on the page of the run. */
  const line = (page: Page, name: string) => page.locator('.slot-of-run').filter({ hasText: name });

  /** The panel with all slots, and batches of one slot and of the others. */
  async function open(t: TestContext, address: Readonly<Record<string, string>>): Promise<Page> {
    const all = { command: 'take_noise', selected: SLOTS.join(), ...address };
    const { page } = await openPage(t, browser, `${product.origin}/?${new URLSearchParams(all)}`);
    t.after(() => product.ask('mutation { stopAll(waitSeconds: 20) { id } }'));
    await panel(page).getByText('Options', { exact: true }).click();
    await option(page, 'batches').fill('1, 100%');
    return page;
  }
  const start = (page: Page) =>
    panel(page).getByRole('button', { name: 'Start take_noise on 4 slots' }).click();

  it('runs on the first one alone, and on the rest when it has succeeded', async (t) => {
    const first = [{ streamIds: [SLOTS[0]], params: { duration: 160 } }];
    const page = await open(t, {
      params: '{"duration":1}',
      options: JSON.stringify({ slotParams: first }),
    });
    await option(page, 'maxErrors').fill('0');
    await panel(page)
      .getByText(/^batches of 1, 100%, stops if a slot does not succeed, /)
      .waitFor();
    await start(page);
    await heading(page).getByText('runs on 1 slot, 3 wait').waitFor();
    await line(page, 'ufm_mv5').getByText('Running').waitFor();
    assert.equal(await page.locator('.slot-of-run').getByText('Pending').count(), 3);
    await heading(page).getByText('all 4 slots succeeded').waitFor();
    await page.getByText('batches of 1, 3, stops if a slot does not succeed').waitFor();
    const id = new URL(page.url()).searchParams.get('id');
    const { run } = await product.ask<{
      run: { slots: { instanceId: string; startTime: string; endTime: string }[] };
    }>('query ($id: ID!) { run(id: $id) { slots { instanceId startTime endTime } } }', { id });
    const [one, ...rest] = run.slots;
    assert.equal(one?.instanceId, SLOTS[0]);
    assert.equal(rest.length, 3);
    for (const { startTime } of rest) assert.ok(startTime >= (one?.endTime ?? ''), JSON.stringify(run));
  });

  it('is not started on the rest when the first one fails, and the page says why', async (t) => {
    const fault = product.controllers[0]?.fault({
      kind: 'raise',
      operation: 'take_noise',
      message: 'band 3 has no tracking channels',
    });
    t.after(() => fault?.close());
    const page = await open(t, { params: '{"duration":1}' });
    await start(page);
    await heading(page).getByText('1 failed').waitFor();
    await heading(page).getByText('0 of 4 succeeded').waitFor();
    await line(page, 'ufm_mv5').getByText('band 3 has no tracking channels').waitFor();
    for (const name of ['ufm_mv12', 'ufm_mv17', 'ufm_mv23']) {
      await line(page, name).getByText('Not started', { exact: true }).waitFor();
      await line(page, name)
        .getByText('Not started: 1 slot did not succeed, and this run allows 0.')
        .waitFor();
    }
    await page.getByRole('button', { name: 'Run 3 slots not reached…' }).waitFor();
  });

  it('is started on the rest all the same if so many failures are allowed', async (t) => {
    const fault = product.controllers[0]?.fault({ kind: 'raise', operation: 'take_noise' });
    t.after(() => fault?.close());
    const page = await open(t, { params: '{"duration":1}' });
    await option(page, 'maxErrors').fill('1');
    await panel(page)
      .getByText(/^batches of 1, 100%, stops after more than 1 slot did not succeed, /)
      .waitFor();
    await start(page);
    await heading(page).getByText('3 of 4 succeeded').waitFor();
  });
});
