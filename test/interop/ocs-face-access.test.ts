import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { stringify } from 'yaml';
import { createGrantHolder } from '../../src/core/grants/grant-holder.js';
import { type Clock, systemClock } from '../../src/lib/clock.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createSecret } from '../../src/lib/secret.js';
import { createExclusiveAccess } from '../../src/ocs/access/exclusive.js';
import { parseHeldGrants } from '../../src/ocs/access/grants.js';
import { createOcsClient } from '../../src/ocs/client.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { until } from '../until.js';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Network, startNetwork } from './network.js';
import { ensurePythonEnvironment } from './python-environment.js';

/** Words that occur nowhere else, so that they can be looked for. */
const PW = {
  our2: 'sesame-our-two',
  our3: 'sesame-our-three',
  slot1: 'sesame-slot-one',
  slot2: 'sesame-slot-two',
  slot3: 'sesame-slot-three',
  superuser: 'sesame-superuser',
  wrong: 'sesame-wrong',
  grant: 'sesame-grant',
};
const DIRECTOR = 'access-director';
const SLOT = 'pysmurf-controller-s2';
const GUARDED = 'guarded';
/** One with rules of its own and a password file; one under the director, without a file. */
const [OVERRIDE, DIRECTED] = ['multismurf', 'multismurf-2'];
/** One under the director, with a password file. */
const THIRD = 'multismurf-3';

const DIRECTOR_FILE = stringify({
  passwords: [
    { default: true, password_4: PW.superuser },
    { agent_class: 'MultiSmurfManager', password_1: '', password_2: PW.slot2, password_3: PW.slot3 },
    {
      agent_class: 'PysmurfController',
      password_1: PW.slot1,
      password_2: PW.slot2,
      password_3: PW.slot3,
    },
  ],
  exclusive_access_blocks: [
    {
      name: 'night',
      password: PW.grant,
      grants: [{ agent_class: 'PysmurfController', cred_level: 2, lockout_levels: [2, 3] }],
    },
    {
      name: 'dawn',
      password: PW.grant,
      grants: [{ instance_id: SLOT, cred_level: 2, lockout_levels: [1, 2, 3] }],
    },
  ],
});
const CLIENT_FILE = stringify([
  { agent_class: 'PysmurfController', password_2: PW.slot2, password_3: PW.slot3 },
]);

interface Session {
  readonly success: boolean | null;
  readonly cred_level: number;
  readonly messages: readonly (readonly [number, string])[];
  readonly data: Readonly<Record<string, Session>>;
}
type Reply = [status: number, message: string, session: Session];

const refusal = (wanted: string, has: string) =>
  `The action requires credential level ${wanted} but the client has only level ${has}`;
const ADVANCED = refusal('2-ADVANCED', '1-BASIC');

