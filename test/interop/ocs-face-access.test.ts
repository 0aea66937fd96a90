import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { stringify } from 'yaml';
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
  const told: unknown[] = [];

  before(async () => {
    const { python } = await ensurePythonEnvironment();
    network = await startNetwork({
      slots: 1,
      controllerArgs: ['--access-policy', `director:${DIRECTOR}`],
      instances: {
        [DIRECTOR]: 'AccessDirector',
        [GUARDED]: 'PysmurfController',
        [DIRECTED]: 'MultiSmurfManager',
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
    told.push(reply);
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

  it('shows no password in logs and answers, in both interfaces', async () => {
    for (const server of servers) {
      const { data } = await server.request(
        `mutation { runOperation(operation: "basic", streamIds: ["${GUARDED}"], waitSeconds: 20) { success slots { reason detail } } }`,
      );
      const shown = await server.request('{ runs { nodes { result params slots { reason detail } } } }');
      told.push(data, shown, await network.call('observatory.multismurf', 'get_api'));
      assert.ok(server.process.lines().length > 10);
      assert.deepEqual(server.process.lines(/sesame/), []);
    }
    assert.ok(!JSON.stringify(told).includes('sesame'));
  });
});
