import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  encodedSession,
  guard,
  isActive,
  OP_CODES,
  opCodeName,
  opsReply,
  ProtocolError,
  parseAgentApi,
  parseHeartbeat,
  sessionData,
} from '../../src/ocs/protocol.js';

const INFO = {
  agent_address: 'observatory.tester',
  agg_params: {},
  feed_name: 'heartbeat',
  address: 'observatory.tester.feeds.heartbeat',
  record: false,
  session_id: '1700000000.25',
  agent_class: 'PysmurfController',
};

const SESSION = {
  session_id: 4,
  op_name: 'take_noise',
  op_code: 5,
  cred_level: 1,
  status: 'done',
  degraded: false,
  success: true,
  start_time: 1700000000.5,
  end_time: 1700000030.5,
  data: { a: 1 },
  messages: [[1700000000.5, 'Status is now "starting".']],
};

const TASK = { op_type: 'task', blocking: true, abortable: false, docstring: 'take_noise()', min_privs: 1 };

const api = (changes: object = {}) => ({
  agent_class: 'PysmurfController',
  instance_hostname: 'host',
  instance_pid: 12,
  feeds: [['heartbeat', INFO]],
  processes: [],
  tasks: [['take_noise', SESSION, TASK]],
  access_control: { policy: 'none' },
  ...changes,
});

describe('A heartbeat', () => {
  test('is read with its op codes and its feed_info', () => {
    const { opCodes, info } = parseHeartbeat([[{ take_noise: 3, stream: 1 }, INFO]]);
    assert.deepEqual(opCodes, { take_noise: OP_CODES.RUNNING, stream: OP_CODES.NONE });
    assert.equal(info.session_id, '1700000000.25');
  });

  test('may come from an agent without a class, and have unknown members', () => {
    const { info } = parseHeartbeat([[{}, { ...INFO, agent_class: null, more: 1 }]]);
    assert.equal(info.agent_class, null);
  });

  const malformed: readonly [what: string, args: readonly unknown[]][] = [
    ['has no arguments', []],
    ['has the message and the feed_info as two arguments', [{}, INFO]],
    ['lacks the feed_info', [[{}]]],
    ['has an op code that is a text', [[{ stream: 'RUNNING' }, INFO]]],
    ['has null for a message', [[null, INFO]]],
    ['has no agent start', [[{}, { ...INFO, session_id: undefined }]]],
    ['has a number for the agent start', [[{}, { ...INFO, session_id: 1.5 }]]],
  ];
  test('loses only an operation with an unknown op code', () => {
    const { opCodes } = parseHeartbeat([[{ stream: 9, take_noise: OP_CODES.RUNNING }, INFO]]);
    assert.deepEqual(opCodes, { take_noise: OP_CODES.RUNNING });
  });

  test('keeps at most 500 operations, and none whose name has more than 200 characters', () => {
    const many = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`odd${index}`, 1]));
    const { opCodes } = parseHeartbeat([[{ ['x'.repeat(201)]: 3, ['y'.repeat(200)]: 3, ...many }, INFO]]);
    assert.equal(Object.keys(opCodes).length, 500);
    assert.equal(Object.keys(opCodes)[0], 'y'.repeat(200));
  });

  for (const [what, args] of malformed) {
    test(`is refused if it ${what}`, () => {
      assert.throws(() => parseHeartbeat(args), ProtocolError);
    });
  }
});

