import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { createSecret } from '../../src/lib/secret.js';
import { createExclusiveAccess, GrantRefusedError } from '../../src/ocs/access/exclusive.js';
import { parseAccessPolicy } from '../../src/ocs/access/policy.js';
import type { Agent } from '../../src/ocs/agent/agent.js';
import type { Caller } from '../../src/ocs/agent/caller.js';
import type { OpSession, Outcome } from '../../src/ocs/agent/session.js';
import type { OcsClient } from '../../src/ocs/client.js';
import { ProtocolError } from '../../src/ocs/protocol.js';
import type { Router } from '../../src/router/router.js';
import { WAMP_ERRORS, WampError } from '../../src/wamp/error.js';
import { until } from '../until.js';
import { connect, connectClient, makeAgent, startRouter } from './harness.js';

const ADDRESS = 'observatory.tester';
const PW2 = createSecret('hunter2');
const PW3 = createSecret('hunter3');

const refusal = (required: string, level: string, detail = '') =>
  `The action requires credential level ${required} but the client has only level ${level}${detail}`;

/** An agent with an operation of every level, and the callers of these operations. */
async function makeGuarded(t: TestContext, router: Router, accessPolicy: string) {
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => log.push(line) });
  const agent = await makeAgent(t, router, { accessPolicy: parseAccessPolicy(accessPolicy), logger });
  const callers: Caller[] = [];
  const run = (session: OpSession, _params: unknown, caller: Caller): Outcome => {
    callers.push(caller);
    return [true, `level ${session.credLevel}`];
  };
  const untilStopped = async ({ stopRequested }: OpSession): Promise<Outcome> => {
    if (!stopRequested.aborted) await once(stopRequested, 'abort');
    return [true, ''];
  };
  const told = (_session: OpSession, caller: Caller) => void callers.push(caller);
  agent.registerTask('basic', { docstring: '', run });
  agent.registerTask('advanced', { docstring: '', minPrivs: 2, run });
  agent.registerTask('full', { docstring: '', minPrivs: 3, run });
  agent.registerProcess('watch', { docstring: '', minPrivs: 2, run: untilStopped, stop: told });
  agent.registerTask('hold', {
    docstring: '',
    minPrivs: 3,
    run: untilStopped,
    abort(session, caller) {
      callers.push(caller);
      session.setStatus('stopping');
    },
  });
  return { agent, callers, log };
}

async function open(agent: Agent, t: TestContext, router: Router): Promise<OcsClient> {
  agent.open();
  await agent.registered;
  return connectClient(t, router);
}

const accessOf = async (client: OcsClient) => (await client.getApi(ADDRESS)).accessControl;

describe('An agent without an access policy', () => {
  test('reports that, and grants everybody level 1, as ocs does', async (t) => {
    const router = await startRouter(t);
    const { agent } = await makeGuarded(t, router, 'none');
    const client = await open(agent, t, router);
    const { update_timestamp, ...access } = (await accessOf(client)) ?? {};
    assert.deepEqual(access, { version: 1, policy: 'none', update_count: 0, step: 0 });
    assert.ok(Math.abs(Number(update_timestamp) - Date.now() / 1000) < 60);
    const reply = await client.start(ADDRESS, 'basic', {}, { password: PW2 });
    assert.equal(reply.session?.cred_level, 1);
    const refused = await client.start(ADDRESS, 'advanced', {}, { password: PW2 });
    assert.deepEqual(refused, {
      code: -1,
      message: refusal('2-ADVANCED', '1-BASIC', ' No access policy -- level 1 for all.'),
      session: null,
    });
  });
});

