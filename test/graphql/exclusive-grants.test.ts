import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { checkPreset } from '../../src/graphql/check-preset.js';
import { createSecret } from '../../src/lib/secret.js';
import { createMemoryRunStore } from '../../src/storage/memory-run-store.js';
import { type ObservatoryOptions, startObservatory } from '../core/observatory.js';
import type { GrantBlock } from '../memory-director.js';
import { inProcess } from './in-process.js';

/** Locks all levels of s2. */
const NIGHT: GrantBlock = {
  name: 'night',
  password: 'sesame',
  grants: [{ instance_id: 'pysmurf-controller-s2', cred_level: 2, lockout_levels: [1, 2, 3] }],
};
const ALL: GrantBlock = {
  name: 'all',
  password: 'sesame',
  grants: [{ agent_class: 'PysmurfController', cred_level: 2, lockout_levels: [1, 2, 3] }],
};
const GRANTS =
  '{ smurfInstances { streamId exclusiveGrants { id name grantee expiresAt run { id status } } } }';
const RUN = `mutation ($operation: String!, $options: RunOptions, $params: JSON) {
  run: runOperation(operation: $operation, options: $options, params: $params) {
    id exclusiveGrant
  }
}`;
const SLOTS = 'query ($id: ID!) { run(id: $id) { status slots { streamId status reason detail } } }';

interface Grant {
  readonly name: string;
  readonly grantee: string;
  readonly expiresAt: string;
  readonly run: { readonly id: string; readonly status: string } | null;
}
interface SlotsOfRun {
  readonly run: {
    readonly status: string;
    readonly slots: readonly { streamId: string; status: string; reason: string; detail: string }[];
  };
}

async function start(t: TestContext, options: ObservatoryOptions = {}) {
  const observatory = await startObservatory(t, {
    slots: [{}, {}],
    director: { blocks: [NIGHT, ALL] },
    ...options,
  });
  const { clock, core } = observatory;
  const api = inProcess(core);
  const director = observatory.director();
  await clock.until(() => core.grants.all, 'the grants are known');
  const settled = <T>(asked: Promise<T>) => clock.settle(asked, 'an answer');
  const grants = async () => {
    const asked = api.ask<{ smurfInstances: { exclusiveGrants: Grant[] | null }[] }>(GRANTS);
    return (await settled(asked)).smurfInstances.map(({ exclusiveGrants }) => exclusiveGrants);
  };
  const take = (grant_name = 'night') =>
    director.request({
      grant_name,
      action: 'acquire',
      grantee: 'scheduler',
      password: 'sesame',
      seconds: 90,
    });
  const soon = () => clock.advance(1100);
  const run = async (operation: string, options: object = {}, params: object = {}) => {
    const asked = api.ask<{ run: { id: string; exclusiveGrant: string | null } }>(RUN, {
      ...{ operation, options, params },
    });
    return (await settled(asked)).run;
  };
  const slotsOf = async (id: string) => (await settled(api.ask<SlotsOfRun>(SLOTS, { id }))).run;
  const end = async (id: string) =>
    clock.until(async () => {
      const now = await slotsOf(id);
      return now.status === 'RUNNING' ? null : now;
    }, 'the end of the run');
  const held = (grant: string) => ({ exclusive: { grant, password: 'sesame' } });
  return { ...observatory, api, director, grants, take, soon, run, slotsOf, end, held, settled };
}

