import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import { run, violationsInBoth } from './monitor-page.js';

describe('the monitor, when something of it fails', () => {
  let browser: Browser;
  let product: Product;
  before(async () => {
    browser = await launchChromium();
    product = await startProduct({ slots: 2 });
  });
  after(async () => {
    await browser?.close();
    await product?.ask('mutation { stopAll(waitSeconds: 10) { id } }');
    await product?.close();
  });

  /** A page, prepared before it is opened. */
  async function open(
    t: TestContext,
    prepare: (page: Page) => Promise<unknown>,
    address = '',
  ): Promise<Page> {
    const { page } = await openPage(t, browser, 'about:blank');
    await prepare(page);
    await page.goto(`${product.origin}/${address}`);
    return page;
  }

  const broken = (page: Page) => page.getByRole('region', { name: 'Not shown' });
  const link = (page: Page, name: string) =>
    page.getByRole('banner').getByRole('link', { name, exact: true });

  it('says that a view could not be loaded, keeps Stop all, and loads it when it is tried again', async (t) => {
    const files = /runs-view-.*\.js/;
    const page = await open(t, (opened) => opened.route(files, (route) => route.abort()));
    await page.getByText(/^● Live/).waitFor();
    await link(page, 'Runs').click();
    await broken(page).getByText('This part could not be loaded or drawn: ').waitFor();
    assert.deepEqual(await violationsInBoth(page), []);
    await page.getByRole('button', { name: 'Stop all' }).click();
    await page.getByRole('button', { name: 'Stop all 2 slots' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Needs attention' }).waitFor();
    const again = broken(page).getByRole('button', { name: 'Try again' });
    await again.click();
    await broken(page).waitFor();
    await page.unroute(files);
    await again.click();
    await page.getByRole('link', { name: 'Export CSV' }).waitFor();
    assert.equal(await broken(page).count(), 0);
  });

  it('says so if the server has another version, and shows the other views', async (t) => {
    const page = await open(t, (opened) =>
      opened.route(/(results-view|panel)-.*\.js/, (route) => route.fulfill({ status: 404 })),
    );
    await page.getByText(/^● Live/).waitFor();
    await page.route(`${product.origin}/`, (route) => route.fulfill({ body: 'another page' }));
    await link(page, 'Results').click();
    await broken(page).getByText('The server has another version than this page.').waitFor();
    await broken(page).getByRole('button', { name: 'Reload the page' }).waitFor();
    await link(page, 'Slots').click();
    await page.getByRole('rowheader', { name: 'ufm_mv5', exact: true }).waitFor();
    assert.equal(await broken(page).count(), 0);
    await page.keyboard.press('r');
    await broken(page).getByRole('button', { name: 'Close' }).click();
    await broken(page).waitFor({ state: 'hidden' });
    assert.equal(await page.getByRole('rowheader').count(), 2);
  });

  it('says before the first data, and after the last, that it does not know how the slots are', async (t) => {
    let hasServer = false;
    const sockets: WebSocketRoute[] = [];
    const page = await open(
      t,
      (opened) =>
        opened.routeWebSocket(/graphql/, (socket) => {
          sockets.push(socket);
          if (hasServer) socket.connectToServer();
        }),
      '?view=hand-over',
    );
    const handOver = page.getByRole('article', { name: 'Hand-over' });
    const calm = page.getByRole('region', { name: 'Needs attention' });
    await handOver.getByText('Connecting to the server …').waitFor();
    await handOver.getByText('No data yet: the page knows nothing about the slots.').waitFor();
    await calm.getByText('No data yet.').waitFor();
    hasServer = true;
    await sockets.at(-1)?.close();
    await calm.getByText('Nothing: all slots are OK.').waitFor();
    await handOver.getByText('No slot.').first().waitFor();
    assert.equal(await handOver.getByText('No data yet').count(), 0);
    hasServer = false;
    await sockets.at(-1)?.close();
    await handOver.getByText('Not connected to the server').waitFor();
    await calm.getByText('All slots were OK in the last data.').waitFor();
    await handOver.getByText(/^This page shows the state at \d\d:\d\d:\d\d UTC\./).waitFor();
  });

  /** A page that has lost its server to HTTP; `restore` ends the connection too, and the next one works again. */
  async function openCutOff(t: TestContext, address: string) {
    const sockets: WebSocketRoute[] = [];
    const page = await open(
      t,
      (opened) =>
        opened.routeWebSocket(/graphql/, (socket) => {
          sockets.push(socket);
          socket.connectToServer();
        }),
      address,
    );
    await page.getByText(/^● Live/).waitFor();
    const questions = `${product.origin}/graphql`;
    await page.route(questions, (route) => route.abort());
    const restore = async () => {
      await page.unroute(questions);
      await sockets.at(-1)?.close();
    };
    return { page, restore };
  }

  it('reads the operations to choose from once the server is back', async (t) => {
    const { page, restore } = await openCutOff(t, '');
    await page.keyboard.press('r');
    const failure = page.getByRole('alert').filter({ hasText: 'The operations cannot be read' });
    await failure.waitFor();
    await restore();
    await page.getByRole('list', { name: 'Operations' }).getByText('take_noise').waitFor();
    await failure.waitFor({ state: 'hidden' });
  });

  it('reads the details of a run once the server is back', async (t) => {
    const [slot] = product.controllers;
    const fault = slot?.fault({ kind: 'raise', operation: 'take_bgmap', message: 'no bias line' });
    const { id } = (await run(product, 'take_bgmap', ['ufm_mv5'], {}, 'FINISHED')).runOperation;
    fault?.close();
    const { page, restore } = await openCutOff(t, '');
    const ended = page.getByRole('region', { name: 'Ended runs' });
    await ended.getByRole('link', { name: 'take_bgmap' }).first().click();
    await page.waitForURL((url) => url.searchParams.get('id') === id);
    await page.getByText('The details cannot be read').waitFor();
    await page.getByRole('button', { name: 'Show the traceback' }).click();
    const traceback = page.getByText('Traceback (most recent call last)');
    assert.equal(await traceback.count(), 0);
    await restore();
    await traceback.waitFor();
  });

  it('reads what it must know before it ends an operation once the server is back', async (t) => {
    await run(product, 'stream', ['ufm_mv5'], {}, 'STARTED');
    t.after(() => product.ask('mutation { stopAll(waitSeconds: 10) { id } }'));
    const { page, restore } = await openCutOff(t, `?selected=${product.controllers[0]?.instanceId}`);
    await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Abort…' }).click();
    const question = page.getByRole('dialog');
    await question.getByText('The operations cannot be read').waitFor();
    await restore();
    await question.getByRole('button', { name: 'Stop stream on 1 slot' }).waitFor();
    assert.equal(await question.getByRole('alert').count(), 0);
  });

  it('follows the messages of a run again after the server alone has ended that', async (t) => {
    const asked: string[] = [];
    let end = (_: string) => {};
    const { id } = (await run(product, 'stream', ['ufm_mv5'])).runOperation;
    await open(
      t,
      (opened) =>
        opened.routeWebSocket(/graphql/, (socket) => {
          const server = socket.connectToServer();
          socket.onMessage((text) => {
            const message = JSON.parse(String(text));
            if (JSON.stringify(message).includes('MonitorRunMessages')) asked.push(message.id);
            server.send(text);
          });
          end = (ended) => {
            const complete = JSON.stringify({ id: ended, type: 'complete' });
            socket.send(complete);
            server.send(complete);
          };
        }),
      `?view=run&id=${id}`,
    );
    await until(() => asked.length === 1, 'the page follows the messages');
    end(asked[0] ?? '');
    await until(() => asked.length === 2, 'the page follows the messages again');
  });
});
