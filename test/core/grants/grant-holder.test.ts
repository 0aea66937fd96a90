import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import { createGrantHolder, noGrantHolder } from '../../../src/core/grants/grant-holder.js';
import type { PublishedStep } from '../../../src/core/grants/grant-reader.js';
import { silentLogger } from '../../../src/lib/logger.js';
import { createExclusiveAccess } from '../../../src/ocs/access/exclusive.js';
import { createOcsClient } from '../../../src/ocs/client.js';
import type { AgentApi } from '../../../src/ocs/protocol.js';
import { createMemoryDirector, DIRECTOR_ID, type GrantBlock } from '../../memory-director.js';
import { createMemoryRealm } from '../../memory-realm.js';
import { createVirtualClock } from '../../virtual-clock.js';
import { api, slot } from '../fixtures.js';

const DIRECTOR = `observatory.${DIRECTOR_ID}`;
const RUN = 'a-run';
const OURS = `multismurf: take_iv, run ${RUN}`;
/** The step of the director after the first grant. */
const GRANTED = 2;
const NIGHT = { grant_name: 'night' };

/** A director with one grant, and slots that receive it when the test decides. */
async function start(
  t: TestContext,
  slots = 2,
  scope: GrantBlock['grants'][number] = { default: true, cred_level: 2, lockout_levels: [1, 2, 3] },
) {
  const clock = createVirtualClock();
  const realm = createMemoryRealm({ clock, delayMs: () => 1 });
  const [directorLink, ourLink] = [realm.connect(), realm.connect()];
  const director = createMemoryDirector({
    ...{ connection: directorLink, clock },
    blocks: [{ name: 'night', grants: [scope] }],
  });
  await clock.until(() => director.registered && ourLink.link.connected, 'the director answers');
  t.after(() => {
    director.close();
    return clock.settle(Promise.all([directorLink.close(), ourLink.close()]), 'everything is closed');
  });

  /** How far each slot has heard of the director; null where it cannot be read. */
  const steps = new Map<string, number | null>();
  const asked: string[] = [];
  /** The last message of the director that has reached us. */
  const published = { last: null as PublishedStep | null };
  const guarded = Array.from({ length: slots }, (_, index) => {
    const known = api('take_noise');
    assert.ok(known);
    return slot(index + 2, { api: { ...known, accessControlled: true } });
  });
  for (const { address } of guarded) steps.set(address, GRANTED);
  const holder = createGrantHolder({
    access: ({ grant }, grantee) =>
      createExclusiveAccess({ connection: ourLink, address: DIRECTOR, grantName: grant, grantee, clock }),
    client: {
      ...createOcsClient(ourLink, silentLogger, clock),
      async getApi(address) {
        asked.push(address);
        const step = steps.get(address);
        if (step === null) throw new Error('cannot be read');
        return { accessControl: { step } } as unknown as AgentApi;
      },
    },
    published: () => published.last,
    ...{ director: DIRECTOR, serverName: 'multismurf', clock, logger: silentLogger },
  });
  const halted = new AbortController();
  const hold = (of = guarded) =>
    holder.hold(
      { grant: 'night', password: undefined },
      { runId: RUN, operation: 'take_iv', slots: of },
      halted.signal,
    );
  const held = (of = guarded) => clock.settle(hold(of), 'it is held');
  const refused = (holding: Promise<unknown>, code: string, message: RegExp) =>
    assert.rejects(
      clock.settle(holding, 'it is refused'),
      (error) => error instanceof RequestError && error.code === code && message.test(error.message),
    );
  const isFree = () => !('night' in director.holders);
  return {
    clock,
    realm,
    ourLink,
    director,
    holder,
    steps,
    published,
    asked,
    guarded,
    hold,
    held,
    refused,
    halted,
    isFree,
  };
}

