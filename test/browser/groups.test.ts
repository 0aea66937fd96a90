import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { demoConfigOf } from '../config/sources.js';
import { type Product, startProduct } from '../product.js';
import { launchChromium, openPage } from './chromium.js';
import { row } from './monitor-page.js';

const GROUPS = `
tube1: [ufm_mv5, ufm_mv12]
tube2: ["ufm_mv1?"]
tonight: [tube1, tube2]
`;

/** The groups of the board as a person reads them: `tube1: ufm_mv5 ufm_mv12`. */
const shown = (page: Page) =>
  page
    .getByRole('region', { name: 'Slots' })
    .locator('tbody')
    .evaluateAll((groups) =>
      groups.map((group) => {
        const title = group.querySelector('.group button')?.textContent ?? '';
        return `${title}: ${[...group.querySelectorAll('th')].map((name) => name.textContent).join(' ')}`;
      }),
    );
const selected = (page: Page) => new URL(page.url()).searchParams.get('selected');

describe('the board of a server with a file of groups', () => {
  let browser: Browser;
  let product: Product;
  before(async () => {
    browser = await launchChromium();
    const { groups } = demoConfigOf('--groups groups.yaml', { files: { 'groups.yaml': GROUPS } });
    product = await startProduct({ slots: 4, groups });
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });

  async function open(t: TestContext, address = ''): Promise<Page> {
    const { page, errors } = await openPage(t, browser, `${product.origin}/?open=none${address}`);
    await row(page, 'ufm_mv5').waitFor();
    t.after(() => assert.deepEqual(errors, []));
    return page;
  }

  it('has the slots under the first of their groups, and those without a group at the end', async (t) => {
    const page = await open(t);
    const byGroup = ['tube1: ufm_mv5 ufm_mv12', 'tube2: ufm_mv17', 'No group: ufm_mv23'];
    assert.deepEqual(await shown(page), byGroup);
    const grouping = page.getByRole('combobox', { name: 'Group the slots' });
    await grouping.selectOption('No groups');
    assert.deepEqual(await shown(page), [': ufm_mv5 ufm_mv12 ufm_mv17 ufm_mv23']);
    await grouping.selectOption('By group');
    assert.equal(new URL(page.url()).searchParams.get('group'), 'group');
    await page.reload();
    await row(page, 'ufm_mv5').waitFor();
    assert.deepEqual(await shown(page), byGroup);
  });

  it('selects the slots of a group by its name, in rows and in cells', async (t) => {
    const page = await open(t);
    await page.getByRole('button', { name: 'tube1', exact: true }).click();
    assert.equal(selected(page), 'pysmurf-controller-s2,pysmurf-controller-s3');
    const bar = page.getByRole('region', { name: 'Selection' });
    await bar.getByText('2 selected ufm_mv5, ufm_mv12').waitFor();
    await page.getByRole('combobox', { name: 'Layout' }).selectOption('Cells');
    await page.getByRole('button', { name: 'Select the slots: tube2' }).click();
    await bar.getByText('3 selected ufm_mv5, ufm_mv12, ufm_mv17').waitFor();
    await page.getByRole('button', { name: 'Select the slots: tube1' }).click();
    assert.equal(selected(page), 'pysmurf-controller-s4');
  });

  it('is filtered by the name of any group of a slot, and the page of the slot names them all', async (t) => {
    const page = await open(t);
    await page.getByRole('searchbox', { name: 'Filter the slots' }).fill('tube2');
    await row(page, 'ufm_mv23').waitFor({ state: 'detached' });
    assert.deepEqual(await shown(page), ['tube1: ufm_mv12', 'tube2: ufm_mv17']);
    await page.getByRole('link', { name: 'ufm_mv12' }).click();
    await page.getByRole('definition').getByText('tube1, tube2, tonight').waitFor();
  });
});
