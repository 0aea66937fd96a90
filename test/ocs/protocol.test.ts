import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
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

  test('may come from an agent without a class, and with members that we do not know', () => {
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
  test('loses only the operation whose op code OCS does not have yet', () => {
    const { opCodes } = parseHeartbeat([[{ stream: 9, take_noise: OP_CODES.RUNNING }, INFO]]);
    assert.deepEqual(opCodes, { take_noise: OP_CODES.RUNNING });
  });

  for (const [what, args] of malformed) {
    test(`is refused when it ${what}`, () => {
      assert.throws(() => parseHeartbeat(args), ProtocolError);
    });
  }
});

describe('An answer to get_api', () => {
  test('is read whole', () => {
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

  test('has no session where there is no history', () => {
    const read = parseAgentApi(
      api({ tasks: [['take_noise', { op_name: 'take_noise', status: 'no_history' }, TASK]] }),
    );
    assert.deepEqual(read.operations[0], { name: 'take_noise', session: null, info: TASK });
  });

  test('loses a malformed session and keeps the operation, and says so', () => {
    const read = parseAgentApi(api({ tasks: [['take_noise', { ...SESSION, op_code: 99 }, TASK]] }));
    assert.equal(read.operations[0]?.session, null);
    assert.equal(read.problems.length, 1);
    assert.match(read.problems[0] ?? '', /a session of take_noise/);
  });

  test('loses a malformed operation and keeps the others, and says so', () => {
    const read = parseAgentApi(
      api({ tasks: [['take_noise', SESSION, TASK], ['broken'], ['odd', {}, { op_type: 'wish' }]] }),
    );
    assert.deepEqual(
      read.operations.map(({ name }) => name),
      ['take_noise'],
    );
    assert.equal(read.problems.length, 2);
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
  test('has no session where the agent sends an empty one', () => {
    assert.deepEqual(guard(opsReply, [0, 'Idle.', {}], 'an answer'), {
      code: 0,
      message: 'Idle.',
      session: null,
    });
  });

  test('has the session with all that came in it', () => {
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
      assert.throws(() => guard(opsReply, reply, 'an answer'), /^ProtocolError: not an answer of OCS: /);
    });
  }
});

test('Session data that is no object counts as empty', () => {
  const session = guard(opsReply, [0, '', SESSION], 'an answer').session;
  assert.ok(session);
  assert.deepEqual(sessionData(session), { a: 1 });
  for (const data of [null, 3, 'text', [1]]) assert.deepEqual(sessionData({ ...session, data }), {});
});

test('An operation goes on while it is starting, running, stopping or degraded', () => {
  const active = Object.values(OP_CODES).filter(isActive).map(opCodeName);
  assert.deepEqual(active, ['STARTING', 'RUNNING', 'STOPPING', 'DEGRADED']);
});
