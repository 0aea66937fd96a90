import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { until } from '../until.js';
import { askAgent, noteStarts } from './agents.js';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Controller, type Network, startNetwork } from './network.js';
import { ensurePythonEnvironment } from './python-environment.js';
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

describe('the OCS face on a network of real agents', () => {
  let network: Network;
  let multismurf: MultiSmurf;
  let controllers: readonly Controller[];
  before(async () => {
    network = await startNetwork({ slots: 3, registry: true });
    controllers = network.controllers;
    multismurf = await startMultiSmurf(network);
    await multismurf.process.waitForLine(/answering on the OCS network/);
    await multismurf.process.waitForLine(/looked at the network/);
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

  /** Runs ocs-client-cli to its end, with `input` on its standard input. */
  async function cli(args: readonly string[], input = ''): Promise<string> {
    const { python } = await ensurePythonEnvironment();
    const running = promisify(execFile)(join(dirname(python), 'ocs-client-cli'), args, {
      env: { ...process.env, OCS_CONFIG_DIR: network.directory, PYTHONUNBUFFERED: '1' },
      timeout: 90_000,
    });
    running.child.stdin?.end(input);
    const { stdout } = await running;
    return stdout;
  }

  describe('to a script with OCSClient', () => {
    let seen: Seen;
    let starts: string[][];
    before(async () => {
      const [, failing] = controllers;
      failing?.script({ take_iv: { raise: 'no signal' } });
      const told = noteStarts(controllers);
      seen = (await network.python('multismurf_script.py', ...streamIds().slice(0, 2))) as Seen;
      starts = told();
    });

    it('offers what the slots offer, and monitor', async () => {
      const api = (await network.call(`observatory.${controllers[0]?.instanceId}`, 'get_api')) as {
        tasks: [string][];
        processes: [string][];
      };
      const names = [...api.tasks, ...api.processes].map(([name]) => name);
      assert.deepEqual(Object.keys(seen.operations).sort(), [...names, 'monitor'].sort());
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

    it('fails when one slot does, and says which and why', () => {
      const [first, second] = streamIds();
      assert.equal(seen.failing.session.success, false);
      assert.match(
        lastMessage(seen.failing.session),
        new RegExp(`failed on 1 of 2 slots\\. ${second}: FAILED`),
      );
      assert.match(lastMessage(seen.failing.session), /no signal/);
      assert.equal(seen.failing.session.data[first ?? '']?.success, true);
      assert.equal(seen.failing.session.data[second ?? '']?.success, false);
    });

    it('refuses an unknown stream id and a second start, and times out a short wait', () => {
      const { OK, ERROR, TIMEOUT } = seen.codes;
      assert.equal(seen.unknown.status, ERROR);
      assert.match(seen.unknown.message, /^No live slot is named ufm_nowhere\. Known are: ufm_/);
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

    it('monitors every slot as the agents tell themselves', async () => {
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

  it('is found and commanded by ocs-client-cli', async () => {
    const found = await cli(['scan', '--details']);
    assert.match(found, /multismurf/);
    assert.match(found, /take_noise/);
    const [first] = streamIds();
    const script = [
      `reply = client.take_noise(duration=1, stream_ids=['${first}'])`,
      `print('SAID', reply.status, reply.session['success'], sorted(reply.session['data']))`,
      '',
    ].join('\n');
    const said = await cli(['shell', '--simple', 'multismurf'], script);
    assert.match(said, new RegExp(`SAID 0 True \\['${first}'\\]`));
  });

  it('is a face of the same runs as GraphQL', async () => {
    const face = 'subscription { runs { id face operation status slots { streamId status } } }';
    interface Run {
      readonly id: string;
      readonly face: string;
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
    assert.equal(followed.face, 'OCS');
    assert.deepEqual(followed.slots.map(({ streamId }) => streamId).sort(), streamIds());
    runs.close();

    const { data } = await multismurf.request<{ runOperation: { face: string; success: boolean } }>(
      'mutation { runOperation(operation: "take_bgmap", waitSeconds: 60) { face success } }',
    );
    assert.deepEqual(data?.runOperation, { face: 'GRAPHQL', success: true });
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

  it('publishes what the aggregator takes', async () => {
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

  it('stands by while another server has its name, and takes over when that is gone', async () => {
    const second = await startMultiSmurf(network, { name: 'second' });
    await second.process.waitForLine(/standing by/);
    await second.process.waitForLine(/looked at the network/);
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
