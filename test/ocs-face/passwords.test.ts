import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import { silentLogger } from '../../src/lib/logger.js';
import { createSecret } from '../../src/lib/secret.js';
import { parseAccessPolicy } from '../../src/ocs/access/policy.js';
import { createAgent } from '../../src/ocs/agent/agent.js';
import { type EncodedSession, REPLY_CODES } from '../../src/ocs/protocol.js';
import { startRouter } from '../ocs/harness.js';
import { until } from '../until.js';
import { ADDRESS, connect, connectClient, type Ends, endOf, lastMessage, startFace } from './harness.js';

const SLOT = { two: 'sesame-slot-two', three: 'sesame-slot-three' };
const OURS = { two: 'sesame-our-two', three: 'sesame-our-three' };
const REFUSAL = 'The action requires credential level 2-ADVANCED but the client has only level 1-BASIC';

/** A slot that wants a password for `guarded`, and us with this policy and, if told so, the slot's password. */
async function start(t: Ends, policy: string, knowsPassword: boolean) {
  const router = await startRouter(t as never);
  const log: string[] = [];
  const slot = createAgent({
    connection: connect(t, router),
    ...{ addressRoot: 'observatory', instanceId: 'pysmurf-controller-s2' },
    ...{ agentClass: 'PysmurfController', logger: silentLogger },
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
  slot.open();
  t.after(() => slot.close());
  const face = startFace(t, router, {
    accessPolicy: parseAccessPolicy(policy),
    ...(knowsPassword && { passwordFor: () => createSecret(SLOT.two) }),
    logger: pino({ level: 'trace' }, { write: (line: string) => log.push(line) }),
  });
  const client = await connectClient(t, router);
  const offered = async () =>
    (await client.getApi(ADDRESS)).operations.find(({ name }) => name === 'guarded')?.info;
  await until(
    async () => face.agent.standing.registered && face.manager.registry.hasLooked && (await offered()),
    'the slot is known',
  );
  const told: unknown[] = [];
  return {
    levels,
    minPrivs: (await offered())?.min_privs,
    async ask(password?: string): Promise<EncodedSession | string> {
      const options = password === undefined ? {} : { password: createSecret(password) };
      const { code, message, session } = await client.start(ADDRESS, 'guarded', {}, options);
      told.push(message, session);
      if (code === REPLY_CODES.ERROR) return message;
      const end = await endOf(client, 'guarded');
      told.push(end, await client.getApi(ADDRESS), (await face.manager.runs.list({}, 100, null)).runs);
      return end;
    },
    showsNoPassword() {
      assert.ok(log.length > 0);
      assert.ok(!log.join('').includes('sesame'), 'in the log');
      assert.ok(!JSON.stringify(told).includes('sesame'), 'in an answer');
    },
  };
}

describe('the password of a caller', () => {
  it('is passed on where everybody may command us, and the slot judges it', async (t) => {
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
        `guarded failed on 1 of 1 slot. pysmurf-controller-s2: REJECTED, ${REFUSAL}.`,
      );
    }
    assert.deepEqual(levels, [2]);
    showsNoPassword();
  });

  it('is not replaced by ours where the caller has not the level', async (t) => {
    const { ask, levels } = await start(t, 'none', true);
    const session = await ask();
    assert.ok(typeof session !== 'string');
    assert.equal(session.success, false);
    assert.deepEqual(levels, []);
  });

  it('opens us where we have rules of our own, and the slot gets ours', async (t) => {
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
});
