import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeAll } from '../../src/commands/lifecycle.js';
import { startServer } from '../../src/commands/serve.js';
import { silentLogger } from '../../src/lib/logger.js';
import { serveHttp } from '../http/ask.js';
import { startProduct } from '../product.js';
import { launchChromium, openPage } from './chromium.js';
import { expectResponse, graphiqlBehaviours, run } from './graphiql-behaviours.js';

it('the page reports that the slots are simulated, and names no slots if a token is required to see them', async (t) => {
  const product = await startProduct({ slots: 1 });
  t.after(() => product.close());
  const page = async (options: Parameters<typeof serveHttp>[2]) => {
    const { url } = await serveHttp(t, product, options);
    return await (await fetch(url, { headers: { accept: 'text/html' } })).text();
  };
  const [observatory, demo] = [await page({}), await page({ simulated: true, authToken: 'correct-horse' })];
  assert.match(observatory, /"banner":null.*streamIds: \[\\"ufm_mv5\\"\]/);
  assert.match(demo, /"banner":"SIMULATED: .*streamIds: \[\\"STREAM_ID\\"\]/);
  assert.doesNotMatch(demo, /ufm_/);
});

it('the title of the page contains "simulation" for a demo, and the realm for an observatory', async (t) => {
  const product = await startProduct({ slots: 1 });
  t.after(() => product.close());
  const { network } = product;
  const titleOf = async (simulated: boolean) => {
    const { http, parts } = await startServer(
      {
        command: 'serve',
        wamp: { url: network.url, realm: network.realm, http: null },
        ocs: { addressRoot: 'observatory', instanceId: 'another', agentClass: 'MultiSmurfManager' },
        http: { host: '127.0.0.1', port: 0 },
        expireTimeMs: 20_000,
        runs: { defaultTimeoutSeconds: 60, timeouts: new Map(), holdSeconds: 600, lostSeconds: 120 },
        explicitSlots: false,
        groups: new Map(),
        presets: null,
        storage: { kind: 'memory' },
        logLevel: 'silent',
      },
      silentLogger,
      { simulated },
    );
    t.after(() => closeAll(parts, silentLogger));
    const page = await (await fetch(http.url, { headers: { accept: 'text/html' } })).text();
    return /"title":"([^"]*)"/.exec(page)?.[1];
  };
  assert.equal(await titleOf(true), 'MultiSmurf · simulation');
  assert.equal(await titleOf(false), `MultiSmurf · ${network.realm}`);
});

it('a preset has a button, which opens its request in a tab and sends nothing by itself', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'multismurf-'));
  t.after(() => rm(folder, { recursive: true }));
  const presets = join(folder, 'presets.yaml');
  await writeFile(
    presets,
    'quick noise: {operation: take_noise, streamIds: [ufm_mv12], params: {duration: 5}, options: {minSlots: 1}}',
  );
  const product = await startProduct({ slots: 2, presets });
  t.after(() => product.close());
  const browser = await launchChromium();
  t.after(() => browser.close());
  const { page } = await openPage(t, browser, product.http.url);
  await page.getByRole('button', { name: 'Show Presets' }).click();
  await page.getByRole('region', { name: 'Presets' }).getByRole('button', { name: 'quick noise' }).click();
  await page.locator('.graphiql-tab').filter({ hasText: 'quick_noise' }).waitFor();
  const editor = page.locator('.graphiql-query-editor .view-lines');
  await editor.filter({ hasText: /streamIds:.\["ufm_mv12"\]/ }).waitFor();
  assert.deepEqual((await product.core.runs.list({}, { first: 1 })).runs, []);
  await run(page);
  await expectResponse(page, /"status": "SUCCEEDED"(.|\n)*"streamId": "ufm_mv12"/);
});

graphiqlBehaviours('GraphiQL of the product, with the documents of the README', async () => {
  // The slots that the second document names are the first two of the simulation.
  const product = await startProduct({ slots: 3, timeScale: 0.1 });
  const noise = 'mutation { runOperation(operation: "take_noise", params: {duration: 5}) { id } }';
  const stopped = new AbortController();
  // Something to watch, for as long as the page is open.
  const busy = (async () => {
    while (!stopped.signal.aborted) {
      await product.request(noise);
      await sleep(1500, undefined, { signal: stopped.signal }).catch(() => {});
    }
  })();
  return {
    url: product.http.url,
    query: { tab: 'ListSlots', shows: /"streamId": "ufm_mv12"/ },
    mutation: { tab: 'TakeNoise', shows: /"status": "(SUCCEEDED|FAILED)"/ },
    subscription: { tab: 'WatchSessions', shows: /"sessionId": \d+/ },
    docs: { field: 'smurfInstances', description: 'The slots on the network' },
    async stop() {
      stopped.abort();
      await busy;
      await product.close();
    },
  };
});
