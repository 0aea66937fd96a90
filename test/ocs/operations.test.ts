import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { createSecret } from '../../src/lib/secret.js';
import { createOperations, type Operations, type Reply } from '../../src/ocs/agent/operations.js';
import { ParamError } from '../../src/ocs/agent/parameters.js';
import type { OpSession, Outcome } from '../../src/ocs/agent/session.js';
import { type EncodedSession, OP_CODES } from '../../src/ocs/protocol.js';
import { createVirtualClock } from '../virtual-clock.js';

const clock = createVirtualClock();

/** Operations with a task that ends when the test says so. */
function withTask(): { operations: Operations; finish(outcome: Outcome): void } {
  const operations = createOperations(silentLogger, clock);
  const ends: ((outcome: Outcome) => void)[] = [];
  operations.registerTask('measure', {
    docstring: 'measure(duration=30)',
    parameters: { duration: { default: 30, type: 'float' } },
    run: () => new Promise<Outcome>((resolve) => ends.push(resolve)),
  });
  return { operations, finish: (outcome) => ends.shift()?.(outcome) };
}

function withProcess(operations = createOperations(silentLogger, clock)): Operations {
  operations.registerProcess('watch', {
    docstring: 'watch()',
    run: (session: OpSession) =>
      new Promise<Outcome>((resolve) =>
        session.stopRequested.addEventListener('abort', () => resolve([true, 'Watched'])),
      ),
  });
  return operations;
}

function sessionOf([, , session]: Reply): EncodedSession {
  assert.ok('session_id' in session, 'the answer has no session');
  return session as EncodedSession;
}

const started = () => clock.advance(0);
const settled = <T>(waiting: Promise<T>) => clock.settle(waiting, 'the end of a wait');

describe('Starting an operation', () => {
  test('is answered before it runs', () => {
    const { operations } = withTask();
    const reply = operations.start('measure', {});
    assert.deepEqual(reply.slice(0, 2), [0, 'Started task "measure".']);
    assert.equal(sessionOf(reply).status, 'starting');
  });

  test('is refused while it is in progress, with the running session', async () => {
    const { operations, finish } = withTask();
    const first = sessionOf(operations.start('measure', {}));
    await started();
    const again = operations.start('measure', {});
    assert.deepEqual(again.slice(0, 2), [-1, 'Operation "measure" already in progress.']);
    assert.equal(sessionOf(again).session_id, first.session_id);
    finish([true, '']);
    await settled(operations.wait('measure', 5));
  });

  test('a start that finds a session joins it if the operation allows that', async () => {
    const operations = createOperations(silentLogger, clock);
    const joined: unknown[] = [];
    let finish: (outcome: Outcome) => void = () => {};
    operations.registerTask('measure', {
      docstring: 'measure(duration=30)',
      parameters: { duration: { default: 30, type: 'float' } },
      startAgain: (session, { duration }) => joined.push([session.sessionId, duration]),
      run: () =>
        new Promise<Outcome>((resolve) => {
          finish = resolve;
        }),
    });
    const { session_id } = sessionOf(operations.start('measure', {}));
    await clock.advance(1);
    const again = operations.start('measure', { duration: 7 });
    assert.deepEqual(again.slice(0, 2), [0, 'Started task "measure" again.']);
    assert.equal(sessionOf(again).session_id, session_id);
    const [code] = operations.start('measure', { duration: 'long' });
    assert.equal(code, -1);
    assert.deepEqual(joined, [[session_id, 7]]);
    finish([true, '']);
    await clock.advance(1);
    assert.equal(operations.session('measure')?.status, 'done');
  });

  test('counts sessions over all operations from 0', () => {
    const { operations } = withTask();
    withProcess(operations);
    assert.equal(sessionOf(operations.start('measure', {})).session_id, 0);
    assert.equal(sessionOf(operations.start('watch', {})).session_id, 1);
  });

  test('with invalid parameters creates no session, and loses the last one', async () => {
    const { operations, finish } = withTask();
    operations.start('measure', {});
    await started();
    finish([true, 'Measured']);
    await settled(operations.wait('measure', 5));
    const refused = operations.start('measure', { durations: 2 });
    assert.deepEqual(refused, [-1, "params included unexpected values: ['durations']", {}]);
    assert.deepEqual(operations.status('measure'), [0, 'No session active.', {}]);
  });

  test('with an unknown name is refused', () => {
    const { operations } = withTask();
    assert.deepEqual(operations.start('meditate', {}), [-1, 'No task or process called "meditate"', {}]);
  });
});

