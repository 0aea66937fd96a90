import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import { run, saved, violations } from './monitor-page.js';

/** Six others, with which it can be compared, have all eight bands. */
const SLOTS = 7;
const ODD = 'ufm_mv12';
/** What all slots begin with is left out in a picture. */
const ODD_IN_PICTURES = 'mv12';
const ITS_BANDS = { bands: [0, 1] };

/** What an operation measures, and where it shows that a slot has lost six of its eight bands. */
interface Measured {
  readonly operation: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** The titles with their units, and whether the picture marks the slot. */
  readonly pictures: Readonly<Record<string, boolean>>;
  /** The failures and the outliers, in words. */
  readonly inWords: string;
}

const RESPONSE = {
  pictures: {
    'Biased channels': true,
    'Biased channels by bias group': true,
    'TES resistance Rtes mΩ': false,
    'Fraction of the normal resistance Rfrac': false,
    'Responsivity Si 1/µV': false,
  },
  inWords: 'Biased channels by bias group',
};
const MEASURED: readonly Measured[] = [
  {
    operation: 'uxm_relock',
    pictures: {
      Channels: true,
      'Channels that track well': true,
      'Channels by band': true,
      'Channels that track well, by band': true,
    },
    inWords: 'Channels by band: bands 2, 3, 4, 5, 6, 7',
  },
  {
    ...{ operation: 'take_noise', params: { duration: 1 } },
    pictures: { 'White noise level pA/√Hz': false },
    inWords: 'Channels with white noise level',
  },
  {
    operation: 'take_bgmap',
    pictures: { 'Channels by bias group': true },
    inWords: 'Channels by bias group',
  },
  { operation: 'take_bias_steps', ...RESPONSE },
  { operation: 'take_bias_waves', ...RESPONSE },
  // It leaves the detectors without a bias, so it is the last one.
  {
    operation: 'take_iv',
    pictures: { 'Normal resistance Rn mΩ': false, 'Saturation power p_sat pW': false },
    inWords: 'Channels with Rn',
  },
];

const titles = (page: Page) => page.getByRole('figure').getByRole('heading').allInnerTexts();
/** The names of the columns of a picture, when as many are drawn. */
async function columnsOf(page: Page, title: string, count: number) {
  const columns = page
    .getByRole('figure')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) })
    .getByRole('img')
    .locator('.name');
  await until(async () => (await columns.count()) === count, `the columns of ${title}`);
  return columns;
}
const numbers = (page: Page) => page.getByRole('region', { name: 'Numbers' });

/** The CSV that the page saves: for each line, what it has in each column. */
async function csvOf(page: Page): Promise<readonly Readonly<Record<string, string>>[]> {
  const { content } = await saved(page, () => page.getByRole('button', { name: 'Save CSV' }).click());
  const [head = [], ...lines] = content
    .toString()
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(head.map((name, index) => [name, line[index] ?? ''])));
}

describe('what an operation measures', () => {
  let browser: Browser;
  let product: Product;
  let slot: string;

  before(async () => {
    browser = await launchChromium();
    product = await startProduct({ slots: SLOTS, timeScale: 0.001 });
    const names = product.controllers.map(({ streamId }) => streamId);
    slot = product.controllers.find(({ streamId }) => streamId === ODD)?.instanceId ?? '';
    const others = names.filter((name) => name !== ODD);
    await run(product, 'all_off', [ODD], {}, 'FINISHED');
    for (let round = 0; round < 2; round += 1) {
      await run(product, 'uxm_relock', [ODD], ITS_BANDS, 'FINISHED');
      await run(product, 'uxm_relock', others, {}, 'FINISHED');
      await run(product, 'bias_dets', names, { rfrac: 0.5 }, 'FINISHED');
      for (const { operation, params } of MEASURED.slice(1))
        await run(product, operation, names, params, 'FINISHED');
    }
  });
  after(async () => {
    await browser?.close();
    await product?.close();
  });

  const open = async (t: TestContext, address: string) =>
    (await openPage(t, browser, `${product.origin}/?view=results&${address}`)).page;

  /** The figures of the last success on the odd slot, as the server knows them, by their names in the CSV. */
  async function figuresOf(operation: string): Promise<Readonly<Record<string, string>>> {
    const { latestResults } = await product.ask<{
      latestResults: { figures: { name: string; value: number; unit: string | null }[] }[];
    }>(
      `query ($operation: String!, $slot: ID!) {
        latestResults(operation: $operation, streamIds: [$slot]) { figures { name value unit } }
      }`,
      { operation, slot },
    );
    const figures = latestResults.flatMap((result) => result.figures);
    assert.ok(figures.length > 0);
    return Object.fromEntries(
      figures.map(({ name, value, unit }) => [unit === null ? name : `${name} (${unit})`, String(value)]),
    );
  }

  for (const { operation, pictures, inWords } of MEASURED) {
    it(`is shown slot by slot, with the outliers, and saved as CSV: ${operation}`, async (t) => {
      const page = await open(t, `operation=${operation}`);
      const outs = page.getByRole('region', { name: 'Failures and outliers' }).getByRole('row');
      await outs.filter({ hasText: ODD }).filter({ hasText: inWords }).first().waitFor();
      await numbers(page).getByRole('row').filter({ hasText: ODD }).locator('.out').first().waitFor();
      assert.deepEqual(await titles(page), Object.keys(pictures));
      for (const [title, isMarked] of Object.entries(pictures)) {
        const marked = (await columnsOf(page, title, SLOTS)).and(page.locator('.out'));
        assert.deepEqual(await marked.allTextContents(), isMarked ? [ODD_IN_PICTURES] : [], title);
      }
      const csv = await csvOf(page);
      assert.deepEqual(
        csv.map(({ name }) => name),
        product.controllers.map(({ streamId }) => streamId),
      );
      const line = csv.find(({ name }) => name === ODD) ?? {};
      assert.deepEqual({ ...line, ...(await figuresOf(operation)) }, line);
    });

    it(`is shown run by run for one slot, and saved as CSV: ${operation}`, async (t) => {
      const page = await open(t, `slot=${slot}&operation=${operation}`);
      await page.getByText('its last 2 runs, the oldest first.').waitFor();
      assert.deepEqual(await titles(page), Object.keys(pictures));
      for (const title of Object.keys(pictures)) await columnsOf(page, title, 2);
      assert.equal(await numbers(page).getByRole('row').count(), 2 + 2);
      const csv = await csvOf(page);
      assert.equal(csv.length, 2);
      const last = csv.at(-1) ?? {};
      assert.deepEqual({ ...last, ...(await figuresOf(operation)) }, last);
    });
  }

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`has no fault that axe finds, run by run for one slot, ${colorScheme}`, async (t) => {
      for (const operation of ['take_noise', 'uxm_relock', 'take_bias_waves']) {
        const page = await open(t, `slot=${slot}&operation=${operation}`);
        await page.emulateMedia({ colorScheme });
        await numbers(page).waitFor();
        assert.deepEqual(await violations(page), [], operation);
      }
    });
  }
});