describe('access control of the OCS interface on a network of real agents', () => {
  let network: Network;
  const servers: MultiSmurf[] = [];
  const published: unknown[] = [];

  before(async () => {
    const { python } = await ensurePythonEnvironment();
    network = await startNetwork({
      slots: 1,
      controllerArgs: ['--access-policy', `director:${DIRECTOR}`],
      instances: {
        [DIRECTOR]: 'AccessDirector',
        [GUARDED]: 'PysmurfController',
        [DIRECTED]: 'MultiSmurfManager',
        [THIRD]: 'MultiSmurfManager',
      },
    });
    const directorFile = join(network.directory, 'access-director.yaml');
    const clientFile = join(network.directory, 'client-passwords.yaml');
    writeFileSync(directorFile, DIRECTOR_FILE);
    writeFileSync(clientFile, CLIENT_FILE);
    const site = ['--site-file', network.siteFile, '--site-host', 'localhost', '--crossbar-timeout', '0'];
    const director = ['--instance-id', DIRECTOR, '--config-file', directorFile];
    await network.spawn({
      name: DIRECTOR,
      command: python,
      args: ['-m', 'ocs.agents.access_director.agent', ...director, ...site],
      env: { OCS_CONFIG_DIR: network.directory, PYTHONUNBUFFERED: '1' },
      ready: (started) => started.waitForLine(/start called for manager/),
    });
    const policy = `director:${DIRECTOR}`;
    await network.start(
      GUARDED,
      'guarded_controller.py',
      '--instance-id',
      GUARDED,
      '--access-policy',
      policy,
    );
    for (const [id, own, file] of [
      [OVERRIDE, `override:${PW.our2},${PW.our3}`, clientFile],
      [DIRECTED, policy, join(network.directory, 'no-such-file.yaml')],
      [THIRD, policy, clientFile],
    ] as const) {
      const server = await startMultiSmurf(network, {
        name: id,
        args: ['--instance-id', id, '--access-policy', own, '--log-level', 'trace'],
        env: { OCS_PASSWORDS_FILE: file },
      });
      servers.push(server);
      await server.process.waitForLine(/initial scan of the network is complete/);
      // Until the director has spoken to all, nobody may anything.
      await until(async () => {
        const slots = await Promise.all(
          [id, SLOT, GUARDED].map((one) => network.call(`observatory.${one}`, 'get_api')),
        );
        const isTold = (api: unknown) =>
          (api as { access_control: { policy: string; update_count: number } }).access_control;
        return slots.map(isTold).every((one) => one.policy !== 'director' || one.update_count > 0);
      }, 'the director has spoken');
    }
  });
  after(() => network?.stop());

  async function run(
    instance: string,
    operation: string,
    slot: string,
    password?: string,
    runOptions: Record<string, unknown> = {},
  ): Promise<Reply> {
    const params = {
      ...{ stream_ids: [slot], run_options: runOptions },
      ...(operation === 'take_noise' && { duration: 1 }),
    };
    const args = [operation, JSON.stringify(params), ...(password === undefined ? [] : [password])];
    const reply = (await network.python('ocs_client.py', 'run', instance, ...args)) as Reply;
    published.push(reply);
    return reply;
  }

  async function succeeds(reply: Promise<Reply>, level: number): Promise<void> {
    const [status, message, session] = await reply;
    assert.equal(status, 0, message);
    assert.equal(session.success, true, JSON.stringify(session.messages));
    assert.deepEqual(
      Object.values(session.data).map(({ cred_level }) => cred_level),
      [level],
    );
  }

  async function isRefused(reply: Promise<Reply>, wanted: string): Promise<void> {
    const [status, message] = await reply;
    assert.deepEqual([status, message], [-1, wanted]);
  }

  it('with our own rules accepts our passwords, and sends the slots their passwords', async () => {
    const guarded = (operation: string, password?: string) => run(OVERRIDE, operation, GUARDED, password);
    await succeeds(run(OVERRIDE, 'take_noise', SLOT), 2);
    await succeeds(guarded('advanced', PW.our2), 2);
    await succeeds(guarded('full', PW.our3), 3);
    await isRefused(guarded('advanced'), ADVANCED);
    await isRefused(guarded('advanced', PW.wrong), ADVANCED);
    await isRefused(guarded('advanced', PW.slot2), ADVANCED);
    await isRefused(guarded('full', PW.our2), refusal('3-FULL', '2-ADVANCED'));
  });

  it("under the director passes on the caller's password, and the slots check it", async () => {
    const guarded = (operation: string, password?: string) => run(DIRECTED, operation, GUARDED, password);
    await succeeds(run(DIRECTED, 'take_noise', SLOT, PW.slot2), 2);
    await succeeds(guarded('advanced', PW.slot2), 2);
    await succeeds(guarded('full', PW.slot3), 3);
    await isRefused(guarded('advanced'), ADVANCED);
    await isRefused(guarded('full', PW.slot2), refusal('3-FULL', '2-ADVANCED'));
    const [status, , session] = await run(DIRECTED, 'take_noise', SLOT);
    assert.equal(status, 0);
    assert.equal(session.success, false);
    const said = session.messages.map(([, text]) => text).join('\n');
    assert.ok(said.includes(refusal('1-BASIC', '0-BLOCKED')), said);
  });

  it('holds an exclusive grant during a run, if requested', async () => {
    const night = (password: string) => ({ exclusive: { grant: 'night', password } });
    const noise = (runOptions: Record<string, unknown>) =>
      run(DIRECTED, 'take_noise', SLOT, PW.slot2, runOptions);
    await succeeds(noise(night(PW.grant)), 2);
    // The director publishes its grants about once a second.
    await until(async () => {
      const [, , { data }] = (await network.call(`observatory.${DIRECTOR}.ops`, 'status', 'manager')) as [
        number,
        string,
        { data: { grants: unknown[] } },
      ];
      return data.grants.length === 0;
    }, 'the grant is released');
    const [, , refused] = await noise(night(PW.wrong));
    assert.equal(refused.success, false);
    assert.match(JSON.stringify(refused.messages), /acquire of night: Credential failed to access/);
    const ours = await run(OVERRIDE, 'take_noise', SLOT, PW.our2, night(PW.grant));
    assert.equal(ours[0], -1);
    assert.match(ours[1], /Exclusive grants require an access director/);
  });

  const GRANTED = `query ($id: ID!) {
    smurfInstance(id: $id) { exclusiveGrants { name grantee expiresAt run { id } } }
    planRun(operation: "take_noise", streamIds: [$id]) { slots { blockers { code message } } }
  }`;
  interface Granted {
    readonly smurfInstance: {
      readonly exclusiveGrants: readonly {
        readonly name: string;
        readonly grantee: string;
        readonly expiresAt: string;
        readonly run: { readonly id: string } | null;
      }[];
    };
    readonly planRun: {
      readonly slots: readonly { readonly blockers: readonly { code: string; message: string }[] }[];
    };
  }
  const NOISE = `mutation ($id: ID!, $options: RunOptions, $seconds: Float!) {
    run: runOperation(operation: "take_noise", streamIds: [$id], params: { duration: 1 }, options: $options,
      waitSeconds: $seconds) { id status slots { status reason detail } }
  }`;
  interface Noise {
    readonly run: {
      readonly id: string;
      readonly status: string;
      readonly slots: readonly { status: string; reason: string; detail: string }[];
    };
  }
  const graphql = async <Data>(document: string, variables: Record<string, unknown>) => {
    const server = servers[2];
    assert.ok(server);
    const { data, errors } = await server.request<Data>(document, { id: SLOT, ...variables });
    published.push(data, errors);
    assert.equal(errors, undefined);
    assert.ok(data);
    return data;
  };
  const grant = (action: string) =>
    network.python('exclusive_access.py', action, DIRECTOR, 'dawn', 'scheduler', PW.grant);
  const shown = async () => (await graphql<Granted>(GRANTED, {})).smurfInstance.exclusiveGrants;

  it('shows the grant of another client on the slot, in the plan, and in the rejection of a run', async () => {
    const { step } = (await grant('acquire')) as { step: number };
    await until(async () => (await shown()).length === 1, 'the slot shows the grant');
    const { smurfInstance, planRun } = await graphql<Granted>(GRANTED, {});
    const [held] = smurfInstance.exclusiveGrants;
    assert.deepEqual([held?.name, held?.grantee, held?.run], ['dawn', 'scheduler', null]);
    const words = /exclusive grant dawn is held by scheduler until /;
    await until(async () => {
      const now = await network.call(`observatory.${SLOT}`, 'get_api');
      return (now as { access_control: { step: number } }).access_control.step >= step;
    }, 'the slot knows the grant');
    assert.deepEqual(
      planRun.slots[0]?.blockers.map(({ code }) => code),
      ['EXCLUSIVE_GRANT'],
    );
    assert.match(planRun.slots[0]?.blockers[0]?.message ?? '', words);
    const { run: noise } = await graphql<Noise>(NOISE, { seconds: 20 });
    assert.equal(noise.slots[0]?.status, 'REJECTED');
    assert.match(noise.slots[0]?.detail ?? '', /lockouts active: \['dawn\[scheduler\]'\]/);
    assert.match(noise.slots[0]?.detail ?? '', words);
    await grant('release');
    await until(async () => (await shown()).length === 0, 'the slot shows no grant');
  });

  it('holds a grant for a run of GraphQL: the director has it under the name of the run until its end', async () => {
    const options = { exclusive: { grant: 'dawn', password: PW.grant } };
    const seen: string[] = [];
    const watching = until(async () => {
      const [held] = await shown();
      if (held?.run) seen.push(held.run.id, held.grantee);
      return held?.run;
    }, 'the slot shows the grant of the run');
    const { run: noise } = await graphql<Noise>(NOISE, { seconds: 30, options });
    await watching;
    assert.equal(noise.status, 'SUCCEEDED', JSON.stringify(noise));
    assert.deepEqual(seen, [noise.id, `${THIRD}: take_noise, run ${noise.id}`]);
    await until(async () => (await shown()).length === 0, 'it is given back');
  });

  it('renews a grant at the director until it is released', async () => {
    // The holder renews every 40 s: with this clock every second.
    const clock: Clock = { ...systemClock, every: (ms, act) => systemClock.every(ms / 40, act) };
    const connection = createWampConnection({ url: network.url, realm: network.realm, logger: silentLogger });
    const client = createOcsClient(connection, silentLogger);
    const director = `observatory.${DIRECTOR}`;
    const held = async () =>
      parseHeldGrants((await client.status(director, 'manager')).session).find(({ name }) => name === 'dawn');
    const holder = createGrantHolder({
      access: ({ grant: grantName }, grantee) =>
        createExclusiveAccess({
          ...{ connection, address: director, grantName, grantee, password: createSecret(PW.grant) },
        }),
      published: () => null,
      ...{ client, director, serverName: 'test', clock, logger: silentLogger },
    });
    try {
      await until(() => connection.link.connected, 'the link is up');
      const holding = await holder.hold(
        { grant: 'dawn', password: undefined },
        { runId: 'a-run', operation: 'take_noise', slots: [] },
        new AbortController().signal,
      );
      const first = await until(async () => (await held())?.expiresAt, 'the director has the grant');
      await until(async () => {
        const now = (await held())?.expiresAt;
        return now !== undefined && now.getTime() > first.getTime() + 2000;
      }, 'the director has a later end');
      await holding.release();
      await until(async () => (await held()) === undefined, 'the director has released it');
    } finally {
      await connection.close();
    }
  });

  it('shows no password in logs and answers, in both interfaces', async () => {
    for (const server of servers) {
      const { data } = await server.request(
        `mutation { runOperation(operation: "basic", streamIds: ["${GUARDED}"], waitSeconds: 20) { success slots { reason detail } } }`,
      );
      const shown = await server.request('{ runs { nodes { result params slots { reason detail } } } }');
      published.push(data, shown, await network.call('observatory.multismurf', 'get_api'));
      assert.ok(server.process.lines().length > 10);
      assert.deepEqual(server.process.lines(/sesame/), []);
    }
    assert.ok(!JSON.stringify(published).includes('sesame'));
  });
});