describe('an exclusive grant of a run', () => {
  it('is held under a name that tells the run, renewed, and given back', async (t) => {
    const { clock, director, holder, held, guarded, isFree } = await start(t);
    const holding = await held();
    assert.deepEqual(director.holders, { night: OURS });
    assert.equal(holding.password?.reveal(), 'sesame-1');
    assert.equal(holder.holdingOn(guarded[1]?.address ?? ''), holding);
    assert.equal(holder.holdingOn('observatory.another'), null);
    assert.equal(holder.runOf(OURS), RUN);
    assert.equal(holder.runOf('scheduler'), null);
    assert.ok(holder.isHeldBy(RUN));
    await clock.advance(300_000);
    assert.equal(director.requests.filter((one) => one === 'renew night').length, 7);
    await clock.settle(holding.release(), 'it is released');
    await holding.release();
    assert.equal(director.requests.filter((one) => one === 'release night').length, 1);
    assert.ok(isFree());
    assert.ok(!holder.isHeldBy(RUN));
    assert.equal(holder.holdingOn(guarded[1]?.address ?? ''), null);
    await clock.advance(100_000);
    assert.equal(director.requests.at(-1), 'release night');
  });

  it('is given back when the server closes', async (t) => {
    const { clock, holder, held, isFree } = await start(t);
    await held();
    await clock.settle(holder.close(), 'the holder is closed');
    assert.ok(isFree());
  });

  it('is given back, too, when the answer of the director was lost', async (t) => {
    const { clock, realm, director, hold, refused, isFree } = await start(t);
    const losing = realm.intercept(({ kwargs }) =>
      kwargs['action'] === 'acquire' ? 'lose-answer' : undefined,
    );
    await refused(hold(), 'GRANT_REFUSED', /did not give the grant night, so nothing was started/);
    assert.deepEqual(director.holders, { night: OURS });
    losing.close();
    await clock.advance(3000);
    assert.deepEqual(director.requests, ['acquire night', 'release night']);
    assert.ok(isFree());
  });

  it('is not taken from its holder when the answer of the director was lost', async (t) => {
    const { clock, realm, director, hold, refused } = await start(t);
    director.request({ ...NIGHT, action: 'acquire', grantee: 'scheduler', seconds: 1000 });
    realm.intercept(({ kwargs }) => (kwargs['action'] === 'acquire' ? 'lose-answer' : undefined));
    await refused(hold(), 'GRANT_REFUSED', /did not give the grant/);
    await clock.advance(60_000);
    assert.deepEqual(director.holders, { night: 'scheduler' });
  });

  it('is refused while another client holds it', async (t) => {
    const { director, hold, refused, clock } = await start(t);
    director.request({ ...NIGHT, action: 'acquire', grantee: 'scheduler' });
    await refused(hold(), 'GRANT_REFUSED', /already held \(grantee: scheduler\)/);
    await clock.advance(1000);
    assert.deepEqual(director.holders, { night: 'scheduler' });
  });

  it('that was never requested is not released', async (t) => {
    const { clock, realm, director, hold, refused } = await start(t);
    realm.down();
    await clock.advance(10);
    await refused(hold(), 'GRANT_REFUSED', /nothing was started/);
    realm.up();
    const looks: string[] = [];
    realm.intercept(({ procedure }) => {
      if (procedure === `${DIRECTOR}.ops`) looks.push(procedure);
      return undefined;
    });
    await clock.advance(60_000);
    assert.deepEqual([director.requests, looks], [[], []]);
  });

  it('is given back, as soon as the director shows it, if the request is stopped while the slots get it', async (t) => {
    const { clock, steps, guarded, director, hold, refused, halted, isFree } = await start(t);
    steps.set(guarded[0]?.address ?? '', 0);
    const waiting = hold();
    await clock.until(() => director.holders['night'], 'it is acquired');
    const before = clock.monotonic();
    halted.abort();
    await refused(waiting, 'GRANT_REFUSED', /Stopped before anything was started/);
    assert.ok(clock.monotonic() - before < 2000);
    assert.ok(isFree());
  });

  it('is known to every slot before anything starts, with no more calls than necessary', async (t) => {
    const { clock, steps, asked, guarded, held } = await start(t, 3);
    const [, slow, unreadable] = guarded.map(({ address }) => address);
    assert.ok(slow && unreadable);
    steps.set(slow, 1);
    steps.set(unreadable, null);
    clock.after(2000, () => {
      steps.set(slow, GRANTED);
      steps.set(unreadable, GRANTED);
    });
    const begun = clock.monotonic();
    const holding = await held();
    assert.ok(clock.monotonic() - begun >= 2000);
    const times = guarded.map(({ address }) => asked.filter((one) => one === address).length);
    assert.deepEqual(times, [1, 3, 3]);
    await clock.settle(holding.release(), 'it is released');
  });

  it('warns of no leak on a telescope with many slots', async (t) => {
    const warnings: string[] = [];
    const onWarning = ({ message }: Error) => void warnings.push(message);
    process.on('warning', onWarning);
    t.after(() => process.off('warning', onWarning));
    const { clock, held } = await start(t, 30);
    const holding = await held();
    // Node reports a warning in the next turn of the event loop.
    await new Promise(setImmediate);
    assert.deepEqual(warnings, []);
    await clock.settle(holding.release(), 'it is released');
  });

  it('is not known to a slot that has last heard of the director before the director restarted', async (t) => {
    const { clock, steps, published, guarded, director, hold, refused, isFree } = await start(t);
    const [, behind] = guarded.map(({ address }) => address);
    assert.ok(behind);
    steps.set(behind, 57);
    published.last = { step: 57, at: clock.monotonic() - 1 };
    await refused(hold(), 'NOT_READY', /-s3 did not get the grant within 10 s/);
    assert.ok(isFree());
    steps.set(behind, GRANTED);
    assert.deepEqual(director.requests, ['acquire night', 'release night']);
  });

  it('is known to a slot that has heard of later changes of the director', async (t) => {
    const { clock, steps, published, guarded, held } = await start(t);
    for (const { address } of guarded) steps.set(address, GRANTED + 1);
    clock.after(600, () => {
      published.last = { step: GRANTED + 1, at: clock.monotonic() };
    });
    const begun = clock.monotonic();
    const holding = await held();
    assert.ok(clock.monotonic() - begun < 2000);
    await clock.settle(holding.release(), 'it is released');
  });

  it('waits until the director shows which slots it covers: the others refuse its password', async (t) => {
    const { clock, director, guarded, hold } = await start(t, 2, {
      ...{ instance_id: 'pysmurf-controller-s2', cred_level: 2, lockout_levels: [1, 2, 3] },
    });
    director.answer = 'nonsense';
    clock.after(2000, () => {
      director.answer = undefined;
    });
    const begun = clock.monotonic();
    const holding = await clock.settle(hold(), 'it is held');
    assert.ok(clock.monotonic() - begun >= 2000);
    assert.deepEqual(
      guarded.map((slot) => holding.covers(slot)),
      [true, false],
    );
    await clock.settle(holding.release(), 'it is released');
  });

  it('is not used if the director does not show what it covers, and expires if it does not show whose it is', async (t) => {
    const { clock, director, hold, refused, isFree } = await start(t);
    director.answer = 'nonsense';
    const begun = clock.monotonic();
    await refused(hold(), 'NOT_READY', /did not show within 10 s which slots the grant night covers/);
    assert.ok(clock.monotonic() - begun <= 10_100);
    assert.ok(!isFree());
  });

  it('does not call slots that need no password', async (t) => {
    const { clock, asked, held } = await start(t, 0);
    const holding = await held([slot(2)]);
    assert.deepEqual(asked, []);
    await clock.settle(holding.release(), 'it is released');
  });

  it('that does not reach a slot is given back after ten seconds', async (t) => {
    const { clock, steps, guarded, hold, refused, isFree } = await start(t);
    steps.set(guarded[1]?.address ?? '', 1);
    const begun = clock.monotonic();
    await refused(hold(), 'NOT_READY', /-s3 did not get the grant within 10 s/);
    assert.ok(clock.monotonic() - begun <= 10_100);
    assert.ok(isFree());
  });
});

