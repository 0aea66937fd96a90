import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { OWN_TASKS } from '../ocs-face/harness.js';
import { until } from '../until.js';
import { askAgent, noteStarts } from './agents.js';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Controller, type Network, startNetwork } from './network.js';
import { ocsClientCli, operationsIn, type ShellReply, typeInShell } from './ocs-client-cli.js';
import { watch } from './watching.js';

/** A session as OCS encodes it; in ours, `data` holds those of the slots. */
interface Session {
  readonly session_id: number;
  readonly start_time: number;
  readonly op_name: string;
  readonly status: string;
  readonly success: boolean | null;
  readonly data: Readonly<Record<string, Session>>;
  readonly messages: readonly (readonly [number, string])[];
  readonly refreshed_at?: number;
}
interface Reply {
  readonly status: number;
  readonly message: string;
  readonly session: Session;
}
interface Monitored {
  readonly address: string;
  readonly instance_id: string;
  readonly stream_id: string;
  readonly agent_class: string;
  readonly expired: boolean;
  readonly sessions: Readonly<Record<string, Session & { readonly refreshed_at: number }>>;
}

/** What python/multismurf_script.py says. */
type Step =
  | 'all'
  | 'chosen'
  | 'failing'
  | 'unknown'
  | 'started'
  | 'second'
  | 'short'
  | 'long'
  | 'streaming'
  | 'streams'
  | 'stopping'
  | 'stopped'
  | 'monitor';
type Seen = Readonly<Record<Step, Reply>> & {
  readonly codes: { readonly OK: number; readonly ERROR: number; readonly TIMEOUT: number };
  readonly operations: Readonly<Record<string, string>>;
};

