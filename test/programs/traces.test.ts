import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { within } from '../until.js';
import { isReady, LISTENING, MAIN, startNode } from './program.js';
import { SPANS_FILE, type Span } from './spans-to-file.js';

const SDK = new URL('./spans-to-file.js', import.meta.url).href;

/** The numbers of the API: of a kind of span, and of a status. */
const [INTERNAL, SERVER, CLIENT] = [0, 1, 2];
const [UNSET, ERROR] = [0, 2];

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

const RUN = `mutation TakeNoise($slots: [ID!]) {
  runOperation(operation: "take_noise", streamIds: $slots, params: { duration: 1 }, waitSeconds: 30) { id status }
}`;

interface Demo {
  readonly url: string;
  /** Asks with these headers. */
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<Response>;
  /** Ends the demo, and gives its spans and the lines of its log. */
  end(): Promise<{ readonly spans: readonly Span[]; readonly log: readonly Record<string, unknown>[] }>;
}

/** Starts the demo with an SDK. */
async function startDemo(t: TestContext, ...options: string[]): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'multismurf-traces-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'spans');
  const args = ['demo', '--port', '0', '--time-scale', '50', '--data-dir', join(folder, 'data'), ...options];
  const demo = startNode(t, ['--import', SDK, MAIN, ...args], { env: { [SPANS_FILE]: file } });
  const [, url = ''] = await demo.line(LISTENING);
  await isReady(url);
  return {
    url,
    ask: (query, variables = {}, headers = {}) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    async end() {
      demo.kill('SIGTERM');
      const { code, stderr } = await within(demo.ended, 'the end of the demo');
      assert.equal(code, 0);
      const lines = (text: string) =>
        text
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line));
      return { spans: lines(await readFile(file, 'utf8')), log: lines(stderr) };
    },
  };
}

function only<T>(found: readonly T[]): T {
  assert.equal(found.length, 1, JSON.stringify(found));
  return found[0] as T;
}

const below = (spans: readonly Span[], { spanId }: Span) => spans.filter(({ parent }) => parent === spanId);

it('a request has a span, with its run, the slots of the run, and the calls to the agents below', async (t) => {
  const demo = await startDemo(t, '--slots', '4', '--fault', 's4:take_noise=raise');
  const response = await demo.ask(
    RUN,
    {},
    {
      traceparent: `00-${TRACE}-${PARENT}-01`,
      'x-request-id': '5a17f0e2-0042',
    },
  );
  const { runOperation } = (
    (await response.json()) as { data: { runOperation: { id: string; status: string } } }
  ).data;
  assert.equal(runOperation.status, 'FAILED');
  const { spans, log } = await demo.end();

  const request = only(spans.filter(({ name }) => name === 'POST /graphql'));
  assert.deepEqual(
    [request.traceId, request.parent],
    [TRACE, PARENT],
    'it continues the trace of the client',
  );
  assert.deepEqual([request.kind, request.status.code], [SERVER, UNSET]);
  assert.deepEqual(request.attributes, {
    'http.request.method': 'POST',
    'http.route': '/graphql',
    'http.response.status_code': 200,
    'graphql.operation.type': 'mutation',
    'graphql.operation.name': 'TakeNoise',
    'multismurf.request.id': '5a17f0e2-0042',
  });

  const run = only(below(spans, request));
  assert.deepEqual([run.name, run.kind, run.status.code], ['run take_noise', INTERNAL, ERROR]);
  assert.match(run.status.message ?? '', /^take_noise did not succeed on 1 of 4 slots/);
  assert.deepEqual(run.attributes, {
    'multismurf.run.id': runOperation.id,
    'multismurf.run.action': 'RUN',
    'multismurf.run.via': 'GRAPHQL',
    'multismurf.run.slots': 4,
    'multismurf.run.continued': false,
    'multismurf.run.status': 'FAILED',
    'ocs.operation': 'take_noise',
  });

  const slots = below(spans, run);
  assert.equal(slots.length, 4);
  for (const slot of slots) {
    const {
      'multismurf.slot.status': status,
      'multismurf.stream_id': streamId,
      'ocs.agent': agent,
    } = slot.attributes;
    assert.equal(slot.name, `slot ${streamId}`);
    const hasFailed = String(agent).endsWith('s4');
    assert.deepEqual([status, slot.status.code], hasFailed ? ['FAILED', ERROR] : ['SUCCEEDED', UNSET]);
    assert.equal(slot.attributes['multismurf.run.id'], runOperation.id);

    const call = only(below(spans, slot).filter(({ name }) => name === 'OCSAgent/start'));
    assert.equal(call.kind, CLIENT);
    assert.deepEqual(call.attributes, {
      'multismurf.run.id': runOperation.id,
      'multismurf.stream_id': streamId,
      'ocs.agent': agent,
      'ocs.operation': 'take_noise',
      'rpc.system.name': 'wamp',
      'rpc.method': 'OCSAgent/start',
      'rpc.response.status_code': '0',
    });
    assert.ok(slot.start <= call.start && call.end <= slot.end, 'the call is within the slot');
    assert.ok(run.start <= slot.start && request.start <= run.start);
  }

  const lines = log.filter((line) => line['run'] === runOperation.id);
  assert.deepEqual(
    lines.map(({ msg }) => msg),
    ['a run begins', 'a run has ended'],
  );
  for (const line of lines) {
    assert.deepEqual([line['requestId'], line['trace_id']], ['5a17f0e2-0042', TRACE]);
  }
});

