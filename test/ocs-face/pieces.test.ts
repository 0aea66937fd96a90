import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ManagedSmurfInstance } from '../../src/core/instance.js';
import type { Run, RunSlot } from '../../src/core/run.js';
import type { SessionRecord } from '../../src/core/session-record.js';
import { fit, fitOperations, MAX_ANSWER_BYTES, sizeOf } from '../../src/ocs/agent/size.js';
import { parseParameters } from '../../src/ocs/docstring.js';
import { type EncodedSession, OP_CODES } from '../../src/ocs/protocol.js';
import { extendDocstring } from '../../src/ocs-face/docstring.js';
import { encodeInstances, encodeRun, keysOf, MAX_DATA_BYTES } from '../../src/ocs-face/encode.js';
import { toFieldName } from '../../src/ocs-face/feeds.js';
import { goingOn, outcomeOf } from '../../src/ocs-face/outcome.js';
import { parseSlotRequest } from '../../src/ocs-face/run-options.js';

const NOISE = `take_noise(duration=30., kwargs=None, tag=None)

**Task** - Takes a short timestream.

Args
-----
duration : float
    Duration of timestream to take for noise calculation.
tag : string, optional
    Tag to attach to the G3 stream.

Notes
-------
Data will be in session.data.`;

function session(change: Partial<EncodedSession> = {}): EncodedSession {
  return {
    session_id: 1,
    op_name: 'take_noise',
    op_code: OP_CODES.SUCCEEDED,
    cred_level: 1,
    status: 'done',
    degraded: false,
    success: true,
    start_time: 100,
    end_time: 110,
    data: {},
    messages: [],
    ...change,
  };
}

function record(change: Partial<EncodedSession> = {}): SessionRecord {
  return { id: 'x', session: session(change), refreshedAt: new Date(120_000), evicted: false };
}

function instance(slot: number, change: Partial<ManagedSmurfInstance> = {}): ManagedSmurfInstance {
  return {
    address: `observatory.s${slot}`,
    instanceId: `s${slot}`,
    agentClass: 'PysmurfController',
    streamId: `ufm_mv${slot}`,
    streamIdConfirmed: true,
    expired: false,
    lastRefresh: new Date(125_000),
    agentStart: '50',
    api: null,
    opCodes: new Map(),
    sessions: new Map([['take_noise', record()]]),
    stateStale: false,
    problems: [],
    ...change,
  };
}

function slot(change: Partial<RunSlot> = {}): RunSlot {
  return {
    address: 'observatory.s2',
    instanceId: 's2',
    streamId: 'ufm_mv2',
    status: 'SUCCEEDED',
    inferred: false,
    message: null,
    record: record(),
    ...change,
  };
}

function run(slots: readonly RunSlot[], change: Partial<Run> = {}): Run {
  return {
    id: 'r',
    action: 'RUN',
    operation: 'take_noise',
    params: {},
    requestedBy: null,
    face: 'OCS',
    mode: 'PARALLEL',
    settleSeconds: 0,
    minSlots: null,
    requestId: null,
    dryRun: false,
    status: 'FAILED',
    startTime: new Date(0),
    endTime: new Date(1000),
    slots,
    skipped: [],
    ...change,
  };
}

describe('the docstring of an operation', () => {
  it('keeps what the slot says, and gains two parameters', () => {
    const text = extendDocstring('take_noise', NOISE);
    assert.match(
      text,
      /^take_noise\(duration=30\., kwargs=None, tag=None, stream_ids=None, run_options=None\)\n/,
    );
    assert.match(text, /Data will be in session\.data\./);
    const parameters = parseParameters(text);
    assert.deepEqual(
      parameters.map(({ name, default: given }) => [name, given]),
      [
        ['duration', '30.'],
        ['kwargs', 'None'],
        ['tag', 'None'],
        ['stream_ids', 'None'],
        ['run_options', 'None'],
      ],
    );
    const described = (name: string) => parameters.find((one) => one.name === name);
    assert.equal(described('tag')?.description, 'Tag to attach to the G3 stream.');
    assert.equal(described('stream_ids')?.type, 'list of str, optional');
    assert.match(described('run_options')?.description ?? '', /min_slots \(refuse to start on fewer\)/);
  });

  it('is made where there is none, or none of the usual form', () => {
    for (const own of [null, '', 'Does something.', 'run(', 'other(a, b)\n\nText.']) {
      const text = extendDocstring('run', own);
      assert.match(text, /^run\(stream_ids=None, run_options=None\)\n/);
      assert.ok(text.includes(own ?? ''));
      assert.equal(parseParameters(text).find(({ name }) => name === 'stream_ids')?.default, 'None');
    }
  });

  it('takes defaults with parentheses and signatures over two lines', () => {
    const text = extendDocstring('take_iv', 'take_iv(bands=(1, 2), \\\n        tag=None)\n\nText.');
    assert.match(text, /tag=None, stream_ids=None, run_options=None\)/);
  });
});

