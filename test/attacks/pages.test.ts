import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { launchChromium } from '../browser/chromium.js';
import { asking, codeOf, send, sendRaw } from '../http/ask.js';
import { upgradeHead } from './attackers/resets.js';
import { START, startFortress, startStreams } from './fortress.js';

/** What a page of another site can try, each as a function in the page. Resolves with how often it could read an answer. */
async function attackFrom(page: Page, url: string): Promise<readonly string[]> {
  return await page.evaluate(
    async ({ url, mutation }) => {
      const body = JSON.stringify({ query: mutation });
      const form = new URLSearchParams({ query: mutation });
      const parts = new FormData();
      parts.set('operations', body);
      parts.set('map', '{}');
      const post = (type: string, text: BodyInit, mode: RequestMode = 'cors') =>
        fetch(url, { method: 'POST', mode, ...(type && { headers: { 'content-type': type } }), body: text });
      const inUrl = `${url}?${form}`;
      const read = async (response: Response) => `read ${response.type} ${response.status}`;
      const attempts: Record<string, () => Promise<string>> = {
        json: async () => read(await post('application/json', body)),
        text: async () => read(await post('text/plain', body)),
        urlencoded: async () => read(await post('', form)),
        multipart: async () => read(await post('', parts)),
        'opaque text': async () => read(await post('text/plain', body, 'no-cors')),
        'opaque form': async () => read(await post('', form, 'no-cors')),
        'opaque parts': async () => read(await post('', parts, 'no-cors')),
        get: async () => read(await fetch(inUrl)),
        beacon: async () => `sent ${navigator.sendBeacon(url, new Blob([body], { type: 'text/plain' }))}`,
        image: () =>
          new Promise((resolve) => {
            const image = new Image();
            image.onload = () => resolve('read image');
            image.onerror = () => resolve('failed');
            image.src = inUrl;
          }),
        events: () =>
          new Promise((resolve) => {
            const source = new EventSource(`${url}?query=subscription{network{connected}}`);
            source.onopen = () => resolve('read events');
            source.onerror = () => {
              source.close();
              resolve('failed');
            };
          }),
        socket: () =>
          new Promise((resolve) => {
            const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
            socket.onclose = ({ code }) => resolve(`closed with ${code}`);
          }),
      };
      const results: string[] = [];
      for (const [name, attempt] of Object.entries(attempts)) {
        results.push(`${name}: ${await attempt().catch(() => 'failed')}`);
      }
      return results;
    },
    { url, mutation: START },
  );
}

/** What a page learns of its attempts, each of which the server has refused. */
const learns = (answer: string, close: number) => [
  ...[`json: ${answer}`, `text: ${answer}`, `urlencoded: ${answer}`, `multipart: ${answer}`],
  ...['opaque text: read opaque 0', 'opaque form: read opaque 0', 'opaque parts: read opaque 0'],
  ...[
    `get: ${answer}`,
    'beacon: sent true',
    'image: failed',
    'events: failed',
    `socket: closed with ${close}`,
  ],
];

/** A page of this machine may read why: it is that of a developer. */
const NEAR = learns('read cors 403', 4401);
const BLIND = learns('failed', 1006);

test('a page of another site commands nothing, on a server without tokens', async (t) => {
  const fortress = await startFortress(t, { hasTokens: false });
  const { url, sessions, as } = fortress;
  const browser = await launchChromium(['evil.example']);
  t.after(() => browser.close());
  const site = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    const enctype = new URL(request.url ?? '/', 'http://x').searchParams.get('enctype') ?? '';
    response.end(
      `<form method="post" action="${url}" enctype="${enctype}"><input name='{"query":"${START.replaceAll('"', '\\&quot;')}","x":"' value='"}'></form>` +
        '<iframe sandbox="allow-scripts" srcdoc="<p>"></iframe>',
    );
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  t.after(() => site.close());
  const sitePort = (site.address() as AddressInfo).port;
  const newPage = async () => {
    const page = await browser.newPage();
    t.after(() => page.close());
    return page;
  };
  await startStreams(fortress);
  const before = await sessions();
  const { totalCount } = (await as<{ runs: { totalCount: number } }>('operator', '{ runs { totalCount } }'))
    .runs;
  const unchanged = async () => {
    assert.deepEqual(await sessions(), before);
    const { runs } = await as<{ runs: { totalCount: number } }>('operator', '{ runs { totalCount } }');
    assert.equal(runs.totalCount, totalCount);
  };

  for (const host of ['127.0.0.1', 'localhost', 'evil.example']) {
    await t.test(`from ${host}, by fetch, beacon, image, event stream and WebSocket`, async () => {
      const page = await newPage();
      await page.goto(`http://${host}:${sitePort}/`);
      assert.deepEqual(await attackFrom(page, url), host === 'evil.example' ? BLIND : NEAR);
      await unchanged();
    });
  }

  for (const enctype of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    await t.test(`by a form as ${enctype}`, async () => {
      const page = await newPage();
      await page.goto(`http://evil.example:${sitePort}/?enctype=${encodeURIComponent(enctype)}`);
      const answered = page.waitForResponse(url);
      await page.evaluate(() => document.forms[0]?.submit());
      assert.equal((await answered).status(), 403);
      await unchanged();
    });
  }

  await t.test('from a sandboxed frame, whose origin is null', async () => {
    const page = await newPage();
    await page.goto(`http://evil.example:${sitePort}/`);
    const frame = page.frames()[1];
    assert.equal(await frame?.evaluate(() => origin), 'null');
    assert.deepEqual(await attackFrom(frame as unknown as Page, url), BLIND);
    const answer = await send(url, asking(START, { origin: 'null' }));
    assert.deepEqual([answer.status, codeOf(answer)], [403, 'FORBIDDEN']);
    assert.match(await sendRaw(url, upgradeHead(['Origin: null'])), /^HTTP\/1\.1 403 /);
    await unchanged();
  });

  await t.test('under a name that was rebound to this machine', async () => {
    const rebound = url.replace('127.0.0.1', 'evil.example');
    const page = await newPage();
    const shown = await page.goto(new URL('/', rebound).href);
    assert.equal(shown?.status(), 403);
    assert.match((await shown?.text()) ?? '', /--allow-host evil\.example/);
    // The page has our own origin now, and reads the refusals.
    const results = await attackFrom(page, rebound);
    for (const name of ['json', 'text', 'urlencoded', 'multipart', 'get']) {
      assert.ok(results.includes(`${name}: read basic 403`), results.join());
    }
    assert.ok(results.includes('socket: closed with 1006'));
    assert.ok(results.includes('events: failed'));
    await unchanged();
  });
});
