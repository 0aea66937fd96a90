import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createGrants } from '../../../src/core/grants/grants.js';
import { createSecret } from '../../../src/lib/secret.js';
import { createTopic } from '../../../src/lib/topic.js';
import type { HeldGrant } from '../../../src/ocs/access/grants.js';
import type { GrantBlock } from '../../memory-director.js';
import { slot } from '../fixtures.js';
import { startObservatory } from '../observatory.js';

/** Locks everything on s2, level 3 on s3, and nothing on s4. */
export const NIGHT: GrantBlock = {
  name: 'night',
  grants: [
    { instance_id: 'pysmurf-controller-s2', cred_level: 2, lockout_levels: [1, 2, 3] },
    { instance_id: 'pysmurf-controller-s3', cred_level: 3, lockout_levels: [3] },
  ],
};

async function start(t: TestContext, passwords?: Readonly<Record<number, string>>) {
  const observatory = await startObservatory(t, {
    slots: [{}, {}, {}],
    director: { blocks: [NIGHT], ...(passwords && { passwords }) },
  });
  const { core, clock, slots } = observatory;
  const director = observatory.director();
  const shown = () =>
    slots.map(
      (slot) =>
        core.grants.on(observatory.found(slot))?.map(({ name, grantee }) => `${name} ${grantee}`) ?? null,
    );
  /** In a second, the director publishes a change. */
  const soon = () => clock.advance(1100);
  const take = (seconds = 100) =>
    director.request({ grant_name: 'night', action: 'acquire', grantee: 'scheduler', seconds });
  await clock.until(() => core.grants.all, 'the grants are known');
  return { ...observatory, director, shown, soon, take };
}