describe('the OCS interface on a network of real agents', () => {
  let network: Network;
  let multismurf: MultiSmurf;
  let controllers: readonly Controller[];
  before(async () => {
    network = await startNetwork({ slots: 3, registry: true });
    controllers = network.controllers;
    multismurf = await startMultiSmurf(network);
    await multismurf.process.waitForLine(/registered as an agent on the OCS network/);
    await multismurf.process.waitForLine(/initial scan of the network is complete/);
  });
  after(() => network?.stop());

  const ADDRESS = 'observatory.multismurf';
  const streamIds = () => controllers.map(({ streamId }) => streamId);
  const ask = async (...args: unknown[]) => {
    const [status, message, session] = (await network.call(`${ADDRESS}.ops`, ...args)) as [
      number,
      string,
      Session,
    ];
    return { status, message, session };
  };
  const lastMessage = ({ messages }: Session) =>
    messages.findLast(([, text]) => !text.startsWith('Status is now'))?.[1] ?? '';

  describe('for a script with OCSClient', () => {
    let seen: Seen;
    let starts: string[][];
    before(async () => {
      const [, failing] = controllers;
      failing?.script({ take_iv: { raise: 'no signal' } });
      const told = noteStarts(controllers);
      seen = (await network.python('multismurf_script.py', ...streamIds().slice(0, 2))) as Seen;
      starts = told();
    });

    it('offers the operations of the slots, monitor and its other tasks', async () => {
      const api = (await network.call(`observatory.${controllers[0]?.instanceId}`, 'get_api')) as {
        tasks: [string][];
        processes: [string][];
      };
      const names = [...api.tasks, ...api.processes].map(([name]) => name);
      assert.deepEqual(Object.keys(seen.operations).sort(), [...names, ...OWN_TASKS, 'monitor'].sort());
      const docstring = seen.operations['take_noise'] ?? '';
      assert.match(docstring, /^take_noise\(duration=30.*, stream_ids=None, run_options=None\)/);
      assert.match(docstring, /duration : float[\s\S]*stream_ids : list of str/);
    });

    it('runs on all slots, or on those chosen, with their sessions by stream id', () => {
      const [first] = streamIds();
      assert.equal(seen.all.session.success, true, lastMessage(seen.all.session));
      assert.deepEqual(Object.keys(seen.all.session.data).sort(), streamIds());
      assert.equal(seen.chosen.session.success, true);
      assert.deepEqual(Object.keys(seen.chosen.session.data), [first]);
      for (const session of Object.values(seen.all.session.data)) {
        assert.equal(session.op_name, 'take_noise');
        assert.equal(session.status, 'done');
      }
      assert.deepEqual(starts, [
        ['take_noise', 'take_noise', 'take_iv', 'take_noise', 'stream'],
        ['take_noise', 'take_iv', 'take_noise', 'stream'],
        ['take_noise', 'take_noise'],
      ]);
    });

    it('fails when one slot fails, and reports which and why', () => {
      const [first, second] = streamIds();
      assert.equal(seen.failing.session.success, false);
      assert.match(
        lastMessage(seen.failing.session),
        new RegExp(`did not succeed on 1 of 2 slots\\. ${second}: FAILED`),
      );
      assert.match(lastMessage(seen.failing.session), /no signal/);
      assert.equal(seen.failing.session.data[first ?? '']?.success, true);
      assert.equal(seen.failing.session.data[second ?? '']?.success, false);
    });

    it('refuses an unknown stream id and a second start, and times out a short wait', () => {
      const { OK, ERROR, TIMEOUT } = seen.codes;
      assert.equal(seen.unknown.status, ERROR);
      assert.match(seen.unknown.message, /^No slot is named ufm_nowhere\. Known slots: ufm_/);
      assert.deepEqual(seen.unknown.session, {});
      assert.equal(seen.started.status, OK);
      assert.equal(seen.second.status, ERROR);
      assert.equal(seen.second.message, 'Operation "take_noise" already in progress.');
      assert.equal(seen.short.status, TIMEOUT);
      assert.equal(seen.short.session.status, 'running');
      assert.equal(seen.long.status, OK);
      assert.equal(seen.long.session.success, true);
    });

    it('streams until it is stopped', () => {
      const two = streamIds().slice(0, 2);
      assert.equal(seen.streams.session.status, 'running');
      assert.deepEqual(Object.keys(seen.streams.session.data).sort(), two);
      assert.equal(seen.stopping.status, seen.codes.OK);
      assert.equal(seen.stopped.session.success, true, lastMessage(seen.stopped.session));
      assert.deepEqual(
        Object.values(seen.stopped.session.data).map(({ success }) => success),
        [true, true],
      );
    });

    it('monitors every slot as its agent reports it', async () => {
      const { session } = await ask('status', 'monitor');
      assert.equal(session.status, 'running');
      const data = session.data as unknown as Record<string, Monitored>;
      assert.deepEqual(Object.keys(data).sort(), streamIds());
      for (const controller of controllers) {
        const { sessions, ...slot } = data[controller.streamId] ?? ({} as Monitored);
        assert.equal(slot.address, `observatory.${controller.instanceId}`);
        assert.equal(slot.instance_id, controller.instanceId);
        assert.equal(slot.stream_id, controller.streamId);
        assert.equal(slot.agent_class, 'PysmurfController');
        assert.equal(slot.expired, false);
        assert.ok(Object.hasOwn(sessions, 'check_state') && Object.hasOwn(sessions, 'take_noise'));
        for (const [operation, told] of Object.entries(sessions)) {
          const own = (await askAgent(network, controller, 'status', operation)) as unknown as Session;
          for (const key of ['session_id', 'start_time', 'op_name', 'status', 'success'] as const) {
            assert.equal(told[key], own[key], `${key} of ${operation}`);
          }
          if (own.status === 'done') assert.deepEqual(told.data, own.data);
          assert.ok(told.refreshed_at <= Date.now() / 1000);
        }
      }
    });
  });

  describe('for an operator with ocs-client-cli', () => {
    const type = (...lines: string[]) => typeInShell<Session>(network, 'multismurf', lines);
    const list = (ids: readonly (string | undefined)[]) => JSON.stringify(ids).replaceAll('"', "'");
    const replyOf = (replies: ReadonlyMap<string, ShellReply<Session>>, name: string) => {
      const reply = replies.get(name);
      assert.ok(reply, `the shell did not get to "${name}": ${[...replies.keys()]}`);
      return reply;
    };

    it('is listed with its operations, by heartbeat and by the registry', async () => {
      const slot = controllers[0]?.instanceId ?? '';
      const heard = await ocsClientCli(network, ['scan', '--details']);
      const wanted = [...operationsIn(heard, slot).keys(), ...OWN_TASKS, 'monitor'].sort();
      const ours = operationsIn(heard, 'multismurf');
      assert.deepEqual([...ours.keys()].sort(), wanted);
      assert.equal(ours.get('monitor'), 'RUNNING');
      await until(async () => {
        const told = await ocsClientCli(network, ['scan', '--details', '--use-registry']);
        const registered = operationsIn(told, 'multismurf');
        return wanted.every((name) => registered.has(name)) && registered.get('monitor') === 'RUNNING';
      }, 'the registry tells of all our operations');
    });

    it('takes noise on all slots and on one, with session data by stream id', async () => {
      const told = noteStarts(controllers);
      const [first] = streamIds();
      const { replies } = await type(
        "say('all', client.take_noise(duration=1))",
        "say('later', client.take_noise.status())",
        `say('chosen', client.take_noise(duration=1, stream_ids=${list([first])}))`,
      );
      const all = replyOf(replies, 'all');
      assert.deepEqual([all.status, all.session.success], [0, true], all.message);
      assert.deepEqual(Object.keys(all.session.data).sort(), streamIds());
      for (const { op_name, status, success } of Object.values(all.session.data)) {
        assert.deepEqual([op_name, status, success], ['take_noise', 'done', true]);
      }
      assert.deepEqual(replyOf(replies, 'later').session.data, all.session.data);
      const chosen = replyOf(replies, 'chosen');
      assert.deepEqual([chosen.status, chosen.session.success], [0, true], chosen.message);
      assert.deepEqual(Object.keys(chosen.session.data), [first]);
      assert.deepEqual(told(), [['take_noise', 'take_noise'], ['take_noise'], ['take_noise']]);
    });

    it('fails when one slot fails', async () => {
      const [first = '', second = '', third = ''] = streamIds();
      controllers[1]?.script({ take_iv: { raise: 'no signal' } });
      const { replies } = await type("say('failing', client.take_iv())");
      controllers[1]?.script({});
      const { status, session } = replyOf(replies, 'failing');
      assert.deepEqual([status, session.success], [0, false]);
      assert.match(lastMessage(session), new RegExp(`did not succeed on 1 of 3 slots\\. ${second}: FAILED`));
      const outcomes = [first, second, third].map((streamId) => session.data[streamId]?.success);
      assert.deepEqual(outcomes, [true, false, true]);
    });

    it('streams until it is stopped', async () => {
      const two = streamIds().slice(0, 2);
      const { replies } = await type(
        `say('start', client.stream.start(stream_ids=${list(two)}))`,
        'data = lambda: client.stream.status().session["data"].values()',
        'flowing = lambda: [one for one in data() if one["data"].get("stream_on")]',
        'deadline = time.time() + 60',
        'while len(flowing()) < 2 and time.time() < deadline: time.sleep(0.2)',
        "say('flowing', client.stream.status())",
        "say('stop', client.stream.stop())",
        "say('end', client.stream.wait(timeout=60))",
      );
      assert.equal(replyOf(replies, 'start').status, 0, replyOf(replies, 'start').message);
      const { session } = replyOf(replies, 'flowing');
      assert.equal(session.status, 'running');
      assert.deepEqual(Object.keys(session.data).sort(), two);
      for (const { data } of Object.values(session.data)) {
        assert.equal((data as Readonly<Record<string, unknown>>)['stream_on'], true);
      }
      assert.equal(replyOf(replies, 'stop').status, 0);
      const end = replyOf(replies, 'end');
      assert.deepEqual([end.status, end.session.success], [0, true], lastMessage(end.session));
      for (const { status, success } of Object.values(end.session.data)) {
        assert.deepEqual([status, success], ['done', true]);
      }
    });

    it('refuses an unknown stream id and a second start with a message, and times out a short wait', async () => {
      const told = noteStarts(controllers);
      const { replies, output } = await type(
        "say('unknown', client.take_noise.start(stream_ids=['ufm_nowhere']))",
        "client.take_noise.start(stream_ids=['ufm_nowhere'])",
        "say('first', client.take_noise.start(duration=5))",
        "say('second', client.take_noise.start(duration=5))",
        "say('short', client.take_noise.wait(timeout=0.5))",
        "say('long', client.take_noise.wait(timeout=60))",
      );
      const unknown = replyOf(replies, 'unknown');
      assert.equal(unknown.status, -1);
      assert.match(unknown.message, /^No slot is named ufm_nowhere\. Known slots: ufm_/);
      assert.match(output, /OCSReply: ERROR : No slot is named ufm_nowhere/, 'as the shell shows it');
      assert.equal(replyOf(replies, 'first').status, 0);
      const second = replyOf(replies, 'second');
      assert.deepEqual([second.status, second.message], [-1, 'Operation "take_noise" already in progress.']);
      const short = replyOf(replies, 'short');
      assert.deepEqual([short.status, short.session.status], [1, 'running']);
      const long = replyOf(replies, 'long');
      assert.deepEqual([long.status, long.session.success], [0, true], long.message);
      assert.deepEqual(told(), [['take_noise'], ['take_noise'], ['take_noise']]);
    });
  });

  describe('for a script with OCSClient, with its other tasks', () => {
    interface OwnData {
      readonly slots?: Readonly<Record<string, { readonly status: string; readonly operations: string[] }>>;
      readonly run?: { readonly id: string; readonly status: string };
      readonly runs?: readonly (
        | string
        | { readonly id: string; readonly via: string; readonly success: boolean }
      )[];
    }
    /** Starts the task and waits for its end. */
    async function run(operation: string, params: object = {}) {
      const args = ['run', 'multismurf', operation, JSON.stringify(params)];
      const answer = (await network.python('ocs_client.py', ...args)) as [number, string, Session];
      const [status, message, session] = answer;
      assert.equal(status, 0, message);
      return {
        success: session.success,
        text: lastMessage(session),
        data: session.data as unknown as OwnData,
      };
    }
    const isRunning = async (controller: Controller | undefined, operation: string) => {
      assert.ok(controller);
      const session = (await askAgent(network, controller, 'status', operation)) as unknown as Session;
      return session.status !== 'done';
    };
    const start = async (operation: string, streamIds: string[], params: object, options: object = {}) => {
      const { data } = await multismurf.request<{ runOperation: { id: string } }>(
        `mutation ($operation: String!, $streamIds: [ID!], $params: JSON, $options: RunOptions) {
          runOperation(
            operation: $operation, streamIds: $streamIds, params: $params, options: $options,
            waitFor: STARTED, waitSeconds: 2
          ) { id }
        }`,
        { operation, streamIds, params, options },
      );
      return data?.runOperation.id ?? '';
    };
    const runOf = async (id: string) => {
      const { data } = await multismurf.request<{
        run: { via: string; operation: string; status: string; slots: { status: string }[] };
      }>('query ($id: ID!) { run(id: $id) { via operation status slots { status } } }', { id });
      return data?.run;
    };

    it('stops the runs of both interfaces, a stream and a series, and nothing starts afterwards: stop_all', async () => {
      const [first = '', second = '', third = ''] = streamIds();
      const started = noteStarts(controllers);
      assert.equal((await ask('start', 'stream', { stream_ids: [first] })).status, 0);
      const series = await start('take_noise', [second, third], { duration: 20 }, { maxConcurrency: 1 });
      const { success, text, data } = await run('stop_all');
      assert.equal(success, false);
      assert.match(text, /cannot abort take_noise/);
      assert.deepEqual(data.slots?.[second], {
        ...{ status: 'GOES_ON', operations: ['take_noise'] },
        reason: 'The agent cannot abort take_noise: it continues until it ends by itself.',
      });
      assert.ok(['STOPPED', 'STOPPING'].includes(data.slots?.[first]?.status ?? ''));
      assert.equal(data.slots?.[third]?.status, 'NOTHING_RUNNING');
      const reached = await Promise.all((data.runs ?? []).map((id) => runOf(String(id))));
      for (const face of ['OCS stream', 'GRAPHQL take_noise']) {
        assert.ok(
          reached.some((one) => `${one?.via} ${one?.operation}` === face),
          face,
        );
      }
      await until(async () => !(await isRunning(controllers[0], 'stream')), 'the stream has stopped');
      assert.equal(await isRunning(controllers[0], 'check_state'), true);
      await until(async () => !(await isRunning(controllers[1], 'take_noise')), 'the noise has ended');
      await until(async () => (await runOf(series))?.status === 'CANCELLED', 'the series has ended');
      const outcomes = (await runOf(series))?.slots.map(({ status }) => status);
      assert.deepEqual(outcomes, ['SUCCEEDED', 'NOT_STARTED']);
      assert.equal((await run('stop_all', { stream_ids: [third] })).success, true);
      assert.deepEqual(started(), [['stream'], ['take_noise'], []], 'by the lines of the agents');
    });

    it('marks slots: out_of_service, in_service, acknowledge', async () => {
      const [first = ''] = streamIds();
      const stream_ids = [first];
      await run('out_of_service', { stream_ids, reason: 'warm', by: 'Ada' });
      const refused = await ask('start', 'take_noise', { stream_ids });
      assert.equal(refused.status, -1);
      assert.match(refused.message, /Out of service since .* by Ada \(reason: warm\)\./i);
      assert.equal((await run('in_service', { stream_ids })).success, true);
      assert.equal((await run('acknowledge', { stream_ids })).text, `Acknowledged: ${first}.`);
    });

    it('lists runs, cancels and resumes them: recent_runs, cancel_run, resume_run', async () => {
      const [first = ''] = streamIds();
      const id = await start('stream', [first], {});
      const resumed = await run('resume_run', { run_id: id });
      assert.deepEqual([resumed.success, resumed.data.run?.id], [true, id]);
      const cancelled = await run('cancel_run', { run_id: id });
      assert.equal(cancelled.data.run?.id, id);
      await until(async () => !(await isRunning(controllers[0], 'stream')), 'the stream has stopped');
      const newest = async () => (await run('recent_runs', { count: 1 })).data.runs?.[0];
      await until(async () => {
        const one = await newest();
        return typeof one === 'object' && one.success !== null;
      }, 'the end of the run is known');
      await run('take_noise', { duration: 1, stream_ids: [first] });
      const { runs } = (await run('recent_runs', { count: 2 })).data;
      assert.deepEqual(
        runs?.map((one) => (typeof one === 'string' ? one : [one.via, one.success])),
        [
          ['OCS', true],
          ['GRAPHQL', false],
        ],
      );
      const unknown = await run('cancel_run', { run_id: 'no-run' });
      assert.deepEqual([unknown.success, unknown.text], [false, 'No run has the id no-run.']);
    });
  });

  it('shows the same runs as GraphQL', async () => {
    const face = 'subscription { runs { id via operation status slots { streamId status } } }';
    interface Run {
      readonly id: string;
      readonly via: string;
      readonly operation: string;
      readonly status: string;
      readonly slots: readonly { readonly streamId: string; readonly status: string }[];
    }
    const runs = watch<{ runs: Run }, Run>(multismurf, face, {}, (event) => event.runs);
    const started = await ask('start', 'take_noise', { duration: 1 });
    assert.equal(started.status, 0);
    const followed = await runs.until(
      (run) => run.operation === 'take_noise' && run.status === 'SUCCEEDED',
      'the run of OCS',
    );
    assert.equal(followed.via, 'OCS');
    assert.deepEqual(followed.slots.map(({ streamId }) => streamId).sort(), streamIds());
    runs.close();

    const { data } = await multismurf.request<{ runOperation: { via: string; success: boolean } }>(
      'mutation { runOperation(operation: "take_bgmap", waitSeconds: 60) { via success } }',
    );
    assert.deepEqual(data?.runOperation, { via: 'GRAPHQL', success: true });
    const { session } = await ask('status', 'monitor');
    const monitored = session.data as unknown as Record<string, Monitored>;
    for (const streamId of streamIds()) {
      assert.equal(monitored[streamId]?.sessions['take_bgmap']?.success, true);
    }
    assert.deepEqual((await ask('status', 'take_bgmap')).session, {}, 'OCS shows what OCS started');
  });

  it('is seen by the registry like any other agent', async () => {
    await until(async () => {
      const [, , { data }] = (await network.call('observatory.registry.ops', 'status', 'main')) as [
        number,
        string,
        {
          data: Record<
            string,
            { op_codes?: Record<string, number>; agent_class?: string; expired?: boolean }
          >;
        },
      ];
      const ours = data[ADDRESS];
      return (
        ours?.expired === false && ours.agent_class === 'MultiSmurfManager' && ours.op_codes?.['monitor']
      );
    }, 'the registry tells of us');
  });

  it('publishes feeds that the aggregator accepts', async () => {
    const heard = (await network.python('recorded_feeds.py', ADDRESS, network.url, network.realm, '15')) as {
      feeds: string[];
      fields: Record<string, string[]>;
    };
    assert.deepEqual(heard.feeds, ['runs', 'smurf_slots']);
    for (const streamId of streamIds()) {
      assert.deepEqual(heard.fields[streamId], [
        `${streamId}_expired`,
        `${streamId}_num_active_channels`,
        `${streamId}_stale`,
        `${streamId}_streaming`,
      ]);
    }
    assert.ok(heard.fields['run']?.includes('success'));
  });

  it('stands by while another server has its name, and takes over when that server is gone', async () => {
    const second = await startMultiSmurf(network, { name: 'second' });
    await second.process.waitForLine(/standing by/);
    await second.process.waitForLine(/initial scan of the network is complete/);
    const health = async () => {
      const response = await fetch(new URL('/health/ready', second.url));
      const body = (await response.json()) as {
        ready: boolean;
        reason: string | null;
        agent: { registered: boolean; standingBy: boolean };
      };
      return { status: response.status, ...body };
    };
    const early = await health();
    assert.deepEqual([early.status, early.ready, early.agent.standingBy], [503, false, true]);
    assert.match(early.reason ?? '', /standing by for observatory\.multismurf/);
    assert.equal(second.process.lines(/standing by/).length, 1);

    const gone = Date.now();
    await multismurf.process.kill('SIGKILL');
    await until(async () => (await health()).status === 200, 'the second is ready');
    assert.ok(Date.now() - gone < 5000, `it took ${Date.now() - gone} ms`);
    assert.equal((await ask('status', 'monitor')).session.status, 'running');
    await second.stop();
  });
});