it('a call that an agent refuses, and a request with errors, are errors in the trace', async (t) => {
  const demo = await startDemo(t, '--slots', '1');
  await demo.ask(
    'mutation { runOperation(operation: "take_noise", params: { durations: 1 }, waitSeconds: 30) { status } }',
  );
  await demo.ask('mutation { runOperation(operation: "no_such_operation") { status } }');
  await demo.ask('{ ');
  const { spans } = await demo.end();
  const call = only(spans.filter(({ name }) => name === 'OCSAgent/start'));
  assert.deepEqual([call.status.code, call.attributes['rpc.response.status_code']], [ERROR, '-1']);
  assert.match(call.status.message ?? '', /durations/);
  const requests = spans.filter(({ name }) => name === 'POST /graphql');
  assert.deepEqual(
    requests.map(({ status }) => [status.code, status.message?.split(':', 1)[0]?.slice(0, 30)]),
    [
      [UNSET, undefined],
      [ERROR, 'None of the chosen slots has t'],
      [ERROR, 'Syntax Error'],
    ],
  );
});

it('an operation over WebSocket has a span, and that of a subscription ends when it has begun', async (t) => {
  const demo = await startDemo(t, '--slots', '1');
  const client = createClient({
    url: demo.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  t.after(() => client.dispose());
  const events = client.iterate({
    query: 'subscription Watch { smurfInstances { instances { instanceId } } }',
  });
  const first = events.next();
  for await (const result of client.iterate({ query: RUN })) assert.equal(result.errors, undefined);
  await within(first, 'the first event');
  await events.return?.();
  const refused = client.iterate({
    query: 'subscription Refused { smurfInstances(streamIds: ["nobody"]) { kind } }',
  });
  assert.match((await refused.next()).value?.errors?.[0]?.message ?? '', /nobody/);
  const { spans } = await demo.end();
  const operations = spans.filter(({ name }) => name === 'GraphQL operation');
  assert.deepEqual(
    operations.map(({ attributes }) => attributes['graphql.operation.name']),
    ['Watch', 'TakeNoise', 'Refused'],
  );
  assert.deepEqual(
    operations.map(({ status }) => status.code),
    [UNSET, UNSET, ERROR],
  );
  const [watch, mutation] = operations;
  assert.ok(watch && mutation);
  assert.ok(watch.end < mutation.end, 'the subscription is open until the end');
  assert.equal(only(below(spans, mutation)).name, 'run take_noise');
});

it('a run that continues after a restart begins a trace of its own', async (t) => {
  // The slots are in another process: they go on.
  const folder = await mkdtemp(join(tmpdir(), 'multismurf-traces-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'spans');
  const slots = startNode(t, [MAIN, 'demo', '--port', '0', '--slots', '1', '--time-scale', '5']);
  await slots.line(LISTENING);
  const [, router = ''] = /"router":"(ws:[^"]+)"/.exec(slots.stderr) ?? [];
  const site = [
    '--site',
    'none',
    '--site-hub',
    router,
    '--instance-id',
    'other',
    '--data-dir',
    join(folder, 'data'),
  ];
  const serve = () =>
    startNode(t, ['--import', SDK, MAIN, 'serve', '--port', '0', ...site], {
      env: { [SPANS_FILE]: file },
    });
  const first = serve();
  const [, url = ''] = await first.line(LISTENING);
  await isReady(url);
  const query =
    'mutation { runOperation(operation: "take_noise", params: { duration: 10 }, waitFor: STARTED, waitSeconds: 9) { id } }';
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  first.kill('SIGTERM');
  await within(first.ended, 'the end of the first server');
  const second = serve();
  const [, again = ''] = await second.line(LISTENING);
  await isReady(again);
  second.kill('SIGTERM');
  await within(second.ended, 'the end of the second server');
  const spans: Span[] = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const runs = spans.filter(({ name }) => name === 'run take_noise');
  assert.deepEqual(
    runs.map(({ parent, attributes }) => [parent === null, attributes['multismurf.run.continued']]),
    [
      [false, false],
      [true, true],
    ],
  );
  assert.equal(new Set(runs.map(({ traceId }) => traceId)).size, 2);
  assert.equal(new Set(runs.map(({ attributes }) => attributes['multismurf.run.id'])).size, 1);
});
