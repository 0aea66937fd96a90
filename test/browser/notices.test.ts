import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, BrowserContext, Page, WebSocketRoute } from 'playwright-core';
import { GATHER_MS } from '../../monitor/notices/watch.js';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { launchChromium } from './chromium.js';
import { inState, run, violationsInBoth } from './monitor-page.js';

interface Told {
  readonly title: string;
  readonly body: string;
}

describe('the notices of the monitor', () => {
  let browser: Browser;
  let product: Product;
  before(async () => {
    [browser, product] = await Promise.all([
      launchChromium(),
      startProduct({ slots: 4, timeScale: 0.01, expireTimeMs: 3000 }),
    ]);
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });

  /** A browser that reports each notification and each note of a sound. */
  async function openBrowser(t: TestContext, permissions: string[] = ['notifications']) {
    const context = await browser.newContext({ permissions, viewport: { width: 1440, height: 900 } });
    t.after(() => context.close());
    const told: Told[] = [];
    const notes: number[] = [];
    await context.exposeBinding('report', (_, what: Told | number) => {
      if (typeof what === 'number') notes.push(what);
      else told.push(what);
    });
    await context.addInitScript(() => {
      const page = window as unknown as { report(what: unknown): void; shown: Notification };
      window.Notification = class extends Notification {
        constructor(title: string, options: NotificationOptions = {}) {
          super(title, options);
          page.shown = this;
          page.report({ title, body: options.body });
        }
      };
      window.OscillatorNode = class extends OscillatorNode {
        override start(when: number) {
          super.start(when);
          page.report(this.frequency.value);
        }
      };
    });
    return { context, told, notes };
  }

  async function openPage(context: BrowserContext, address = ''): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${product.origin}/${address}`);
    await page.getByText(/^● Live/).waitFor();
    await page.getByRole('rowheader', { name: 'ufm_mv5' }).waitFor();
    return page;
  }

  const settings = async (page: Page) => {
    await page.getByRole('button', { name: /^Notices/ }).click();
    return page.getByRole('dialog', { name: 'Notices and theme' });
  };

  async function turnOn(page: Page, kind: 'Notification of the browser' | 'Sound') {
    const dialog = await settings(page);
    // The browser asks the person first, so the box is not checked at once.
    await dialog.getByLabel(kind).click();
    await dialog.getByLabel(kind).and(page.locator(':checked')).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Notices: on' }).waitFor();
  }

  const clickOnNotification = (page: Page) =>
    page.evaluate(() => {
      const { shown } = window as unknown as { shown: Notification };
      shown.dispatchEvent(new Event('click'));
    });

  /** Waits until the page no longer gathers what it shows now: its timers fire in their order. */
  const gathered = (page: Page) =>
    page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), GATHER_MS);

  /** Runs take_noise on these slots to its end. */
  const takeNoise = (names: readonly string[]) =>
    product.ask(
      `mutation ($names: [ID!]!) {
        runOperation(operation: "take_noise", streamIds: $names, params: {duration: 1}, waitSeconds: 30) { id }
      }`,
      { names },
    );

  /** Makes take_noise fail once on these slots. */
  async function fail(places: readonly number[], message = 'no tracking channels') {
    const slots = places.flatMap((place) => product.controllers[place] ?? []);
    const faults = slots.map((slot) => slot.fault({ kind: 'raise', operation: 'take_noise', message }));
    await takeNoise(slots.map(({ streamId }) => streamId));
    for (const fault of faults) fault.close();
  }

  it('tell of a slot that becomes failed, also while the page is hidden, and open it at a click', async (t) => {
    const { context, told } = await openBrowser(t);
    // A hidden page draws no frames.
    await context.addInitScript(() => {
      window.requestAnimationFrame = () => 0;
    });
    await fail([0]);
    const page = await openPage(context);
    await inState(page, 'ufm_mv5', 'Failed').waitFor();
    await turnOn(page, 'Notification of the browser');
    await fail([1]);
    await until(() => told.length > 0, 'a notification');
    // Nothing of the slot that had failed before the page opened.
    assert.match(told[0]?.title ?? '', /^ufm_mv12 failed · MultiSmurf/);
    assert.match(told[0]?.body ?? '', /take_noise failed: .*no tracking channels/);
    await clickOnNotification(page);
    await page.waitForURL(/view=slot&id=/);
    assert.equal(told.length, 1);
    await takeNoise(['ufm_mv5', 'ufm_mv12']);
  });

  it('tell once of many slots that fail at once, and once of a slot that falls silent', async (t) => {
    const { context, told } = await openBrowser(t);
    const page = await openPage(context);
    await turnOn(page, 'Notification of the browser');
    await fail([0, 1, 2]);
    await until(() => told.length > 0, 'a notification');
    assert.match(told[0]?.title ?? '', /^3 failed · /);
    assert.match(told[0]?.body ?? '', /^ufm_mv5 failed: .*\nufm_mv12 failed: .*\nufm_mv17 failed: /);
    const silence = product.controllers[3]?.fault({ kind: 'silent' });
    await until(() => told.length > 1, 'another notification');
    assert.match(told[1]?.title ?? '', /^ufm_mv23 expired · /);
    silence?.close();
    await inState(page, 'ufm_mv23', 'Idle').waitFor();
    await takeNoise(['ufm_mv5', 'ufm_mv12', 'ufm_mv17']);
    await inState(page, 'ufm_mv17', 'Idle').waitFor();
    assert.equal(told.length, 2);
  });

  it('come from one of several tabs, and from another one when that tab is closed', async (t) => {
    const { context, told, notes } = await openBrowser(t);
    const first = await openPage(context);
    await turnOn(first, 'Notification of the browser');
    const second = await openPage(context);
    await second.getByRole('button', { name: 'Notices: on' }).waitFor();
    await fail([0]);
    await until(() => told.length > 0, 'a notification');
    await inState(second, 'ufm_mv5', 'Failed').waitFor();
    await gathered(second);
    assert.equal(told.length, 1);
    await first.close();
    await fail([1]);
    await until(() => told.length > 1, 'a notification of the other tab');
    assert.deepEqual(
      told.map(({ title }) => title.split(' · ')[0]),
      ['ufm_mv5 failed', 'ufm_mv12 failed'],
    );
    assert.deepEqual(notes, []);
    await takeNoise(['ufm_mv5', 'ufm_mv12']);
  });

  it('sound where that is chosen; after a reload the bell says that the browser wants a click first', async (t) => {
    const { context, told, notes } = await openBrowser(t);
    const page = await openPage(context);
    await turnOn(page, 'Sound');
    await fail([2]);
    await until(() => notes.length === 3, 'a sound');
    await takeNoise(['ufm_mv17']);
    await page.reload();
    await page.getByRole('button', { name: 'Notices: click on the page to allow sound' }).waitFor();
    await page.getByRole('heading', { name: 'Ended runs' }).click();
    await page.getByRole('button', { name: 'Notices: on' }).waitFor();
    const dialog = await settings(page);
    await dialog.getByRole('button', { name: 'Test' }).click();
    await until(() => notes.length === 6, 'the test');
    assert.deepEqual(told, []);
  });

  it('tell of a slot that is overdue, and that its outcome is unknown when its agent has died', async (t) => {
    const { context, told } = await openBrowser(t);
    const page = await openPage(context);
    await turnOn(page, 'Notification of the browser');
    // After some runs the server knows how long one takes.
    for (let round = 0; round < 3; round += 1) await takeNoise(['ufm_mv23']);
    const hanging = product.controllers[3];
    const hang = hanging?.fault({ kind: 'hang', operation: 'take_noise' });
    await run(product, 'take_noise', ['ufm_mv23'], { duration: 1 });
    await until(() => told.length > 0, 'a notification');
    assert.match(told[0]?.title ?? '', /^ufm_mv23 overdue · /);
    assert.match(told[0]?.body ?? '', /takes far longer than usual on ufm_mv23/);
    hang?.close();
    await hanging?.restart();
    await until(() => told.length > 1, 'another notification');
    assert.match(told[1]?.title ?? '', /^ufm_mv23: outcome unknown · /);
    assert.match(told[1]?.body ?? '', /take_noise of run \S+ was LOST on /);
    await product.ask('mutation ($slot: ID!) { acknowledge(streamIds: [$slot]) { id } }', {
      slot: hanging?.instanceId,
    });
    await inState(page, 'ufm_mv23', 'Idle').waitFor();
    assert.equal(told.length, 2);
  });

  it('tell of a run that fails without a slot that fails, and open the run at a click', async (t) => {
    const { context, told } = await openBrowser(t);
    const page = await openPage(context);
    await turnOn(page, 'Notification of the browser');
    await run(product, 'take_noise', ['ufm_mv5'], { duration: 300 });
    await inState(page, 'ufm_mv5', 'Running').waitFor();
    const { id } = (await run(product, 'take_noise', ['ufm_mv5'], { duration: 300 })).runOperation;
    await until(() => told.length > 0, 'a notification');
    assert.match(told[0]?.title ?? '', /^take_noise: run failed · /);
    assert.match(told[0]?.body ?? '', /ufm_mv5: ALREADY_RUNNING/);
    await clickOnNotification(page);
    await page.waitForURL((url) => url.searchParams.get('id') === id);
    assert.equal(told.length, 1);
  });

  it('tell of a connection that is lost for 30 s, with a sound if that is chosen', async (t) => {
    const { context, told, notes } = await openBrowser(t);
    const sockets: WebSocketRoute[] = [];
    let isCut = false;
    await context.routeWebSocket(/graphql/, async (socket) => {
      sockets.push(socket);
      if (isCut) await socket.close();
      else socket.connectToServer();
    });
    const page = await openPage(context);
    await turnOn(page, 'Notification of the browser');
    await turnOn(page, 'Sound');
    await page.clock.install();
    isCut = true;
    await sockets.at(-1)?.close();
    await page.getByText(/^Not connected to the server/).waitFor();
    await page.clock.fastForward(28_000);
    assert.equal(told.length, 0);
    await page.clock.fastForward(4000);
    await until(() => notes.length === 3, 'a sound');
    assert.match(told[0]?.title ?? '', /^The monitor is not connected · /);
    assert.match(
      told[0]?.body ?? '',
      /^Since \d\d:\d\d:\d\d UTC, the monitor has no new data about the slots\.$/,
    );
    assert.equal(told.length, 1);
  });

  it('can be muted until a time that the top bar shows, in all tabs; muting ends automatically', async (t) => {
    const { context, told } = await openBrowser(t);
    const page = await openPage(context);
    await turnOn(page, 'Notification of the browser');
    const another = await openPage(context);
    const dialog = await settings(page);
    await dialog.getByRole('button', { name: 'Mute for 30 minutes' }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    for (const tab of [page, another])
      await tab.getByRole('button', { name: /^Notices: muted until \d\d:\d\d UTC$/ }).waitFor();
    await fail([0]);
    await inState(page, 'ufm_mv5', 'Failed').waitFor();
    // As if it had been muted half an hour ago.
    await another.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.endsWith('notices 1')) ?? '';
      const choice = JSON.parse(localStorage.getItem(key) ?? '');
      localStorage.setItem(key, JSON.stringify({ ...choice, mutedUntil: Date.now() + 2500 }));
    });
    await page.getByRole('button', { name: 'Notices: on' }).waitFor();
    await fail([1]);
    await until(() => told.length > 0, 'a notification');
    assert.match(told[0]?.title ?? '', /^ufm_mv12 failed/);
    await takeNoise(['ufm_mv5', 'ufm_mv12']);
  });

  it('say why the browser shows none, and survive a choice that cannot be read', async (t) => {
    const { context } = await openBrowser(t, []);
    await context.addInitScript(() => localStorage.setItem('multismurf / notices 1', '{"sound":1,'));
    const page = await openPage(context);
    await page.getByRole('button', { name: 'Notices: off' }).waitFor();
    const dialog = await settings(page);
    await dialog.getByLabel('Notification of the browser').click();
    await dialog
      .getByRole('alert')
      .getByText(/^The browser forbids notifications/)
      .waitFor();
    assert.equal(await dialog.getByLabel('Notification of the browser').isChecked(), false);
    assert.deepEqual(await violationsInBoth(page), []);
  });
});