describe('a grant of another client', () => {
  it('is shown on the slots that it covers, with its grantee and its end', async (t) => {
    const { grants, take, soon, clock } = await start(t);
    assert.deepEqual(await grants(), [[], []]);
    take();
    const until = clock.now().getTime() + 90_000;
    await soon();
    const [[grant], others] = (await grants()) as [Grant[], Grant[]];
    assert.deepEqual([grant?.name, grant?.grantee, grant?.run], ['night', 'scheduler', null]);
    assert.equal(Date.parse(grant?.expiresAt ?? ''), until);
    assert.deepEqual(others, []);
  });

  it('is told to subscribers when it begins, and when it ends', async (t) => {
    const { api, take, soon, director, clock } = await start(t);
    const reader = await api.subscribe<{
      smurfInstances: { instances: { streamId: string; exclusiveGrants: { name: string }[] }[] };
    }>('subscription { smurfInstances(streamIds: ["ufm_mv2"]) { instances { exclusiveGrants { name } } } }');
    const next = async (length: number) => {
      const found = (async () => {
        for (;;) {
          const [slot] = (await reader.next()).smurfInstances.instances;
          if (slot?.exclusiveGrants.length === length) return;
        }
      })();
      await clock.settle(found, `${length} grants`);
    };
    await next(0);
    take();
    await soon();
    await next(1);
    director.request({ grant_name: 'night', action: 'release', password: 'sesame' });
    await soon();
    await next(0);
    await reader.leave();
  });

  it('is null while the director cannot be read, which is a problem of the network', async (t) => {
    const { api, grants, director, clock, settled } = await start(t);
    director.answer = [-1, 'No such operation', {}];
    await clock.advance(40_000);
    assert.deepEqual(await grants(), [null, null]);
    const { network } = await settled(
      api.ask<{ network: { problems: { code: string; message: string }[] } }>(
        '{ network { problems { code message } } }',
      ),
    );
    assert.deepEqual(
      network.problems.map(({ code }) => code),
      ['ACCESS_DIRECTOR_UNREADABLE'],
    );
    assert.match(network.problems[0]?.message ?? '', /cannot be read: No such operation/);
  });

  it('blocks the slot in a plan, and the agent rejects the start, with the name of the grantee', async (t) => {
    const { api, take, soon, run, end, settled } = await start(t);
    take();
    await soon();
    const { planRun } = await settled(
      api.ask<{ planRun: { slots: { streamId: string; blockers: { code: string; message: string }[] }[] } }>(
        '{ planRun(operation: "take_noise") { slots { streamId blockers { code message } } } }',
      ),
    );
    const [s2, s3] = planRun.slots;
    assert.deepEqual(
      s2?.blockers.map(({ code }) => code),
      ['EXCLUSIVE_GRANT'],
    );
    const words = /exclusive grant night is held by scheduler until \d{4}-\d\d-\d\dT[\d:]{8}Z\./;
    assert.match(s2?.blockers[0]?.message ?? '', words);
    assert.deepEqual(s3?.blockers, []);
    const { slots } = await end((await run('take_noise', {}, { duration: 1 })).id);
    assert.deepEqual(
      slots.map(({ status }) => status),
      ['REJECTED', 'SUCCEEDED'],
    );
    assert.match(`${slots[0]?.detail}`, /requires credential level 1-BASIC .* only level 0-BLOCKED/);
    assert.match(`${slots[0]?.detail}`, words);
  });

  it('rejects a run that wants to hold the same grant, and its plan says so', async (t) => {
    const { api, take, soon, held, settled, core } = await start(t);
    take();
    await soon();
    const options = held('night');
    const { planRun } = await settled(
      api.ask<{ planRun: { accepted: boolean; rejection: { code: string; message: string } } }>(
        'query ($options: RunOptions) { planRun(operation: "take_noise", options: $options) { accepted rejection { code message } } }',
        { options },
      ),
    );
    assert.equal(planRun.accepted, false);
    assert.equal(planRun.rejection.code, 'GRANT_REFUSED');
    assert.match(planRun.rejection.message, /held by scheduler/);
    const { code, message } = await settled(api.rejection(RUN, { operation: 'take_noise', options }));
    assert.equal(code, 'GRANT_REFUSED');
    assert.match(message, /already held \(grantee: scheduler\)/);
    assert.deepEqual(core.runs.open, []);
  });
});