describe('the grants of an access director', () => {
  it('are shown on the slots that they cover, as soon as the director publishes a change', async (t) => {
    const { director, shown, soon, take } = await start(t);
    assert.deepEqual(shown(), [[], [], []]);
    take();
    await soon();
    assert.deepEqual(shown(), [['night scheduler'], ['night scheduler'], []]);
    director.request({ grant_name: 'night', action: 'release' });
    await soon();
    assert.deepEqual(shown(), [[], [], []]);
  });

  it('are changes of the slots that they cover, and of no others', () => {
    const fails = (error: unknown) => assert.fail(String(error));
    const changes = createTopic<void>(fails);
    const reader = {
      grants: [] as HeldGrant[],
      rules: null,
      published: null,
      problem: null,
      changes,
      close() {},
    };
    const touched: string[] = [];
    const registry = {
      slots: [slot(2), slot(3), slot(4)],
      touch: (address: string) => touched.push(address),
    };
    const grants = createGrants({ reader, registry, onError: fails });
    const held = (seconds: number): HeldGrant => ({
      ...{ name: 'night', grantee: null, expiresAt: new Date(seconds * 1000) },
      locks: [2, 3].map((n) => ({
        scope: { default: false, agentClass: null, instanceId: `pysmurf-controller-s${n}` },
        levels: [3],
      })),
    });
    for (const list of [[held(1)], [held(1)], [held(2)], []]) {
      reader.grants = list;
      changes.emit();
      touched.push('-');
    }
    const both = [slot(2).address, slot(3).address];
    assert.deepEqual(touched, [...both, '-', '-', ...both, '-', ...both, '-']);
    grants.close();
    assert.equal(changes.listenerCount, 0);
  });

  it('show a renewal within ten seconds, and do not end before the renewed end', async (t) => {
    const { core, clock, director, shown, soon, take } = await start(t);
    take(30);
    await soon();
    const end = () => core.grants.all?.[0]?.expiresAt.getTime() ?? 0;
    const first = end();
    director.request({ grant_name: 'night', action: 'renew', seconds: 60 });
    await clock.advance(10_000);
    assert.ok(end() > first + 20_000);
    await clock.advance(25_000);
    assert.deepEqual(shown()[0], ['night scheduler']);
  });

  it('do not end if they were renewed after the last reading: the director is asked first', async (t) => {
    const { core, clock, director, shown, soon, take } = await start(t);
    take(25);
    await soon();
    const { expiresAt } = core.grants.all?.[0] ?? {};
    assert.ok(expiresAt);
    // After the last poll before the end.
    await clock.advance(expiresAt.getTime() - clock.now().getTime() - 1500);
    assert.deepEqual(core.grants.all?.[0]?.expiresAt, expiresAt);
    director.request({ grant_name: 'night', action: 'renew', seconds: 60 });
    await clock.advance(1600);
    assert.deepEqual(shown()[0], ['night scheduler']);
  });

  it('end by the clock, even if the director cannot be read', async (t) => {
    const { core, clock, director, shown, soon, take } = await start(t);
    take(15);
    await soon();
    director.answer = 'nonsense';
    const { expiresAt } = core.grants.all?.[0] ?? {};
    assert.ok(expiresAt);
    await clock.advance(expiresAt.getTime() - clock.now().getTime() - 1);
    assert.deepEqual(shown()[0], ['night scheduler']);
    await clock.advance(1100);
    assert.deepEqual(shown(), [[], [], []]);
  });

  it('are unknown after 25 s without an answer of the director, and that is a problem', async (t) => {
    const { core, clock, director, shown, soon, take } = await start(t);
    take();
    await soon();
    let changes = 0;
    core.grants.changes.listen(() => {
      changes += 1;
    });
    director.answer = [0, 'Session active.', { status: 'done', grants: 'sesame' }];
    await clock.advance(15_000);
    assert.deepEqual(shown()[0], ['night scheduler']);
    await clock.advance(25_000);
    assert.deepEqual(shown(), [null, null, null]);
    const { problem } = core.grants;
    assert.equal(problem?.code, 'ACCESS_DIRECTOR_UNREADABLE');
    assert.match(problem.message, /observatory\.access-director cannot be read: expected an answer/);
    assert.ok(!problem.message.includes('sesame'));
    assert.equal(changes, 1);

    director.answer = undefined;
    await clock.advance(11_000);
    assert.deepEqual(shown()[0], ['night scheduler']);
    assert.equal(core.grants.problem, null);
    assert.equal(changes, 2);
  });

  it('are unknown without an access director', async (t) => {
    const { core, found, slots } = await startObservatory(t);
    const [slot] = slots;
    assert.ok(slot);
    assert.equal(core.grants.on(found(slot)), null);
    assert.equal(core.grants.problem, null);
  });
});

describe('a grant blocks a request on a slot', () => {
  const PASSWORDS = { 1: '', 2: 'two', 3: 'three' };

  async function held(t: TestContext) {
    const started = await start(t, PASSWORDS);
    const { core, clock, slots, found } = started;
    // The director publishes the rules once a minute.
    started.take();
    await started.soon();
    const [s2, s3, s4] = slots.map(found);
    assert.ok(s2 && s3 && s4);
    const blocks = (
      slot: typeof s2,
      level: 1 | 2 | 3,
      password: string | null = null,
      own: string | null = null,
    ) =>
      core.grants.blocking(slot, level, password === null ? null : createSecret(password), own).length === 1;
    return { ...started, s2, s3, s4, blocks, clock };
  }

  it('only if the agent would accept its password without the grant', async (t) => {
    const { s2, s3, s4, blocks } = await held(t);
    assert.ok(blocks(s2, 1));
    assert.ok(blocks(s2, 2, 'two'));
    assert.ok(!blocks(s2, 2, 'wrong'), 'the password is wrong anyway');
    assert.ok(!blocks(s2, 2, null), 'there is no password anyway');
    assert.ok(!blocks(s3, 2, 'three'), 'level 2 is left');
    assert.ok(blocks(s3, 3, 'three'));
    assert.ok(!blocks(s4, 3, 'three'), 'the grant does not cover the slot');
  });

  it('not if the request holds this grant itself', async (t) => {
    const { s2, blocks } = await held(t);
    assert.ok(!blocks(s2, 1, null, 'night'));
    assert.ok(blocks(s2, 1, null, 'day'));
  });
});
