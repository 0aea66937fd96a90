import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { pino } from 'pino';
import { silentLogger } from '../../src/lib/logger.js';
import { createSecret } from '../../src/lib/secret.js';
import { parseAccessPolicy } from '../../src/ocs/access/policy.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import { type EncodedSession, REPLY_CODES } from '../../src/ocs/protocol.js';
import { startObservatory } from '../core/observatory.js';
import { lastMessage, secondCore, startFace } from './harness.js';

const SLOT = { two: 'sesame-slot-two', three: 'sesame-slot-three' };
const OURS = { two: 'sesame-our-two', three: 'sesame-our-three' };
const ADDRESS = 'observatory.pysmurf-controller-s2';
const REFUSAL = 'The action requires credential level 2-ADVANCED but the client has only level 1-BASIC';

/** A slot that wants a password, and us with this policy and, if so wanted, the slot's password. */
async function start(t: TestContext, policy: string, knowsPassword: boolean) {
  const observatory = await startObservatory(t, { slots: [], early: true });
  const { clock, connect, others } = observatory;
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => log.push(line) });
  const slot = createAgent({
    ...{ connection: connect(), addressRoot: 'observatory', instanceId: 'pysmurf-controller-s2' },
    ...{ agentClass: 'PysmurfController', logger: silentLogger, clock },
    accessPolicy: parseAccessPolicy(`override:${SLOT.two},${SLOT.three}`),
  });
  const levels: number[] = [];
  slot.registerTask('guarded', {
    docstring: 'guarded()',
    minPrivs: 2,
    run(session) {
      levels.push(session.credLevel);
      return [true, 'done'];
    },
  });
  slot.registerProcess('guarded_stream', {
    docstring: 'guarded_stream()',
    minPrivs: 2,
    async run(session) {
      await new Promise((resolve) => session.stopRequested.addEventListener('abort', resolve));
      return [true, 'done'];
    },
  });
  slot.open();
  const core = secondCore(t, observatory, {
    ...(knowsPassword && { passwordFor: () => createSecret(SLOT.two) }),
    logger,
  });
  const face = await startFace(
    t,
    { clock, core, others },
    { accessPolicy: parseAccessPolicy(policy), logger },
  );
  const offered = async () => (await face.getApi()).operations.find(({ name }) => name === 'guarded')?.info;
  const info = await clock.until(
    async () => (core.registry.scan.isDone ? await offered() : null),
    'the slot is known',
  );
  const answers: unknown[] = [];
  return {
    ...{ clock, core, face, levels, minPrivs: info.min_privs },
    async ask(password?: string): Promise<EncodedSession | string> {
      const { code, message, session } = await face.start('guarded', {}, password);
      answers.push(message, session);
      if (code === REPLY_CODES.ERROR) return message;
      const end = await face.end('guarded');
      answers.push(end, await face.getApi(), (await core.runs.list({}, { first: 100 })).runs);
      return end;
    },
    /** Another program starts it on the slot. */
    async stream() {
      const password = createSecret(SLOT.two);
      await clock.settle(others.start(ADDRESS, 'guarded_stream', {}, { password }), 'it streams');
      await clock.until(() => slot.session('guarded_stream')?.status === 'running', 'it runs');
    },
    streamState: () => slot.session('guarded_stream')?.status,
    showsNoPassword() {
      assert.ok(log.length > 0);
      assert.ok(!log.join('').includes('sesame'), 'in the log');
      assert.ok(!JSON.stringify(answers).includes('sesame'), 'in an answer');
    },
    log,
  };
}

describe('the password of a caller', () => {
  it('is passed on if everybody may command this agent, and the slot checks it', async (t) => {
    const { ask, levels, minPrivs, showsNoPassword } = await start(t, 'none', false);
    assert.equal(minPrivs, 1);
    const right = await ask(SLOT.two);
    assert.ok(typeof right !== 'string');
    assert.equal(right.success, true, lastMessage(right));
    for (const wrong of [undefined, 'sesame-wrong']) {
      const session = await ask(wrong);
      assert.ok(typeof session !== 'string');
      assert.equal(
        lastMessage(session),
        `guarded did not succeed on 1 of 1 slot. pysmurf-controller-s2: REJECTED, ${REFUSAL}.`,
      );
    }
    assert.deepEqual(levels, [2]);
    showsNoPassword();
  });

  it('is not replaced by ours if the caller does not have the level', async (t) => {
    const { ask, levels } = await start(t, 'none', true);
    const session = await ask();
    assert.ok(typeof session !== 'string');
    assert.equal(session.success, false);
    assert.deepEqual(levels, []);
  });

  it('is for this agent if it has its own rules, and the slot gets our password', async (t) => {
    const { ask, levels, minPrivs, showsNoPassword } = await start(
      t,
      `override:${OURS.two},${OURS.three}`,
      true,
    );
    assert.equal(minPrivs, 2);
    const right = await ask(OURS.two);
    assert.ok(typeof right !== 'string');
    assert.equal(right.success, true, lastMessage(right));
    assert.equal(right.cred_level, 2);
    for (const wrong of [undefined, 'sesame-wrong', SLOT.two]) assert.equal(await ask(wrong), REFUSAL);
    assert.deepEqual(levels, [2]);
    showsNoPassword();
  });

  it('is passed on with a stop, also without a running session of this agent', async (t) => {
    const { clock, face, stream, streamState, log, showsNoPassword } = await start(t, 'none', true);
    await stream();
    const refused = await face.stop('guarded_stream');
    assert.equal(refused.code, REPLY_CODES.OK);
    await clock.until(
      () => log.some((line) => line.includes(`REJECTED, ${REFUSAL}`)),
      'the refusal is logged',
    );
    assert.equal(streamState(), 'running');
    assert.equal((await face.stop('guarded_stream', SLOT.two)).code, REPLY_CODES.OK);
    await clock.until(() => streamState() === 'done', 'it has stopped');
    showsNoPassword();
  });

  it('is also needed for a stop if this agent has its own rules', async (t) => {
    const { clock, face, stream, streamState } = await start(t, `override:${OURS.two},${OURS.three}`, true);
    await stream();
    const { code, message } = await face.stop('guarded_stream');
    assert.deepEqual([code, message], [REPLY_CODES.ERROR, REFUSAL]);
    await clock.advance(2000);
    assert.equal(streamState(), 'running');
    assert.equal((await face.stop('guarded_stream', OURS.two)).code, REPLY_CODES.OK);
    await clock.until(() => streamState() === 'done', 'it has stopped');
  });
});
