import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { pino } from 'pino';
import { createIdentities } from '../../src/auth/identities.js';
import type { Viewer } from '../../src/auth/viewer.js';
import { systemClock } from '../../src/lib/clock.js';
import { silentLogger } from '../../src/lib/logger.js';
import { parseAccessPolicy } from '../../src/ocs/access/policy.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { type Product, startProduct } from '../product.js';
import { until, within } from '../until.js';
import { asking, codeOf, initialise, openSocket, SLOTS, send, serveHttp } from './ask.js';

const PASSWORD = 'sesame-two';
const GUARDED = 'pysmurf-controller-guarded';

let product: Product;
const log: string[] = [];
const levels: number[] = [];
const closing: (() => unknown)[] = [];
before(async () => {
  const logger = pino({ level: 'trace' }, { write: (line: string) => log.push(line) });
  product = await startProduct({ slots: 1, logger });
  const { url, realm, addressRoot } = product.network;
  const connection = createWampConnection({ url, realm, logger: silentLogger, clock: systemClock });
  const agent = createAgent({
    ...{ connection, addressRoot, instanceId: GUARDED, agentClass: 'PysmurfController' },
    ...{ logger: silentLogger, clock: systemClock },
    accessPolicy: parseAccessPolicy(`override:${PASSWORD},sesame-three`),
  });
  agent.registerTask('guarded', {
    docstring: 'guarded()',
    minPrivs: 2,
    run(session) {
      levels.push(session.credLevel);
      return [true, 'done'];
    },
  });
  agent.registerProcess('guarded_stream', {
    docstring: 'guarded_stream()',
    minPrivs: 2,
    async run(session) {
      await new Promise((resolve) => session.stopRequested.addEventListener('abort', resolve));
      return [true, 'done'];
    },
  });
  agent.open();
  closing.push(
    () => product.close(),
    () => agent.close(),
    () => connection.close(),
  );
  await until(
    () => product.core.registry.slots.some(({ instanceId, api }) => instanceId === GUARDED && api),
    'the guarded slot is known',
  );
});
after(async () => {
  for (const close of closing) await close();
});

