import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Run } from '../../src/core/runs/run.js';
import { systemClock } from '../../src/lib/clock.js';
import { silentLogger } from '../../src/lib/logger.js';
import { openStorage } from '../../src/storage/open-storage.js';
import * as fixtures from '../core/fixtures.js';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { launchChromium, openPage } from './chromium.js';

/** The runs of an evening, which an earlier server has stored. */
const PAST: readonly Partial<Run>[] = [
  { operation: 'uxm_setup', startTime: utc('18:00'), requestedBy: 'day shift' },
  { operation: 'take_iv', startTime: utc('20:30'), requestedBy: 'night shift' },
  { operation: 'take_noise', startTime: utc('21:00'), requestedBy: 'night shift', via: 'OCS' },
  { operation: 'stream', startTime: utc('22:15'), via: 'OCS' },
  { operation: 'stream', startTime: utc('23:00'), action: 'STOP', via: 'OCS', params: null },
  { operation: 'take_bgmap', startTime: utc('23:30'), action: 'ABORT', params: null },
];
/** The same, as the list has them: newest first. */
const ALL = ['abort take_bgmap', 'stop stream', 'stream', 'take_noise', 'take_iv', 'uxm_setup'];

function utc(time: string): Date {
  return new Date(`2026-03-05T${time}Z`);
}

describe('a filter of the runs', () => {
  let browser: Browser;
  let product: Product;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multismurf-runs-'));
    const storage = { kind: 'folder', path: folder } as const;
    const earlier = await openStorage(storage, { clock: systemClock, logger: silentLogger });
    for (const [index, run] of PAST.entries()) {
      const ended = { id: `run-${index}`, status: 'SUCCEEDED', endTime: run.startTime ?? null } as const;
      await earlier.runs.create(fixtures.run(['SUCCEEDED'], { ...run, ...ended }));
    }
    await earlier.close();
    browser = await launchChromium();
    product = await startProduct({ slots: 1, storage });
  });
  after(async () => {
    await browser?.close();
    await product?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Waits until the list has just these runs. */
  async function expectRuns(page: Page, runs: readonly string[]): Promise<void> {
    const names = page.getByRole('rowheader').getByRole('link');
    const isShown = async () => isDeepStrictEqual(await names.allInnerTexts(), runs);
    await until(isShown, `the list is ${runs.join(', ')}`);
    await page.getByText(new RegExp(`^${runs.length} of ${runs.length} runs?$`)).waitFor();
  }

  /** A page with all runs and all fields. */
  async function open(t: TestContext): Promise<Page> {
    const { page, errors } = await openPage(t, browser, `${product.origin}/?view=runs`);
    await expectRuns(page, ALL);
    await page.getByText('More filters').click();
    t.after(() => assert.deepEqual(errors, []));
    return page;
  }

  /** The list has just these runs, also after a reload, and the address and the field say why. */
  async function expectOnly(page: Page, runs: readonly string[], part: string, field: Locator) {
    await expectRuns(page, runs);
    const { search } = new URL(page.url());
    assert.ok(search.includes(part), search);
    const value = await field.inputValue();
    await page.reload();
    await expectRuns(page, runs);
    assert.equal(new URL(page.url()).search, search);
    assert.equal(await field.isVisible(), true);
    assert.equal(await field.inputValue(), value);
    await page.getByRole('button', { name: 'Show all runs' }).click();
    await expectRuns(page, ALL);
    assert.equal(new URL(page.url()).search, '?view=runs');
  }

  it('leaves the runs that one person requested', async (t) => {
    const page = await open(t);
    const by = page.getByLabel('By', { exact: true });
    await by.fill('night shift');
    await by.press('Enter');
    await expectOnly(page, ['take_noise', 'take_iv'], 'by=night+shift', by);
  });

  it('leaves the runs that came through one interface', async (t) => {
    const page = await open(t);
    const via = page.getByLabel('Via');
    await via.selectOption('OCS');
    await expectOnly(page, ['stop stream', 'stream', 'take_noise'], 'via=OCS', via);
  });

  it('leaves the stops, or the aborts', async (t) => {
    const page = await open(t);
    const action = page.getByLabel('Action');
    await action.selectOption('abort');
    await expectRuns(page, ['abort take_bgmap']);
    await action.selectOption('stop');
    await expectOnly(page, ['stop stream'], 'action=STOP', action);
  });

  it('leaves the runs that began since a time in UTC', async (t) => {
    const page = await open(t);
    const since = page.getByLabel('Since, UTC');
    await since.fill('2026-03-05T22:15');
    await expectOnly(page, ['abort take_bgmap', 'stop stream', 'stream'], 'since=2026-03-05T22%3A15', since);
  });

  it('leaves the runs that began before a time in UTC', async (t) => {
    const page = await open(t);
    const before = page.getByLabel('Until, UTC');
    await before.fill('2026-03-05T21:00');
    await expectOnly(page, ['take_iv', 'uxm_setup'], 'until=2026-03-05T21%3A00', before);
  });

  it('is added to the others, so that fewer runs are left', async (t) => {
    const page = await open(t);
    await page.getByLabel('Via').selectOption('OCS');
    await page.getByLabel('Action').selectOption('run');
    await expectRuns(page, ['stream', 'take_noise']);
    await page.getByLabel('Since, UTC').fill('2026-03-05T20:00');
    const before = page.getByLabel('Until, UTC');
    await before.fill('2026-03-05T22:00');
    await page.getByText('More filters (4)').waitFor();
    await expectOnly(page, ['take_noise'], 'via=OCS&action=RUN&since=', before);
  });
});
