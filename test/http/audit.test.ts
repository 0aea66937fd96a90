import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { createIdentities } from '../../src/auth/identities.js';
import type { Role, Viewer } from '../../src/auth/viewer.js';
import { createAudit } from '../../src/core/audit/audit.js';
import type { AuditFilter, AuditStore } from '../../src/core/audit/audit-store.js';
import type { Limits } from '../../src/graphql/limits.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createTopic } from '../../src/lib/topic.js';
import { createMemoryAuditStore } from '../../src/storage/memory-audit-store.js';
import { type Product, startProduct } from '../product.js';
import { until, within } from '../until.js';
import { asking, initialise, JSON_HEADERS, openSocket, send, sendRaw, serveHttp } from './ask.js';

const STOP_ALL = 'mutation { stopAll { runs { id } } }';
const START =
  'mutation { runOperation(operation: "take_noise", streamIds: ["ufm_mv5"], waitSeconds: 30) { id } }';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 2 });
});
after(() => product?.close());

const user = (name: string, role: Role): Viewer => ({ name, role, operations: null, slots: null });
const USERS = new Map([
  ['anna-1', user('anna', 'operator')],
  ['vera-1', user('vera', 'viewer')],
  ['ada-1', user('ada', 'administrator')],
]);

/** A server with three users, and what its audit has stored. */
async function serve(t: TestContext, { put, depth = 15 }: Partial<AuditStore & Limits> = {}) {
  const { core } = product;
  const memory = createMemoryAuditStore();
  const store = put ? { ...memory, put } : memory;
  const audit = createAudit({ store, clock: core.clock, logger: silentLogger });
  t.after(() => audit.close());
  const tokens = { find: (token: string) => USERS.get(token) ?? null, changes: createTopic<void>(() => {}) };
  const { url } = await serveHttp(
    t,
    { core: { ...core, audit } },
    { identities: createIdentities({ tokens }), limits: { depth } },
  );
  async function ask(
    document: string,
    token = 'ada-1',
    variables = {},
    headers: Record<string, string> = {},
  ) {
    const body = JSON.stringify({ query: document, variables });
    const authorization = `Bearer ${token}`;
    const answer = await send(url, {
      method: 'POST',
      headers: { ...JSON_HEADERS, authorization, ...headers },
      body,
    });
    return JSON.parse(answer.body);
  }
  return {
    ...{ url, ask },
    /** Each record as one line. */
    async records(filter: AuditFilter = {}) {
      const { records } = await memory.list(filter, { first: 100 });
      return records.map(
        ({ who, isVerified, via, address, action, summary, outcome, count }) =>
          `${who} ${isVerified} ${via} ${address} ${action} (${summary}) ${outcome} ${count}`,
      );
    },
    close: () => audit.close(),
  };
}

describe('a mutation', () => {
  it('is recorded with its user, address, slots, run and outcome', async (t) => {
    const { ask, records } = await serve(t);
    const { data } = await ask(START, 'anna-1');
    assert.deepEqual(await records(), [
      `anna true GRAPHQL 127.0.0.1 runOperation (take_noise on ufm_mv5 ${data.runOperation.id}) OK 1`,
    ]);
  });

  it('is recorded over WebSocket too', async (t) => {
    const { url, records } = await serve(t);
    const socket = await openSocket(t, url);
    await initialise(socket, { authorization: 'Bearer anna-1' });
    socket.say({ id: '1', type: 'subscribe', payload: { query: STOP_ALL } });
    await socket.next();
    assert.deepEqual(await records(), ['anna true GRAPHQL 127.0.0.1 stopAll (null) OK 1']);
  });

  it('is recorded for each of its aliases', async (t) => {
    const { ask, records } = await serve(t);
    const one = (alias: string, slot: string) => `${alias}: acknowledge(streamIds: ["${slot}"]) { id }`;
    await ask(`mutation { ${one('a', 'ufm_mv5')} ${one('b', 'nobody')} }`, 'anna-1');
    assert.deepEqual(await records(), [
      'anna true GRAPHQL 127.0.0.1 acknowledge (on nobody) UNKNOWN_STREAM_ID 1',
      'anna true GRAPHQL 127.0.0.1 acknowledge (on ufm_mv5) OK 1',
    ]);
  });

  it('is recorded without its parameters, its reasons and the password of a grant', async (t) => {
    const { ask, records, close } = await serve(t);
    const secret = 'hunter2';
    const grant = `params: { key: "${secret}" }, options: { exclusive: { grant: "g", password: "${secret}" } }`;
    await ask(`mutation { runOperation(operation: "take_noise", streamIds: ["ufm_mv5"], ${grant}) { id } }`);
    await ask(`mutation { setOutOfService(streamIds: ["nobody"], reason: "${secret}") { id } }`);
    await ask(`mutation ($x: RunOptions) { runOperation(operation: "x", options: $x) { id } }`, 'ada-1', {
      x: { exclusive: { grant: 5, password: secret } },
    });
    await close();
    assert.deepEqual((await records()).toSorted(), [
      'ada true GRAPHQL 127.0.0.1 runOperation (null) BAD_USER_INPUT 2',
      'ada true GRAPHQL 127.0.0.1 setOutOfService (on nobody) UNKNOWN_STREAM_ID 1',
    ]);
  });

  it('is not confused with a query', async (t) => {
    const { ask, records } = await serve(t);
    await ask('{ viewer { name } }');
    await ask('{ nothing }');
    assert.deepEqual(await records(), []);
  });
});

