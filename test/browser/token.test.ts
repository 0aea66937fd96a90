import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { serveHttp } from '../http/ask.js';
import { type Product, startProduct } from '../product.js';
import { launchChromium, openPage } from './chromium.js';
import { expectResponse, openTab, run } from './graphiql-behaviours.js';
import { inState } from './monitor-page.js';

const TOKEN = 'correct-horse-battery';

describe('the token of a server that requires one', () => {
  let browser: Browser;
  let product: Product;
  before(async () => {
    [browser, product] = await Promise.all([launchChromium(), startProduct({ slots: 2 })]);
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });

  /** The monitor, and another page of the same browser. */
  async function open(t: TestContext, other: '' | 'graphql') {
    const { url } = await serveHttp(t, product, { authToken: TOKEN, simulated: true });
    const address = (path: string) => new URL(`/${path}`, url).href;
    const { page } = await openPage(t, browser, address(''));
    const another = async (path: string = other) => {
      const opened = await page.context().newPage();
      await opened.goto(address(path));
      return opened;
    };
    return { page, another };
  }

  const enter = async (page: Page, token: string) => {
    await page.getByLabel(/^Token/).fill(token);
    await page.getByRole('button', { name: 'Show the slots' }).click();
  };
  const isLetIn = (page: Page) => inState(page, 'ufm_mv5', 'Idle').waitFor();
  const stored = (page: Page) =>
    page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);

  it('is entered once for all tabs: those that are open, and those that are opened later', async (t) => {
    const { page, another } = await open(t, '');
    const waiting = await another();
    await waiting.getByLabel(/^Token/).waitFor();
    await enter(page, TOKEN);
    await Promise.all([isLetIn(page), isLetIn(waiting), another().then(isLetIn)]);
    assert.deepEqual(await stored(waiting), [0, 0, '']);
  });

  it('is forgotten when the last tab closes, and a wrong one is not shared', async (t) => {
    const { page, another } = await open(t, '');
    await enter(page, 'wrong-horse-battery');
    await page.getByText('The server has rejected this token.').waitFor();
    const second = await another();
    await second.getByLabel(/^Token/).waitFor();
    assert.equal(await second.getByRole('alert').count(), 0);
    await enter(second, TOKEN);
    await isLetIn(page);
    const blank = await page.context().newPage();
    await Promise.all([page.close(), second.close()]);
    await blank.goto(page.url());
    await blank.getByLabel(/^Token/).waitFor();
  });

  it('reaches GraphiQL from the monitor, before GraphiQL reads the schema', async (t) => {
    const { page, another } = await open(t, 'graphql');
    await enter(page, TOKEN);
    await isLetIn(page);
    const graphiql = await another();
    await openTab(graphiql, 'ListSlots');
    await run(graphiql);
    await expectResponse(graphiql, /"streamId": "ufm_mv12"/);
    await graphiql.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const explorer = graphiql.locator('.graphiql-doc-explorer');
    await explorer.getByRole('link', { name: 'Query', exact: true }).waitFor();
    assert.doesNotMatch(await graphiql.evaluate(() => JSON.stringify(localStorage)), /correct-horse/);
  });

  it('reaches the monitor from GraphiQL', async (t) => {
    const { page, another } = await open(t, 'graphql');
    await page.getByLabel(/^Token/).waitFor();
    const graphiql = await another();
    await openTab(graphiql, 'ListSlots');
    await graphiql.getByRole('button', { name: 'Headers', exact: true }).click();
    await graphiql.getByRole('region', { name: 'Headers' }).locator('.view-lines:visible').click();
    await graphiql.keyboard.press('ControlOrMeta+A');
    await graphiql.keyboard.insertText(`{ "Authorization": "Bearer ${TOKEN}" }`);
    await run(graphiql);
    await expectResponse(graphiql, /"streamId": "ufm_mv12"/);
    await isLetIn(page);
  });
});
