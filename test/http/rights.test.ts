import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { createIdentities } from '../../src/auth/identities.js';
import { newToken } from '../../src/auth/token.js';
import { tokenEntry } from '../../src/auth/token-entry.js';
import { openTokenFile } from '../../src/auth/token-file.js';
import type { Role, Viewer } from '../../src/auth/viewer.js';
import { silentLogger } from '../../src/lib/logger.js';
import { type Product, startProduct } from '../product.js';
import { within } from '../until.js';
import { createVirtualClock } from '../virtual-clock.js';
import { asking, initialise, openSocket, SLOTS, send, serveHttp } from './ask.js';

const START = 'mutation { runOperation(operation: "take_noise", streamIds: ["all"]) { id requestedBy } }';
const NETWORK = 'subscription { network { connected } }';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 2 });
});
after(() => product?.close());

/** A server with one user, whose entry can be changed. */
async function serve(t: TestContext, role: Role = 'operator', rights: Partial<Viewer> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-rights-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'tokens.yaml');
  const token = newToken();
  const write = (viewer: Partial<Viewer>) => {
    const anna: Viewer = { name: 'anna', role, operations: null, slots: null, ...rights, ...viewer };
    writeFileSync(path, tokenEntry(token, anna, null));
  };
  write({});
  const tokens = await openTokenFile({ path, clock: createVirtualClock(), logger: silentLogger });
  t.after(() => tokens.close());
  const identities = createIdentities({ tokens });
  const { url } = await serveHttp(t, product, { identities });
  const authorization = `Bearer ${token}`;
  const ask = async (document: string, headers: Record<string, string> = { authorization }) => {
    const { status, body } = await send(url, asking(document, headers));
    return { status, ...JSON.parse(body) };
  };
  return {
    ...{ url, authorization, ask, listeners: () => tokens.changes.listenerCount },
    async change(viewer: Partial<Viewer>) {
      write(viewer);
      await tokens.look();
    },
    async withdraw() {
      writeFileSync(path, '');
      await tokens.look();
    },
  };
}

const codeIn = (answer: {
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}) => answer.errors?.[0]?.extensions.code;
const runs = async () => (await product.core.runs.list({}, { first: 1 })).totalCount;

describe('a user with a token', () => {
  it('is who asked for a run', async (t) => {
    const { ask } = await serve(t);
    const { data } = await ask(START);
    assert.equal(data.runOperation.requestedBy, 'anna');
    await product.core.runs.waitFor(data.runOperation.id, 'FINISHED', 30);
  });

  it('is refused without the token, with another one, and with another scheme', async (t) => {
    const { ask, authorization } = await serve(t);
    const count = await runs();
    for (const wrong of [
      undefined,
      `Bearer ${newToken()}`,
      authorization.replace('Bearer', 'Basic'),
      `${authorization} x`,
      `${authorization}x`,
    ]) {
      const answer = await ask(START, wrong === undefined ? {} : { authorization: wrong });
      assert.deepEqual([answer.status, codeIn(answer)], [401, 'UNAUTHENTICATED'], String(wrong));
    }
    assert.equal(
      (await ask(SLOTS, { authorization: authorization.replace('Bearer', 'bearer') })).status,
      200,
    );
    assert.equal(await runs(), count);
  });

  it('with the role viewer sees everything and commands nothing', async (t) => {
    const { ask } = await serve(t, 'viewer');
    const count = await runs();
    assert.equal((await ask(SLOTS)).data.smurfInstances.length, 2);
    const { errors } = await ask(START);
    assert.equal(errors[0].message, 'runOperation requires the role operator, but anna has the role viewer.');
    assert.equal(await runs(), count);
  });

  it('may not start an operation, or command a slot, that the token does not list', async (t) => {
    const { ask } = await serve(t, 'operator', { operations: ['take_noise'], slots: ['ufm_mv5'] });
    const count = await runs();
    const start = (operation: string, slot: string) =>
      ask(`mutation { runOperation(operation: "${operation}", streamIds: ["${slot}"]) { id } }`);
    assert.equal(codeIn(await start('take_iv', 'ufm_mv5')), 'FORBIDDEN');
    assert.equal(codeIn(await start('take_noise', 'ufm_mv12')), 'FORBIDDEN');
    assert.equal(await runs(), count);
    const plan =
      'planRun(operation: "take_noise", streamIds: ["all"]) { slots { streamId } skipped { streamId code } rejection { code } }';
    assert.deepEqual((await ask(`{ ${plan} }`)).data.planRun, {
      slots: [{ streamId: 'ufm_mv5' }],
      skipped: [{ streamId: 'ufm_mv12', code: 'NOT_ALLOWED' }],
      rejection: null,
    });
    const stopped = await ask('mutation { stopAll { runs { id } } }');
    assert.equal(stopped.errors, undefined);
  });
});