describe('An answer to get_api', () => {
  test('is read completely', () => {
    const read = parseAgentApi(api());
    assert.equal(read.agentClass, 'PysmurfController');
    assert.equal(read.pid, 12);
    assert.deepEqual(read.feeds, ['heartbeat']);
    assert.deepEqual(read.accessControl, { policy: 'none' });
    assert.deepEqual(read.operations, [{ name: 'take_noise', session: SESSION, info: TASK }]);
    assert.deepEqual(read.problems, []);
  });

  test('of an older agent lacks access control, levels and hostname', () => {
    const { access_control, instance_hostname, instance_pid, ...old } = api();
    const { min_privs, ...task } = TASK;
    const { degraded, cred_level, ...session } = SESSION;
    const read = parseAgentApi({ ...old, tasks: [['take_noise', session, task]] });
    assert.equal(read.accessControl, null);
    assert.equal(read.hostname, null);
    assert.equal(read.operations[0]?.info.min_privs, 1);
    assert.equal(read.operations[0]?.session?.degraded, false);
    assert.deepEqual([access_control, instance_hostname, instance_pid].length, 3);
    assert.deepEqual([min_privs, degraded, cred_level], [1, false, 1]);
  });

  test('has no session if there is no history', () => {
    const read = parseAgentApi(
      api({ tasks: [['take_noise', { op_name: 'take_noise', status: 'no_history' }, TASK]] }),
    );
    assert.deepEqual(read.operations[0], { name: 'take_noise', session: null, info: TASK });
  });

  test('loses a malformed session and keeps the operation, and reports it', () => {
    const read = parseAgentApi(api({ tasks: [['take_noise', { ...SESSION, op_code: 99 }, TASK]] }));
    assert.equal(read.operations[0]?.session, null);
    assert.equal(read.problems.length, 1);
    assert.match(read.problems[0] ?? '', /a session of take_noise/);
  });

  test('loses a malformed operation and keeps the others, and reports it', () => {
    const read = parseAgentApi(
      api({ tasks: [['take_noise', SESSION, TASK], ['broken'], ['odd', {}, { op_type: 'wish' }]] }),
    );
    assert.deepEqual(
      read.operations.map(({ name }) => name),
      ['take_noise'],
    );
    assert.equal(read.problems.length, 2);
  });

  test('keeps at most 500 operations, and reports how many there were', () => {
    const tasks = Array.from({ length: 40_000 }, (_, index) => [`odd${index}`, {}, TASK]);
    const read = parseAgentApi(api({ tasks, processes: [['stream', {}, { ...TASK, op_type: 'process' }]] }));
    assert.equal(read.operations.length, 500);
    assert.deepEqual(read.problems, ['40001 operations: only the first 500 are used']);
    const broken = parseAgentApi(api({ tasks: tasks.map(() => 'broken') }));
    assert.ok(broken.problems.length <= 501, `${broken.problems.length} problems`);
  });

  test('loses an operation whose name is too long, and reports it', () => {
    const read = parseAgentApi(
      api({
        tasks: [
          ['x'.repeat(201), {}, TASK],
          ['y'.repeat(200), {}, TASK],
        ],
      }),
    );
    assert.deepEqual(
      read.operations.map(({ name }) => name),
      ['y'.repeat(200)],
    );
    assert.match(
      read.problems.join(),
      /^expected an operation in the format of OCS, but: .{0,100}200 characters$/,
    );
  });

  test('loses the feeds that no topic can be named for, and reports which', () => {
    const names = ['heartbeat', 'a b', 'a#b', '', 'a..b', '.', 'deep.er', 'µ', 'x'.repeat(1_000_000)];
    const read = parseAgentApi(api({ feeds: [...names.map((name) => [name, INFO]), 'broken'] }));
    assert.deepEqual(read.feeds, ['heartbeat', 'deep.er', 'µ']);
    assert.equal(read.problems.length, 7);
    assert.match(
      read.problems[0] ?? '',
      /^expected a feed in the format of OCS, but: 0: "a b" cannot be used in the name of a topic$/,
    );
    assert.ok(read.problems.every((problem) => problem.length < 200));
  });

  test('keeps at most 200 feeds, and reports how many there were', () => {
    const feeds = Array.from({ length: 201 }, (_, index) => [`feed${index}`, INFO]);
    const read = parseAgentApi(api({ feeds }));
    assert.equal(read.feeds.length, 200);
    assert.deepEqual(read.problems, ['201 feeds: only the first 200 are used']);
  });

  test('has no process id if the agent sent an invalid one', () => {
    for (const instance_pid of [2 ** 40, -1, 1.5, 'twelve', undefined]) {
      assert.equal(parseAgentApi(api({ instance_pid })).pid, null);
    }
  });

  for (const value of [
    null,
    'PysmurfController',
    [],
    {},
    api({ tasks: undefined }),
    api({ processes: {} }),
  ]) {
    test(`is refused as a whole when it is ${JSON.stringify(value)?.slice(0, 40)}`, () => {
      assert.throws(() => parseAgentApi(value), ProtocolError);
    });
  }
});

