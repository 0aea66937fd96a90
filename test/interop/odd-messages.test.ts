import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  InteropFeedDocument,
  InteropInstancesDocument,
  InteropSessionsDocument,
  InteropSlotDocument,
  InteropSlotsDocument,
} from '../../generated/graphql.js';
import { until } from '../until.js';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Controller, type Network, startNetwork } from './network.js';
import { createTypedClient, TRANSPORTS, type TypedClient } from './typed-client.js';

describe('odd messages', () => {
  let network: Network;
  let multismurf: MultiSmurf;
  let client: TypedClient;
  let first: Controller;
  let second: Controller;
  let pid: number;
  before(async () => {
    network = await startNetwork({
      slots: 2,
      instances: {
        'fake-agent': 'FakeAgent',
        'pysmurf-controller-s7': 'PysmurfController',
        'pysmurf-controller-s8': 'PysmurfController',
        'pysmurf-controller-s9': 'PysmurfController',
      },
    });
    [first, second] = network.controllers as readonly [Controller, Controller];
    await Promise.all([
      network.start('faulty-feed', 'faulty_feed.py', '--instance-id', 'fake-agent'),
      network.start('malformed-heartbeats', 'malformed_heartbeats.py'),
      network.start('odd-controller', 'odd_controller.py'),
      network.start('large', 'large_session.py', '--instance-id', 'pysmurf-controller-s9'),
    ]);
    multismurf = await startMultiSmurf(network);
    pid = multismurf.process.pid;
    client = createTypedClient(multismurf);
    await multismurf.process.waitForLine(/initial scan of the network is complete/);
  });
  after(() => network?.stop());

  afterEach(async () => {
    assert.ok(multismurf.process.running && multismurf.process.pid === pid, 'the server lives');
    const run = await client.run('take_noise', {
      streamIds: [first.streamId, second.streamId],
      params: { duration: 0 },
    });
    assert.equal(run.success, true, 'the good slots go on');
  });

  const slot = async (id: string, operation: string, path?: string) => {
    const { smurfInstance } = await client.ask(InteropSlotDocument, { id, operation, path });
    assert.ok(smurfInstance, id);
    return smurfInstance;
  };

  it('do not become slots', async () => {
    const { smurfInstances } = await client.ask(InteropSlotsDocument, {});
    assert.deepEqual(
      smurfInstances.map(({ instanceId, streamId }) => [instanceId, streamId]),
      [
        ['pysmurf-controller-s2', 'ufm_mv12'],
        ['pysmurf-controller-s3', 'ufm_mv13'],
        ['pysmurf-controller-s8', 'ufm_mv18'],
        ['pysmurf-controller-s9', 'ufm_mv19'],
      ],
    );
  });

  it('in place of heartbeats are logged with what is wrong, also those with the name of a slot', async () => {
    const malformed = {
      'malformed-no-argument': /feed message/,
      'malformed-text': /feed message/,
      'malformed-three': /feed message/,
      'malformed-nulls': /feed message/,
      'malformed-empty-info': /agent_address/,
      'malformed-message-list': /heartbeat/,
      'malformed-session-id-missing': /session_id/,
      'malformed-agent-address-null': /agent_address/,
      'malformed-code-text': /take_noise/,
      'malformed-code-nan': /take_noise/,
      'pysmurf-controller-s2': /feed message/,
    };
    for (const [instance, reason] of Object.entries(malformed)) {
      const topic = `"topic":"observatory.${instance}.feeds.heartbeat"`;
      const line = await multismurf.process.waitForLine(new RegExp(topic), 10_000);
      assert.match(line, /"level":40/);
      assert.match((JSON.parse(line) as { reason: string }).reason, reason);
    }
    const { expired, problems } = await slot(first.streamId, 'take_noise');
    assert.deepEqual([expired, problems], [false, []]);
  });

  describe('from an agent with an odd api', () => {
    it('lose only their malformed part, and that is reported', async () => {
      const { smurfInstances } = await client.ask(InteropSlotsDocument, {});
      const odd = smurfInstances.find(({ streamId }) => streamId === 'ufm_mv18');
      assert.deepEqual(
        [odd?.hostname, odd?.pid, odd?.accessControlled, odd?.expired],
        [null, null, false, false],
      );
      assert.deepEqual(odd?.operations?.map(({ name }) => name).sort(), [
        'check_state',
        'error_reply',
        'half_session',
        'list_data',
        'no_data',
        'odd_reply',
        'take_noise',
        'text_data',
      ]);
      const problem = odd?.problems.find(({ code }) => code === 'API_MALFORMED');
      assert.match(problem?.message ?? '', /half_session/);
      assert.match(problem?.message ?? '', /op_type/);
    });

    it('are null if JSON has no number for them', async () => {
      const { state, session } = await slot('ufm_mv18', 'take_noise');
      const numbers = { nan: null, inf: null, lists: [[null, 1.5], []], large: 2 ** 60 };
      assert.deepEqual(session?.data, numbers);
      assert.deepEqual(
        [state?.lastUpdate, state?.aggTime, state?.numActiveChannels, state?.openG3Stream],
        [null, null, null, null],
      );
      const feed = client.watch(InteropFeedDocument, { streamIds: ['ufm_mv18'], feeds: ['state_results'] });
      assert.deepEqual((await feed.next()).feed, {
        kind: 'MESSAGE',
        feed: 'state_results',
        message: numbers,
      });
      await feed.leave();
    });

    it('keep session data that are not an object', async () => {
      assert.equal((await slot('ufm_mv18', 'text_data')).session?.data, 'only text');
      const list = await slot('ufm_mv18', 'list_data', '/1/0');
      assert.deepEqual([list.session?.data, list.session?.part], [[1, [2, null]], 2]);
      assert.equal((await slot('ufm_mv18', 'no_data')).session?.data, null);
      assert.equal((await slot('ufm_mv18', 'half_session')).session, null);
    });

    it('do not prevent its other operations', async () => {
      const run = await client.run('take_noise', {
        streamIds: ['ufm_mv18', first.streamId],
        params: { duration: 0 },
      });
      assert.deepEqual(
        run.slots.map(({ status }) => status),
        ['SUCCEEDED', 'SUCCEEDED'],
      );
    });

    for (const operation of ['odd_reply', 'error_reply']) {
      it(`do not count as the start of an operation (${operation})`, async () => {
        const run = await client.run(operation, { streamIds: ['ufm_mv18'] });
        assert.deepEqual([run.status, run.success, run.slots[0]?.status], ['FAILED', false, 'UNKNOWN']);
        assert.match(run.slots[0]?.detail ?? '', /may not have started/);
      });
    }
  });

  describe('of 2 MB', () => {
    const channels = Math.floor(2e6 / 7);

    it('are returned, whole or in part', async () => {
      const { session, state } = await slot('ufm_mv19', 'check_state', '/channel_mask/1');
      assert.ok(session);
      assert.equal((session.data as { channel_mask: unknown[] }).channel_mask.length, channels);
      assert.equal(session.part, 100_001);
      assert.equal(state?.numActiveChannels, channels);
    });

    it('are the result of a run beside those of other slots', async () => {
      const run = await client.run('take_noise', {
        streamIds: ['ufm_mv19', second.streamId],
        params: { duration: 0 },
      });
      assert.deepEqual([run.status, run.success], ['SUCCEEDED', true]);
      const result = run.result as Record<string, { data: { timestream: unknown[]; quantiles: unknown } }>;
      assert.equal(result['ufm_mv19']?.data.timestream.length, channels);
      assert.ok(result[second.streamId]?.data.quantiles);
    });

    for (const transport of TRANSPORTS) {
      it(`are sent live over ${transport}, as those of other slots`, async () => {
        const large = client.watch(
          InteropSessionsDocument,
          { streamIds: ['ufm_mv19'], operations: ['check_state'] },
          transport,
        );
        const others = client.watch(
          InteropSessionsDocument,
          { streamIds: [first.streamId], operations: ['check_state'] },
          transport,
        );
        const update = (event: { sessionUpdates: { session: { data: unknown } } }) =>
          (event.sessionUpdates.session.data as { last_update: number }).last_update;
        const [before, otherBefore] = [update(await large.next()), update(await others.next())];
        await Promise.all([
          large.first((event) => update(event) > before),
          others.first((event) => update(event) > otherBefore),
        ]);
        await Promise.all([large.leave(), others.leave()]);
      });
    }
  });

  describe('that an agent cannot send', () => {
    it('because its session contains infinity end the run with the outcome of the heartbeat', async () => {
      const run = await client.run('bias_dets', {
        streamIds: [first.streamId, second.streamId],
        params: { kwargs: { fill: 'inf' } },
      });
      assert.deepEqual([run.status, run.success], ['SUCCEEDED', true]);
      for (const { detail } of run.slots) {
        assert.match(detail ?? '', /According to the heartbeat, the operation ended with success.*inf\/-inf/);
      }
      const { problems } = await slot(first.streamId, 'bias_dets');
      assert.ok(
        problems.some(({ code, operation }) => code === 'SESSION_UNREADABLE' && operation === 'bias_dets'),
      );

      const again = await client.run('bias_dets', { streamIds: [first.streamId, second.streamId] });
      assert.deepEqual(
        again.slots.map(({ status, detail }) => [status, detail]),
        [
          ['SUCCEEDED', null],
          ['SUCCEEDED', null],
        ],
      );
      // get_api may have been asked while the session could not be sent. It is asked again.
      const { problems: left } = await slot(first.streamId, 'bias_dets');
      assert.deepEqual(
        left.filter(({ code }) => code !== 'API_UNREADABLE'),
        [],
      );
      await until(
        async () => (await slot(first.streamId, 'bias_dets')).problems.length === 0,
        'no problem is left',
      );
    });

    it('because they are too large to send are a problem of this slot only', async () => {
      const id = 'pysmurf-controller-s7';
      const instances = client.watch(InteropInstancesDocument, { streamIds: [id] });
      await network.start('limited', 'large_session.py', '--limited', '--instance-id', id);
      await instances.first(({ smurfInstances }) => smurfInstances.kind === 'ADDED');
      await instances.leave();
      await multismurf.process.waitForLine(/pysmurf-controller-s7.*cannot be read/, 30_000);
      const limited = await slot(id, 'take_noise');
      assert.deepEqual([limited.expired, limited.streamId], [false, null]);
      assert.ok(limited.problems.some(({ code }) => code === 'API_UNREADABLE'));

      const run = await client.run('take_noise', {
        streamIds: [id, first.streamId],
        params: { duration: 0 },
        timeoutSeconds: 5,
      });
      assert.deepEqual(
        run.slots.map(({ status }) => status),
        ['TIMED_OUT', 'SUCCEEDED'],
      );
    });
  });
});