describe('An agent with passwords of its own', () => {
  test('reports the levels that its operations require', async (t) => {
    const router = await startRouter(t);
    const { agent } = await makeGuarded(t, router, 'override:hunter2,hunter3');
    const client = await open(agent, t, router);
    const { operations } = await client.getApi(ADDRESS);
    assert.deepEqual(Object.fromEntries(operations.map(({ name, info }) => [name, info.min_privs])), {
      basic: 1,
      advanced: 2,
      full: 3,
      hold: 3,
      watch: 2,
    });
    assert.equal((await accessOf(client))?.['policy'], 'override');
  });

  test('starts only what the password allows', async (t) => {
    const router = await startRouter(t);
    const { agent, callers, log } = await makeGuarded(t, router, 'override:hunter2,hunter3');
    const client = await open(agent, t, router);
    const start = (operation: string, password?: typeof PW2) =>
      client.start(ADDRESS, operation, {}, password ? { password } : {});

    assert.equal((await start('basic')).session?.cred_level, 1);
    assert.equal((await start('advanced', PW2)).session?.cred_level, 2);
    assert.equal((await start('full', PW3)).session?.cred_level, 3);
    for (const operation of ['basic', 'advanced', 'full']) await client.wait(ADDRESS, operation, 5);
    assert.deepEqual(
      callers.map(({ level, password }) => [level, password?.reveal()]),
      [
        [1, undefined],
        [2, 'hunter2'],
        [3, 'hunter3'],
      ],
    );

    assert.equal((await start('advanced')).message, refusal('2-ADVANCED', '1-BASIC'));
    assert.equal((await start('advanced', createSecret('wrong'))).message, refusal('2-ADVANCED', '1-BASIC'));
    assert.equal((await start('full', PW2)).message, refusal('3-FULL', '2-ADVANCED'));
    assert.equal((await client.status(ADDRESS, 'full')).session, null, 'a refusal drops the last session');
    assert.equal((await client.status(ADDRESS, 'basic')).session?.success, true);
    assert.equal(callers.length, 3);
    assert.doesNotMatch(log.join('') + JSON.stringify(callers), /hunter/);
  });

  test('can be stopped and aborted by those who can start', async (t) => {
    const router = await startRouter(t);
    const { agent, callers } = await makeGuarded(t, router, 'override:hunter2,hunter3');
    const client = await open(agent, t, router);
    await client.start(ADDRESS, 'watch', {}, { password: PW2 });
    await client.start(ADDRESS, 'hold', {}, { password: PW3 });
    await until(() => agent.session('hold')?.status === 'running', 'hold runs');
    assert.equal((await client.stop(ADDRESS, 'watch')).message, refusal('2-ADVANCED', '1-BASIC'));
    const aborted = await client.abort(ADDRESS, 'hold', { password: PW2 });
    assert.equal(aborted.message, refusal('3-FULL', '2-ADVANCED'));
    assert.equal((await client.stop(ADDRESS, 'watch', { password: PW2 })).code, 0);
    assert.equal((await client.abort(ADDRESS, 'hold', { password: PW3 })).code, 0);
    for (const operation of ['watch', 'hold']) {
      assert.equal((await client.wait(ADDRESS, operation, 5)).session?.success, true);
    }
    assert.deepEqual(
      callers.map(({ password }) => password?.reveal()),
      ['hunter2', 'hunter3'],
    );
  });

  test('accepts the password by name, as OCS over HTTP sends it', async (t) => {
    const router = await startRouter(t);
    const { agent } = await makeGuarded(t, router, 'override:hunter2,hunter3');
    await open(agent, t, router);
    const start = async (kwargs: object) => {
      const body = JSON.stringify({ procedure: `${ADDRESS}.ops`, args: ['start', 'advanced', {}], kwargs });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(router.httpUrl, { method: 'POST', headers, body });
      return ((await response.json()) as { args: [[number]] }).args[0][0];
    };
    assert.equal(await start({ password: 'hunter2' }), 0);
    await until(() => agent.session('advanced')?.status === 'done', 'advanced is done');
    for (const password of ['hunter', null, 2, ['hunter2']]) assert.equal(await start({ password }), -1);
  });

  test('starts and stops its own operations, whatever level they require', async (t) => {
    const router = await startRouter(t);
    const { agent } = await makeGuarded(t, router, 'override:hunter2,hunter3');
    const run = async ({ stopRequested }: OpSession): Promise<Outcome> => {
      await once(stopRequested, 'abort');
      return [true, ''];
    };
    agent.registerProcess('monitor', { docstring: '', minPrivs: 4, startup: {}, run });
    const client = await open(agent, t, router);
    assert.equal((await client.status(ADDRESS, 'monitor')).session?.cred_level, 4);
    assert.equal(agent.start('advanced', {})[1], refusal('2-ADVANCED', '1-BASIC'));
    await agent.close();
    assert.equal(agent.session('monitor')?.status, 'done');
  });
});

