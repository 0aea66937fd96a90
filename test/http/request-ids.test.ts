import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { silentLogger } from '../../src/lib/logger.js';
import { createOcsClient } from '../../src/ocs/client.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';

type Line = Readonly<Record<string, unknown>> & { readonly level: number; readonly msg: string };

const DEBUG = 20;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const RUN =
  'mutation { runOperation(operation: "take_noise", params: {duration: 1}, waitSeconds: 20) { id status } }';
const REFUSED = 'mutation { runOperation(operation: "no_such_operation") { id } }';

describe('the id of a request', () => {
  const lines: Line[] = [];
  let product: Product;

  before(async () => {
    const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    product = await startProduct({ logger });
  });
  after(() => product.close());

  async function send(query: string, headers: Record<string, string> = {}) {
    const response = await fetch(product.http.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    const { data } = (await response.json()) as { data: { runOperation?: { id: string } } | null };
    return { id: response.headers.get('x-request-id') ?? '', run: data?.runOperation?.id };
  }

  const linesOf = (name: string, value: unknown) => lines.filter((line) => line[name] === value);
  const auditedAs = (requestId: string) =>
    until(() => linesOf('requestId', requestId).find(({ msg }) => msg === 'audit'), 'it is in the audit log');

  it('is in every line of its run, and of the calls to agents', async () => {
    const [first, second] = [await send(RUN), await send(RUN)];
    assert.notEqual(first.id, second.id);
    for (const { id, run } of [first, second]) {
      assert.match(id, UUID);
      const ofRun = linesOf('run', run);
      assert.deepEqual(
        ofRun.filter(({ level }) => level > DEBUG).map(({ msg }) => msg),
        ['a run begins', 'a run has ended'],
      );
      const calls = ofRun.filter(({ msg }) => msg === 'an agent has answered');
      assert.equal(calls.filter(({ call }) => call === 'start').length, 2, 'one for each slot');
      for (const line of ofRun) assert.equal(line['requestId'], id, line.msg);
      const [begun, ended] = ofRun.filter(({ level }) => level > DEBUG);
      assert.deepEqual(
        begun?.['slots'],
        product.controllers.map(({ instanceId }) => instanceId),
      );
      assert.deepEqual([ended?.['status'], typeof ended?.['seconds']], ['SUCCEEDED', 'number']);
      await auditedAs(id);
    }
  });

  it('is in the line of an error', async () => {
    const { id } = await send(REFUSED);
    const refused = await until(
      () => linesOf('requestId', id).find(({ code }) => code === 'UNKNOWN_OPERATION'),
      'the refusal is in the log',
    );
    assert.match(refused.msg, /no_such_operation/);
    assert.equal((await auditedAs(id))['outcome'], 'UNKNOWN_OPERATION');
  });

  it('is in the line of a request that cannot be read', async () => {
    const response = await fetch(`${product.http.url}?query={__typename}&variables=oops`, {
      headers: { accept: 'application/json' },
    });
    assert.equal(response.status, 400);
    const id = response.headers.get('x-request-id');
    await until(
      () => linesOf('requestId', id).some(({ code }) => code === 'BAD_REQUEST'),
      'it is in the log',
    );
  });

  it('is that of the client, if it is fit for the log', async () => {
    for (const id of ['5a17f0e2-0042', '00-4bf92f3577b34da6a3ce929d0e0e4736', 'A'.repeat(64)]) {
      assert.equal((await send('{ __typename }', { 'x-request-id': id })).id, id);
    }
    for (const id of [
      'a'.repeat(65),
      'a'.repeat(7),
      'a-token-of-somebody',
      'two words',
      '"quoted"',
      'caf\u00e9',
      '<b>',
      '',
    ]) {
      assert.match((await send('{ __typename }', { 'x-request-id': id })).id, UUID, id);
    }
    const page = await fetch(product.origin, { headers: { 'x-request-id': '5a17f0e2' } });
    assert.equal(page.headers.get('x-request-id'), '5a17f0e2', 'every answer has it');
  });

  it('belongs to one operation of a WebSocket', async () => {
    const known = lines.length;
    const noise = product.subscribe<{ runOperation: { id: string } }>(RUN);
    const { runOperation } = await noise.next();
    await assert.rejects(product.subscribe(REFUSED).next());
    const ofRun = linesOf('run', runOperation.id);
    const [id] = new Set(ofRun.map(({ requestId }) => requestId));
    assert.match(String(id), UUID);
    assert.equal(new Set(ofRun.map(({ requestId }) => requestId)).size, 1);
    const refused = await until(
      () => lines.slice(known).find(({ code }) => code === 'UNKNOWN_OPERATION'),
      'the refusal is in the log',
    );
    assert.match(String(refused['requestId']), UUID);
    assert.notEqual(refused['requestId'], id);
  });

  it('is given to a command for the OCS agent', async () => {
    const { url, realm, addressRoot } = product.network;
    const connection = createWampConnection({ url, realm, logger: silentLogger });
    const client = createOcsClient(connection, silentLogger);
    try {
      await until(() => connection.link.connected, 'the client is connected');
      const known = lines.length;
      const { code } = await client.start(`${addressRoot}.multismurf`, 'take_noise', { duration: 1 });
      assert.equal(code, 0);
      const ended = await until(
        () => lines.slice(known).find(({ msg }) => msg === 'a run has ended'),
        'the end of the run',
      );
      const audited = lines.slice(known).find(({ msg }) => msg === 'audit');
      assert.equal(audited?.['action'], 'start take_noise');
      assert.match(String(ended['requestId']), UUID);
      for (const line of linesOf('run', ended['run'])) assert.equal(line['requestId'], audited['requestId']);
    } finally {
      await connection.close();
    }
  });
});
