import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import { inState, row, run, violations } from './monitor-page.js';

const box = (page: Page, name: string) => page.getByRole('checkbox', { name: `Select ${name}`, exact: true });
const names = (page: Page) => page.getByRole('rowheader').allInnerTexts();
const cell = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });

/** The instance ids that are selected, as the address has them. */
const selected = (page: Page) => new URL(page.url()).searchParams.get('selected')?.split(',') ?? [];
const ids = (...slots: readonly string[]) => slots.map((slot) => `pysmurf-controller-${slot}`);

async function hasNoSideScroll(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}

/** One product for all tests: each leaves the slots idle and in service. */
function ofProduct(slots: number, title: string, tests: (open: Open, product: () => Product) => void): void {
  describe(title, () => {
    let browser: Browser;
    let product: Product;
    before(async () => {
      [browser, product] = await Promise.all([
        launchChromium(),
        startProduct({ slots, timeScale: 0.05, expireTimeMs: 60_000 }),
      ]);
    });
    after(async () => {
      await browser?.close();
      await product?.ask('mutation { stopAll(waitSeconds: 10) { id } }');
      await product?.close();
    });
    const open: Open = async (t, address = '', { width, height } = { width: 1440, height: 900 }) => {
      const { page, errors } = await openPage(t, browser, `${product.origin}/${address}`);
      await page.setViewportSize({ width, height });
      await page.getByRole('region', { name: 'Slots' }).getByText('ufm_mv5').first().waitFor();
      t.after(() => assert.deepEqual(errors, []));
      return page;
    };
    tests(open, () => product);
  });
}

type Open = (t: TestContext, address?: string, size?: { width: number; height: number }) => Promise<Page>;