describe('An answer of an agent', () => {
  test('has no session if the agent sends an empty one', () => {
    assert.deepEqual(guard(opsReply, [0, 'Idle.', {}], 'an answer'), {
      code: 0,
      message: 'Idle.',
      session: null,
    });
  });

  test('has the session with all its members', () => {
    const session = { ...SESSION, more: 'of a later version' };
    assert.deepEqual(guard(opsReply, [1, 'still running', session], 'an answer').session, session);
  });

  for (const reply of [
    [0, 'two'],
    [2, 'no such code', {}],
    [0, null, {}],
    [0, 'a', { session_id: 1 }],
  ]) {
    test(`is refused when it is ${JSON.stringify(reply)}`, () => {
      assert.throws(
        () => guard(opsReply, reply, 'an answer'),
        /^ProtocolError: expected an answer in the format of OCS, but: /,
      );
    });
  }
});

describe('A session', () => {
  const read = (changes: object) => guard(encodedSession, { ...SESSION, ...changes }, 'a session');
  const odd = [1e300, -1e300, 8.64e12 + 1, Number.NaN, Infinity, -Infinity];

  test('is malformed if its id does not fit an Int, or its start is not a valid time', () => {
    for (const session_id of [2 ** 31, -1, 1.5, Number.NaN]) {
      assert.throws(() => read({ session_id }), ProtocolError);
    }
    assert.equal(read({ session_id: 2 ** 31 - 1 }).session_id, 2 ** 31 - 1);
    for (const start_time of [...odd, null, 'now']) assert.throws(() => read({ start_time }), ProtocolError);
  });

  test('ends at its start if its end is not a valid time', () => {
    for (const end_time of odd) assert.equal(read({ end_time }).end_time, SESSION.start_time);
    assert.equal(read({ end_time: null }).end_time, null);
    assert.equal(read({ end_time: 8.64e12 }).end_time, 8.64e12);
    for (const end_time of ['later', undefined]) assert.throws(() => read({ end_time }), ProtocolError);
  });

  test('uses the start of the session for a message without a valid time', () => {
    const times = [...odd, null, 7.5];
    const { messages } = read({ messages: times.map((time) => [time, 'text']) });
    assert.deepEqual(messages, [...[...odd, null].map(() => [SESSION.start_time, 'text']), [7.5, 'text']]);
    for (const [time] of messages) assert.ok(!Number.isNaN(new Date(time * 1000).getTime()));
  });

  test('keeps the newest 10,000 messages', () => {
    const { messages } = read({ messages: Array.from({ length: 12_345 }, (_, index) => [index, 'text']) });
    assert.equal(messages.length, 10_000);
    assert.deepEqual([messages[0]?.[0], messages.at(-1)?.[0]], [2345, 12_344]);
  });
});

test('Session data that are not an object count as empty', () => {
  const session = guard(opsReply, [0, '', SESSION], 'an answer').session;
  assert.ok(session);
  assert.deepEqual(sessionData(session), { a: 1 });
  for (const data of [null, 3, 'text', [1]]) assert.deepEqual(sessionData({ ...session, data }), {});
});

test('An operation runs while it is starting, running, stopping or degraded', () => {
  const active = Object.values(OP_CODES).filter(isActive).map(opCodeName);
  assert.deepEqual(active, ['STARTING', 'RUNNING', 'STOPPING', 'DEGRADED']);
});