/** Stands in for the access director. */
async function makeDirector(t: TestContext, router: Router) {
  const connection = await connect(t, router);
  const address = 'observatory.director';
  const polls: unknown[] = [];
  const info = {
    agent_address: address,
    agent_class: 'AccessDirector',
    feed_name: 'controls',
    address: `${address}.feeds.controls`,
    session_id: '1',
  };
  const publish = (message: object) =>
    connection.publish(info.address, [[{ ac_version: 1, ...message }, info]]);
  await new Promise<void>((resolve) => {
    const answer = (_args: unknown, kwargs: unknown) => {
      polls.push(kwargs);
      return true;
    };
    connection.register(`${address}.agent_poll`, answer, ({ registered }) => registered && resolve());
  });
  return { address, connection, polls, publish };
}

const rule = (level: number, value: string) => ({
  hashed_pass: { hash: 'none', value },
  cred_level: level,
  scope_spec: { default: true },
});

describe('An agent with an access director', () => {
  test('requests the rules at every join, and refuses everybody before it has them', async (t) => {
    const router = await startRouter(t);
    const director = await makeDirector(t, router);
    const { agent, log } = await makeGuarded(t, router, 'director:director');
    const client = await open(agent, t, router);
    await until(() => director.polls.length === 1, 'the agent asks');
    assert.deepEqual(director.polls, [{ instance_id: 'tester', agent_class: 'TestAgent' }]);
    const refused = await client.start(ADDRESS, 'basic', {}, { password: PW2 });
    assert.equal(refused.message, refusal('1-BASIC', '0-BLOCKED'));
    router.drop();
    // Whoever of the two is back first.
    const unheard = () => log.some((line) => /access director did not answer/.test(line));
    await until(() => director.polls.length === 2 || unheard(), 'the agent asks again');
  });

  test('uses the rules for all agents or for itself, and reports its state', async (t) => {
    const router = await startRouter(t);
    const director = await makeDirector(t, router);
    const { agent, log } = await makeGuarded(t, router, 'director:director');
    const client = await open(agent, t, router);
    await until(() => director.polls.length === 1, 'the agent asks');
    const at = async (step: number) =>
      until(async () => (await accessOf(client))?.['step'] === step, `the agent is at step ${step}`);
    const started = async (operation: string, password = PW2) =>
      (await client.start(ADDRESS, operation, {}, { password })).message;

    director.publish({ step: 5, target: 'tester', rules: [rule(1, ''), rule(2, 'hunter2')] });
    await at(5);
    assert.equal(await started('advanced'), 'Started task "advanced".');

    // None of these counts; the one after them shows that they have come.
    director.publish({ step: 6, target: 'another', rules: [] });
    director.publish({ step: 7, reset: true, ac_version: 2, rules: [] });
    director.publish({ step: 8, reset: true, rules: [rule(9, 'hunter9')] });
    const lockout = {
      ...rule(2, 'grant'),
      lockout_id: 'night',
      lockout_owner: 'Ann',
      lockout_levels: [2, 3],
    };
    director.publish({ step: 9, reset: true, rules: [rule(1, ''), rule(3, 'hunter3'), lockout] });
    await at(9);
    const { update_count, policy } = (await accessOf(client)) ?? {};
    assert.deepEqual([update_count, policy], [2, 'director']);
    const detail = " Privileges diminished; lockouts active: ['night[Ann]']";
    assert.equal(await started('full', PW3), refusal('3-FULL', '1-BASIC', detail));
    assert.equal(await started('advanced', createSecret('grant')), 'Started task "advanced".');
    assert.equal(
      log.filter((line) =>
        /malformed message of the access director ignored; keeping the old access rules/.test(line),
      ).length,
      2,
    );
    assert.doesNotMatch(log.join(''), /hunter/);
  });

  test('warns if there is none, and continues when one appears', async (t) => {
    const router = await startRouter(t);
    const { agent, log } = await makeGuarded(t, router, 'director:director');
    const client = await open(agent, t, router);
    await until(() => log.some((line) => /access director did not answer/.test(line)), 'the warning');
    const director = await makeDirector(t, router);
    director.publish({ step: 1, reset: true, rules: [rule(1, '')] });
    await until(async () => (await client.start(ADDRESS, 'basic', {})).code === 0, 'the rules have come');
  });
});

