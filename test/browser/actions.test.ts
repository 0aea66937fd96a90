import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import {
  inState,
  letTimePass,
  openMonitor,
  run,
  stopTime,
  violations,
  violationsInBoth,
} from './monitor-page.js';

/** The address of the view with these slots chosen. */
function addressOf({ core }: Product, streamIds: readonly string[]): string {
  const known = core.registry.slots.filter((slot) => streamIds.includes(String(slot.streamId)));
  return `/?selected=${known.map(({ instanceId }) => instanceId).join()}`;
}

describe('the commands on chosen slots', () => {
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

  /** The page with these slots chosen. */
  async function choose(t: TestContext, streamIds: readonly string[]): Promise<Page> {
    const { page } = await openPage(t, browser, product.origin + addressOf(product, streamIds));
    await bar(page).waitFor();
    return page;
  }

  /** The slots out of service, each with the reason. */
  async function outOfService(): Promise<readonly string[]> {
    const { smurfInstances } = await product.ask<{
      readonly smurfInstances: readonly {
        readonly streamId: string;
        readonly outOfService: { readonly reason: string } | null;
      }[];
    }>('{ smurfInstances { streamId outOfService { reason } } }');
    return smurfInstances.flatMap((slot) =>
      slot.outOfService === null ? [] : [`${slot.streamId}: ${slot.outOfService.reason}`],
    );
  }

  const bar = (page: Page) => page.getByRole('region', { name: 'Selection' });
  const button = (page: Page, name: string) => bar(page).getByRole('button', { name, exact: true });
  const dialog = (page: Page) => page.getByRole('dialog');
  const openRuns = (page: Page) => page.getByRole('region', { name: 'Open runs' });

  /** Ends the operations, because it cannot be aborted. */
  async function endAll({ controllers }: Product, page: Page): Promise<void> {
    await Promise.all(controllers.map((slot) => slot.restart()));
    await openRuns(page).getByText('0', { exact: true }).waitFor();
  }

  it('are in a bar that names the slots, says why something cannot be done, and goes when none is chosen', async (t) => {
    const page = await choose(t, ['ufm_mv5', 'ufm_mv12']);
    await bar(page).getByText('2 selected ufm_mv5, ufm_mv12').waitFor();
    for (const [name, why] of [
      ['Abort…', 'Nothing runs on these slots.'],
      ['Cancel…', 'No open run of this server commands these slots.'],
      ['Acknowledge…', 'No outcome of these slots is unknown.'],
      ['In service…', 'These slots are in service.'],
    ] as const) {
      assert.equal(await button(page, name).getAttribute('aria-disabled'), 'true', name);
      assert.equal(await button(page, name).getAttribute('title'), why);
    }
    await button(page, 'Run…').click();
    assert.match(page.url(), /command=choose/);
    await button(page, 'Select no slot').click();
    await bar(page).waitFor({ state: 'hidden' });
  });

  it('stop everything on exactly these slots, and show the result of each', async (t) => {
    await run(product, 'stream', ['ufm_mv5', 'ufm_mv12', 'ufm_mv17']);
    const page = await choose(t, ['ufm_mv5', 'ufm_mv12', 'ufm_mv23']);
    await inState(page, 'ufm_mv17', 'Streaming').waitFor();
    await inState(page, 'ufm_mv5', 'Streaming').waitFor();
    await button(page, 'Stop…').click();
    await dialog(page).getByText('Stop everything on 3 slots?').waitFor();
    await dialog(page).getByRole('button', { name: 'Stop 3 slots' }).click();
    const results = dialog(page).getByRole('listitem');
    await results.filter({ hasText: 'ufm_mv12' }).filter({ hasText: 'Stopped stream' }).waitFor();
    await results.filter({ hasText: 'ufm_mv23' }).filter({ hasText: 'Nothing was running' }).waitFor();
    assert.equal(await results.count(), 3);
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    await inState(page, 'ufm_mv5', 'Idle').waitFor();
    await inState(page, 'ufm_mv17', 'Streaming').waitFor();
  });

  it('end one operation and say on which slots it still runs', async (t) => {
    await run(product, 'take_noise', ['ufm_mv5'], { duration: 150 });
    const page = await choose(t, ['ufm_mv5', 'ufm_mv17']);
    await inState(page, 'ufm_mv5', 'Running').waitFor();
    await button(page, 'Abort…').click();
    await dialog(page).getByLabel('Operation').selectOption('take_noise');
    await dialog(page).getByRole('button', { name: 'Abort take_noise on 1 slot' }).click();
    const result = dialog(page).getByRole('listitem').filter({ hasText: 'ufm_mv5' });
    await result.getByText('Still running').waitFor();
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    await button(page, 'Abort…').click();
    await dialog(page).getByLabel('Operation').selectOption('stream');
    await dialog(page).getByRole('button', { name: 'Stop stream on 1 slot' }).click();
    await dialog(page).getByRole('listitem').filter({ hasText: 'ufm_mv17' }).getByText('Ended').waitFor();
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    await inState(page, 'ufm_mv17', 'Idle').waitFor();
  });

  it('pause and cancel the runs that command these slots, with all slots of the runs by name', async (t) => {
    const options = `options: { maxConcurrency: 1 }`;
    await product.ask(
      `mutation { runOperation(operation: "take_noise", params: { duration: 100 }, ${options},
        streamIds: ["ufm_mv17", "ufm_mv23", "ufm_mv12"]) { id } }`,
    );
    const page = await choose(t, ['ufm_mv12']);
    await button(page, 'Pause…').click();
    await dialog(page).getByText('take_noise started').waitFor();
    await dialog(page).getByRole('listitem').getByText('ufm_mv17').waitFor();
    await dialog(page).getByRole('button', { name: 'Pause take_noise' }).click();
    await openRuns(page).getByText('paused').waitFor();
    await button(page, 'Cancel…').click();
    await dialog(page).getByRole('button', { name: 'Cancel take_noise' }).click();
    await until(
      () => product.core.runs.open.every(({ slots }) => slots.every(({ status }) => status !== 'PENDING')),
      'no slot waits',
    );
  });

  it('resume a paused run, so that its waiting slots are started', async (t) => {
    await until(() => product.core.runs.open.length === 0, 'nothing runs');
    const page = await choose(t, ['ufm_mv12']);
    assert.equal(await button(page, 'Resume…').getAttribute('aria-disabled'), 'true');
    const { runOperation } = await product.ask<{ runOperation: { id: string } }>(
      `mutation { runOperation(operation: "take_noise", params: { duration: 20 }, options: { maxConcurrency: 1 },
        streamIds: ["ufm_mv5", "ufm_mv12"]) { id } }`,
    );
    const { id } = runOperation;
    await product.ask('mutation ($id: ID!) { pauseRun(id: $id) { id } }', { id });
    const statuses = () =>
      product.core.runs.open.find((one) => one.id === id)?.slots.map(({ status }) => status);
    await until(() => statuses()?.[0] === 'SUCCEEDED', 'the slots that run continue');
    assert.deepEqual(statuses(), ['SUCCEEDED', 'PENDING']);
    await button(page, 'Resume…').click();
    await dialog(page).getByRole('heading', { name: 'Resume take_noise?' }).waitFor();
    await dialog(page)
      .getByText(/take_noise started [\d:]{8} UTC, paused/)
      .waitFor();
    assert.deepEqual(await dialog(page).getByRole('listitem').allInnerTexts(), ['ufm_mv5', 'ufm_mv12']);
    await dialog(page).getByRole('button', { name: 'Resume take_noise' }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    const ended = page.getByRole('region', { name: 'Ended runs' }).getByRole('listitem').first();
    await ended.filter({ hasText: 'take_noise' }).getByText('2 of 2').waitFor();
    assert.equal(await button(page, 'Resume…').getAttribute('aria-disabled'), 'true');
  });

  it('retry the last failure of these slots, point out others, and show a rejection in the words of the server', async (t) => {
    await until(() => product.core.runs.open.length === 0, 'nothing runs');
    const faults = [1, 2].map((index) =>
      product.controllers[index]?.fault({ kind: 'raise', operation: 'take_bgmap' }),
    );
    await run(product, 'take_bgmap', ['ufm_mv12', 'ufm_mv17'], {});
    const page = await choose(t, ['ufm_mv12']);
    await inState(page, 'ufm_mv12', 'Failed').waitFor();
    await inState(page, 'ufm_mv17', 'Failed').waitFor();
    // The same trouble on several slots is one entry.
    const needs = page.getByRole('region', { name: 'Needs attention' });
    await needs.getByRole('heading', { name: /^2 slots Failed/ }).waitFor();
    for (const fault of faults) fault?.close();
    await button(page, 'Retry failed…').click();
    await dialog(page).getByText('Not selected, but failed in the same run: ufm_mv17.').waitFor();
    await product.ask('mutation { setOutOfService(streamIds: ["ufm_mv17"], reason: "warm") { id } }');
    const retry = dialog(page).getByRole('button', { name: 'Retry 2 slots' });
    await retry.click();
    await dialog(page).getByRole('alert').getByText('out of service').waitFor();
    await product.ask('mutation { setInService(streamIds: ["ufm_mv17"]) { id } }');
    await retry.click();
    await page.getByRole('heading', { name: /take_bgmap all 2 slots succeeded/ }).waitFor();
  });

  it('are also beside a failure that needs somebody: its run can be opened, and retried there', async (t) => {
    await until(() => product.core.runs.open.length === 0, 'nothing runs');
    const faults = [1, 2].map((index) =>
      product.controllers[index]?.fault({ kind: 'raise', operation: 'take_bgmap' }),
    );
    const { page } = await openPage(t, browser, product.origin);
    const { runOperation } = await run(product, 'take_bgmap', ['ufm_mv12', 'ufm_mv17'], {});
    const need = page.getByRole('region', { name: 'Needs attention' }).getByRole('listitem');
    const failed = need.filter({ hasText: '2 slots Failed' });
    await failed.getByRole('link', { name: 'Open the run' }).click();
    await page.waitForURL((url) => url.searchParams.get('id') === runOperation.id);
    for (const fault of faults) fault?.close();
    await failed.getByRole('button', { name: 'Retry 2 slots…' }).click();
    await dialog(page).getByRole('button', { name: 'Retry 2 slots' }).click();
    await page.waitForURL((url) => url.searchParams.get('id') !== runOperation.id);
    await page.getByRole('heading', { name: /take_bgmap all 2 slots succeeded/ }).waitFor();
    await failed.waitFor({ state: 'hidden' });
  });

  it('take slots out of service with a reason, and put them back', async (t) => {
    const page = await choose(t, ['ufm_mv23']);
    await button(page, 'Out of service…').click();
    const send = dialog(page).getByRole('button', { name: 'Take 1 slot out of service' });
    assert.equal(await send.isDisabled(), true);
    await dialog(page).getByLabel('Reason').fill('warm amplifier');
    await dialog(page).getByLabel('Your name').fill('day shift');
    await send.click();
    await inState(page, 'ufm_mv23', 'Out of service').waitFor();
    await page.getByText('warm amplifier (day shift)').first().waitFor();
    await button(page, 'In service…').click();
    await dialog(page).getByRole('button', { name: 'Put 1 slot back into service' }).click();
    await button(page, 'Out of service…').and(page.locator('[aria-disabled=false]')).waitFor();
  });

  it('keep the operation that was asked about when another one becomes more frequent, and say where it has ended', async (t) => {
    await until(() => product.core.runs.open.length === 0, 'nothing runs');
    await run(product, 'stream', ['ufm_mv5']);
    const page = await choose(t, ['ufm_mv5', 'ufm_mv12', 'ufm_mv17']);
    await inState(page, 'ufm_mv5', 'Streaming').waitFor();
    await button(page, 'Abort…').click();
    await dialog(page).getByRole('button', { name: 'Stop stream on 1 slot' }).waitFor();
    await run(product, 'take_noise', ['ufm_mv12', 'ufm_mv17'], { duration: 30 });
    await page.locator('aside .run', { hasText: 'take_noise' }).waitFor();
    assert.equal(await dialog(page).getByLabel('Operation').inputValue(), 'stream');
    assert.equal(await dialog(page).getByRole('option').count(), 1);
    await product.ask('mutation { stopOperation(operation: "stream", streamIds: ["ufm_mv5"]) { id } }');
    await dialog(page).getByText('stream has already ended on: ufm_mv5.').waitFor();
    const answer = dialog(page).getByRole('button', { name: 'Stop stream on 0 slots' });
    assert.equal(await answer.isDisabled(), true);
  });

  it('mark only slots that were asked about and that are still to be marked', async (t) => {
    const mark = (call: string) => product.ask(`mutation { ${call} { id } }`);
    await mark('setOutOfService(streamIds: ["ufm_mv17"], reason: "warm")');
    const page = await choose(t, ['ufm_mv5', 'ufm_mv12', 'ufm_mv17']);
    await inState(page, 'ufm_mv17', 'Out of service').waitFor();
    await button(page, 'Out of service…').click();
    await dialog(page).getByText('Take 2 slots out of service?').waitFor();
    await mark('setInService(streamIds: ["ufm_mv17"])');
    await mark('setOutOfService(streamIds: ["ufm_mv12"], reason: "cold")');
    await dialog(page).getByText('Already out of service: ufm_mv12.').waitFor();
    assert.deepEqual(await dialog(page).getByRole('listitem').allInnerTexts(), ['ufm_mv5']);
    await dialog(page).getByLabel('Reason').fill('hot');
    await dialog(page).getByRole('button', { name: 'Take 1 slot out of service' }).click();
    await inState(page, 'ufm_mv5', 'Out of service').waitFor();
    assert.deepEqual(await outOfService(), ['ufm_mv5: hot', 'ufm_mv12: cold']);
  });

  it('are not answered by a doubled Enter, nor by one that is held down', async (t) => {
    await product.ask(
      'mutation { setOutOfService(streamIds: ["ufm_mv5", "ufm_mv12"], reason: "warm") { id } }',
    );
    const page = await choose(t, ['ufm_mv5', 'ufm_mv12']);
    await button(page, 'In service…').and(page.locator('[aria-disabled=false]')).focus();
    await stopTime(page);
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    await page.keyboard.press('Enter');
    await letTimePass(page);
    const answer = (disabled: boolean) =>
      dialog(page).getByRole('button', { name: 'Put 2 slots back into service', disabled });
    await answer(false).waitFor();
    await page.keyboard.press('Escape');
    // A dialog reports its end after it has gone: only then can it be asked again.
    await dialog(page).waitFor({ state: 'detached' });
    await button(page, 'In service…').and(page.locator(':focus')).waitFor();
    await page.keyboard.down('Enter');
    await answer(false).and(page.locator(':focus')).waitFor();
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    assert.equal(await answer(false).count(), 1);
    assert.equal((await outOfService()).length, 2);
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'hidden' });
    await inState(page, 'ufm_mv5', 'Idle').waitFor();
  });

  it('ask in red before something dangerous is retried, with the focus on the other answer', async (t) => {
    const fault = product.controllers[3]?.fault({ kind: 'raise', operation: 'overbias_tes' });
    await run(product, 'overbias_tes', ['ufm_mv23']);
    const page = await choose(t, ['ufm_mv23']);
    await inState(page, 'ufm_mv23', 'Failed').waitFor();
    await until(() => product.core.runs.open.length === 0, 'nothing runs');
    fault?.close();
    await button(page, 'Retry failed…').click();
    const leave = dialog(page).getByRole('button', { name: 'Do nothing' });
    await leave.and(page.locator(':focus')).waitFor();
    await dialog(page).locator('.red', { hasText: 'Retry 1 slot' }).click();
    await page.getByRole('heading', { name: /overbias_tes 1 slot succeeded/ }).waitFor();
  });

  it('acknowledge slots whose outcome is unknown', async (t) => {
    await until(() => product.core.runs.open.length === 0, 'nothing runs');
    await run(product, 'take_noise', ['ufm_mv5'], { duration: 300 });
    const page = await choose(t, ['ufm_mv5', 'ufm_mv12']);
    await inState(page, 'ufm_mv5', 'Running').waitFor();
    const silence = product.controllers[0]?.fault({ kind: 'silent' });
    await button(page, 'Acknowledge…').and(page.locator('[aria-disabled=false]')).waitFor();
    await button(page, 'Acknowledge…').click();
    await dialog(page).getByRole('button', { name: 'Acknowledge 1 slot' }).click();
    await button(page, 'Acknowledge…').and(page.locator('[aria-disabled=true]')).waitFor();
    // Only now: a slot that returns tells how the operation ended, and then nothing is unknown.
    silence?.close();
  });

  it('have no fault that axe finds in their results, dark or light', async (t) => {
    const { page, product: own } = await openMonitor(t, browser, { timeScale: 0.1 });
    await run(own, 'stream', ['ufm_mv5']);
    await run(own, 'take_noise', ['ufm_mv17'], { duration: 3000 });
    await page.goto(own.origin + addressOf(own, ['ufm_mv5', 'ufm_mv17', 'ufm_mv23']));
    await inState(page, 'ufm_mv5', 'Streaming').waitFor();
    await inState(page, 'ufm_mv17', 'Running').waitFor();
    await button(page, 'Abort…').click();
    await dialog(page).getByLabel('Operation').selectOption('take_noise');
    await dialog(page).getByRole('button', { name: 'Abort take_noise on 1 slot' }).click();
    await dialog(page).getByText('Still running').waitFor();
    assert.deepEqual(await violationsInBoth(page), [], 'Abort');
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    await button(page, 'Stop…').click();
    await dialog(page).getByRole('button', { name: 'Stop 3 slots' }).click();
    for (const said of ['Still running', 'Stopped', 'Nothing was running'])
      await dialog(page)
        .getByRole('listitem')
        .getByText(new RegExp(`^${said}`))
        .waitFor();
    assert.deepEqual(await violationsInBoth(page), [], 'Stop');
    await endAll(own, page);
  });

  it('have no fault that axe finds where a run is paused and cancelled, dark or light', async (t) => {
    const { page, product: own } = await openMonitor(t, browser, { timeScale: 0.1 });
    await own.ask(
      `mutation { runOperation(operation: "take_noise", params: { duration: 3000 }, options: { maxConcurrency: 1 },
        streamIds: ["ufm_mv17", "ufm_mv23", "ufm_mv12"]) { id } }`,
    );
    await page.goto(own.origin + addressOf(own, ['ufm_mv12']));
    await button(page, 'Pause…').click();
    assert.deepEqual(await violationsInBoth(page), [], 'the question whether to pause');
    await dialog(page).getByRole('button', { name: 'Pause take_noise' }).click();
    await openRuns(page).getByText('paused').waitFor();
    assert.deepEqual(await violationsInBoth(page), [], 'paused');
    await button(page, 'Cancel…').click();
    assert.deepEqual(await violationsInBoth(page), [], 'the question whether to cancel');
    await dialog(page).getByRole('button', { name: 'Cancel take_noise' }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    await openRuns(page).getByText('paused').waitFor({ state: 'hidden' });
    assert.deepEqual(await violationsInBoth(page), [], 'cancelled');
    await endAll(own, page);
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`have no fault that axe finds, ${colorScheme}`, async (t) => {
      const page = await choose(t, ['ufm_mv5', 'ufm_mv12', 'ufm_mv17']);
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), []);
      await button(page, 'Out of service…').click();
      await dialog(page).waitFor();
      assert.deepEqual(await violations(page), []);
    });
  }
});
