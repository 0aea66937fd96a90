import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { GrantBlock } from '../memory-director.js';
import { until } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import { type DirectedProduct, startDirectedProduct } from './directed-product.js';
import { row, run, violations } from './monitor-page.js';

/** `night` locks ufm_mv5 for all others. Of ufm_mv12, `tuning` locks only the levels that no operation requires. */
const GRANTS: readonly GrantBlock[] = [
  {
    ...{ name: 'night', password: 'sesame' },
    grants: [{ instance_id: 'pysmurf-controller-s2', cred_level: 2, lockout_levels: [1, 2, 3] }],
  },
  {
    ...{ name: 'tuning', password: 'sesame' },
    grants: [{ instance_id: 'pysmurf-controller-s3', cred_level: 3, lockout_levels: [2, 3] }],
  },
];

describe('a slot with an exclusive grant', () => {
  let browser: Browser;
  let directed: DirectedProduct;
  before(async () => {
    browser = await launchChromium();
    directed = await startDirectedProduct(GRANTS, { slots: 2, expireTimeMs: 3000 });
  });
  after(async () => {
    await browser?.close();
    await directed?.close();
  });

  /** Another client of the director holds the grant until the end of the test. */
  function hold(t: TestContext, name: string): void {
    const wanted = { grant_name: name, password: 'sesame', grantee: 'scheduler', seconds: 600 } as const;
    const taken = directed.director.request({ ...wanted, action: 'acquire' });
    assert.equal(taken['message'], 'done');
    t.after(() => release(name));
  }
  function release(name: string): void {
    directed.director.request({ grant_name: name, action: 'release', password: 'sesame' });
  }
  const open = async (t: TestContext, address: string): Promise<Page> =>
    (await openPage(t, browser, `${directed.product.origin}/${address}`)).page;
  const openSlot = (t: TestContext, id: string) => open(t, `?view=slot&id=pysmurf-controller-${id}`);
  const grants = (page: Page) => page.getByRole('list', { name: 'Exclusive grants' });

  it('is marked on the board as locked, with who holds the grant, in rows and in cells', async (t) => {
    const page = await open(t, '');
    await row(page, 'ufm_mv5').waitFor();
    hold(t, 'night');
    const mark = page.getByText('locked: night', { exact: true });
    await mark.waitFor();
    await row(page, 'ufm_mv5').getByText('locked: night').waitFor();
    assert.match((await mark.getAttribute('title')) ?? '', /^scheduler holds the exclusive grant night: /);
    await page.getByRole('combobox', { name: 'Layout' }).selectOption('Cells');
    const cell = page.getByRole('listitem').filter({ has: mark });
    await cell.getByRole('link', { name: 'ufm_mv5' }).waitFor();
    assert.match((await cell.getAttribute('title')) ?? '', /scheduler holds the exclusive grant night/);
    release('night');
    await mark.waitFor({ state: 'detached' });
  });

  it('is a warning before a start, and the panel says who holds the grant', async (t) => {
    hold(t, 'night');
    const page = await open(t, '?command=take_noise&selected=pysmurf-controller-s2,pysmurf-controller-s3');
    const plan = page.getByRole('list', { name: 'Plan' }).getByRole('listitem');
    await plan
      .filter({ hasText: 'ufm_mv5' })
      .getByText(/^May fail: .*The exclusive grant night is held by scheduler until \d\d:\d\d:\d\d UTC/)
      .waitFor();
    await plan.filter({ hasText: 'ufm_mv12' }).getByText('idle').waitFor();
  });

  it('says on its page who holds the grant until when, and afterwards that nobody does', async (t) => {
    const page = await openSlot(t, 's2');
    const nobody = page.getByRole('definition').getByText('nobody', { exact: true });
    await nobody.waitFor();
    hold(t, 'night');
    await grants(page)
      .getByText(/^Exclusive grant night, held by scheduler until (\d+ \w+ )?\d\d:\d\d:\d\d UTC$/)
      .waitFor();
    await nobody.waitFor({ state: 'detached' });
    release('night');
    await nobody.waitFor();
    assert.equal(await grants(page).count(), 0);
  });

  it('leads from its page to the run that holds the grant', async (t) => {
    const page = await openSlot(t, 's2');
    const { runOperation } = await directed.product.ask<{ runOperation: { id: string } }>(
      `mutation { runOperation(operation: "stream", streamIds: ["ufm_mv5"],
        options: { exclusive: { grant: "night", password: "sesame" } }) { id } }`,
    );
    await grants(page).getByText(`held by multismurf: stream, run ${runOperation.id}`).waitFor();
    await grants(page).getByRole('link', { name: 'stream' }).click();
    await page.getByText('exclusive grant night').waitFor();
    assert.equal(new URL(page.url()).searchParams.get('id'), runOperation.id);
    await directed.product.ask('mutation { stopAll(waitSeconds: 10) { id } }');
    await until(() => Object.keys(directed.director.holders).length === 0, 'the grant is given back');
  });

  it('is forgotten after it has expired, but not while a run waits for it, and axe finds no fault', async (t) => {
    const { product } = directed;
    const page = await openSlot(t, 's3');
    const { runOperation } = await run(product, 'stream', ['ufm_mv12'], {}, 'STARTED');
    hold(t, 'tuning');
    await grants(page).waitFor();
    const silence = product.controllers[1]?.fault({ kind: 'silent' });
    const ask = page.getByRole('button', { name: 'Forget this slot…' });
    const forget = page.getByRole('button', { name: 'Forget pysmurf-controller-s3' });
    await ask.click();
    await forget.click();
    const refusal = `Run ${runOperation.id} (stream) still waits for ufm_mv12`;
    await page.getByRole('alert').getByText(refusal).waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      assert.equal(await grants(page).isVisible(), true);
      assert.deepEqual(await violations(page), []);
      await page.getByRole('button', { name: 'Keep the slot' }).click();
      assert.deepEqual(await violations(page), []);
      await ask.click();
    }
    silence?.close();
    await ask.or(forget).waitFor({ state: 'detached' });
    await product.ask('mutation { stopAll(waitSeconds: 20) { id } }');
    await until(() => product.core.runs.open.length === 0, 'no run waits for the slot');
    const longSilence = product.controllers[1]?.fault({ kind: 'silent' });
    await ask.click();
    await forget.click();
    await row(page, 'ufm_mv5').waitFor();
    await row(page, 'ufm_mv12').waitFor({ state: 'detached' });
    longSilence?.close();
    await row(page, 'ufm_mv12').waitFor();
  });
});