describe('what a user says of slots', () => {
  const acknowledge = (by: string) => `mutation { acknowledge(streamIds: ["ufm_mv5"]${by}) { id } }`;
  const outOfService = (by: string) =>
    `mutation { setOutOfService(streamIds: ["ufm_mv5"], reason: "warm"${by}) { outOfService { by verified } } }`;

  it('is signed with the name of the token, and with no other', async (t) => {
    const { ask } = await serve(t, 'administrator');
    for (const document of [acknowledge, outOfService]) {
      const { errors } = await ask(document(', by: "ben"'));
      assert.equal(errors[0].message, 'by is "ben", but the token is that of anna: omit by.');
      assert.equal((await ask(document(', by: "anna"'))).errors, undefined);
    }
    const { data } = await ask(outOfService(''));
    assert.deepEqual(data.setOutOfService[0].outOfService, { by: 'anna', verified: true });
    await ask('mutation { setInService(streamIds: ["all"]) { id } }');
  });
});

describe('a token that is withdrawn', () => {
  it('ends the open WebSocket with 4401, after which clients do not come back by themselves', async (t) => {
    const { url, authorization, withdraw, listeners } = await serve(t);
    const socket = await openSocket(t, url);
    await initialise(socket, { authorization });
    socket.say({ id: '1', type: 'subscribe', payload: { query: NETWORK } });
    await socket.next();
    await withdraw();
    const { code, reason } = await within(socket.closed, 'the socket closes');
    assert.equal(code, 4401);
    assert.match(reason, /requires a token/);
    assert.equal(listeners(), 0);
  });

  it('ends the open event stream, and a new one is refused', async (t) => {
    const { url, authorization, withdraw, listeners } = await serve(t);
    const headers = { authorization, accept: 'text/event-stream', 'content-type': 'application/json' };
    const body = JSON.stringify({ query: NETWORK });
    const stream = await fetch(url, { method: 'POST', headers, body });
    const reader = stream.body?.getReader();
    assert.ok(reader);
    await within(reader.read(), 'the first event');
    await withdraw();
    const ended = (async () => {
      while (!(await reader.read()).done);
    })();
    await assert.rejects(within(ended, 'the end of the stream'), /terminated/);
    assert.equal((await fetch(url, { method: 'POST', headers, body })).status, 401);
    assert.equal(listeners(), 0);
  });
});

describe('a token whose rights change', () => {
  it('ends the open WebSocket with 4403, after which clients come back, with the new rights', async (t) => {
    const { url, authorization, change, ask } = await serve(t, 'operator');
    const socket = await openSocket(t, url);
    await initialise(socket, { authorization });
    await change({ role: 'viewer' });
    assert.equal((await within(socket.closed, 'the socket closes')).code, 4403);
    assert.equal(codeIn(await ask(START)), 'FORBIDDEN');
  });

  it('leaves the sockets of others open', async (t) => {
    const { url, authorization, change } = await serve(t, 'operator');
    const socket = await openSocket(t, url);
    await initialise(socket, { authorization });
    await change({});
    socket.say({ type: 'ping' });
    assert.deepEqual(await within(socket.next(), 'the pong'), { type: 'pong' });
  });
});

describe('a token that expires while its client is connected', () => {
  it('ends the WebSocket with 4403, since the user can get a new one', async (t) => {
    const clock = createVirtualClock();
    const expires = new Date(clock.now().getTime() + 60_000);
    const anna: Viewer = { name: 'anna', role: 'viewer', operations: null, slots: null, expires };
    const issuer = {
      verify: async () => (clock.now() < expires ? anna : { message: 'It has expired.', isTemporary: true }),
    };
    const { url } = await serveHttp(t, product, { identities: createIdentities({ issuer }), clock });
    const socket = await openSocket(t, url);
    await initialise(socket, { authorization: 'Bearer a.b.c' });
    // Less than the time after which the server pings.
    await clock.advance(59_000);
    assert.equal(socket.socket.readyState, socket.socket.OPEN);
    await clock.advance(1000);
    const { code, reason } = await within(socket.closed, 'the socket closes');
    assert.deepEqual([code, reason], [4403, 'It has expired.']);
  });
});
