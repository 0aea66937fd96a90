import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import { run, violations } from './monitor-page.js';

const PRESETS = `
quick noise: {operation: take_noise, params: {duration: 2}, description: Two seconds}
slowly:
  operation: take_noise
  streamIds: [ufm_mv5, ufm_mv12]
  options: {maxConcurrency: 1, slotParams: [{streamIds: [ufm_mv12], params: {duration: 7}}]}
`;

/** The slots by stream id. */
const S = {
  ufm_mv5: 'pysmurf-controller-s2',
  ufm_mv12: 'pysmurf-controller-s3',
  ufm_mv17: 'pysmurf-controller-s4',
  ufm_mv23: 'pysmurf-controller-s5',
} as const;

const panel = (page: Page) => page.getByRole('region', { name: 'Run an operation' });
const plan = (page: Page, name: string) =>
  panel(page).getByRole('list', { name: 'Plan' }).getByRole('listitem').filter({ hasText: name });
const startButton = (page: Page, name: string | RegExp) => panel(page).getByRole('button', { name });
const field = (page: Page, name: string) => panel(page).locator(`[data-field="${name}"]`);

interface RunThere {
  readonly id: string;
  readonly operation: string;
  readonly params: unknown;
  readonly note: string | null;
  readonly requestId: string | null;
  readonly maxConcurrency: number | null;
  readonly slots: readonly { readonly instanceId: string; readonly params: unknown }[];
}