ofProduct(8, 'the board', (open, product) => {
  it('shows where a slot is, what it streams and does, and how the last operation ended', async (t) => {
    const page = await open(t);
    await run(product(), 'take_noise', ['ufm_mv12'], { duration: 1 });
    const noise = row(page, 'ufm_mv12');
    await noise.getByRole('img', { name: 'succeeded' }).waitFor();
    await noise
      .locator('.outcome')
      .getByText(/take_noise\s*\d+ s/)
      .waitFor();
    await run(product(), 'stream', ['ufm_mv5']);
    const stream = row(page, 'ufm_mv5');
    await inState(page, 'ufm_mv5', 'Streaming').waitFor();
    await stream.locator('.stream').getByText('obs').waitFor();
    // The last pysmurf action with its age.
    await stream
      .locator('.action')
      .getByText(/stream_g3_on\s*\d+ s/)
      .waitFor();
    assert.match((await stream.locator('.channels').textContent()) ?? '', /^1\d{3}$/);
    assert.equal(await stream.locator('.place').textContent(), 's2');
    assert.equal(await stream.locator('.place').getAttribute('title'), 'pysmurf-controller-crate1-s2');
    assert.match((await stream.locator('.alive').textContent()) ?? '', /\d+ (s|m)/);
    await product().ask('mutation { stopAll(waitSeconds: 10) { id } }');
    await inState(page, 'ufm_mv5', 'Idle').waitFor();
  });

  it('shows readings that are out of date in grey italics, with the reason', async (t) => {
    const page = await open(t);
    const stale = product().controllers[3]?.fault({ kind: 'stale' });
    const slot = row(page, 'ufm_mv23');
    await inState(page, 'ufm_mv23', 'Degraded').waitFor();
    await slot.getByText('The state is out of date').waitFor();
    const style = await slot.locator('.channels').evaluate((element) => getComputedStyle(element).fontStyle);
    assert.equal(style, 'italic');
    stale?.close();
    await inState(page, 'ufm_mv23', 'Idle').waitFor();
  });

  it('shows who has taken a slot out of service, and why', async (t) => {
    const page = await open(t);
    const set = 'setOutOfService(streamIds: ["ufm_mv27"], reason: "warm amplifier", by: "day shift") { id }';
    await product().ask(`mutation { ${set} }`);
    await inState(page, 'ufm_mv27', 'Out of service').waitFor();
    await row(page, 'ufm_mv27').getByText('warm amplifier (day shift)').waitFor();
    assert.equal(await row(page, 'ufm_mv27').locator('.stream').count(), 0, 'the reason has its place');
    await product().ask('mutation { setInService(streamIds: ["ufm_mv27"]) { id } }');
    await inState(page, 'ufm_mv27', 'Idle').waitFor();
  });

  it('marks slots that share a stream id', async (t) => {
    const page = await open(t);
    const claim = product().controllers[7]?.fault({ kind: 'claim', streamId: 'ufm_mv35' });
    product().controllers[7]?.fault({ kind: 'restart' });
    await page.getByRole('rowheader', { name: 'ufm_mv35' }).nth(1).waitFor();
    await page.getByText('name shared').nth(1).waitFor();
    claim?.close();
  });

  it('opens the page of a slot by a click on its name', async (t) => {
    const page = await open(t);
    await page.getByRole('link', { name: 'ufm_mv17' }).click();
    assert.equal(new URL(page.url()).searchParams.get('id'), 'pysmurf-controller-crate1-s4');
  });

  it('selects slots by box, state, range, group and count, and keeps them in the address', async (t) => {
    const page = await open(t);
    await box(page, 'ufm_mv12').click();
    assert.deepEqual(selected(page), ids('crate1-s3'));
    await row(page, 'ufm_mv23')
      .getByText('Idle')
      .click({ modifiers: ['Shift'] });
    assert.deepEqual(selected(page), ids('crate1-s3', 'crate1-s4', 'crate1-s5'));
    await row(page, 'ufm_mv17').getByText('Idle').click();
    assert.deepEqual(selected(page), ids('crate1-s3', 'crate1-s5'));
    await page.getByRole('button', { name: 'Crate 2' }).click();
    assert.deepEqual(selected(page), ids('crate1-s3', 'crate1-s5', 'crate2-s2', 'crate2-s3'));
    await page.reload();
    assert.equal(await box(page, 'ufm_mv23').isChecked(), true);
    assert.equal(await box(page, 'ufm_mv17').isChecked(), false);
    await page.getByRole('checkbox', { name: 'Select all slots that are shown' }).click();
    assert.equal(selected(page).length, 8);
    await page.getByRole('checkbox', { name: 'Select all slots that are shown' }).click();
    assert.deepEqual(selected(page), []);
    await page.getByRole('button', { name: /^\d idle/ }).click({ modifiers: ['Alt'] });
    assert.ok(selected(page).length >= 6);
    await row(page, 'ufm_mv5').waitFor();
  });

  it('can be filtered, sorted and grouped, all of it in the address', async (t) => {
    const page = await open(t);
    const filter = page.getByRole('searchbox', { name: 'Filter the slots' });
    for (const [text, found] of [
      ['MV17', ['ufm_mv17']],
      ['crate1-s3', ['ufm_mv12']],
      ['idle crate1-s4', ['ufm_mv17']],
    ] as const) {
      await filter.fill(text);
      await page.getByRole('rowheader').nth(1).waitFor({ state: 'detached' });
      assert.deepEqual(await names(page), found);
    }
    await filter.fill('nothing like this');
    await page.getByText('No slot matches.').waitFor();
    await filter.fill('crate1');
    const channels = page.getByRole('columnheader', { name: 'Channels' });
    await channels.getByRole('button').click();
    await channels.getByRole('button').click();
    await page.reload();
    assert.equal(await channels.getAttribute('aria-sort'), 'descending');
    await row(page, 'ufm_mv5').waitFor();
    const counts = (await page.locator('td.channels').allInnerTexts()).map(Number);
    assert.equal(counts.length, 6);
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => b - a),
    );
    await page.getByRole('combobox', { name: 'Group the slots' }).selectOption('By state');
    await page.getByRole('button', { name: 'Idle', exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Crate 1' }).count(), 0);
  });

  it('is worked by keyboard: moves, selects, unfolds and opens', async (t) => {
    const page = await open(t, '?group=none');
    const focused = page.locator('a:focus');
    await page.getByRole('link', { name: 'ufm_mv5' }).focus();
    for (const [key, name] of [
      ['ArrowDown', 'ufm_mv12'],
      ['j', 'ufm_mv17'],
      ['k', 'ufm_mv12'],
      ['ArrowUp', 'ufm_mv5'],
    ] as const) {
      await page.keyboard.press(key);
      assert.equal(await focused.textContent(), name);
    }
    await page.keyboard.press('Space');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+Space');
    assert.deepEqual(selected(page), ids('crate1-s2', 'crate1-s3', 'crate1-s4'));
    await page.keyboard.press('a');
    assert.equal(selected(page).length, 8);
    await page.keyboard.press('Escape');
    assert.deepEqual(selected(page), []);
    await page.keyboard.press('ArrowRight');
    await page.getByRole('region', { name: 'Last sessions of ufm_mv17' }).getByText('check_state').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('region', { name: 'Last sessions of ufm_mv17' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    assert.equal(new URL(page.url()).searchParams.get('id'), 'pysmurf-controller-crate1-s4');
  });

  it('keeps the selection while one looks at other views, until it is given up', async (t) => {
    const page = await open(t);
    const go = async (link: string) => {
      await page.getByRole('link', { name: link, exact: true }).click();
      await page.locator(`[data-view="${link.toLowerCase()}"]`).waitFor();
    };
    const bar = page.getByRole('region', { name: 'Selection' });
    await box(page, 'ufm_mv5').click();
    await box(page, 'ufm_mv17').click();
    await go('Runs');
    await bar.waitFor({ state: 'hidden' });
    await go('Slots');
    await bar.getByText('2 selected ufm_mv5, ufm_mv17').waitFor();
    assert.deepEqual(selected(page), ids('crate1-s2', 'crate1-s4'));
    await page.getByRole('link', { name: 'Wall screen' }).click();
    await page.getByRole('link', { name: 'Leave the wall screen' }).click();
    await bar.getByText('2 selected').waitFor();
    // What a link selects comes first.
    await page.getByRole('link', { name: 'ufm_mv12', exact: true }).click();
    await page.getByRole('link', { name: 'Run an operation…' }).click();
    await bar.getByText('1 selected ufm_mv12').waitFor();
    await page.getByRole('link', { name: 'All slots' }).click();
    await bar.getByText('2 selected').waitFor();
    await bar.getByRole('button', { name: 'Select no slot' }).click();
    await go('Runs');
    await go('Slots');
    await row(page, 'ufm_mv5').waitFor();
    assert.deepEqual(selected(page), []);
    assert.equal(await bar.count(), 0);
  });

  it('can be reloaded with 500 selected slots', async (t) => {
    const many = Array.from({ length: 500 }, (_, n) => `pysmurf-controller-satp1-crate${n}-slot${n}`);
    const page = await open(t, `?selected=${[...ids('crate1-s2'), ...many]}`);
    assert.equal((await page.reload())?.status(), 200);
    await page.getByRole('checkbox', { name: 'Select ufm_mv5', checked: true }).waitFor();
  });

  it('keeps the tint of a selected slot that is in trouble', async (t) => {
    const page = await open(t);
    const fault = product().controllers[1]?.fault({ kind: 'raise', operation: 'take_noise' });
    await run(product(), 'take_noise', ['ufm_mv12'], { duration: 1 });
    await inState(page, 'ufm_mv12', 'Failed').waitFor();
    const ground = () => row(page, 'ufm_mv12').evaluate((tr) => getComputedStyle(tr).backgroundColor);
    const before = await ground();
    await box(page, 'ufm_mv12').click();
    assert.equal(await box(page, 'ufm_mv12').isChecked(), true);
    assert.equal(await ground(), before);
    fault?.close();
    await run(product(), 'take_noise', ['ufm_mv12'], { duration: 1 });
    await inState(page, 'ufm_mv12', 'Idle').waitFor();
  });

  it('says in the words and signs of runs how an operation was lost or given up', async (t) => {
    const page = await open(t);
    const [hanging, restarting] = [product().controllers[2], product().controllers[3]];
    const hang = hanging?.fault({ kind: 'hang', operation: 'take_noise' });
    const restart = restarting?.fault({ kind: 'restart', operation: 'take_noise' });
    const { runOperation } = await product().ask<{ runOperation: { id: string } }>(
      `mutation { runOperation(
        operation: "take_noise", streamIds: ["ufm_mv17"], params: { duration: 1 }, options: { timeoutSeconds: 1 }
      ) { id } }`,
    );
    await run(product(), 'take_noise', ['ufm_mv23'], { duration: 1 });
    for (const [name, word] of [
      ['ufm_mv17', 'Timed out'],
      ['ufm_mv23', 'Lost'],
    ] as const) {
      await inState(page, name, word).waitFor();
      const part = (where: string) => row(page, name).locator(where);
      await part('.outcome').getByRole('img', { name: word.toLowerCase() }).waitFor();
      const shape = (where: string) => part(where).locator('svg path').getAttribute('d');
      assert.equal(await shape('.state'), await shape('.outcome'));
      await page.getByRole('toolbar', { name: 'Filter by state' }).getByText(word.toLowerCase()).waitFor();
    }
    await until(async () => /^1 lost, 1 timed out · /.test(await page.title()), 'the title says it');
    const need = page.getByRole('region', { name: 'Needs attention' }).getByRole('listitem');
    const timedOut = need.filter({ hasText: 'Timed out' });
    await timedOut.getByRole('button', { name: 'Acknowledge ufm_mv17…' }).waitFor();
    const link = await timedOut.getByRole('link', { name: 'Open the run' }).getAttribute('href');
    assert.equal(new URLSearchParams(link ?? '').get('id'), runOperation.id);
    assert.equal(await timedOut.getByRole('button', { name: /^Retry/ }).count(), 0, 'it is checked first');
    // Only a restart ends what hangs.
    hang?.close();
    restart?.close();
    const { registry } = product().core;
    const began = () =>
      registry.slots.find(({ instanceId }) => instanceId === hanging?.instanceId)?.agentStart;
    const before = began();
    hanging?.fault({ kind: 'restart' });
    await until(() => began() !== before, 'the agent has started again');
    await until(() => registry.slots.every((slot) => slot.streamIdConfirmed), 'all stream ids are known');
    await product().ask('mutation { acknowledge(streamIds: ["ufm_mv17", "ufm_mv23"]) { id } }');
    await run(product(), 'take_noise', ['ufm_mv17', 'ufm_mv23'], { duration: 1 }, 'FINISHED');
    for (const name of ['ufm_mv17', 'ufm_mv23']) await inState(page, name, 'Idle').waitFor();
  });

  it('fits a phone: what needs people first, two lines for a slot, and nothing too small to touch', async (t) => {
    const page = await open(t, '', { width: 390, height: 844 });
    const top = async (name: string) => (await page.getByRole('region', { name }).boundingBox())?.y ?? 0;
    assert.ok((await top('Needs attention')) < (await top('Slots')));
    assert.ok((await top('Slots')) < (await top('Open runs')));
    assert.equal(await hasNoSideScroll(page), true);
    for (const target of [row(page, 'ufm_mv5').locator('.pick'), row(page, 'ufm_mv5').getByRole('link')]) {
      assert.ok(((await target.boundingBox())?.height ?? 0) >= 43, 'at least 44 px, less rounding');
    }
    assert.deepEqual(await violations(page), []);
  });

  it('loses columns on a narrow page, the least needed first', async (t) => {
    const page = await open(t);
    const shows = (name: string) => page.getByRole('columnheader', { name }).isVisible();
    assert.equal(await shows('pysmurf action'), true);
    await page.setViewportSize({ width: 1000, height: 800 });
    assert.deepEqual([await shows('pysmurf action'), await shows('Alive for')], [false, true]);
    await page.setViewportSize({ width: 800, height: 800 });
    assert.deepEqual([await shows('Alive for'), await shows('Last outcome')], [false, true]);
    assert.equal(await hasNoSideScroll(page), true);
  });

  it('is a wall view that is read from two metres, with no commands but Stop all', async (t) => {
    const page = await open(t, '', { width: 3840, height: 2160 });
    await page.getByRole('link', { name: 'Wall screen' }).click();
    await page.getByRole('link', { name: 'Leave the wall screen' }).waitFor();
    const size = (locator: ReturnType<Page['locator']>) =>
      locator.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    const slot = cell(page, 'ufm_mv5');
    assert.ok((await size(slot.locator('.name'))) >= 80);
    assert.ok((await size(slot.getByText('Idle'))) >= 56);
    assert.equal(await page.getByRole('checkbox').count(), 0);
    assert.deepEqual(await page.getByRole('navigation').count(), 0);
    await page.getByRole('button', { name: 'Stop all' }).waitFor();
    await page.getByRole('link', { name: 'Leave the wall screen' }).click();
    await row(page, 'ufm_mv5').waitFor();
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`has no fault that axe finds in rows, cells and the wall view, ${colorScheme}`, async (t) => {
      const page = await open(t, `?selected=${ids('crate1-s3', 'crate1-s4').join(',')}&sort=channels`);
      await page.emulateMedia({ colorScheme });
      await run(product(), 'take_noise', ['ufm_mv12'], { duration: 100 });
      await inState(page, 'ufm_mv12', 'Running').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByRole('combobox', { name: 'Layout' }).selectOption('Cells');
      await cell(page, 'ufm_mv5').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.getByRole('link', { name: 'Wall screen' }).click();
      await page.getByRole('link', { name: 'Leave the wall screen' }).waitFor();
      assert.deepEqual(await violations(page), []);
      await stop(product(), 'ufm_mv12');
    });
  }
});

/** Stops what runs on a slot. */
const stop = (product: Product, name: string) =>
  product.ask('mutation ($names: [ID!]!) { stopAll(streamIds: $names, waitSeconds: 10) { id } }', {
    names: [name],
  });

ofProduct(4, 'a board of few slots', (open) => {
  it('shows the details of each, which can be folded', async (t) => {
    const page = await open(t);
    await page.getByRole('region', { name: 'Last sessions of ufm_mv23' }).getByText('check_state').waitFor();
    await page.getByRole('button', { name: 'Details of ufm_mv23' }).click();
    await page.getByRole('region', { name: 'Last sessions of ufm_mv23' }).waitFor({ state: 'hidden' });
    await page.reload();
    await page.getByRole('region', { name: 'Last sessions of ufm_mv5' }).waitFor();
    assert.equal(await page.getByRole('region', { name: 'Last sessions of ufm_mv23' }).count(), 0);
  });
});

ofProduct(100, 'a board of a hundred slots', (open, product) => {
  it('shows a cell for each, without scrolling, a line for each crate', async (t) => {
    const page = await open(t);
    assert.equal(await page.locator('.cell').count(), 100);
    const last = await page.locator('.cell').last().boundingBox();
    // The bar for commands takes the lowest part of the page.
    assert.ok(last && last.y + last.height <= 900 - 52, JSON.stringify(last));
    const tops = await Promise.all(
      ['ufm_mv5', 'ufm_mv33'].map(async (name) => (await cell(page, name).boundingBox())?.y),
    );
    assert.equal(tops[0], tops[1]);
    await run(product(), 'take_noise', ['ufm_mv12'], { duration: 100 });
    await cell(page, 'ufm_mv12').getByText('Running noise').waitFor();
    await page.getByRole('link', { name: 'ufm_mv5' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('pysmurf-controller-crate1-s3').waitFor();
    await page.keyboard.press('ArrowDown');
    assert.equal(
      await page.locator('a:focus').textContent(),
      await page.locator('.line').nth(2).locator('a').nth(1).textContent(),
    );
    await page.keyboard.press('Space');
    assert.deepEqual(selected(page), ids('crate3-s3'));
    await page.getByRole('button', { name: 'Select the slots: Crate 17' }).click();
    assert.deepEqual(
      selected(page),
      ids('crate3-s3', 'crate17-s2', 'crate17-s3', 'crate17-s4', 'crate17-s5'),
    );
    await page.getByRole('combobox', { name: 'Layout' }).selectOption('Rows');
    await row(page, 'ufm_mv5').waitFor();
    assert.equal(await page.getByRole('rowheader').count(), 100);
  });

  it('fits the wall, with names of 48 and words of 30 pixels', async (t) => {
    const page = await open(t, '?wall=1', { width: 3840, height: 2160 });
    const last = await page.locator('.cell').last().boundingBox();
    assert.ok(last && last.y + last.height <= 2160, JSON.stringify(last));
    const size = (selector: string) =>
      page
        .locator(`.cell ${selector}`)
        .first()
        .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    assert.ok((await size('.name')) >= 48);
    assert.ok((await size('.state')) >= 30);
  });
});
