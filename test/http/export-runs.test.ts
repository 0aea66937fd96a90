import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createSecret } from '../../src/lib/secret.js';
import { type Product, startProduct } from '../product.js';
import { send } from './ask.js';

const TOKEN = createSecret('a-token-for-the-tests');
const headers = { authorization: `Bearer ${TOKEN.reveal()}` };

let product: Product;
let id: string;
before(async () => {
  product = await startProduct({ slots: 2, authToken: TOKEN });
  product.controllers[1]?.failNext('take_noise', 'a "bad", day\nno tones');
  const { data } = await product.request<{ run: { id: string } }>(
    'mutation { run: runOperation(operation: "take_noise", params: {duration: 5}, options: {note: "why, oh why", labels: ["x", "night-12"]}, waitSeconds: 20) { id } }',
    {},
    { ...headers, 'MultiSmurf-User': 'Jos%C3%A9' },
  );
  assert.ok(data);
  ({ id } = data.run);
  await product.request('mutation { stopOperation(operation: "stream") { id } }', {}, headers);
});
after(() => product?.close());

const get = (path: string) => send(`${product.origin}${path}`, { headers });

describe('the export of runs', () => {
  it('is a table with a row for each slot, and a column for each figure', async () => {
    const { status, body } = await get('/export/runs.csv?operation=take_noise');
    assert.equal(status, 200);
    const [head = '', first = '', second = ''] = body.split('\r\n');
    const columns = head.split(',');
    assert.deepEqual(columns.slice(0, 4), ['run', 'operation', 'action', 'run_status']);
    assert.ok(columns.includes('white_noise_level_q50'));
    const cell = (name: string) => first.replace(/"[^"]*(""[^"]*)*"/g, '').split(',')[columns.indexOf(name)];
    assert.deepEqual([cell('run'), cell('stream_id'), cell('status')], [id, 'ufm_mv5', 'SUCCEEDED']);
    assert.ok(Number(cell('white_noise_level_q50')) > 0);
    assert.match(second, /,ufm_mv12,pysmurf-controller-s3,FAILED,"/);
    assert.match(body, /""bad"", day/);
  });

  it('of one run is CSV or JSON', async () => {
    const csv = await get(`/export/runs/${id}.csv`);
    assert.equal(csv.status, 200);
    const { body } = await get(`/export/runs/${id}.json`);
    const [first, second] = JSON.parse(body);
    assert.deepEqual(
      [first.stream_id, first.status, first.params, typeof first.figures.white_noise_level_q50],
      ['ufm_mv5', 'SUCCEEDED', '{"duration":5}', 'number'],
    );
    assert.deepEqual([first.note, first.labels], ['why, oh why', 'x night-12']);
    assert.deepEqual([first.requested_by, first.requester_verified], ['José', 'false']);
    assert.match(csv.body, /,"why, oh why",x night-12,/);
    assert.deepEqual(second.figures, {});
  });

  it('can be limited by slot, label, outcome, interface, time and count', async () => {
    const lines = async (query: string) =>
      (await get(`/export/runs.csv?${query}`)).body.split('\r\n').length - 2;
    assert.equal(await lines(''), 4);
    assert.equal(await lines('count=1'), 2);
    assert.equal(await lines('slot=ufm_mv5&operation=take_noise'), 2);
    assert.equal(await lines('slot=nobody'), 0);
    assert.deepEqual([await lines('label=night-12'), await lines('label=y')], [2, 0]);
    assert.deepEqual([await lines('status=FAILED'), await lines('status=CANCELLED')], [2, 0]);
    assert.deepEqual([await lines('via=GRAPHQL&action=RUN'), await lines('via=OCS')], [2, 0]);
    assert.equal(await lines('requestedBy=nobody'), 0);
    assert.equal(await lines('until=2020-01-01T00:00:00Z'), 0);
  });

  it('rejects what it does not know, with the reason', async () => {
    const reason = async (path: string) => {
      const { status, body } = await get(path);
      return [status, JSON.parse(body).errors[0].message];
    };
    assert.deepEqual(await reason('/export/runs.csv?count=0'), [400, 'count must be 1 to 2000, but got 0.']);
    assert.match(
      String(await reason('/export/runs.csv?op=x')),
      /^400,There is no parameter "op"\. The parameters are /,
    );
    assert.deepEqual(await reason('/export/runs.csv?via=x'), [400, 'via must be GRAPHQL, OCS, but got x.']);
    assert.match(String(await reason('/export/runs.csv?since=x')), /^400,since must be a time such as /);
    assert.deepEqual(await reason('/export/runs/no-run.csv'), [404, 'No run has the id no-run.']);
    assert.match(String(await reason('/export/runs/x.pdf')), /^404,The paths are \/export\/runs\.csv, /);
    assert.match(String(await reason('/export/runs')), /^404,/);
  });

  it('needs the token', async () => {
    assert.equal((await send(`${product.origin}/export/runs.csv`, {})).status, 401);
  });
});