describe('The end of an operation', () => {
  test('is reported by wait, with its outcome', async () => {
    const { operations, finish } = withTask();
    operations.start('measure', {});
    await started();
    finish([false, 'No signal']);
    const reply = await settled(operations.wait('measure', null));
    assert.deepEqual(reply.slice(0, 2), [0, 'Operation "measure" is currently not running (FAILED).']);
    assert.equal(sessionOf(reply).op_code, OP_CODES.FAILED);
    assert.equal(sessionOf(reply).messages.at(-2)?.[1], 'No signal');
  });

  for (const [what, error, message] of [
    ['a crash', new Error('no link'), 'CRASH: no link'],
    ['a refusal of parameters', new ParamError('too long'), 'ERROR: too long'],
  ] as const) {
    test(`is ${what} if it throws that`, async () => {
      const operations = createOperations(silentLogger, clock);
      operations.registerTask('measure', {
        docstring: '',
        run: () => {
          throw error;
        },
      });
      operations.start('measure', {});
      const session = sessionOf(await settled(operations.wait('measure', 5)));
      assert.equal(session.success, false);
      assert.equal(session.messages.at(-2)?.[1], message);
    });
  }
});

describe('Waiting for an operation', () => {
  test('ends with TIMEOUT and the session as it is', async () => {
    const { operations, finish } = withTask();
    operations.start('measure', {});
    await started();
    const reply = await settled(operations.wait('measure', 0));
    assert.deepEqual(reply.slice(0, 2), [1, 'Operation "measure" still running; wait timed out.']);
    assert.equal(sessionOf(reply).status, 'running');
    finish([true, '']);
  });

  test('that never ran ends at once', async () => {
    const { operations } = withTask();
    assert.deepEqual(await settled(operations.wait('measure', null)), [0, 'Idle.', {}]);
    assert.deepEqual(await settled(operations.wait('meditate', null)), [
      -1,
      'Unknown operation "meditate".',
      {},
    ]);
  });
});

describe('Halting an operation', () => {
  test('stops a process', async () => {
    const operations = withProcess();
    operations.start('watch', {});
    await started();
    const reply = operations.halt('stop', 'watch');
    assert.deepEqual(reply.slice(0, 2), [0, 'Requested stop on process watch".']);
    assert.equal(sessionOf(reply).status, 'stopping');
    assert.equal(sessionOf(await settled(operations.wait('watch', 5))).success, true);
    assert.deepEqual(operations.halt('stop', 'watch'), [-1, 'The operation is already done', {}]);
  });

  test('stops a process that is still starting', async () => {
    const operations = withProcess();
    let sawStop: boolean | undefined;
    operations.registerProcess('peek', {
      docstring: '',
      run: (session) => {
        sawStop = session.stopRequested.aborted;
        return [true, ''];
      },
    });
    operations.start('peek', {});
    operations.halt('stop', 'peek');
    await settled(operations.wait('peek', 5));
    assert.equal(sawStop, true);
  });

  test('depends on the kind of the operation', () => {
    const { operations } = withTask();
    withProcess(operations);
    assert.deepEqual(operations.halt('stop', 'measure'), [
      -1,
      'Cannot "stop" "measure" because it is a "task".',
      {},
    ]);
    assert.deepEqual(operations.halt('abort', 'watch'), [
      -1,
      'Cannot "abort" "watch" because it is a "process".',
      {},
    ]);
    assert.deepEqual(operations.halt('abort', 'measure'), [-1, 'No session active.', {}]);
    assert.deepEqual(operations.halt('stop', 'meditate'), [-1, 'No operation called "meditate".', {}]);
  });

  test('reports that it was requested, and does nothing, for a blocking task that cannot be aborted', async () => {
    const { operations, finish } = withTask();
    operations.start('measure', {});
    await started();
    assert.equal(operations.halt('abort', 'measure')[0], 0);
    assert.equal(operations.session('measure')?.status, 'running');
    finish([true, '']);
  });

  test('throws for a task that is neither blocking nor abortable', async () => {
    const operations = createOperations(silentLogger, clock);
    operations.registerTask('run', { docstring: '', blocking: false, run: () => new Promise(() => {}) });
    operations.start('run', {});
    await started();
    assert.throws(() => operations.halt('abort', 'run'), /has no aborter/);
  });
});