interface Asked {
  readonly data?: Record<string, Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

async function ask(url: string, query: string, headers: Record<string, string> = {}): Promise<Asked> {
  return JSON.parse((await send(url, asking(query, headers))).body);
}

const RUN = 'id requestedBy requesterVerified slots { status }';
const run = (operation: string, more = 'waitSeconds: 20') =>
  `mutation { run: runOperation(operation: "${operation}", streamIds: ["${GUARDED}"], ${more}) { ${RUN} } }`;
const statusesIn = ({ data }: Asked): string[] =>
  ((data?.['run']?.['slots'] ?? []) as { status: string }[]).map(({ status }) => status);

/** A server with a user anna, who may do everything. */
const serveAnna = async (t: TestContext) => {
  const anna: Viewer = { name: 'anna', role: 'administrator', operations: null, slots: null };
  const changes = { listen: () => ({ close() {} }), emit() {}, listenerCount: 0 };
  const tokens = { find: (token: string) => (token === 'of-anna' ? anna : null), changes };
  return await serveHttp(t, product, {
    identities: createIdentities({ tokens: tokens as never, commonToken: 'for-all-of-us' }),
  });
};

describe('the name that a client says', () => {
  const noise = 'mutation { run: runOperation(operation: "guarded") { requestedBy requesterVerified } }';

  it('is that of its runs and marks, unverified, over HTTP and over WebSocket', async (t) => {
    const { url } = product.http;
    const headers = { 'MultiSmurf-User': 'Jos%C3%A9' };
    assert.deepEqual((await ask(url, noise, headers)).data, {
      run: { requestedBy: 'José', requesterVerified: false },
    });
    const socket = await openSocket(t, url);
    await initialise(socket, { 'MultiSmurf-User': 'night shift' });
    socket.say({ id: '1', type: 'subscribe', payload: { query: noise } });
    assert.deepEqual(((await socket.next())['payload'] as Asked).data, {
      run: { requestedBy: 'night shift', requesterVerified: false },
    });
    const mark = `mutation { setOutOfService(streamIds: ["${GUARDED}"], reason: "warm") { outOfService { by verified } } }`;
    const marked = await ask(url, mark, headers);
    assert.deepEqual(marked.data?.['setOutOfService'], [{ outOfService: { by: 'José', verified: false } }]);
    await ask(url, 'mutation { setInService(streamIds: ["all"]) { id } }');
  });

  it('is asked for by nobody: without one, a run has none', async () => {
    assert.deepEqual((await ask(product.http.url, noise)).data, {
      run: { requestedBy: null, requesterVerified: false },
    });
  });

  it('does not replace that of a token, and is used with the token that everybody shares', async (t) => {
    const { url } = await serveAnna(t);
    const asBen = (token: string) =>
      ask(url, noise, { authorization: `Bearer ${token}`, 'MultiSmurf-User': 'ben' });
    assert.deepEqual((await asBen('of-anna')).data, {
      run: { requestedBy: 'anna', requesterVerified: true },
    });
    assert.deepEqual((await asBen('for-all-of-us')).data, {
      run: { requestedBy: 'ben', requesterVerified: false },
    });
  });

  it('that could not be shown in one line is refused', async (t) => {
    const { url } = product.http;
    for (const name of ['a%0Ab', 'a%E2%80%AEb', 'x'.repeat(101), '%', '%20']) {
      const answer = await send(url, asking(SLOTS, { 'MultiSmurf-User': name }));
      assert.deepEqual([answer.status, codeOf(answer)], [400, 'BAD_REQUEST'], name);
    }
    const socket = await openSocket(t, url);
    socket.say({ type: 'connection_init', payload: { 'multismurf-user': 7 } });
    const { code, reason } = await within(socket.closed, 'the socket closes');
    assert.deepEqual([code, reason.slice(0, 24)], [4400, 'MultiSmurf-User must be ']);
  });
});

describe('the password that goes with a request', () => {
  const headers = { 'OCS-Password': PASSWORD };

  it('is passed to the slots, with a start and a plan', async () => {
    const { url } = product.http;
    levels.length = 0;
    assert.deepEqual(statusesIn(await ask(url, run('guarded'), headers)), ['SUCCEEDED']);
    assert.deepEqual(statusesIn(await ask(url, run('guarded'))), ['REJECTED']);
    assert.deepEqual(statusesIn(await ask(url, run('guarded'), { 'OCS-Password': 'wrong' })), ['REJECTED']);
    assert.deepEqual(levels, [2]);
    const plan = `{ planRun(operation: "guarded", streamIds: ["${GUARDED}"]) { slots { blockers { code } } } }`;
    const blockers = async (with_: object) => JSON.stringify((await ask(url, plan, { ...with_ })).data);
    assert.match(await blockers({}), /MISSING_PRIVILEGE/);
    assert.doesNotMatch(await blockers(headers), /MISSING_PRIVILEGE/);
  });

  it('of the first message of a WebSocket is passed on with each request', async (t) => {
    const socket = await openSocket(t, product.http.url);
    await initialise(socket, headers);
    socket.say({ id: '1', type: 'subscribe', payload: { query: run('guarded') } });
    assert.deepEqual(statusesIn((await socket.next())['payload'] as Asked), ['SUCCEEDED']);
  });

  it('is passed on with a stop, a cancel and stopAll', async () => {
    const { url } = product.http;
    const start = () => ask(url, run('guarded_stream', 'waitSeconds: 20, waitFor: READY'), headers);
    const stop = `mutation { run: stopOperation(operation: "guarded_stream", streamIds: ["${GUARDED}"]) { id } }`;
    const end = async (document: string, given: Record<string, string>, runId?: unknown) => {
      const { data } = await ask(url, document, given);
      const id = String(runId ?? data?.['run']?.['id']);
      return (await product.core.runs.waitFor(id, 'FINISHED', 20)).slots.map(({ status }) => status);
    };
    await start();
    assert.deepEqual(await end(stop, {}), ['REJECTED']);
    assert.deepEqual(await end(stop, headers), ['SUCCEEDED']);

    const id = (await start()).data?.['run']?.['id'];
    const cancel = `mutation { run: cancelRun(id: "${id}") { slots { reason } } }`;
    const refused = await ask(url, cancel, { 'OCS-Password': 'wrong' });
    assert.match(JSON.stringify(refused.data), /Not cancelled: .* requires credential level 2/);
    assert.deepEqual(await end(cancel, headers, id), ['CANCELLED']);

    await start();
    const all = `mutation { stopAll(streamIds: ["${GUARDED}"]) { slots { status } } }`;
    assert.deepEqual((await ask(url, all, headers)).data?.['stopAll'], { slots: [{ status: 'STOPPED' }] });
  });

  it('is in no log, no error and no stored run', async () => {
    const { url } = product.http;
    const long = await send(url, asking(SLOTS, { 'OCS-Password': `sesame${'x'.repeat(1000)}` }));
    assert.deepEqual([long.status, codeOf(long)], [400, 'BAD_REQUEST']);
    const broken = await send(url, asking('{ nothing }', headers));
    const { runs } = await product.core.runs.list({}, { first: 100 });
    assert.ok(log.length > 0 && runs.length > 0);
    for (const text of [...log, long.body, broken.body, JSON.stringify(runs)]) {
      assert.ok(!text.includes('sesame'), text);
    }
  });
});