describe('an exclusive grant that the director has ended during a run', () => {
  it('is acquired again: a director that restarts forgets it', async (t) => {
    const { clock, director, held, holder } = await start(t);
    const holding = await held();
    director.request({ ...NIGHT, action: 'release' });
    await clock.advance(41_000);
    assert.deepEqual(director.holders, { night: OURS });
    assert.equal(holding.password?.reveal(), 'sesame-2');
    assert.ok(holder.isHeldBy(RUN));
    await clock.settle(holding.release(), 'it is released');
  });

  it('is neither renewed nor released if another client holds it: the director does not look who asks', async (t) => {
    const { clock, director, held, holder } = await start(t);
    const holding = await held();
    director.request({ ...NIGHT, action: 'release' });
    director.request({ ...NIGHT, action: 'acquire', grantee: 'scheduler', seconds: 1000 });
    const before = director.requests.length;
    await clock.advance(41_000);
    assert.deepEqual(director.requests.slice(before), ['acquire night']);
    assert.equal(holding.password, null);
    assert.ok(!holder.isHeldBy(RUN));
    await clock.settle(holding.release(), 'it is released');
    assert.deepEqual(director.holders, { night: 'scheduler' });
  });

  for (const afterMs of [1, 2, 3, 4, 5, 6]) {
    it(`is free in the end if the run ends ${afterMs} ms after the renewal that shows this`, async (t) => {
      const { clock, director, held, isFree } = await start(t);
      const begun = clock.monotonic();
      const holding = await held();
      director.request({ ...NIGHT, action: 'release' });
      await clock.until(() => clock.monotonic() - begun >= 40_000, 'the grant is renewed');
      await clock.advance(afterMs);
      await clock.settle(holding.release(), 'it is released');
      await clock.advance(2000);
      assert.ok(isFree());
    });
  }

  it('is not released if another client holds it before the first renewal', async (t) => {
    const { clock, director, held } = await start(t);
    const holding = await held();
    director.request({ ...NIGHT, action: 'release' });
    director.request({ ...NIGHT, action: 'acquire', grantee: 'scheduler', seconds: 1000 });
    await clock.advance(5000);
    await clock.settle(holding.release(), 'it is released');
    assert.deepEqual(director.holders, { night: 'scheduler' });
  });

  for (const age of ['young', 'old']) {
    it(`is not released if another client has just acquired it, when it is ${age}: the director does not show that yet`, async (t) => {
      const { clock, director, held } = await start(t);
      const holding = await held();
      if (age === 'old') await clock.advance(5000);
      director.request({ ...NIGHT, action: 'release' });
      // The turn of the director in which it shows that nobody holds the grant.
      await clock.advance(1100);
      director.request({ ...NIGHT, action: 'acquire', grantee: 'scheduler', seconds: 1000 });
      await clock.settle(holding.release(), 'it is released');
      await clock.advance(1000);
      assert.deepEqual(director.holders, { night: 'scheduler' });
    });
  }

  it('is released, although the director still shows the grant before it', async (t) => {
    const { clock, director, held, isFree } = await start(t, 0);
    director.request({ ...NIGHT, action: 'acquire', grantee: 'scheduler', seconds: 1000 });
    await clock.advance(1100);
    director.request({ ...NIGHT, action: 'release' });
    const holding = await held();
    await clock.settle(holding.release(), 'it is released');
    assert.ok(isFree());
  });

  it('is not renewed or released if it was out of reach until its end: another client may hold it', async (t) => {
    const { clock, director, ourLink, held, holder } = await start(t);
    const holding = await held();
    ourLink.drop();
    await clock.advance(101_000);
    director.request({ ...NIGHT, action: 'acquire', grantee: 'scheduler', seconds: 1000 });
    const before = director.requests.length;
    ourLink.restore();
    await clock.advance(60_000);
    assert.deepEqual([...new Set(director.requests.slice(before))], ['acquire night']);
    assert.equal(holding.password, null);
    assert.ok(!holder.isHeldBy(RUN));
    await clock.settle(holding.release(), 'it is released');
    assert.deepEqual(director.holders, { night: 'scheduler' });
  });

  it('is not released if the run ends right after it', async (t) => {
    const { clock, director, ourLink, held } = await start(t);
    const holding = await held();
    ourLink.drop();
    await clock.advance(101_000);
    director.request({ ...NIGHT, action: 'acquire', grantee: 'scheduler', seconds: 1000 });
    ourLink.restore();
    await clock.until(() => ourLink.link.connected, 'the link is back');
    await clock.settle(holding.release(), 'it is released');
    await clock.advance(1000);
    assert.deepEqual(director.holders, { night: 'scheduler' });
  });
});

it('Without an access director no grant can be held', async () => {
  assert.throws(() => noGrantHolder.requireDirector(), /Exclusive grants require an access director/);
});
