import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { confirmedStreamId } from '../../src/core/slots/slot.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createSimulatedSlot } from '../../src/simulator/slot.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { serveHttp } from '../http/ask.js';
import { startProduct } from '../product.js';
import { ask } from '../programs/program.js';
import { until } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import {
  inState,
  letTimePass,
  type MonitorProduct,
  openMonitor,
  row,
  run,
  stopTime,
  violations,
  violationsInBoth,
} from './monitor-page.js';

const rail = (page: Page) => page.getByRole('region', { name: 'Needs attention' });

describe('the monitor', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
  });

  const open = (t: TestContext, options: MonitorProduct = {}) => openMonitor(t, browser, options);

  it('shows what each slot does, and how it ended, without a reload', async (t) => {
    const { product, page, outside, errors } = await open(t, { timeScale: 0.1 });
    assert.equal(await page.getByRole('rowheader').count(), 4);
    await inState(page, 'ufm_mv12', 'Idle').waitFor();
    await run(product, 'stream', ['ufm_mv12']);
    await inState(page, 'ufm_mv12', 'Streaming').waitFor();
    await run(product, 'take_noise', ['ufm_mv5'], { duration: 20 });
    const noise = row(page, 'ufm_mv5');
    await inState(page, 'ufm_mv5', 'Running').waitFor();
    await noise.getByText('take_noise').first().waitFor();
    await page.getByRole('region', { name: 'Open runs' }).getByText('take_noise').waitFor();
    await noise.getByRole('img', { name: 'succeeded' }).waitFor();
    await page.getByRole('region', { name: 'Ended runs' }).getByText('1 of 1').waitFor();
    assert.deepEqual([outside, errors], [[], []]);
  });

  it('shows a failed slot with the reason of the agent, in the title too, and can be limited to such slots', async (t) => {
    const { product, page } = await open(t);
    product.controllers[1]?.fault({ kind: 'raise', operation: 'take_noise' });
    await run(product, 'take_noise', ['ufm_mv5', 'ufm_mv12'], { duration: 1 });
    await inState(page, 'ufm_mv12', 'Failed').waitFor();
    await rail(page).getByText('take_noise failed:').waitFor();
    assert.match(await page.title(), /^1 failed · /);
    await page.getByRole('button', { name: '1 failed' }).click();
    assert.equal(await page.getByRole('rowheader').count(), 1);
    await page.getByRole('button', { name: '4 slots' }).click();
    assert.equal(await page.getByRole('rowheader').count(), 4);
  });

  it('shows a silent slot as expired, and a lost outcome until somebody acknowledges it', async (t) => {
    const { product, page } = await open(t, { expireTimeMs: 3000, lostSeconds: 1 });
    const [slot] = product.controllers;
    await run(product, 'take_noise', ['ufm_mv5'], { duration: 3000 });
    await inState(page, 'ufm_mv5', 'Running').waitFor();
    const silence = slot?.fault({ kind: 'silent' });
    await inState(page, 'ufm_mv5', 'Expired').waitFor();
    const reason = rail(page).getByText(/^No heartbeat since \d\d:\d\d:\d\d UTC: /);
    await reason.waitFor();
    assert.match((await reason.getAttribute('title')) ?? '', /since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z: /);
    const acknowledge = rail(page).getByRole('button', { name: 'Acknowledge ufm_mv5…' });
    await acknowledge.click();
    const question = page.getByRole('dialog', { name: 'Acknowledge 1 slot?' });
    await question.getByRole('listitem').getByText('ufm_mv5').waitFor();
    await question.getByRole('button', { name: 'Acknowledge 1 slot' }).click();
    await question.waitFor({ state: 'hidden' });
    await acknowledge.waitFor({ state: 'hidden' });
    silence?.close();
    await rail(page).getByText('Nothing: all slots are OK.').waitFor();
  });

  it('says at once when the server is gone, and shows the present state when it is back', async (t) => {
    const product = await startProduct({ slots: 2 });
    t.after(() => product.closeCore());
    const port = Number(new URL(product.origin).port);
    const { page } = await openPage(t, browser, `${product.origin}/`);
    await page.getByText(/^● Live/).waitFor();
    await product.http.close();
    await page.getByText(/^Not connected to the server/).waitFor();
    assert.match(await page.title(), /^not connected/);
    await page.getByRole('button', { name: 'Stop all' }).click();
    await page.getByRole('heading', { name: 'This page cannot stop the slots' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await serveHttp(t, product, { port });
    await page.getByText(/^● Live/).waitFor();
    await inState(page, 'ufm_mv5', 'Idle').waitFor();
  });

  it('shows no run as open that ended while the server was out of reach, also if many have ended since', async (t) => {
    const product = await startProduct({ slots: 2, timeScale: 0.01 });
    t.after(() => product.closeCore());
    const { page } = await openPage(t, browser, `${product.origin}/`);
    const openRuns = page.getByRole('region', { name: 'Open runs' });
    await run(product, 'stream', ['ufm_mv5']);
    await run(product, 'take_noise', ['ufm_mv12'], { duration: 500 });
    await openRuns.getByText('take_noise').waitFor();
    await product.http.close();
    await page.getByText(/^Not connected to the server/).waitFor();
    const { url } = await serveHttp(t, product);
    const take =
      'runOperation(operation: "take_noise", streamIds: ["ufm_mv12"], params: {duration: 1}, waitSeconds: 9)';
    const [, slot] = product.controllers;
    await until(() => slot?.session('take_noise')?.status === 'done', 'the end of take_noise');
    for (let count = 0; count < 9; count += 1) await ask(url, `mutation { ${take} { id } }`);
    await serveHttp(t, product, { port: Number(new URL(product.origin).port) });
    await page.getByText(/^● Live/).waitFor();
    await openRuns.getByText('take_noise').waitFor({ state: 'hidden' });
    await openRuns.getByRole('link', { name: 'stream', exact: true }).waitFor();
  });

  it('asks for the token of a server that requires one, and keeps it nowhere', async (t) => {
    const product = await startProduct({ slots: 2 });
    const { url } = await serveHttp(t, product, { authToken: 'correct-horse-battery', simulated: true });
    const { page } = await openPage(t, browser, new URL('/', url).href);
    t.after(() => product.close());
    for (const token of ['wrong-horse-battery', 'correct-horse-battery']) {
      await page.getByLabel(/^Token/).fill(token);
      await page.getByRole('button', { name: 'Show the slots' }).click();
      if (token.startsWith('wrong')) await page.getByText('The server has rejected this token.').waitFor();
    }
    await inState(page, 'ufm_mv5', 'Idle').waitFor();
    await page.getByText('SIMULATED').waitFor();
    assert.deepEqual(
      await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]),
      [0, 0, ''],
    );
  });

  it('stops all slots after one question, and shows the result of each', async (t) => {
    const { product, page } = await open(t, { timeScale: 0.1 });
    await run(product, 'stream', ['ufm_mv5', 'ufm_mv12']);
    await run(product, 'take_noise', ['ufm_mv17'], { duration: 150 });
    await inState(page, 'ufm_mv17', 'Running').waitFor();
    await inState(page, 'ufm_mv5', 'Streaming').waitFor();
    await inState(page, 'ufm_mv12', 'Streaming').waitFor();
    await page.keyboard.down('Enter');
    await page.keyboard.press('Shift+Escape');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('3 slots are busy: ufm_mv5, ufm_mv12, ufm_mv17.').waitFor();
    const running = dialog.getByRole('list', { name: 'Running operations' }).getByRole('listitem');
    assert.equal(await running.count(), 2);
    await running.getByText(/^2 slots, for \d+ s$/).waitFor();
    await running
      .filter({ hasText: 'take_noise' })
      .getByText(/^ufm_mv17, /)
      .waitFor();
    const button = dialog.getByRole('button', { name: 'Stop all 4 slots' });
    await button.and(page.locator(':focus')).waitFor();
    // A key that is held since before the question must not answer it.
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    assert.equal(await button.count(), 1);
    await page.keyboard.press('Enter');
    const results = dialog.getByRole('listitem');
    await results.filter({ hasText: 'ufm_mv5' }).filter({ hasText: 'Stopped stream' }).waitFor();
    await results
      .filter({ hasText: 'ufm_mv17' })
      .filter({ hasText: /Still running|Stopped/ })
      .waitFor();
    await results.filter({ hasText: 'ufm_mv23' }).filter({ hasText: 'Nothing was running' }).waitFor();
    await dialog.getByRole('heading', { name: /^[23] of 3 stopped$/ }).waitFor();
    await until(
      () => product.controllers.every((slot) => slot.session('stream')?.status !== 'running'),
      'no slot streams',
    );
    await dialog.getByRole('button', { name: 'Close' }).click();
  });

  it('stops a slot too that appears while the question of Stop all is open, and says so', async (t) => {
    const { product, page } = await open(t, { slots: 2 });
    await page.keyboard.press('Shift+Escape');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Stop everything on all 2 slots?' }).waitFor();
    const { url, realm, addressRoot } = product.network;
    const newcomer = createSimulatedSlot({
      connect: () => createWampConnection({ url, realm, logger: silentLogger }),
      ...{ addressRoot, instanceId: 'pysmurf-controller-s7', slot: 7, streamId: 'ufm_uv31' },
      ...{ seed: 1, timeScale: 0.01, pollInterval: 1, logger: silentLogger },
    });
    t.after(() => newcomer.close());
    await dialog.getByRole('heading', { name: 'Stop everything on all 3 slots?' }).waitFor();
    // A name is known when the agent has confirmed it.
    const isNamed = () => product.core.registry.slots.some((slot) => confirmedStreamId(slot) === 'ufm_uv31');
    await until(isNamed, 'the server knows its stream id');
    await run(product, 'stream', ['ufm_uv31'], {}, 'STARTED');
    await dialog.getByText('1 slot is busy: ufm_uv31.').waitFor();
    await dialog.getByRole('button', { name: 'Stop all 3 slots' }).click();
    const results = dialog.getByRole('listitem');
    await results.filter({ hasText: 'ufm_uv31' }).filter({ hasText: 'Stopped stream' }).waitFor();
    assert.equal(await results.count(), 3);
  });

  it('does not take an early Enter for an answer to Stop all: the question stays, and nothing stops', async (t) => {
    const { product, page } = await open(t, { timeScale: 0.1 });
    await run(product, 'stream', ['ufm_mv5']);
    await inState(page, 'ufm_mv5', 'Streaming').waitFor();
    await stopTime(page);
    await page.keyboard.press('Shift+Escape');
    await page.keyboard.press('Enter');
    await letTimePass(page);
    const dialog = page.getByRole('dialog', { name: 'Stop everything on all 4 slots?' });
    await dialog.getByRole('button', { name: 'Stop all 4 slots' }).and(page.locator(':focus')).waitFor();
    assert.equal(product.controllers[0]?.session('stream')?.status, 'running');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Stopped stream').waitFor();
  });

  it('keeps the report of a stop that was sent when the connection is lost, and says when no answer comes', async (t) => {
    const product = await startProduct({ slots: 2 });
    t.after(() => product.closeCore());
    const { page } = await openPage(t, browser, `${product.origin}/`);
    await page.getByText(/^● Live/).waitFor();
    await page.clock.install();
    // The stop never arrives.
    await page.route('**/graphql', () => {});
    await page.keyboard.press('Shift+Escape');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Stop all 2 slots' }).click();
    await dialog.getByRole('heading', { name: 'Stopping …' }).waitFor();
    await product.http.close();
    await dialog.getByText('The connection was lost after the stop was sent.').waitFor();
    await dialog.getByText(`multismurf stop-all --server ${product.origin}`, { exact: true }).waitFor();
    await page.clock.fastForward(30_000);
    await dialog.getByRole('heading', { name: 'Not confirmed' }).waitFor();
    await dialog.getByText('No answer has come.').waitFor();
  });

  it('has no fault that axe finds in the report of Stop all, dark or light', async (t) => {
    const { product, page } = await open(t, { timeScale: 0.1, expireTimeMs: 3000 });
    await run(product, 'stream', ['ufm_mv5']);
    await run(product, 'take_noise', ['ufm_mv17'], { duration: 3000 });
    const crash = product.controllers[1]?.fault({ kind: 'crash' });
    await inState(page, 'ufm_mv5', 'Streaming').waitFor();
    await inState(page, 'ufm_mv17', 'Running').waitFor();
    await inState(page, 'ufm_mv12', 'Expired').waitFor();
    await page.keyboard.press('Shift+Escape');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Stop all 4 slots' }).click();
    for (const said of ['Not reached', 'Still running', 'Stopped', 'Nothing was running'])
      await dialog
        .getByRole('listitem')
        .getByText(new RegExp(`^${said}`))
        .waitFor();
    assert.deepEqual(await violationsInBoth(page), []);
    crash?.close();
    // It cannot be aborted.
    await product.controllers[2]?.restart();
    await page.getByRole('region', { name: 'Open runs' }).getByText('0', { exact: true }).waitFor();
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`has no fault that axe finds, ${colorScheme}`, async (t) => {
      const { product, page } = await open(t);
      await page.emulateMedia({ colorScheme });
      product.controllers[1]?.fault({ kind: 'raise', operation: 'take_noise' });
      await run(product, 'stream', ['ufm_mv17']);
      await run(product, 'take_noise', ['ufm_mv5', 'ufm_mv12'], { duration: 1 });
      await inState(page, 'ufm_mv12', 'Failed').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByRole('button', { name: 'Stop all' }).click();
      await page.getByRole('dialog').waitFor();
      assert.deepEqual(await violations(page), []);
    });
  }
});