describe('Halting an operation that may run elsewhere', () => {
  function withElsewhere() {
    const operations = createOperations(silentLogger, clock);
    const asked: (string | undefined)[] = [];
    const ends: (() => void)[] = [];
    operations.registerProcess('watch', {
      docstring: 'watch()',
      minPrivs: 1,
      run: () => new Promise<Outcome>((resolve) => ends.push(() => resolve([true, 'Watched']))),
      haltAnyway({ password }) {
        asked.push(password?.reveal());
        if (password?.reveal() === 'nowhere') throw new ParamError('There is nobody to ask.');
        return 'Asked elsewhere.';
      },
    });
    return { operations, asked, finish: () => ends.shift()?.() };
  }
  const caller = (password?: string) => ({
    ...({ level: 1, detail: '' } as const),
    password: password === undefined ? undefined : createSecret(password),
  });

  test('is passed on if there is no session to end, with the parameters of the caller', () => {
    const { operations, asked } = withElsewhere();
    assert.deepEqual(operations.halt('stop', 'watch', caller('sesame')), [0, 'Asked elsewhere.', {}]);
    assert.deepEqual(asked, ['sesame']);
  });

  test('is passed on while our session is stopping, and when it is done', async () => {
    const { operations, asked, finish } = withElsewhere();
    operations.start('watch', {});
    await started();
    assert.equal(operations.halt('stop', 'watch')[1], 'Requested stop on process watch".');
    assert.deepEqual(asked, []);
    const again = operations.halt('stop', 'watch');
    assert.deepEqual([...again.slice(0, 2), sessionOf(again).status], [0, 'Asked elsewhere.', 'stopping']);
    finish();
    await settled(operations.wait('watch', 5));
    const late = operations.halt('stop', 'watch');
    assert.deepEqual([...late.slice(0, 2), sessionOf(late).status], [0, 'Asked elsewhere.', 'done']);
  });

  test('is an error if there is no slot, or the caller has no permission', () => {
    const { operations, asked } = withElsewhere();
    assert.deepEqual(operations.halt('stop', 'watch', caller('nowhere')), [
      -1,
      'There is nobody to ask.',
      {},
    ]);
    const [code] = operations.halt('stop', 'watch', { ...caller(), level: 0 });
    assert.equal(code, -1);
    assert.equal(asked.length, 1);
  });

  test('is not passed on when the agent itself closes', async () => {
    const { operations, asked, finish } = withElsewhere();
    operations.start('watch', {});
    await started();
    operations.halt('stop', 'watch');
    const closing = operations.stopAll(3);
    finish();
    await settled(closing);
    assert.deepEqual(asked, []);
  });
});

describe('The operations of an agent', () => {
  test('are listed by name with their properties', () => {
    const { operations } = withTask();
    operations.registerTask('abort', {
      docstring: 'abort()',
      blocking: false,
      run: () => [true, ''],
      abort() {},
    });
    withProcess(operations);
    const noHistory = (op_name: string) => ({ op_name, status: 'no_history' });
    assert.deepEqual(operations.encoded('task'), [
      [
        'abort',
        noHistory('abort'),
        { blocking: false, abortable: true, docstring: 'abort()', op_type: 'task', min_privs: 1 },
      ],
      [
        'measure',
        noHistory('measure'),
        {
          blocking: true,
          abortable: false,
          docstring: 'measure(duration=30)',
          op_type: 'task',
          min_privs: 1,
        },
      ],
    ]);
    assert.deepEqual(operations.encoded('process'), [
      [
        'watch',
        noHistory('watch'),
        { blocking: true, docstring: 'watch()', op_type: 'process', min_privs: 1 },
      ],
    ]);
  });

  test('are in the op codes even if they never ran', async () => {
    const { operations, finish } = withTask();
    withProcess(operations);
    operations.start('measure', {});
    await started();
    assert.deepEqual(operations.opCodes(), { measure: OP_CODES.RUNNING, watch: OP_CODES.NONE });
    finish([true, '']);
  });

  test('stop together, and are waited for only for a limited time', async () => {
    const { operations } = withTask();
    withProcess(operations);
    operations.start('measure', {});
    operations.start('watch', {});
    await started();
    await clock.settle(operations.stopAll(3), 'three seconds for what runs');
    assert.equal(operations.session('watch')?.status, 'done');
    assert.equal(operations.session('measure')?.status, 'running');
  });
});