describe('the parameters of an operation', () => {
  it('are what the slots get, but for stream_ids and run_options', () => {
    assert.deepEqual(
      parseSlotRequest({
        duration: 3,
        stream_ids: ['ufm_mv2'],
        run_options: { mode: 'series', settle_seconds: 2, timeout_seconds: 60, min_slots: 2, force: true },
      }).run,
      {
        params: { duration: 3 },
        streamIds: ['ufm_mv2'],
        mode: 'SERIES',
        settleSeconds: 2,
        timeoutSeconds: 60,
        minSlots: 2,
        force: true,
      },
    );
    const { run: plain, grant } = parseSlotRequest({ stream_ids: null, run_options: null });
    assert.equal(grant, null);
    assert.deepEqual([plain.streamIds, plain.mode, plain.minSlots], [null, 'PARALLEL', null]);
  });

  const wrong: readonly [Record<string, unknown>, RegExp][] = [
    [{ stream_ids: 'ufm_mv2' }, /^Param 'stream_ids': wanted a list of stream ids, or None/],
    [{ stream_ids: [2] }, /stream_ids\.0/],
    [{ run_options: { mode: 'sideways' } }, /run_options\.mode/],
    [
      { run_options: { settle: 1 } },
      /any of mode, settle_seconds, timeout_seconds, min_slots, force, exclusive/,
    ],
    [{ run_options: { timeout_seconds: 0 } }, /run_options\.timeout_seconds/],
    [{ run_options: { min_slots: 1.5 } }, /run_options\.min_slots/],
    [{ run_options: [] }, /Param 'run_options'/],
  ];
  for (const [params, message] of wrong) {
    it(`cannot be ${JSON.stringify(params)}`, () => {
      assert.throws(() => parseSlotRequest(params), { name: 'ParamError', message });
    });
  }
});

describe('the end of a session', () => {
  it('is a success only if every slot succeeded', () => {
    assert.deepEqual(outcomeOf(run([slot()], { status: 'SUCCEEDED' })), [
      true,
      'take_noise succeeded on 1 slot.',
    ]);
  });

  it('says which slots failed, and why, by the last line of a traceback', () => {
    const message = 'Traceback (most recent call last):\n  File "x"\nRuntimeError: no signal\n';
    const failed = slot({ streamId: 'ufm_mv3', status: 'FAILED', message });
    const unreached = slot({ streamId: null, instanceId: 's4', status: 'UNREACHABLE', message: 'Gone.' });
    assert.deepEqual(outcomeOf(run([slot(), failed, unreached])), [
      false,
      'take_noise failed on 2 of 3 slots. ufm_mv3: FAILED, RuntimeError: no signal. s4: UNREACHABLE, Gone.',
    ]);
  });

  it('is told of slots that a cancel could not end', () => {
    const message = 'The agent says that take_noise cannot be aborted: it goes on until it ends.';
    const going = run([slot({ status: 'RUNNING', message }), slot({ status: 'CANCELLED', message: 'x' })]);
    assert.deepEqual(goingOn(going), [`ufm_mv2 goes on: ${message}`]);
  });
});

