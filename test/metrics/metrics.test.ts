import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { boundedNames } from '../../src/metrics/bounded-names.js';
import { type Product, startProduct } from '../product.js';
import { until } from '../until.js';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 3 });
});
after(() => product?.close());

async function scrape(): Promise<string> {
  const response = await fetch(`${product.origin}/metrics`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  return await response.text();
}

/** The value of a series, such as `multismurf_slots{health="OK"}`; undefined if there is none. */
async function seriesAt(series: string): Promise<number | undefined> {
  const line = (await scrape()).split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

async function run(request: string): Promise<string> {
  const { started } = await product.ask<{ started: { id: string } }>(
    `mutation Start { started: runOperation(${request}, waitFor: FINISHED, waitSeconds: 20) { id } }`,
  );
  return started.id;
}

describe('/metrics', () => {
  it('counts the slots by health, and their problems', async () => {
    const all = await Promise.all(
      ['OK', 'WARNING', 'CRITICAL'].map((health) => seriesAt(`multismurf_slots{health="${health}"}`)),
    );
    assert.equal(
      all.reduce((sum = 0, count = 0) => sum + count, 0),
      3,
    );
    assert.equal(await seriesAt('multismurf_slots_expired'), 0);
    const [slot] = product.controllers;
    assert.ok(slot);
    const lasting = slot.fault({ kind: 'raise', operation: 'stream' });
    await run(`operation: "stream", streamIds: ["${slot.streamId}"], params: { duration: 1 }`);
    lasting.close();
    const labels = `slot="${slot.streamId}",instance_id="${slot.instanceId}",code="STREAM_STOPPED_BY_ITSELF",out_of_service="false"`;
    assert.equal(await seriesAt(`multismurf_slot_problem{${labels}}`), 1);
    assert.equal(await seriesAt('multismurf_problems{code="STREAM_STOPPED_BY_ITSELF"}'), 1);
  });

  it('counts an ended run and its slots, and measures start skew and how late its ends are known', async () => {
    const series = (outcome: string) =>
      `multismurf_runs_ended_total{operation="take_noise",action="RUN",outcome="${outcome}"}`;
    assert.equal(await seriesAt(series('SUCCEEDED')), 0, 'a series begins before its first run');
    const known = 'multismurf_run_slot_end_known_seconds_count';
    const before = (await seriesAt(known)) ?? 0;
    await run('operation: "take_noise", params: { duration: 5 }');
    assert.equal(await seriesAt(series('SUCCEEDED')), 1);
    assert.equal(await seriesAt(series('FAILED')), 0);
    const slots = 'multismurf_run_slots_ended_total{operation="take_noise",action="RUN",outcome="SUCCEEDED"}';
    assert.equal(await seriesAt(slots), 3);
    assert.equal(await seriesAt('multismurf_run_duration_seconds_count{operation="take_noise"}'), 1);
    assert.equal(await seriesAt('multismurf_run_start_skew_seconds_count'), 1);
    assert.equal(await seriesAt(known), before + 3);
  });

  it('does not count a run again that is edited after its end', async () => {
    const series = 'multismurf_runs_ended_total{operation="take_noise",action="RUN",outcome="SUCCEEDED"}';
    const id = await run('operation: "take_noise", params: { duration: 5 }');
    const before = await seriesAt(series);
    await product.ask(`mutation { annotateRun(id: "${id}", note: "dark") { id } }`);
    assert.equal(await seriesAt(series), before);
  });

  it('counts the calls to agents by method and result', async () => {
    const ok = await seriesAt('multismurf_agent_calls_total{method="start",result="ok"}');
    assert.ok((ok ?? 0) >= 3, `${ok}`);
    const refused = product.controllers[0];
    assert.ok(refused);
    await run(`operation: "take_noise", streamIds: ["${refused.streamId}"], params: { duration: -1 }`);
    assert.ok((await seriesAt('multismurf_agent_call_duration_seconds_count{method="start"}')) ?? 0);
  });

  it('counts GraphQL operations by name and code', async () => {
    await product.request('query Mine { network { id } }');
    await product.request('query Mine { network { id } }');
    await product.request('query Bad { nothing }');
    await product.request('query {');
    await product.request('mutation Wrong { cancelRun(id: "x") { id } }');
    const counted = (type: string, name: string, code: string) =>
      seriesAt(`multismurf_graphql_operations_total{type="${type}",operation="${name}",code="${code}"}`);
    assert.equal(await counted('query', 'Mine', 'OK'), 2);
    assert.equal(await counted('query', 'Bad', 'GRAPHQL_VALIDATION_FAILED'), 1);
    assert.equal(await counted('none', 'none', 'GRAPHQL_PARSE_FAILED'), 1);
    assert.equal(await counted('mutation', 'Wrong', 'UNKNOWN_RUN'), 1);
  });

  for (const transport of ['WebSocket', 'SSE'] as const) {
    it(`counts a subscription over ${transport}, its events and its end`, async () => {
      const started = (await seriesAt('multismurf_subscriptions_started_total')) ?? 0;
      const delivered = (await seriesAt('multismurf_subscription_events_total{result="delivered"}')) ?? 0;
      const left = (await seriesAt('multismurf_subscriptions_ended_total{reason="left"}')) ?? 0;
      const document = 'subscription Follow { network { id connected } }';
      const events = transport === 'SSE' ? await product.subscribeSse(document) : product.subscribe(document);
      await events.next();
      assert.equal(await seriesAt('multismurf_subscriptions_open'), 1);
      assert.equal(await seriesAt('multismurf_subscriptions_started_total'), started + 1);
      assert.equal(await seriesAt('multismurf_subscription_events_total{result="delivered"}'), delivered + 1);
      await events.leave();
      const ended = 'multismurf_subscriptions_ended_total{reason="left"}';
      await until(async () => (await seriesAt(ended)) === left + 1, 'the end is counted');
      assert.equal(await seriesAt('multismurf_subscriptions_open'), 0);
    });
  }

  it('counts a subscription that ends with its run as completed', async () => {
    const { started } = await product.ask<{ started: { id: string } }>(
      'mutation { started: runOperation(operation: "take_noise", params: { duration: 5 }) { id } }',
    );
    const events = product.subscribe(`subscription { runUpdates(id: "${started.id}") { status } }`);
    await events.rest();
    assert.equal(await seriesAt('multismurf_subscriptions_ended_total{reason="completed"}'), 1);
  });

  it('shows the link, the standing, the store and the process', async () => {
    const text = await scrape();
    assert.match(text, /^multismurf_link_up 1$/m);
    assert.match(text, /^multismurf_ready 1$/m);
    assert.match(text, /^multismurf_standing\{standing="leader"\} 1$/m);
    assert.match(text, /^multismurf_store_volatile 1$/m);
    assert.doesNotMatch(text, /^multismurf_store_size_bytes \d/m);
    assert.match(text, /^multismurf_store_call_duration_seconds_count\{call="append"\} [1-9]/m);
    assert.match(text, /^multismurf_event_loop_delay_seconds\{quantile="0.99"\} /m);
    assert.match(text, /^process_cpu_seconds_total \d/m);
  });

  it('is only read', async () => {
    assert.equal((await fetch(`${product.origin}/metrics`, { method: 'POST' })).status, 405);
  });
});

describe('the names in a label', () => {
  it('are limited in number and in length', () => {
    const nameOf = boundedNames(2);
    assert.deepEqual(['a', 'x'.repeat(65), 'b', 'c', 'a', 'b'].map(nameOf), [
      'a',
      'other',
      'b',
      'other',
      'a',
      'b',
    ]);
  });
});