describe('a run that holds a grant', () => {
  it('locks out others while it lasts, shows its run, is renewed, and ends with the run', async (t) => {
    const { run, held, grants, end, director, others, slots, settled, clock, soon } = await start(t);
    const { id, exclusiveGrant } = await run('stream', held('all'), { duration: 150 });
    assert.equal(exclusiveGrant, 'all');
    await soon();
    const [[grant]] = (await grants()) as [Grant[]];
    assert.deepEqual([grant?.name, grant?.run], ['all', { id, status: 'RUNNING' }]);
    assert.equal(grant?.grantee, `multismurf: stream, run ${id}`);
    const refused = await settled(others.start(slots[1]?.address ?? '', 'take_noise', {}));
    assert.match(refused.message, /only level 0-BLOCKED/);
    await clock.advance(120_000);
    assert.equal(director.holders['all'], `multismurf: stream, run ${id}`);
    const { slots: ends } = await end(id);
    assert.deepEqual(
      ends.map(({ status }) => status),
      ['SUCCEEDED', 'SUCCEEDED'],
    );
    await clock.advance(100);
    assert.deepEqual(director.holders, {});
    await soon();
    assert.deepEqual(await grants(), [[], []]);
  });

  it('can be stopped by any client of the server, although the grant locks other passwords', async (t) => {
    const { run, held, end, clock, slotsOf, core, stop } = await start(t, {
      passwordFor: () => createSecret('no password of the slots'),
    });
    const { id } = await run('stream', held('all'));
    await clock.until(
      async () => (await slotsOf(id)).slots.every(({ status }) => status === 'READY'),
      'it streams',
    );
    const stopped = stop('stream');
    const { status } = await end(id);
    assert.equal(status, 'SUCCEEDED');
    const { slots } = await end(stopped.id);
    assert.deepEqual(
      slots.map((slot) => slot.status),
      ['SUCCEEDED', 'SUCCEEDED'],
    );
    assert.equal(core.grantHolder.isHeldBy(id), false);
  });

  it('sends its password only to the slots of the grant, and the others their own', async (t) => {
    const { run, held, end, clock } = await start(t, {
      director: { blocks: [NIGHT], passwords: { 1: 'one', 2: 'two' } },
      passwordFor: () => createSecret('two'),
    });
    const { id } = await run('take_noise', held('night'), { duration: 1 });
    const { slots } = await end(id);
    assert.deepEqual(
      slots.map(({ status, reason }) => [status, reason]),
      [
        ['SUCCEEDED', null],
        ['SUCCEEDED', null],
      ],
    );
    await clock.advance(1000);
  });

  it('gives it back when the server stops', async (t) => {
    const { run, held, core, director, clock } = await start(t);
    await run('stream', held('all'));
    assert.deepEqual(Object.keys(director.holders), ['all']);
    core.close();
    await clock.until(() => !('all' in director.holders), 'it is given back');
  });

  it('goes on without it after a restart of the server; a start that is refused tells that', async (t) => {
    const store = createMemoryRunStore();
    const { run, held, clock, realm, director, restart } = await start(t, { store });
    // The grant of the killed server must not be released by it.
    const losing = realm.intercept(({ kwargs }) =>
      kwargs['action'] === 'release' ? 'lose-request' : undefined,
    );
    const { id } = await run('take_noise', { ...held('all'), maxConcurrency: 1 }, { duration: 20 });
    await clock.advance(5000);
    const next = await restart();
    losing.close();
    assert.deepEqual(Object.keys(director.holders), ['all']);
    const ended = await clock.until(async () => {
      const now = await next.runs.get(id);
      return now?.endTime ? now : null;
    }, 'the end');
    assert.deepEqual(
      ended.slots.map(({ status }) => status),
      ['SUCCEEDED', 'REJECTED'],
    );
    assert.match(
      ended.slots[1]?.message ?? '',
      /only level 0-BLOCKED.* The run does not hold its exclusive grant all any more\. The exclusive grant all is held by multismurf: take_noise, run /,
    );
    await clock.advance(101_000);
    assert.deepEqual(director.holders, {});
  });
});

describe('the password of a grant', () => {
  it('is in no run, and in no error about a malformed option', async (t) => {
    const { api, held, run, core, end, settled } = await start(t);
    const { id } = await run('take_noise', held('all'), { duration: 1 });
    await end(id);
    assert.ok(!JSON.stringify(await settled(core.runs.get(id))).includes('sesame'));
    const malformed: [object, RegExp][] = [
      [{ exclusive: { password: 'sesame' } }, /"grant" of required type "String!" was not provided/],
      [{ exclusive: { grant: 'all', password: 'sesame', colour: 1 } }, /"colour" is not defined/],
      [{ exclusive: { grant: 'all', password: ['sesame'] } }, /a member of `exclusive` is not a string/],
      [{ ...held('all'), colour: 1 }, /"colour" is not defined/],
    ];
    for (const [options, words] of malformed) {
      const { message } = await settled(api.rejection(RUN, { operation: 'take_noise', options }));
      assert.match(message, words);
      assert.ok(!message.includes('sesame'), message);
    }
  });

  it('is rejected in a preset, which every client sees', () => {
    const options = { exclusive: { grant: 'all', password: 'sesame' } };
    const checked = checkPreset({ operation: 'take_noise', options });
    assert.ok(!checked.ok);
    assert.deepEqual(
      checked.mistakes.map(({ path }) => path),
      [['options', 'exclusive', 'password']],
    );
    assert.ok(checkPreset({ operation: 'take_noise', options: { exclusive: { grant: 'all' } } }).ok);
  });

  it('is no part of a repeated request: the run of the request id is returned', async (t) => {
    const { run, held } = await start(t);
    const first = await run('take_noise', { ...held('all'), requestId: 'a' }, { duration: 1 });
    const again = { exclusive: { grant: 'all', password: 'another' }, requestId: 'a' };
    assert.equal((await run('take_noise', again, { duration: 1 })).id, first.id);
  });
});

it('A server without an access director rejects a run that wants a grant', async (t) => {
  const { core, clock } = await startObservatory(t);
  const plan =
    'query ($options: RunOptions) { planRun(operation: "take_noise", options: $options) { accepted } }';
  for (const document of [RUN, plan]) {
    const rejected = inProcess(core).rejection(document, {
      operation: 'take_noise',
      options: { exclusive: { grant: 'all' } },
    });
    const { code, message } = await clock.settle(rejected, 'an answer');
    assert.equal(code, 'BAD_USER_INPUT');
    assert.match(message, /Exclusive grants require an access director/);
  }
});