describe('An exclusive grant', () => {
  /** A client of a director that answers as the test says. */
  async function makeExclusive(
    t: TestContext,
    answer: (kwargs: Readonly<Record<string, unknown>>) => unknown,
  ) {
    const router = await startRouter(t);
    const { address, connection } = await makeDirector(t, router);
    await new Promise<void>((resolve) => {
      const handler = (_args: unknown, kwargs: Readonly<Record<string, unknown>>) => answer(kwargs);
      connection.register(
        `${address}.request_exclusive`,
        handler,
        ({ registered }) => registered && resolve(),
      );
    });
    return createExclusiveAccess({
      connection: await connect(t, router),
      address,
      grantName: 'night',
      grantee: 'Ann',
      password: createSecret('hunter2'),
      timeoutMs: 3000,
    });
  }

  test('is acquired, renewed and released', async (t) => {
    const asked: Readonly<Record<string, unknown>>[] = [];
    const exclusive = await makeExclusive(t, (kwargs) => {
      asked.push(kwargs);
      return { message: 'granted', password: 'hunter3', expire_at: kwargs['expire_at'], step: 4 };
    });
    const now = Date.now() / 1000;
    const grant = await exclusive.acquire(60);
    assert.equal(grant.password.reveal(), 'hunter3');
    assert.equal(grant.step, 4);
    assert.ok(grant.expireAt >= now + 60 && grant.expireAt < now + 120);
    assert.ok((await exclusive.renew(600)) >= now + 600);
    await exclusive.release();
    assert.deepEqual(
      asked.map(({ action }) => action),
      ['acquire', 'renew', 'release'],
    );
    for (const { grant_name, grantee, password } of asked) {
      assert.deepEqual([grant_name, grantee, password], ['night', 'Ann', 'hunter2']);
    }
  });

  test('is refused with the message of the director', async (t) => {
    const exclusive = await makeExclusive(t, () => ({ error: 'Grant is already held (grantee: Bob)' }));
    await assert.rejects(
      exclusive.acquire(),
      (error) =>
        error instanceof GrantRefusedError &&
        error.message === 'acquire of night: Grant is already held (grantee: Bob)',
    );
  });

  test('is missing if the answer is not a grant, or does not arrive', async (t) => {
    const answers = [null, { password: 5 }, new Promise(() => {})];
    const exclusive = await makeExclusive(t, () => answers.shift());
    await assert.rejects(exclusive.acquire(), ProtocolError);
    await assert.rejects(exclusive.acquire(), ProtocolError);
    await assert.rejects(
      exclusive.acquire(),
      (error) => error instanceof WampError && error.uri === WAMP_ERRORS.timeout,
    );
  });
});
