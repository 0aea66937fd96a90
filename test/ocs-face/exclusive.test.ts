import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { RequestError } from '../../src/core/errors.js';
import { silentLogger } from '../../src/lib/logger.js';
import type { Secret } from '../../src/lib/secret.js';
import { createExclusiveAccess, GrantRefusedError } from '../../src/ocs/access/exclusive.js';
import type { OcsClient } from '../../src/ocs/client.js';
import type { AgentApi } from '../../src/ocs/protocol.js';
import { withGrant } from '../../src/ocs-face/exclusive.js';
import { WampError } from '../../src/wamp/error.js';
import { api, slot } from '../core/fixtures.js';
import { createMemoryRealm } from '../memory-realm.js';
import { createVirtualClock } from '../virtual-clock.js';

const DIRECTOR = 'observatory.access-director';
const STEP = 4;

/** A director with one grant, and slots that receive it when the test decides. */
async function start(t: TestContext, slots = 2) {
  const clock = createVirtualClock();
  const realm = createMemoryRealm({ clock, delayMs: () => 1 });
  const [directorLink, ourLink] = [realm.connect(), realm.connect()];
  const requests: unknown[] = [];
  let holder: unknown = null;
  let refusal: string | null = null;
  const director = directorLink.register(`${DIRECTOR}.request_exclusive`, (_args, kwargs) => {
    const { action, grantee, expire_at } = kwargs;
    requests.push(action);
    if (refusal !== null) return { error: refusal };
    holder = action === 'release' ? null : grantee;
    return { message: 'done', password: 'sesame', expire_at, step: STEP };
  });
  await clock.until(() => director.registered && ourLink.link.connected, 'the director answers');
  t.after(() => clock.settle(Promise.all([directorLink.close(), ourLink.close()]), 'everything is closed'));

  /** How far each slot has heard of the director; null where it cannot be read. */
  const steps = new Map<string, number | null>();
  const asked: string[] = [];
  const guarded = Array.from({ length: slots }, (_, index) => {
    const known = api('take_noise');
    assert.ok(known);
    return slot(index + 2, { api: { ...known, accessControlled: true } });
  });
  for (const { address } of guarded) steps.set(address, STEP);
  const client: Pick<OcsClient, 'getApi'> = {
    async getApi(address) {
      asked.push(address);
      const step = steps.get(address);
      if (step === null) throw new Error('cannot be read');
      return { accessControl: { step } } as unknown as AgentApi;
    },
  };
  const access = createExclusiveAccess({
    ...{ connection: ourLink, address: DIRECTOR, grantName: 'night', grantee: 'multismurf', clock },
  });
  const hold = <T>(act: (password: Secret) => Promise<T>, of = guarded) =>
    withGrant(access, of, { client, clock, logger: silentLogger }, act);
  return {
    ...{ clock, realm, requests, steps, asked, guarded, hold, holder: () => holder },
    refuse(text: string) {
      refusal = text;
    },
  };
}

describe('an exclusive grant', () => {
  it('is acquired before, renewed during and released after the run', async (t) => {
    const { clock, requests, hold, holder } = await start(t);
    let seen: unknown;
    const ended = hold(async (password) => {
      seen = [password.reveal(), holder()];
      await clock.sleep(100_000);
      return 'done';
    });
    assert.equal(await clock.settle(ended, 'it is done'), 'done');
    assert.deepEqual(seen, ['sesame', 'multismurf']);
    assert.deepEqual(requests, ['acquire', 'renew', 'renew', 'release']);
    assert.equal(holder(), null);
    assert.equal(clock.timers, 0);
  });

  it('is released when what it is held for fails', async (t) => {
    const { clock, requests, hold } = await start(t);
    const failing = hold(() => Promise.reject(new Error('it failed')));
    await assert.rejects(clock.settle(failing, 'it has failed'), /it failed/);
    assert.deepEqual(requests, ['acquire', 'release']);
  });

  it('is released, too, when the answer of the director was lost: it may be ours', async (t) => {
    const { clock, realm, requests, hold, holder } = await start(t);
    const losing = realm.intercept(({ kwargs }) =>
      kwargs['action'] === 'acquire' ? 'lose-answer' : undefined,
    );
    const lost = hold(() => assert.fail('nothing may be done'));
    await assert.rejects(clock.settle(lost, 'it is given up'), WampError);
    losing.close();
    await clock.advance(100);
    assert.deepEqual(requests, ['acquire', 'release']);
    assert.equal(holder(), null);
  });

  it('that the director refuses is not released: it belongs to somebody else', async (t) => {
    const { clock, requests, hold, refuse } = await start(t);
    refuse('Grant is already held; release it first.');
    const refused = hold(() => assert.fail('nothing may be done'));
    await assert.rejects(clock.settle(refused, 'it is refused'), GrantRefusedError);
    await clock.advance(100);
    assert.deepEqual(requests, ['acquire']);
  });

  it('that was never requested is not released', async (t) => {
    const { clock, realm, requests, hold } = await start(t);
    realm.down();
    await clock.advance(10);
    const unsent = hold(() => assert.fail('nothing may be done'));
    await assert.rejects(clock.settle(unsent, 'it is rejected'), WampError);
    realm.up();
    await clock.advance(1000);
    assert.deepEqual(requests, []);
  });

  it('is known to every slot before anything starts, with no more calls than necessary', async (t) => {
    const { clock, steps, asked, guarded, hold } = await start(t, 3);
    const [, slow, unreadable] = guarded.map(({ address }) => address);
    assert.ok(slow && unreadable);
    steps.set(slow, STEP - 1);
    steps.set(unreadable, null);
    clock.after(2000, () => {
      steps.set(slow, STEP);
      steps.set(unreadable, STEP);
    });
    let begunAt = 0;
    const ended = hold(async () => {
      begunAt = clock.monotonic();
    });
    await clock.settle(ended, 'it is done');
    assert.ok(begunAt >= 2000);
    const times = guarded.map(({ address }) => asked.filter((one) => one === address).length);
    assert.deepEqual(times, [1, 3, 3]);
  });

  it('does not call slots that need no password', async (t) => {
    const { clock, asked, hold } = await start(t, 0);
    await clock.settle(
      hold(async () => {}, [slot(2)]),
      'it is done',
    );
    assert.deepEqual(asked, []);
  });

  it('that does not reach a slot is released after ten seconds', async (t) => {
    const { clock, steps, requests, guarded, hold } = await start(t);
    steps.set(guarded[1]?.address ?? '', STEP - 1);
    const begun = clock.monotonic();
    const given = hold(() => assert.fail('nothing may be done'));
    await assert.rejects(
      clock.settle(given, 'it is given up'),
      (error) => error instanceof RequestError && /-s3 did not get the grant within 10 s/.test(error.message),
    );
    assert.ok(clock.monotonic() - begun <= 10_100);
    assert.deepEqual(requests, ['acquire', 'release']);
  });
});
