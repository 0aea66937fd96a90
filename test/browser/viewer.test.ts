import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createIdentities } from '../../src/auth/identities.js';
import type { Role, Viewer } from '../../src/auth/viewer.js';
import { createTopic } from '../../src/lib/topic.js';
import { serveHttp } from '../http/ask.js';
import { type Product, startProduct } from '../product.js';
import { launchChromium, openPage } from './chromium.js';
import { inState, row, run, violationsInBoth } from './monitor-page.js';

const TOKEN = 'correct-horse-battery';

describe('the page of a user', () => {
  let browser: Browser;
  let product: Product;
  let runId: string;
  before(async () => {
    [browser, product] = await Promise.all([launchChromium(), startProduct({ slots: 2 })]);
    product.controllers[1]?.failNext('take_noise', 'no signal');
    const { runOperation } = await run(product, 'take_noise', ['ufm_mv5', 'ufm_mv12'], {}, 'FINISHED');
    runId = runOperation.id;
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });

  /** A server with one user, on whose page the token has been entered. */
  async function open(t: TestContext, role: Role) {
    const changes = createTopic<void>(assert.ifError);
    let anna: Viewer | null = { name: 'anna', role, operations: null, slots: null };
    const find = (token: string) => (token === TOKEN ? anna : null);
    const identities = createIdentities({ tokens: { find, changes } });
    const { url } = await serveHttp(t, product, { identities, simulated: true });
    const { page } = await openPage(t, browser, new URL('/', url).href);
    await page.getByLabel(/^Token/).fill(TOKEN);
    await page.getByRole('button', { name: 'Show the slots' }).click();
    await page.getByText(`anna, ${role}`).waitFor();
    return {
      page,
      change(next: Role | null) {
        anna = next && { name: 'anna', role: next, operations: null, slots: null };
        changes.emit();
      },
    };
  }

  const stopAll = (page: Page) => page.getByRole('button', { name: 'Stop all…' });
  const select = (page: Page, name: string) => row(page, name).getByRole('checkbox').check();
  const action = (page: Page, name: string) =>
    page.getByRole('region', { name: 'Selection' }).getByRole('button', { name });
  const goTo = (page: Page, view: string) =>
    page.evaluate((address) => {
      history.pushState(null, '', address);
      dispatchEvent(new PopStateEvent('popstate'));
    }, view);

  it('who may only look has nothing that commands', async (t) => {
    const { page } = await open(t, 'viewer');
    await inState(page, 'ufm_mv12', 'Failed').waitFor();
    assert.equal(await stopAll(page).count(), 0);
    await select(page, 'ufm_mv12');
    assert.equal(await page.getByRole('region', { name: 'Selection' }).count(), 0);
    for (const command of ['r', 'Shift+Escape']) await page.keyboard.press(command);
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.equal(await page.getByRole('region', { name: 'Run an operation' }).count(), 0);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /^A command/ }).fill('take_noise');
    await page
      .getByRole('option')
      .filter({ hasText: /take_noise/ })
      .first()
      .waitFor();
    assert.equal(await page.getByRole('option', { name: /^take_noise…/ }).count(), 0);
    await page.keyboard.press('Escape');
    assert.deepEqual(await violationsInBoth(page), []);
    await goTo(page, `?view=run&id=${runId}`);
    await page.getByRole('link', { name: 'Results', exact: true }).last().waitFor();
    for (const name of [/^Retry/, /^Repeat/, /note/, /^Acknowledge/]) {
      assert.equal(await page.getByRole('button', { name }).count(), 0, String(name));
    }
    await goTo(page, '?view=slot&id=pysmurf-controller-s2');
    await page.getByRole('heading', { level: 2, name: 'ufm_mv5' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Run an operation…' }).count(), 0);
  });

  it('who operates may do everything but take slots out of service', async (t) => {
    const { page } = await open(t, 'operator');
    await stopAll(page).waitFor();
    await select(page, 'ufm_mv12');
    await action(page, 'Stop…').waitFor();
    assert.equal(await action(page, 'Out of service…').count(), 0);
    await goTo(page, `?view=run&id=${runId}`);
    await page
      .getByRole('button', { name: /^Retry/ })
      .first()
      .waitFor();
  });

  it('an administrator may do everything', async (t) => {
    const { page } = await open(t, 'administrator');
    await select(page, 'ufm_mv12');
    await action(page, 'Out of service…').waitFor();
  });

  it('gets new rights by itself, and asks for a token when the old one is withdrawn', async (t) => {
    const { page, change } = await open(t, 'viewer');
    change('operator');
    await page.getByText('anna, operator').waitFor();
    await stopAll(page).waitFor();
    change('viewer');
    await page.getByText('anna, viewer').waitFor();
    await stopAll(page).waitFor({ state: 'detached' });
    change(null);
    await page.getByText('The server has rejected this token.').waitFor();
  });
});
