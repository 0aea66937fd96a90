import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createIdentities } from '../../src/auth/identities.js';
import { ANYBODY, type Viewer } from '../../src/auth/viewer.js';
import { createTopic } from '../../src/lib/topic.js';
import { serveHttp } from '../http/ask.js';
import { type Product, startProduct } from '../product.js';
import { within } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import { expectResponse, openTab, run } from './graphiql-behaviours.js';
import { inState, saved, violationsInBoth } from './monitor-page.js';

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

  /** The monitor, and more pages of the same browser. The token can be withdrawn. */
  async function open(t: TestContext) {
    const changes = createTopic<void>(assert.ifError);
    let user: Viewer | null = { ...ANYBODY, name: 'anna' };
    const identities = createIdentities({
      tokens: { find: (token) => (token === TOKEN ? user : null), changes },
    });
    const { url } = await serveHttp(t, product, { identities, simulated: true, title: 'SATP1' });
    const address = (path: string) => new URL(`/${path}`, url).href;
    const { page } = await openPage(t, browser, address(''));
    return {
      page,
      async another(path = '') {
        const opened = await page.context().newPage();
        await opened.goto(address(path));
        return opened;
      },
      withdraw() {
        user = null;
        changes.emit();
      },
    };
  }

  const enter = async (page: Page, token: string) => {
    await page.getByLabel(/^Token/).fill(token);
    await page.getByRole('button', { name: 'Show the slots' }).click();
  };
  const isLetIn = (page: Page) => inState(page, 'ufm_mv5', 'Idle').waitFor();
  const isAsked = (page: Page) => page.getByLabel(/^Token/).waitFor();
  const rejected = (page: Page) => page.getByText('The server has rejected this token.');
  const signOut = (page: Page) => page.getByRole('button', { name: 'Sign out' });
  const isAskedOnGraphiQL = (page: Page) => page.getByLabel('This server requires a token').waitFor();

  /** What scripts of the page can find. */
  const kept = (page: Page) =>
    page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));

  it('is entered once for all tabs, those that are open and those that are opened later, and no script finds it', async (t) => {
    const { page, another } = await open(t);
    const waiting = await another();
    await isAsked(waiting);
    await enter(page, TOKEN);
    await Promise.all([isLetIn(page), isLetIn(waiting), another().then(isLetIn)]);
    for (const one of [page, waiting]) assert.equal(await kept(one), '[{},{},""]');
    const [cookie, ...others] = await page.context().cookies();
    assert.deepEqual(others, []);
    assert.deepEqual(
      [cookie?.value, cookie?.httpOnly, cookie?.sameSite, cookie?.path],
      [TOKEN, true, 'Strict', '/'],
    );
  });

  it('is not asked for again after a reload', async (t) => {
    const { page } = await open(t);
    await enter(page, TOKEN);
    await isLetIn(page);
    await page.reload();
    await isLetIn(page);
  });

  it('is asked for after a sign-out, in all tabs', async (t) => {
    const { page, another } = await open(t);
    await enter(page, TOKEN);
    await isLetIn(page);
    const second = await another();
    await isLetIn(second);
    assert.deepEqual(await violationsInBoth(page), []);
    await signOut(second).click();
    await Promise.all([isAsked(second), isAsked(page)]);
    assert.equal(await rejected(page).count(), 0);
    assert.equal(await signOut(page).count(), 0);
    assert.equal(await page.getByText(/anna/).count(), 0);
    assert.deepEqual(await page.context().cookies(), []);
    await page.reload();
    await isAsked(page);
  });

  it('that is wrong is rejected, and signs in no other tab', async (t) => {
    const { page, another } = await open(t);
    await enter(page, 'wrong-horse-battery');
    await rejected(page).waitFor();
    const second = await another();
    await isAsked(second);
    assert.equal(await second.getByRole('alert').count(), 0);
    await enter(second, TOKEN);
    await isLetIn(page);
  });

  it('is asked for when it has been withdrawn, or when the browser has lost it', async (t) => {
    const { page, withdraw } = await open(t);
    await enter(page, TOKEN);
    await isLetIn(page);
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await isAsked(page);
    await enter(page, TOKEN);
    await page.getByText(/^● Live/).waitFor();
    withdraw();
    await rejected(page).waitFor();
  });

  it('lets a person export the runs, from the page and from the address bar', async (t) => {
    const { page, another } = await open(t);
    await enter(page, TOKEN);
    await isLetIn(page);
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    const { name, content } = await saved(page, () => page.getByRole('link', { name: 'Export CSV' }).click());
    assert.equal(name, 'runs.csv');
    assert.match(content.toString(), /^run/);
    const blank = await another();
    const typed = await saved(blank, () =>
      blank.goto(new URL('/export/runs.csv', page.url()).href).then(
        () => {},
        () => {},
      ),
    );
    assert.deepEqual(typed.content, content);
  });

  it('lets a person export the runs where the browser does not tell the site: without TLS, under a name', async (t) => {
    const name = 'telescope.test';
    const { url } = await serveHttp(t, product, { authToken: TOKEN, allowedHosts: [name] });
    const elsewhere = await launchChromium([name]);
    t.after(() => elsewhere.close());
    const page = await elsewhere.newPage();
    await page.goto(new URL('/?view=runs', url.replace('127.0.0.1', name)).href);
    await enter(page, TOKEN);
    const link = page.getByRole('link', { name: 'Export CSV' });
    const asked = page.waitForRequest(/export/);
    const { content } = await saved(page, () => link.click());
    assert.match(content.toString(), /^run/);
    assert.equal((await (await asked).allHeaders())['sec-fetch-site'], undefined);
    // As the browser's own menu saves it, without the script of the page.
    const plain = await saved(page, () =>
      link.evaluate((own) => {
        const copy = own.cloneNode(true) as HTMLAnchorElement;
        document.body.append(copy);
        copy.click();
      }),
    );
    assert.deepEqual(plain.content, content);
  });

  it('signs in GraphiQL too, before it reads the schema', async (t) => {
    const { page, another } = await open(t);
    await enter(page, TOKEN);
    await isLetIn(page);
    const graphiql = await another('graphql');
    await openTab(graphiql, 'ListSlots');
    await run(graphiql);
    await expectResponse(graphiql, /"streamId": "ufm_mv12"/);
    await graphiql.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const explorer = graphiql.locator('.graphiql-doc-explorer');
    await explorer.getByRole('link', { name: 'Query', exact: true }).waitFor();
    assert.equal(await graphiql.getByLabel('This server requires a token').count(), 0);
    assert.doesNotMatch(await kept(graphiql), /correct-horse/);
  });

  it('can be entered on GraphiQL, which then goes on, as the monitor does', async (t) => {
    const { page, another } = await open(t);
    await isAsked(page);
    const graphiql = await another('graphql');
    await isAskedOnGraphiQL(graphiql);
    const signIn = async (token: string) => {
      await graphiql.getByLabel('This server requires a token').fill(token);
      await graphiql.getByRole('button', { name: 'Sign in' }).click();
    };
    await signIn('wrong-horse-battery');
    await rejected(graphiql).waitFor();
    await signIn(TOKEN);
    await isLetIn(page);
    await graphiql.getByLabel('This server requires a token').waitFor({ state: 'detached' });
    await openTab(graphiql, 'ListSlots');
    await run(graphiql);
    await expectResponse(graphiql, /"streamId": "ufm_mv12"/);
  });

  it('is asked for on GraphiQL after a sign-out on the monitor, which ends its subscription', async (t) => {
    const { page, another } = await open(t);
    await enter(page, TOKEN);
    await isLetIn(page);
    const graphiql = await another('graphql');
    await openTab(graphiql, 'WatchSessions');
    // The first message comes at once: a listener that waits for the socket before would miss it.
    const accepted = new Promise((resolve) => {
      graphiql.once('websocket', (socket) => socket.once('framereceived', resolve));
    });
    await run(graphiql);
    await within(accepted, 'the subscription is accepted');
    await signOut(page).click();
    await isAskedOnGraphiQL(graphiql);
    await expectResponse(graphiql, /4401/);
  });

  it('in the headers of GraphiQL counts for its requests alone', async (t) => {
    const { page, another } = await open(t);
    await isAsked(page);
    const graphiql = await another('graphql');
    await isAskedOnGraphiQL(graphiql);
    await openTab(graphiql, 'ListSlots');
    await graphiql.getByRole('button', { name: 'Headers', exact: true }).click();
    await graphiql.getByRole('region', { name: 'Headers' }).locator('.view-lines:visible').click();
    await graphiql.keyboard.press('ControlOrMeta+A');
    await graphiql.keyboard.insertText(`{ "Authorization": "Bearer ${TOKEN}" }`);
    await run(graphiql);
    await expectResponse(graphiql, /"streamId": "ufm_mv12"/);
    assert.doesNotMatch(await kept(graphiql), /correct-horse/);
    assert.deepEqual(await page.context().cookies(), []);
    // As an older version has left it.
    await graphiql.evaluate((headers) => {
      const queries = [{ query: '{ instance { id } }', headers }];
      localStorage.setItem('graphiql:queries', JSON.stringify({ queries }));
    }, `{ "Authorization": "Bearer ${TOKEN}" }`);
    await graphiql.reload();
    await isAskedOnGraphiQL(graphiql);
    assert.match(await kept(graphiql), /instance/);
    assert.doesNotMatch(await kept(graphiql), /correct-horse/);
  });
});