describe('a mutation that is rejected', () => {
  it('for the role of its user is recorded with the code, and counted', async (t) => {
    const { ask, records, close } = await serve(t);
    for (let count = 0; count < 3; count += 1) await ask(START, 'vera-1');
    await close();
    assert.deepEqual(await records(), [
      'vera true GRAPHQL 127.0.0.1 runOperation (take_noise on ufm_mv5) FORBIDDEN 3',
    ]);
  });

  it('in a fragment is recorded once', async (t) => {
    const { ask, records } = await serve(t);
    await ask('mutation { ...All } fragment All on Mutation { stopAll { runs { id } } }', 'vera-1');
    assert.deepEqual(await records(), ['vera true GRAPHQL 127.0.0.1 stopAll (null) FORBIDDEN 1']);
  });

  it('before it is executed is recorded, each time', async (t) => {
    const { ask, records, close } = await serve(t);
    for (let count = 0; count < 2; count += 1) {
      await ask('mutation { stopAll(slots: 1) { runs { id } } }', 'anna-1');
      await ask('mutation { annihilate }', 'anna-1');
      await ask('mutation ($id: ID!) { cancelRun(id: $id) { id } }', 'anna-1', { id: { a: 1 } });
      await ask('mutation ($id: ID = "x") { pauseRun(id: $id) { id } }', 'anna-1', { id: null });
    }
    await close();
    assert.deepEqual((await records({ rejected: true })).toSorted(), [
      'anna true GRAPHQL 127.0.0.1 cancelRun (null) BAD_USER_INPUT 2',
      'anna true GRAPHQL 127.0.0.1 mutation (null) GRAPHQL_VALIDATION_FAILED 2',
      'anna true GRAPHQL 127.0.0.1 pauseRun (null) BAD_USER_INPUT 2',
      'anna true GRAPHQL 127.0.0.1 stopAll (null) GRAPHQL_VALIDATION_FAILED 2',
    ]);
  });

  it('since it came with GET is recorded, and a query is not', async (t) => {
    const { url, records } = await serve(t);
    const headers = { authorization: 'Bearer anna-1', accept: 'application/json' };
    const get = (query: string) => send(`${url}?query=${encodeURIComponent(query)}`, { headers });
    assert.equal((await get('{ viewer { name } }')).status, 200);
    assert.equal((await get(STOP_ALL)).status, 405);
    assert.deepEqual(await records(), ['anna true GRAPHQL 127.0.0.1 stopAll (null) BAD_REQUEST 1']);
  });

  it('over WebSocket before it is executed is recorded', async (t) => {
    const { url, records } = await serve(t, { depth: 2 });
    const socket = await openSocket(t, url);
    await initialise(socket, { authorization: 'Bearer anna-1' });
    for (const query of ['mutation { stopAll { nothing } }', STOP_ALL]) {
      socket.say({ id: '1', type: 'subscribe', payload: { query } });
      await socket.next();
    }
    assert.deepEqual((await records()).toSorted(), [
      'anna true GRAPHQL 127.0.0.1 stopAll (null) GRAPHQL_VALIDATION_FAILED 1',
      'anna true GRAPHQL 127.0.0.1 stopAll (null) QUERY_TOO_LARGE 1',
    ]);
  });

  it('without a valid token, or from a page of another origin, is recorded before it is read', async (t) => {
    const { url, ask, records, close } = await serve(t);
    for (let count = 0; count < 3; count += 1) await ask(STOP_ALL, 'forged');
    await ask(STOP_ALL, 'anna-1', {}, { origin: 'https://evil.example' });
    const socket = await openSocket(t, url);
    socket.say({ type: 'connection_init', payload: { authorization: 'Bearer forged' } });
    await within(socket.closed, 'the socket closes');
    const upgrade = [
      'GET /graphql HTTP/1.1',
      `Host: ${new URL(url).host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
    ];
    assert.match(
      await sendRaw(url, [...upgrade, 'Origin: https://evil.example', '', ''].join('\r\n')),
      / 403 /,
    );
    await close();
    assert.deepEqual((await records()).toSorted(), [
      'null false GRAPHQL 127.0.0.1 HTTP request (null) FORBIDDEN 1',
      'null false GRAPHQL 127.0.0.1 HTTP request (null) UNAUTHENTICATED 3',
      'null false GRAPHQL 127.0.0.1 WebSocket (null) FORBIDDEN 1',
      'null false GRAPHQL 127.0.0.1 WebSocket (null) UNAUTHENTICATED 1',
    ]);
  });
});

describe('a store of the audit records that never answers', () => {
  it('delays no mutation and no stop, also with more records than may wait', async (t) => {
    let writes = 0;
    const { ask } = await serve(t, {
      put() {
        writes += 1;
        return new Promise(() => {});
      },
    });
    const aliases = Array.from(
      { length: 99 },
      (_, index) => `m${index}: acknowledge(streamIds: ["ufm_mv5"]) { id }`,
    );
    for (let count = 0; count < 25; count += 1) {
      const { errors } = await within(ask(`mutation { ${aliases.join(' ')} }`), 'the answer');
      assert.equal(errors, undefined);
    }
    const { data } = await within(ask(START), 'the run');
    await product.core.runs.waitFor(data.runOperation.id, 'FINISHED', 30);
    const { errors } = await within(ask(STOP_ALL), 'the answer to the stop');
    assert.equal(errors, undefined);
    assert.equal(writes, 1);
  });
});

describe('auditLog', () => {
  const LOG = `query ($first: Int, $after: String, $filter: AuditFilter) {
    auditLog(first: $first, after: $after, filter: $filter) {
      totalCount
      nodes { who isVerified via address action summary outcome count firstTime lastTime }
      edges { cursor }
      pageInfo { hasNextPage hasPreviousPage endCursor }
    }
  }`;

  it('shows administrators the records, in pages', async (t) => {
    const { ask } = await serve(t);
    const before = new Date();
    await ask(STOP_ALL, 'anna-1');
    await ask(START, 'vera-1');
    await ask('mutation { setInService(streamIds: ["all"]) { id } }');
    const first = (await ask(LOG, 'ada-1', { first: 2 })).data.auditLog;
    assert.equal(first.totalCount, 3);
    assert.deepEqual(
      first.nodes.map(({ who, action, outcome }: Record<string, string>) => `${who} ${action} ${outcome}`),
      ['ada setInService OK', 'vera runOperation FORBIDDEN'],
    );
    assert.deepEqual(first.pageInfo, {
      ...{ hasNextPage: true, hasPreviousPage: false, endCursor: first.edges[1].cursor },
    });
    const rest = (await ask(LOG, 'ada-1', { first: 2, after: first.pageInfo.endCursor })).data.auditLog;
    const [{ firstTime, lastTime, ...stop }] = rest.nodes;
    assert.ok(new Date(firstTime) >= before);
    assert.equal(firstTime, lastTime);
    assert.deepEqual(stop, {
      ...{ who: 'anna', isVerified: true, via: 'GRAPHQL', address: '127.0.0.1', action: 'stopAll' },
      ...{ summary: null, outcome: 'OK', count: 1 },
    });
  });

  it('selects by user, action, outcome and time', async (t) => {
    const { ask } = await serve(t);
    await ask(STOP_ALL, 'anna-1');
    await ask(START, 'vera-1');
    const count = async (filter: object) => (await ask(LOG, 'ada-1', { filter })).data.auditLog.totalCount;
    assert.equal(await count({ who: 'anna' }), 1);
    assert.equal(await count({ action: 'runOperation' }), 1);
    assert.equal(await count({ rejected: true, who: 'anna' }), 0);
    assert.equal(await count({ outcome: 'FORBIDDEN', via: 'GRAPHQL', address: '127.0.0.1' }), 1);
    assert.equal(await count({ since: new Date(Date.now() - 60_000).toISOString() }), 2);
    assert.equal(await count({ until: '2020-01-01T00:00:00Z' }), 0);
  });

  it('rejects an unknown cursor, and a user who is no administrator', async (t) => {
    const { ask } = await serve(t);
    const { errors } = await ask(LOG, 'ada-1', { after: 'x' });
    assert.deepEqual(
      [errors[0].extensions.code, errors[0].message],
      ['BAD_USER_INPUT', 'after is "x", but no stored audit record has this cursor.'],
    );
    assert.equal((await ask(LOG, 'anna-1')).errors[0].extensions.code, 'FORBIDDEN');
  });
});

it('a server stores the records by itself, and without tokens shows them to everybody', async () => {
  await product.ask(STOP_ALL);
  const log = 'query { auditLog(filter: { action: "stopAll" }) { nodes { who isVerified address } } }';
  await until(async () => {
    const { auditLog } = await product.ask<{ auditLog: { nodes: unknown[] } }>(log);
    return auditLog.nodes.length > 0;
  }, 'the record is stored');
  const { auditLog } = await product.ask<{ auditLog: { nodes: unknown[] } }>(log);
  assert.deepEqual(auditLog.nodes[0], { who: null, isVerified: false, address: '127.0.0.1' });
  assert.equal((await send(product.http.url, asking(STOP_ALL))).status, 200);
});
