import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { freePort } from '../free-port.js';
import { asking, codeOf, initialise, openSocket, type Question, SLOTS, WATCH } from '../http/ask.js';
import { CERTIFICATE, KEY } from '../http/tls/certificate.js';
import { startNginx } from '../nginx.js';
import { runProgram, startProgram } from '../programs/program.js';
import { projectRoot } from '../project-root.js';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { until, within } from '../until.js';
import { launchChromium, openPage } from './chromium.js';
import { expectResponse, openTab, run } from './graphiql-behaviours.js';
import { inState } from './monitor-page.js';

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const NAME = 'daq.example.org';
/** The options that the docs give. */
const [, OPTIONS = ''] = /^multismurf serve (.*)$/m.exec(read('docs/behind-nginx.md')) ?? [];

/** A demo behind nginx, both as in the docs. */
async function startSite(t: TestContext, ...more: string[]) {
  const [port, behind] = [await freePort(), await freePort()];
  const tokens = join(temporaryFolder(t), 'tokens.yaml');
  const made = await runProgram(t, 'token', 'anna', '--role', 'operator', '--tokens', tokens);
  const options = OPTIONS.replace('tokens.yaml', tokens).split(' ');
  const server = startProgram(t, ['demo', '--port', String(behind), ...options, ...more]);
  await server.line(/listening on http:.*\/multismurf\/graphql\n/);
  const recipe = read('docs/nginx/multismurf.conf')
    .replace('listen 443 ', `listen 127.0.0.1:${port} `)
    .replace('127.0.0.1:4000;', `127.0.0.1:${behind};`)
    .replace(/\/etc\/ssl\/certs\/.*;/, `${CERTIFICATE};`)
    .replace(/\/etc\/ssl\/private\/.*;/, `${KEY};`);
  startNginx(t, `events {} http { ${recipe} }`);

  /** The answer to a client at this address, whose body is yet to come. */
  async function open(path: string, { method = 'GET', headers = {}, body }: Question, from: string) {
    const tls = { ca: readFileSync(CERTIFICATE), servername: 'localhost' };
    const target = { host: '127.0.0.1', port, path, localAddress: from };
    const sent = request({ ...target, ...tls, method, headers: { host: NAME, ...headers }, agent: false });
    sent.end(body);
    const [response] = await within(once(sent, 'response'), `the answer to ${path}`);
    return response as IncomingMessage;
  }

  async function send(path: string, question: Question = {}) {
    const response = await open(path, question, '127.0.0.1');
    let body = '';
    for await (const chunk of response) body += chunk;
    return { status: response.statusCode, location: response.headers.location, body };
  }

  await until(
    async () => (await send('/multismurf/health/ready').catch(() => undefined))?.status === 200,
    'nginx passes requests on, and the server is ready',
  );
  return { port, token: made.stdout.trim(), open, send };
}

describe('behind nginx, as docs/behind-nginx.md has it', () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser?.close());

  it('queries, event streams and WebSockets work, and pages of other sites do not', async (t) => {
    const { port, token, open, send } = await startSite(t);
    const authorization = `Bearer ${token}`;
    const path = '/multismurf/graphql';
    const own = { authorization, origin: `https://${NAME}` };
    const answer = await send(path, asking(SLOTS, own));
    assert.equal(JSON.parse(answer.body).data.smurfInstances.length, 3);
    for (const origin of [`http://${NAME}`, 'https://evil.example.org']) {
      const refused = await send(path, asking(SLOTS, { authorization, origin }));
      assert.deepEqual([refused.status, codeOf(refused)], [403, 'FORBIDDEN'], origin);
      assert.match(refused.body, new RegExp(`--allow-origin ${origin}`));
    }
    const stranger = await send(path, asking(SLOTS, { authorization, host: 'evil.example.org' }));
    assert.equal(stranger.status, 403);

    const events = await open(path, asking(WATCH, { ...own, accept: 'text/event-stream' }), '127.0.0.1');
    let text = '';
    for await (const chunk of events) {
      text += chunk;
      if (text.includes('"connected":true')) break;
    }
    assert.match(text, /^event: next$/m);

    const tls = { ca: readFileSync(CERTIFICATE), headers: { host: NAME }, origin: own.origin };
    const socket = await openSocket(t, `https://localhost:${port}${path}`, tls);
    await initialise(socket, { authorization });
    socket.say({ id: '1', type: 'subscribe', payload: { query: WATCH } });
    assert.deepEqual((await socket.next())['payload'], { data: { network: { connected: true } } });

    const { status, location } = await send('/multismurf');
    assert.deepEqual([status, new URL(location ?? '').pathname], [301, '/multismurf/']);
  });

  it('the limit for each address counts the clients of nginx, whatever they send themselves', async (t) => {
    const { token, open } = await startSite(t, '--max-sockets-per-address', '1');
    const watch = async (from: string, forwarded?: string) => {
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'text/event-stream',
        ...(forwarded && { 'x-forwarded-for': forwarded }),
      };
      return await open('/multismurf/graphql', asking(WATCH, headers), from);
    };
    assert.equal((await watch('127.0.0.2')).statusCode, 200);
    assert.equal((await watch('127.0.0.3')).statusCode, 200);
    for (const forwarded of [undefined, '192.0.2.1', '127.0.0.1', '192.0.2.1, 127.0.0.1']) {
      assert.equal((await watch('127.0.0.2', forwarded)).statusCode, 503, forwarded);
    }
  });

  it('the monitor and GraphiQL load all their files, and work', async (t) => {
    const { port, token } = await startSite(t);
    const site = `https://localhost:${port}/multismurf`;
    const { page, errors, outside } = await openPage(t, browser, site);
    await page.getByLabel(/^Token/).fill(token);
    await page.getByRole('button', { name: 'Show the slots' }).click();
    await inState(page, 'ufm_mv5', 'Idle').waitFor();
    assert.equal(new URL(page.url()).pathname, '/multismurf/');
    await page.getByRole('link', { name: 'ufm_mv5' }).click();
    await page.getByRole('heading', { name: /^ufm_mv5/ }).waitFor();
    const linked = await page.context().newPage();
    await linked.goto(page.url());
    await linked.getByRole('heading', { name: /^ufm_mv5/ }).waitFor();

    const graphiql = await page.context().newPage();
    await graphiql.goto(`${site}/graphql`);
    await openTab(graphiql, 'ListSlots');
    await run(graphiql);
    await expectResponse(graphiql, /ufm_mv5/);
    assert.deepEqual([errors, outside], [[], []]);
  });
});