describe('the command panel', () => {
  let browser: Browser;
  let product: Product;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multismurf-command-'));
    await writeFile(join(folder, 'presets.yaml'), PRESETS);
    browser = await launchChromium();
    product = await startProduct({ slots: 4, timeScale: 0.05, presets: join(folder, 'presets.yaml') });
  });
  after(async () => {
    await product?.close();
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A page with the panel, and slots on which nothing runs when it has been closed. */
  async function open(t: TestContext, address: Readonly<Record<string, string>>) {
    const seen = await openPage(t, browser, `${product.origin}/?${new URLSearchParams(address)}`);
    t.after(() => product.ask('mutation { stopAll(waitSeconds: 20) { id } }'));
    await seen.page.getByText(/^● Live/).waitFor();
    await panel(seen.page).waitFor();
    return seen;
  }

  const operations = async () =>
    (
      await product.ask<{ runs: { nodes: readonly RunThere[] } }>(
        `{ runs(first: 50, filter: { actions: [RUN] }) {
          nodes { id operation params note requestId maxConcurrency slots { instanceId params } }
        } }`,
      )
    ).runs.nodes;

  /** The run whose page is shown. */
  async function shownRun(page: Page): Promise<RunThere> {
    await page.waitForURL(/view=run&/);
    const id = new URL(page.url()).searchParams.get('id');
    const found = (await operations()).find((one) => one.id === id);
    assert.ok(found);
    return found;
  }

  it('offers the operations with what they do, filtered by typing', async (t) => {
    const { page, errors } = await open(t, { command: 'choose', selected: S.ufm_mv5 });
    const offered = panel(page).getByRole('list', { name: 'Operations' }).getByRole('button');
    await offered.filter({ hasText: 'take_noise' }).filter({ hasText: 'Records data' }).waitFor();
    await offered.filter({ hasText: 'uxm_setup' }).filter({ hasText: 'needs confirmation' }).waitFor();
    await page.keyboard.type('relock');
    await offered.filter({ hasText: 'take_iv' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await startButton(page, 'Start uxm_relock on 1 slot').waitFor();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'hidden' });
    assert.deepEqual(errors, []);
  });

  it('sends only the fields that are set, to the slots by name, and goes to the page of the run', async (t) => {
    const { page } = await open(t, { command: 'take_noise', selected: `${S.ufm_mv12},${S.ufm_mv5}` });
    await field(page, 'duration').getByText('not sent').waitFor();
    await field(page, 'duration').getByRole('textbox').fill('3');
    await field(page, 'tag').getByRole('textbox').fill('moon');
    await field(page, 'tag').getByRole('button', { name: 'Do not send tag' }).click();
    await field(page, 'run_in_main_process').getByRole('combobox').selectOption('true');
    await panel(page).getByText('{"duration":3,"run_in_main_process":true}').waitFor();
    await startButton(page, 'Start take_noise on 2 slots').click();
    const { params, slots, requestId } = await shownRun(page);
    assert.deepEqual(params, { duration: 3, run_in_main_process: true });
    assert.deepEqual(slots.map(({ instanceId }) => instanceId).sort(), [S.ufm_mv5, S.ufm_mv12]);
    assert.match(String(requestId), /^monitor-/);
    await panel(page).waitFor({ state: 'hidden' });
  });

  it('shows the warnings of each slot, as they change, and unselects such slots with one click', async (t) => {
    const { page } = await open(t, { command: 'take_noise', selected: Object.values(S).join() });
    await product.ask(
      `mutation { setOutOfService(streamIds: ["ufm_mv17"], reason: "warm amplifier") { id } }`,
    );
    t.after(() => product.ask('mutation { setInService(streamIds: ["all"]) { id } }'));
    await plan(page, 'ufm_mv17').getByText('Not commanded: Out of service').waitFor();
    await run(product, 'take_iv', ['ufm_mv12']);
    await plan(page, 'ufm_mv12').getByText('May fail: take_iv is running on this slot').waitFor();
    await startButton(page, 'Start take_noise on 3 slots').waitFor();
    await panel(page).getByText('3 of the 4 selected will be commanded').waitFor();
    await panel(page).getByRole('button', { name: 'Unselect the 2 slots with warnings' }).click();
    await startButton(page, 'Start take_noise on 2 slots').waitFor();
    assert.equal(new URL(page.url()).searchParams.get('selected'), `${S.ufm_mv5},${S.ufm_mv23}`);
    await page.goto(page.url().replace(/selected=[^&]*/, `selected=${Object.values(S).join()}`));
    await plan(page, 'ufm_mv17').getByRole('button', { name: 'Unselect ufm_mv17' }).click();
    await plan(page, 'ufm_mv12').getByRole('button', { name: 'Unselect ufm_mv12' }).click();
    await startButton(page, 'Start take_noise on 2 slots').waitFor();
  });

  it('says how to select where nothing is selected, and offers all live slots', async (t) => {
    const { page } = await open(t, { command: 'take_noise' });
    await panel(page).getByText('Select slots first.').waitFor();
    assert.equal(await startButton(page, /^Start/).isDisabled(), true);
    await panel(page).getByRole('button', { name: 'Select all 4 live slots' }).click();
    await startButton(page, 'Start take_noise on 4 slots').waitFor();
  });

  it('says at the field what cannot be read, and starts nothing then', async (t) => {
    const { page } = await open(t, { command: 'bias_dets', selected: S.ufm_mv5 });
    await field(page, 'rfrac').getByRole('textbox').fill('(0.3, 0.6)');
    await field(page, 'rfrac').getByText('Not JSON.').waitFor();
    await panel(page).getByText('Correct rfrac first.').waitFor();
    assert.equal(await startButton(page, /^Start bias_dets/).isDisabled(), true);
    await field(page, 'rfrac').getByRole('textbox').fill('[0.3, 0.6]');
    await panel(page).getByText('{"rfrac":[0.3,0.6]}').waitFor();
    await panel(page).getByRole('button', { name: 'As JSON' }).click();
    const whole = panel(page).getByLabel('All parameters as JSON');
    await whole.fill('{"rfrac":');
    await panel(page).getByText('Correct the JSON first.').waitFor();
    await whole.fill('{"rfrac": 0.5, "rfrag": 1}');
    // The server's words.
    await panel(page).getByText('unknown parameter rfrag: did you mean rfrac?').waitFor();
    await panel(page).getByRole('button', { name: 'As JSON' }).click();
    await field(page, 'rfrag').getByRole('button', { name: 'Do not send rfrag' }).click();
    await panel(page).getByText('{"rfrac":0.5}').waitFor();
  });

  it('says the options in one line, and shows what the server says about one at its field', async (t) => {
    const { page } = await open(t, { command: 'take_noise', selected: `${S.ufm_mv5},${S.ufm_mv12}` });
    await panel(page).getByText('all at once, default time limit, no note').click();
    await field(page, 'maxErrors').getByRole('textbox').fill('0');
    await field(page, 'maxErrors').getByText('options.maxErrors requires options.maxConcurrency').waitFor();
    assert.equal(await startButton(page, /^Start take_noise/).isDisabled(), true);
    await field(page, 'maxConcurrency').getByRole('textbox').fill('1');
    await field(page, 'note').getByRole('textbox').fill('after the storm');
    await panel(page)
      .getByText(/^1 at a time, stops if a slot does not succeed, .*note “after the storm”$/)
      .waitFor();
    await field(page, 'duration').getByRole('textbox').fill('1');
    // The keys do what the button does, so nothing before it can be clicked.
    await until(() => startButton(page, /^Start take_noise/).isEnabled(), 'it can start');
    await page.keyboard.press('Control+Enter');
    const { maxConcurrency, note, params } = await shownRun(page);
    assert.deepEqual([maxConcurrency, note, params], [1, 'after the storm', { duration: 1 }]);
  });

  it('gives single slots other parameters', async (t) => {
    const { page } = await open(t, { command: 'take_noise', selected: `${S.ufm_mv5},${S.ufm_mv12}` });
    await field(page, 'duration').getByRole('textbox').fill('1');
    await panel(page).getByRole('button', { name: 'Different per slot' }).click();
    await panel(page).getByText('Select the slots that these parameters are for.').waitFor();
    const own = panel(page).getByRole('group', { name: 'Only for these slots' });
    await own.getByRole('button', { name: 'ufm_mv12' }).click();
    await own.getByLabel('Their parameters as JSON').fill('{"duration": 2, "tag": "long"}');
    await plan(page, 'ufm_mv12').getByText('{"duration":2,"tag":"long"}').waitFor();
    await startButton(page, 'Start take_noise on 2 slots').click();
    const { slots } = await shownRun(page);
    const sent = Object.fromEntries(slots.map(({ instanceId, params }) => [instanceId, params]));
    assert.deepEqual(sent, {
      [S.ufm_mv5]: { duration: 1 },
      [S.ufm_mv12]: { duration: 2, tag: 'long' },
    });
  });

  it('asks for a confirmation before something dangerous, and Enter starts nothing until one has moved there', async (t) => {
    const { page } = await open(t, {
      command: 'set_biases',
      selected: `${S.ufm_mv5},${S.ufm_mv12},${S.ufm_mv17}`,
      params: '{"bias":0}',
    });
    await product.ask(
      `mutation { setOutOfService(streamIds: ["ufm_mv17"], reason: "warm amplifier") { id } }`,
    );
    t.after(() => product.ask('mutation { setInService(streamIds: ["all"]) { id } }'));
    const before = (await operations()).length;
    await startButton(page, 'Start set_biases on 2 slots').click();
    const dialog = page.getByRole('dialog', { name: 'Start set_biases on ufm_mv5 and ufm_mv12?' });
    await dialog.getByText('The operation cannot be aborted.').waitFor();
    const named = dialog.getByRole('list', { name: 'Will be commanded' }).getByRole('listitem');
    await named.filter({ hasText: 'ufm_mv12' }).getByText('idle').waitFor();
    await dialog.getByRole('list', { name: 'Will not be commanded' }).getByText('warm amplifier').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    assert.equal(await dialog.isVisible(), true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal((await operations()).length, before);
    await startButton(page, 'Start set_biases on 2 slots').click();
    await dialog.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Tab');
    await dialog.getByRole('button', { name: 'Start on 2 slots' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    const { operation, slots } = await shownRun(page);
    assert.deepEqual([operation, slots.length], ['set_biases', 2]);
  });

  it('starts only once, also if the answer is lost and somebody clicks again', async (t) => {
    const { page } = await open(t, {
      command: 'take_noise',
      selected: S.ufm_mv5,
      params: '{"duration":1,"tag":"once"}',
    });
    let isLost = true;
    await page.route('**/graphql', async (route) => {
      const isStart = route.request().postData()?.includes('mutation MonitorStart') ?? false;
      if (!isStart || !isLost) return route.continue();
      isLost = false;
      // The server starts it, and the page never hears of that.
      await route.fetch();
      await route.abort();
    });
    await startButton(page, 'Start take_noise on 1 slot').click();
    await panel(page)
      .getByText(/^No answer .*The run may have started\. You can press Start again/)
      .waitFor();
    await startButton(page, 'Start again on 1 slot').click();
    const { id } = await shownRun(page);
    const same = (await operations()).filter(({ params }) => JSON.stringify(params)?.includes('once'));
    assert.deepEqual(
      same.map((one) => one.id),
      [id],
    );
  });

  it('is still the same start when the panel was closed and the same is filled in again, but not with other values', async (t) => {
    const { page } = await open(t, {
      command: 'take_noise',
      selected: S.ufm_mv5,
      params: '{"duration":1,"tag":"closed"}',
    });
    const ids: string[] = [];
    await page.route('**/graphql', async (route) => {
      const { operationName, variables } = route.request().postDataJSON();
      if (operationName !== 'MonitorStart') return route.continue();
      ids.push(variables.options.requestId);
      if (ids.length > 1) return route.continue();
      await route.fetch();
      await route.abort();
    });
    const fillIn = async (values: Readonly<Record<string, string>>) => {
      await page.keyboard.press('r');
      await panel(page)
        .getByRole('button', { name: /^take_noise/ })
        .click();
      for (const [name, value] of Object.entries(values))
        await field(page, name).getByRole('textbox').fill(value);
    };
    await startButton(page, 'Start take_noise on 1 slot').click();
    await panel(page)
      .getByText(/^No answer/)
      .waitFor();
    await startButton(page, 'Close').click();
    await fillIn({ tag: 'closed', duration: '2' });
    await startButton(page, 'Start take_noise on 1 slot').waitFor();
    await field(page, 'duration').getByRole('textbox').fill('1');
    await startButton(page, 'Start again on 1 slot').click();
    const { id } = await shownRun(page);
    const same = (await operations()).filter(({ params }) => JSON.stringify(params)?.includes('closed'));
    assert.deepEqual(
      same.map((one) => one.id),
      [id],
    );
    assert.deepEqual([ids.length, new Set(ids).size], [2, 1]);
  });

  it('starts only once, also if the connection goes with the answer and a slot has left the plan when it is back', async (t) => {
    const { page } = await open(t, {
      command: 'take_noise',
      selected: `${S.ufm_mv5},${S.ufm_mv12}`,
      params: '{"duration":1,"tag":"cut"}',
    });
    let cut = () => {};
    let isLost = false;
    let isCut = false;
    await page.routeWebSocket('**/graphql', (socket) => {
      if (isCut) return void socket.close();
      socket.connectToServer();
      cut = () => void socket.close();
    });
    await page.route('**/graphql', async (route) => {
      const isStart = route.request().postData()?.includes('mutation MonitorStart') ?? false;
      if (isCut) return route.abort();
      if (!isStart || isLost) return route.continue();
      isLost = true;
      await route.fetch();
      isCut = true;
      await route.abort();
      cut();
    });
    await page.reload();
    await startButton(page, 'Start take_noise on 2 slots').click();
    await panel(page)
      .getByText(/The run may have started\. Not connected: nothing can be sent\.$/)
      .waitFor();
    await product.ask(
      `mutation { setOutOfService(streamIds: ["ufm_mv12"], reason: "warm amplifier") { id } }`,
    );
    t.after(() => product.ask('mutation { setInService(streamIds: ["all"]) { id } }'));
    isCut = false;
    await plan(page, 'ufm_mv12').getByText('Out of service').waitFor();
    await startButton(page, 'Start again on 2 slots').click();
    const { id } = await shownRun(page);
    const same = (await operations()).filter(({ params }) => JSON.stringify(params)?.includes('cut'));
    assert.deepEqual(
      same.map((one) => one.id),
      [id],
    );
  });

  it('starts nothing by itself after keys that could start nothing, nor by keys in the field of something else', async (t) => {
    const { page } = await open(t, { command: 'take_noise', params: '{"duration":1,"tag":"later"}' });
    const starts: string[] = [];
    page.on('request', (request) => {
      if (request.postData()?.includes('mutation MonitorStart')) starts.push(request.url());
    });
    await panel(page).getByText('Select slots first.').waitFor();
    await field(page, 'duration').getByRole('textbox').press('Control+Enter');
    await panel(page).getByRole('button', { name: 'Select all 4 live slots' }).click();
    await startButton(page, 'Start take_noise on 4 slots').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('Control+Enter');
    await panel(page).getByText('Options', { exact: true }).click();
    assert.deepEqual(starts, []);
    await field(page, 'duration').getByRole('textbox').press('Control+Enter');
    await shownRun(page);
    assert.equal(starts.length, 1);
  });

  it('is opened by the palette with nothing filled in, and never started by it', async (t) => {
    const { page } = await open(t, {
      ...{ command: 'take_noise', selected: S.ufm_mv5, params: '{"duration":1}', note: 'mine' },
      options: '{"maxConcurrency":1}',
    });
    await startButton(page, 'Start take_noise on 1 slot').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('start take_noise');
    await page.getByRole('dialog').getByText('Nothing matches.').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('iv mv12');
    await page.getByRole('option', { name: /take_iv on ufm_mv12/ }).waitFor();
    await page.keyboard.press('Enter');
    await startButton(page, 'Start take_iv on 1 slot').waitFor();
    assert.equal(new URL(page.url()).search, `?command=take_iv&selected=${S.ufm_mv12}`);
  });

  it('is filled in from a link that repeats a run, and keeps what is written over a reload', async (t) => {
    const { page } = await open(t, {
      command: 'take_noise',
      selected: S.ufm_mv5,
      params: '{"duration":4}',
      note: 'once more',
    });
    await field(page, 'duration').getByRole('button', { name: 'Do not send duration' }).waitFor();
    await panel(page)
      .getByText(/note “once more”$/)
      .waitFor();
    await field(page, 'tag').getByRole('textbox').fill('night');
    await page.reload();
    await panel(page).getByText('{"duration":4,"tag":"night"}').waitFor();
    await page.goto(`${product.origin}/?command=take_noise&selected=${S.ufm_mv5}&params={"duration`);
    await panel(page).getByText('Not JSON.').waitFor();
    await panel(page).getByText('Correct the JSON first.').waitFor();
  });

  it('fills in a preset, with its slots and options', async (t) => {
    const { page } = await open(t, { command: 'choose' });
    const presets = panel(page).getByRole('list', { name: 'Presets' }).getByRole('button');
    await presets.filter({ hasText: 'quick noise' }).filter({ hasText: 'Two seconds' }).waitFor();
    await presets.filter({ hasText: 'slowly' }).click();
    await panel(page)
      .getByText(/^1 at a time/)
      .waitFor();
    await startButton(page, 'Start take_noise on 2 slots').waitFor();
    await plan(page, 'ufm_mv12').getByText('{"duration":7}').waitFor();
    await panel(page).getByRole('button', { name: 'quick noise' }).click();
    await panel(page).getByText('{"duration":2}').waitFor();
    await panel(page)
      .getByText(/^all at once/)
      .waitFor();
  });

  it('shows what will be sent as it is sent, without the password of a grant, and copies it', async (t) => {
    const { page } = await open(t, {
      command: 'take_noise',
      selected: S.ufm_mv5,
      options: '{"exclusive":{"grant":"detectors"}}',
    });
    await field(page, 'exclusive').getByText('Exclusive grants require an access director').waitFor();
    await panel(page).getByLabel('password').fill('wonderful');
    await panel(page).getByText('Will be sent').click();
    const text = panel(page).getByText('mutation MonitorStart(');
    await text.getByText('"grant": "detectors"').waitFor();
    await text.getByText('"password": "…"').waitFor();
    await panel(page).getByRole('button', { name: 'Copy' }).click();
    await panel(page).getByRole('button', { name: 'Copied' }).waitFor();
    assert.doesNotMatch(page.url(), /wonderful/);
  });

  it('says that nothing can be sent while the page is not connected', async (t) => {
    const { page } = await open(t, { command: 'take_noise', selected: S.ufm_mv5 });
    let cut = () => {};
    let isCut = false;
    await page.routeWebSocket('**/graphql', (socket) => {
      if (isCut) return void socket.close();
      socket.connectToServer();
      cut = () => void socket.close();
    });
    await page.reload();
    await startButton(page, 'Start take_noise on 1 slot').waitFor();
    isCut = true;
    cut();
    await panel(page).getByText('Not connected: nothing can be sent.').waitFor();
    assert.equal(await startButton(page, /^Start take_noise/).isDisabled(), true);
    isCut = false;
    await until(() => startButton(page, /^Start take_noise/).isEnabled(), 'it can start again');
  });

  for (const colorScheme of ['dark', 'light'] as const) {
    it(`has no fault that axe finds, ${colorScheme}`, async (t) => {
      const { page } = await open(t, { command: 'choose', selected: Object.values(S).join() });
      await page.emulateMedia({ colorScheme });
      await panel(page).getByRole('list', { name: 'Operations' }).waitFor();
      assert.deepEqual(await violations(page), []);
      await run(product, 'take_iv', ['ufm_mv12']);
      await panel(page)
        .getByRole('button', { name: /^set_biases/ })
        .click();
      await field(page, 'bgs').getByRole('textbox').fill('(1, 2)');
      await panel(page).getByRole('button', { name: 'Different per slot' }).click();
      await panel(page).getByText('Options', { exact: true }).click();
      await plan(page, 'ufm_mv12').getByText('May fail').waitFor();
      assert.deepEqual(await violations(page), []);
      await panel(page).getByRole('button', { name: 'Remove these parameters' }).click();
      await field(page, 'bgs').getByRole('textbox').fill('[1, 2]');
      await startButton(page, 'Start set_biases on 4 slots').click();
      await page.getByRole('dialog').waitFor();
      assert.deepEqual(await violations(page), []);
    });
  }
});
