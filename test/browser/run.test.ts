import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { serveHttp } from '../http/ask.js';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import { openMonitor, run, violations, violationsInBoth } from './monitor-page.js';

const START = `mutation ($operation: String!, $streamIds: [ID!], $params: JSON, $options: RunOptions) {
  runOperation(operation: $operation, streamIds: $streamIds, params: $params, options: $options) { id }
}`;

/** How far the bar of a slot reaches, as a part of what is expected. */
async function partOfExpected(bar: Locator): Promise<number> {
  const [elapsed, expected] = await Promise.all([
    bar.locator('rect').boundingBox(),
    bar.locator('.expected').boundingBox(),
  ]);
  assert.ok(elapsed && expected);
  return elapsed.width / (expected.x - elapsed.x);
}

describe('the page of a run', () => {
  let browser: Browser;
  let product: Product;
  before(async () => {
    browser = await launchChromium();
    product = await startProduct({ slots: 4, timeScale: 0.1, expireTimeMs: 3000, lostSeconds: 1 });
  });
  after(async () => {
    await browser?.close();
    await product?.ask('mutation { stopAll(waitSeconds: 10) { id } }');
    await product?.close();
  });

  /** Starts `take_noise`, not from the page. */
  async function start(streamIds: readonly string[], params = {}, options = {}): Promise<string> {
    const variables = { operation: 'take_noise', streamIds, params, options };
    return (await product.ask<{ runOperation: { id: string } }>(START, variables)).runOperation.id;
  }

  async function open(t: TestContext, id: string): Promise<Page> {
    const { page } = await openPage(t, browser, `${product.origin}/?view=run&id=${id}`);
    return page;
  }

  /** Starts a run when the page is there, and goes to it. A slow machine takes seconds to load a page. */
  async function follow(
    t: TestContext,
    { origin, ask }: Product,
    streamIds: readonly string[],
    params = {},
    options = {},
  ): Promise<Page> {
    const { page } = await openPage(t, browser, `${origin}/`);
    await page.getByText(/^● Live/).waitFor();
    await ask(START, { operation: 'take_noise', streamIds, params, options });
    await page.getByRole('region', { name: 'Open runs' }).getByRole('link', { name: 'take_noise' }).click();
    return page;
  }

  const heading = (page: Page) => page.getByRole('heading', { level: 2 }).filter({ hasText: 'take_noise' });
  const lines = (page: Page) => page.locator('.timeline').getByRole('rowheader');

  it('shows the run as it goes, the last messages, and how it ended', async (t) => {
    const page = await follow(t, product, ['ufm_mv5', 'ufm_mv12'], { duration: 80, tag: 'relock' });
    await heading(page).getByText('runs on 2 slots').waitFor();
    await page.getByText('duration 80, tag relock').waitFor();
    await page.getByText('all at once').waitFor();
    assert.equal(
      await page.getByRole('list', { name: 'Slots of take_noise' }).first().getByRole('listitem').count(),
      2,
    );
    await heading(page).getByText('all 2 slots succeeded').waitFor();
    const messages = page.getByRole('region', { name: 'Last messages' });
    await messages.getByText('Finished taking noise').first().waitFor();
    await page.getByText('start skew').waitFor();
    await page.getByRole('button', { name: 'Details of ufm_mv5' }).click();
    await page
      .getByText(/^\d\d:\d\d:\d\d\.\d{3} UTC$/)
      .first()
      .waitFor();
  });

  it('shows how long a slot has run and how long that usually takes, and marks one that takes far longer', async (t) => {
    const { page, product: own } = await openMonitor(t, browser, { timeScale: 0.1 });
    const names = ['ufm_mv5', 'ufm_mv12'];
    const [, hanging] = own.controllers;
    // After some runs the server knows how long one takes: here about 2 s.
    for (let round = 0; round < 3; round += 1)
      await run(own, 'take_noise', names, { duration: 20 }, 'FINISHED');
    const hang = hanging?.fault({ kind: 'hang', operation: 'take_noise' });
    const { id } = (await run(own, 'take_noise', names, { duration: 20 })).runOperation;
    await page.goto(`${own.origin}/?view=run&id=${id}`);
    const slot = page.locator('.slot-of-run', { hasText: 'ufm_mv12' });
    await slot.getByText(/^\d+ s of \d+ s ▸$/).waitFor();
    const part = await partOfExpected(slot.locator('.bar-of-run'));
    const hasGrown = async () => (await partOfExpected(slot.locator('.bar-of-run'))) > part + 0.2;
    await until(hasGrown, 'the bar grows');
    await slot.getByText('Overdue').waitFor();
    await page.getByRole('img', { name: 'Overdue' }).waitFor();
    await page
      .getByRole('definition')
      .getByText(/^none: \d+ s longer than expected$/)
      .waitFor();
    assert.ok((await partOfExpected(slot.locator('.bar-of-run.fill-warn'))) > 1, 'beyond the expected end');
    const ended = page.locator('.slot-of-run', { hasText: 'ufm_mv5' });
    await ended.getByText('Succeeded').waitFor();
    await ended.getByText(/^\d+\.\d s ▸$/).waitFor();
    hang?.close();
    await hanging?.restart();
    await heading(page).getByText('1 lost').waitFor();
    assert.equal(await slot.getByText('Overdue').count(), 0);
  });

  it('shows a failed slot first with its reason, unfolds the traceback, and retries it', async (t) => {
    const fault = product.controllers[1]?.fault({
      kind: 'raise',
      operation: 'take_noise',
      message: 'band 3 has no tracking channels',
    });
    const page = await open(t, await start(['ufm_mv5', 'ufm_mv12'], { duration: 1 }));
    await heading(page).getByText('1 failed').waitFor();
    await heading(page).getByText('1 of 2 succeeded').waitFor();
    assert.equal(await lines(page).first().innerText(), 'ufm_mv12');
    await page.locator('.reason').getByText('RuntimeError: band 3 has no tracking channels.').waitFor();
    await page.getByRole('button', { name: 'Show the traceback' }).click();
    await page.getByText('Traceback (most recent call last)').waitFor();
    // What is unfolded is in the address.
    await page.reload();
    await page.getByText('Traceback (most recent call last)').waitFor();
    fault?.close();
    await page.getByRole('button', { name: 'Retry 1 slot that failed…' }).click();
    const question = page.getByRole('dialog', { name: 'Retry the failed slots?' });
    await question.getByRole('listitem').getByText('ufm_mv12').waitFor();
    await question.getByRole('button', { name: 'Retry 1 slot' }).click();
    await heading(page).getByText('1 slot succeeded').waitFor();
    await page.getByText('retry of').waitFor();
    await page.locator('.facts').getByRole('link').click();
    await heading(page).getByText('1 of 2 succeeded').waitFor();
    await page.getByText('retried', { exact: true }).waitFor();
  });

  it('does not retry a lost slot before somebody has acknowledged it', async (t) => {
    const page = await follow(t, product, ['ufm_mv5'], { duration: 100 });
    await heading(page).getByText('runs on 1 slot').waitFor();
    const silence = product.controllers[0]?.fault({ kind: 'silent' });
    await heading(page).getByText('1 lost').waitFor();
    const retry = page.getByRole('button', { name: /^Retry \d slots? that failed/ });
    await retry.waitFor();
    assert.equal(await retry.getAttribute('aria-disabled'), 'true');
    assert.match((await retry.getAttribute('title')) ?? '', /acknowledge them first/);
    await page.getByRole('button', { name: 'Acknowledge 1 slot…' }).click();
    const question = page.getByRole('dialog');
    await question.getByLabel('Your name').fill('night shift');
    await question.getByRole('button', { name: 'Acknowledge 1 slot' }).click();
    await page.getByRole('button', { name: 'Retry 1 slot that failed…' }).waitFor();
    assert.equal(await retry.getAttribute('aria-disabled'), 'false');
    silence?.close();
  });

  it('pauses and resumes a run whose slots wait, and shows where a cancelled one goes on', async (t) => {
    const names = ['ufm_mv23', 'ufm_mv17', 'ufm_mv12'];
    const page = await follow(t, product, names, { duration: 100 }, { maxConcurrency: 1 });
    await heading(page).getByText('runs on 1 slot, 2 wait').waitFor();
    await page.getByText('1 at a time').waitFor();
    await page.getByRole('button', { name: 'Pause…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause take_noise' }).click();
    await page.getByText(/^Paused since \d\d:\d\d:\d\d UTC/).waitFor();
    await page.getByRole('button', { name: 'Resume…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume take_noise' }).click();
    await page.getByRole('button', { name: 'Pause…' }).waitFor();
    await page.getByRole('button', { name: 'Cancel…' }).click();
    const question = page.getByRole('dialog', { name: 'Cancel take_noise?' });
    await question.getByText('ufm_mv12').waitFor();
    // Nothing is cancelled by a key that is pressed too often.
    await question.getByRole('button', { name: 'Do nothing' }).and(page.locator(':focus')).waitFor();
    await question.getByRole('button', { name: 'Cancel take_noise' }).click();
    await page
      .locator('.reason')
      .getByText(/cannot be aborted|cannot abort/)
      .waitFor();
    assert.deepEqual(await violationsInBoth(page), []);
    await page.getByRole('button', { name: 'Run 2 slots not reached…' }).waitFor();
  });

  it('changes the note and the labels, and shows what others change, also after its end', async (t) => {
    const id = await start(['ufm_mv5'], { duration: 1 }, { note: 'after relock' });
    const page = await open(t, id);
    await heading(page).getByText('1 slot succeeded').waitFor();
    await page.getByText('after relock').waitFor();
    const change = page.getByRole('button', { name: /^Edit the note of take_noise at / });
    await change.click();
    const form = page.getByRole('form', { name: 'Note and labels' });
    await form.getByLabel('Note').fill('before relock');
    await form.getByLabel(/^Labels/).fill('not/a label, -');
    await form.getByRole('button', { name: 'Save' }).click();
    // In the words of the server.
    await form.getByRole('alert').getByText('"-"').waitFor();
    await form.getByLabel(/^Labels/).fill('calibration');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('before relock').waitFor();
    await page.getByRole('link', { name: 'calibration' }).waitFor();
    await change.and(page.locator(':focus')).waitFor();
    await product.ask('mutation ($id: ID!) { annotateRun(id: $id, note: "from elsewhere") { id } }', { id });
    await page.getByText('from elsewhere').waitFor();
  });

  it('shows what differs between slots, the slots that were skipped, and how to repeat it', async (t) => {
    await product.ask(
      'mutation { setOutOfService(streamIds: ["ufm_mv23"], reason: "warm amplifier") { id } }',
    );
    t.after(() => product.ask('mutation { setInService(streamIds: ["ufm_mv23"]) { id } }'));
    const options = {
      skipUnavailable: true,
      slotParams: [{ streamIds: ['ufm_mv17'], params: { duration: 2 } }],
    };
    const page = await open(t, await start(['ufm_mv5', 'ufm_mv17', 'ufm_mv23'], { duration: 1 }, options));
    await page.getByText('with duration 2').waitFor();
    await page.getByRole('region', { name: 'Skipped' }).getByText('warm amplifier').waitFor();
    await page.getByRole('button', { name: 'Repeat…' }).click();
    await page.getByText('Only for these slots').waitFor();
    const { searchParams: repeat } = new URL(page.url());
    assert.equal(repeat.get('command'), 'take_noise');
    assert.equal(repeat.get('params'), '{"duration":1}');
    const [own] = JSON.parse(repeat.get('options') ?? '').slotParams;
    assert.deepEqual(own, { streamIds: [repeat.get('selected')?.split(',')[1]], params: { duration: 2 } });
    await page.goBack();
    await page.getByText('with duration 2').waitFor();
    await page.getByRole('link', { name: 'Results' }).last().click();
    assert.match(page.url(), /view=results&run=/);
  });

  it('says in the words of the server that it does not know a run', async (t) => {
    const page = await open(t, 'no-such-run');
    await page.getByRole('alert').getByText('no-such-run').waitFor();
  });

  it('follows the run again after the server was away', async (t) => {
    const away = await startProduct({ slots: 1, timeScale: 0.1 });
    t.after(() => away.closeCore());
    const page = await follow(t, away, ['ufm_mv5'], { duration: 80 });
    await heading(page).getByText('runs on 1 slot').waitFor();
    await away.http.close();
    await page.getByText(/^Not connected to the server/).waitFor();
    await serveHttp(t, away, { port: Number(new URL(away.origin).port) });
    await heading(page).getByText('1 slot succeeded').waitFor();
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`has no fault that axe finds, ${colorScheme}`, async (t) => {
      const fault = product.controllers[1]?.fault({ kind: 'raise', operation: 'take_noise' });
      t.after(() => fault?.close());
      const page = await open(t, await start(['ufm_mv12', 'ufm_mv17'], { duration: 1 }));
      await page.emulateMedia({ colorScheme });
      await heading(page).getByText('1 of 2 succeeded').waitFor();
      await page.getByRole('button', { name: 'Show the traceback' }).click();
      await page.getByText('Traceback (most recent call last)').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByRole('button', { name: 'Retry 1 slot that failed…' }).click();
      await page.getByRole('dialog').waitFor();
      assert.deepEqual(await violations(page), []);
    });
  }
});