describe('what monitor tells', () => {
  it('is each slot with its sessions, as OCS encodes them', () => {
    const messages: [number, string][] = Array.from({ length: 30 }, (_, index) => [index, `line ${index}`]);
    const one = instance(2, { sessions: new Map([['take_noise', record({ messages })]]) });
    assert.deepEqual(encodeInstances([one]), {
      ufm_mv2: {
        address: 'observatory.s2',
        instance_id: 's2',
        stream_id: 'ufm_mv2',
        agent_class: 'PysmurfController',
        expired: false,
        last_refresh: 125,
        sessions: {
          take_noise: {
            ...session({ messages: messages.slice(20) }),
            refreshed_at: 120,
            evicted: false,
          },
        },
      },
    });
  });

  it('goes by instance id while a stream id is unknown or shared', () => {
    const unknown = instance(4, { streamIdConfirmed: false });
    const twins = [instance(2, { streamId: 'ufm_mv9' }), instance(3, { streamId: 'ufm_mv9' })];
    assert.deepEqual(keysOf([unknown, ...twins, instance(5)]), ['s4', 's2', 's3', 'ufm_mv5']);
    assert.equal(encodeInstances([unknown])['s4']?.stream_id, null);
  });

  it('passes whole for sixteen slots with thousands of channels, with room to spare', () => {
    const data = { channel_mask: Array.from({ length: 4096 }, (_, index) => index), stream_id: 'ufm_mv2' };
    const slots = Array.from({ length: 16 }, (_, index) =>
      instance(index + 2, { sessions: new Map([['check_state', record({ data })]]) }),
    );
    const encoded = encodeInstances(slots);
    assert.ok(sizeOf(encoded) < MAX_DATA_BYTES);
    assert.deepEqual(encoded['ufm_mv2']?.sessions['check_state']?.data, data);
  });

  it('leaves out the longest data where all would be too long for a message, and says so', () => {
    const long = record({ op_name: 'run', data: { text: 'x'.repeat(MAX_DATA_BYTES) } });
    const one = instance(2, { sessions: new Map([...instance(2).sessions, ['run', long]]) });
    const encoded = encodeInstances([one, instance(3)]);
    assert.ok(sizeOf(encoded) < MAX_DATA_BYTES);
    assert.match(JSON.stringify(encoded['ufm_mv2']?.sessions['run']?.data), /\d+ bytes of data, left out/);
    assert.equal(encoded['ufm_mv2']?.sessions['run']?.success, true);
    assert.deepEqual(encoded['ufm_mv3']?.sessions['take_noise']?.data, {});
  });
});

describe('what is too long for a message', () => {
  it('is cut in the sessions of a run', () => {
    const messages: [number, string][] = Array.from({ length: 500 }, (_, index) => [index, 'line']);
    const long = slot({ record: record({ data: { text: 'x'.repeat(700_000) } }) });
    const encoded = encodeRun(run([long, slot({ streamId: 'ufm_mv3', record: record({ messages }) })]));
    assert.ok(sizeOf(encoded) < MAX_DATA_BYTES);
    assert.ok(Object.hasOwn(encoded['ufm_mv2']?.data as object, 'omitted'));
    assert.equal(encoded['ufm_mv3']?.messages.length, 100);
  });

  it('is cut in get_api, the longest first', () => {
    const operation = (name: string, length: number) =>
      [name, session({ data: { text: 'x'.repeat(length) } }), { op_type: 'task' }] as const;
    const fitted = fitOperations([operation('a', 500_000), operation('b', 400_000), operation('c', 10)]);
    assert.ok(sizeOf(fitted) < MAX_ANSWER_BYTES);
    const kept = fitted.map(([, one]) => 'data' in one && Object.hasOwn(one.data as object, 'text'));
    assert.deepEqual(kept, [false, true, true]);
  });

  it('is nothing where all fits', () => {
    const portions = ['a', 'b'].map((full) => ({ full, without: () => '' }));
    assert.deepEqual(fit(portions, 100), ['a', 'b']);
  });
});

it('names fields as OCS allows', () => {
  assert.deepEqual(['ufm_mv2', 'pysmurf-controller-s2', '9.x', '_1'].map(toFieldName), [
    'ufm_mv2',
    'pysmurf_controller_s2',
    'slot_9_x',
    'slot__1',
  ]);
});
