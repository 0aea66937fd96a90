import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, openPage } from '../browser/chromium.js';
import { became, moveTo, press, runTitle, takeNoise, walkMainPath } from '../browser/main-path.js';
import { inState, row } from '../browser/monitor-page.js';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Controller, type Network, startNetwork } from './network.js';

/** Seconds of noise: the page shows that the slots run before they have ended. */
const NOISE_SECONDS = 2;

describe('the monitor on real slots', () => {
  let browser: Browser;
  let network: Network;
  let multismurf: MultiSmurf;
  let controllers: readonly [Controller, Controller, Controller];
  let pair: readonly [string, string];
  before(async () => {
    [browser, network] = await Promise.all([launchChromium(), startNetwork({ slots: 3 })]);
    controllers = network.controllers as unknown as typeof controllers;
    pair = [controllers[0].streamId, controllers[1].streamId];
    multismurf = await startMultiSmurf(network);
    await multismurf.process.waitForLine(/initial scan of the network is complete/);
  });
  after(async () => {
    await browser?.close();
    await network?.stop();
  });

  async function open(t: TestContext): Promise<Page> {
    const { page } = await openPage(t, browser, new URL('/', multismurf.url).href);
    await page.getByText(/^● Live/).waitFor();
    return page;
  }

  it('is used by keyboard alone, from the slots to the stop', async (t) => {
    const page = await open(t);
    await walkMainPath(page, pair, NOISE_SECONDS);
  });

  it('shows a failure in the words of the agent with its traceback, and retries it', async (t) => {
    const page = await open(t);
    controllers[1].script({ take_noise: { raise: 'no signal' } });
    t.after(() => controllers[1].script({}));
    await takeNoise(page, pair, NOISE_SECONDS);
    await runTitle(page, 'take_noise').getByText('1 of 2 succeeded').waitFor();
    await page.locator('.reason').getByText('RuntimeError: no signal').waitFor();
    await moveTo(page, 'Tab', page.getByRole('button', { name: 'Show the traceback' }));
    await press(page, 'Enter');
    await page.getByText('Traceback (most recent call last)').waitFor();
    await page.getByText(/script\.py", line \d+, in play/).waitFor();
    controllers[1].script({});
    await moveTo(page, 'Shift+Tab', page.getByRole('button', { name: 'Retry 1 slot that failed…' }));
    await press(page, 'Enter');
    await moveTo(
      page,
      'Tab',
      page.getByRole('dialog').getByRole('button', { name: 'Retry 1 slot', disabled: false }),
    );
    await press(page, 'Enter');
    await runTitle(page, 'take_noise').getByText('1 slot succeeded').waitFor();
  });

  it('reports slot by slot what Stop all has done, and what goes on', async (t) => {
    const page = await open(t);
    const [first, second, third] = controllers;
    await start('stream', first);
    await start('take_noise', second, { duration: 30 });
    await inState(page, first.streamId, 'Streaming').waitFor();
    await inState(page, second.streamId, 'Running').waitFor();
    await press(page, 'Shift+Escape');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`2 slots are busy: ${first.streamId}, ${second.streamId}.`).waitFor();
    await moveTo(page, 'Tab', dialog.getByRole('button', { name: 'Stop all 3 slots' }));
    await press(page, 'Enter');
    await became(page, first.streamId, 'Stopped').waitFor();
    // socs cannot abort it.
    await became(page, second.streamId, 'Still running').waitFor();
    await became(page, third.streamId, 'Nothing was running').waitFor();
    await press(page, 'Escape');
    await inState(page, first.streamId, 'Idle').waitFor();
  });

  it('says that the router is gone, and recovers by itself when it is back', async (t) => {
    const page = await open(t);
    await network.crossbar.kill();
    await page
      .getByText(/^The server has not been connected to the router since \d\d:\d\d:\d\d UTC/)
      .waitFor();
    await page.getByText('The server cannot command the slots. It connects again automatically.').waitFor();
    assert.match(await page.title(), /^not connected/);
    await network.crossbar.restart();
    await page.getByText(/^● Live/).waitFor({ timeout: 60_000 });
    for (const { streamId } of controllers)
      await inState(page, streamId, 'Idle').waitFor({ timeout: 60_000 });
    await takeNoise(page, pair, NOISE_SECONDS);
    await runTitle(page, 'take_noise').getByText('all 2 slots succeeded').waitFor();
    await press(page, 'g', 's');
    await row(page, pair[0]).getByRole('img', { name: 'succeeded' }).waitFor();
  });

  /** Starts an operation, not from the page. */
  async function start(operation: string, { instanceId }: Controller, params = {}): Promise<void> {
    const { errors } = await multismurf.request(
      `mutation ($operation: String!, $streamIds: [ID!], $params: JSON) {
        runOperation(operation: $operation, streamIds: $streamIds, params: $params) { id }
      }`,
      { operation, streamIds: [instanceId], params },
    );
    assert.equal(errors, undefined, JSON.stringify(errors));
  }
});
