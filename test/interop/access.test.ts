import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { stringify } from 'yaml';
import { createSecret, type Secret } from '../../src/lib/secret.js';
import { createExclusiveAccess, GrantRefusedError } from '../../src/ocs/access/exclusive.js';
import { createPasswords, type PasswordStore } from '../../src/ocs/access/passwords.js';
import { parseAccessPolicy } from '../../src/ocs/access/policy.js';
import { type Agent, createAgent } from '../../src/ocs/agent/agent.js';
import type { OpSession, Outcome } from '../../src/ocs/agent/session.js';
import { createOcsClient, type OcsClient } from '../../src/ocs/client.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import type { WampConnection } from '../../src/wamp/types.js';
import { until } from '../until.js';
import type { ManagedProcess } from './managed-process.js';
import { type Network, startNetwork } from './network.js';
import { ensurePythonEnvironment } from './python-environment.js';

/** Words that occur nowhere else, so that they can be looked for in the logs. */
const PW = {
  override2: 'sesame-override-two',
  override3: 'sesame-override-three',
  director2: 'sesame-director-two',
  director3: 'sesame-director-three',
  slot1: 'sesame-slot-one',
  superuser: 'sesame-superuser',
  grant: 'sesame-grant',
  wrong: 'sesame-wrong',
};
const DIRECTOR = 'access-director';
const OVERRIDE = `override:${PW.override2},${PW.override3}`;
const SLOT = 'pysmurf-controller-s2';
const BLOCKED = 'The action requires credential level 1-BASIC but the client has only level 0-BLOCKED';

const DIRECTOR_FILE = stringify({
  passwords: [
    { default: true, password_4: PW.superuser },
    { agent_class: 'AccessTester', password_1: '', password_2: PW.director2, password_3: PW.director3 },
    { agent_class: 'PysmurfController', password_1: PW.slot1 },
  ],
  exclusive_access_blocks: [
    {
      name: 'night',
      password: PW.grant,
      grants: [{ agent_class: 'AccessTester', cred_level: 2, lockout_levels: [2, 3] }],
    },
  ],
});

/** OCS's client has no password for level 1, so the password of the slots for level 1 is under level 2. */
const CLIENT_FILE = stringify([
  { instance_id: '*-override', password_2: PW.override2, password_3: PW.override3 },
  { instance_id: '*-director', password_2: PW.director2, password_3: PW.director3 },
  { agent_class: 'PysmurfController', password_2: PW.slot1 },
]);

type Privs = string | number | null;
type Reply = [status: number, message: string, session: Record<string, unknown>];
type Request = readonly [action: string, operation: string, privs: Privs];

describe('access control on a network of real agents', () => {
  let network: Network;
  let connection: WampConnection;
  let client: OcsClient;
  let director: ManagedProcess;
  let startDirector: () => Promise<void>;
  let passwords: PasswordStore;
  const agents: Agent[] = [];
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => log.push(line) });
  const grantPasswords: string[] = [];

  before(async () => {
    const { python } = await ensurePythonEnvironment();
    const ids = [
      'ours-override',
      'ours-director',
      'theirs-override',
      'theirs-director',
      'theirs-none',
      'ours-none',
    ];
    network = await startNetwork({
      slots: 1,
      controllerArgs: ['--access-policy', `director:${DIRECTOR}`],
      instances: {
        [DIRECTOR]: 'AccessDirector',
        ...Object.fromEntries(ids.map((id) => [id, 'AccessTester'])),
      },
    });
    const clientFile = join(network.directory, 'client-passwords.yaml');
    writeFileSync(clientFile, CLIENT_FILE);
    process.env['OCS_PASSWORDS_FILE'] = clientFile;
    connection = createWampConnection({ url: network.url, realm: network.realm, logger });
    client = createOcsClient(connection, logger);
    passwords = createPasswords({ logger });
    await connection.connected();

    for (const [kind, policy] of [
      ['override', OVERRIDE],
      ['director', `director:${DIRECTOR}`],
      ['none', 'none'],
    ] as const) {
      const args = ['--instance-id', `theirs-${kind}`, '--access-policy', policy];
      const theirs = await network.start(`theirs-${kind}`, 'access_agent.py', ...args);
      await theirs.waitForLine(/session joined/);
      agents.push(openTester(`ours-${kind}`, policy));
    }
    await Promise.all(agents.map(({ registered }) => registered));

    const directorFile = join(network.directory, 'access-director.yaml');
    writeFileSync(directorFile, DIRECTOR_FILE);
    const site = ['--site-file', network.siteFile, '--site-host', 'localhost', '--crossbar-timeout', '0'];
    startDirector = async () => {
      director = await network.spawn({
        name: DIRECTOR,
        command: python,
        args: [
          '-m',
          'ocs.agents.access_director.agent',
          '--instance-id',
          DIRECTOR,
          '--config-file',
          directorFile,
          ...site,
        ],
        env: { OCS_CONFIG_DIR: network.directory, PYTHONUNBUFFERED: '1' },
        ready: (started) => started.waitForLine(/start called for manager/),
      });
    };
  });

  after(async () => {
    passwords?.close();
    await Promise.all(agents.map((agent) => agent.close()));
    await connection?.close();
    await network?.stop();
  });

  /** What access_agent.py is, in TypeScript. */
  function openTester(instanceId: string, policy: string): Agent {
    const agent = createAgent({
      connection,
      addressRoot: network.addressRoot,
      instanceId,
      agentClass: 'AccessTester',
      accessPolicy: parseAccessPolicy(policy),
      logger,
    });
    const run = ({ credLevel }: OpSession): Outcome => [true, `Done with level ${credLevel}`];
    for (const [name, minPrivs] of [
      ['basic', 1],
      ['advanced', 2],
      ['full', 3],
    ] as const) {
      agent.registerTask(name, { docstring: 'work()', minPrivs, run });
    }
    agent.registerProcess('watch', {
      docstring: 'watch()',
      blocking: false,
      minPrivs: 2,
      async run({ stopRequested }) {
        if (!stopRequested.aborted) await once(stopRequested, 'abort');
        return [true, 'Watched'];
      },
    });
    agent.open();
    return agent;
  }

  const address = (instance: string) => `${network.addressRoot}.${instance}`;
  const accessOf = async (instance: string) => (await client.getApi(address(instance))).accessControl ?? {};

  /** Sends the requests to one agent after the other, by OCS's own client. */
  async function ask(instance: string, requests: readonly Request[]): Promise<Reply[]> {
    const all = requests.map((request) => [instance, ...request]);
    return (await network.python('access_requests.py', JSON.stringify(all))) as Reply[];
  }

  /** Messages of both agents, ours and ocs's own, which are the same. */
  async function askBoth(kind: string, requests: readonly Request[]): Promise<string[]> {
    const [ours, theirs] = await Promise.all([
      ask(`ours-${kind}`, requests),
      ask(`theirs-${kind}`, requests),
    ]);
    assert.deepEqual(ours.map(comparable), theirs.map(comparable));
    return ours.map(([, message]) => message);
  }

  async function untilStep(step: number): Promise<void> {
    for (const instance of ['ours-director', 'theirs-director', SLOT]) {
      const arrived = async () => Number((await accessOf(instance))['step']) >= step;
      await until(arrived, `${instance} is at step ${step} of the director`);
    }
  }

  it('is reported by our agent as by ocs', async () => {
    for (const kind of ['none', 'override', 'director']) {
      const [ours, theirs] = await Promise.all(
        ['ours', 'theirs'].map((who) => network.call(address(`${who}-${kind}`), 'get_api')),
      );
      assert.deepEqual(apiComparable(ours), apiComparable(theirs));
    }
  });

  it('refuses everything before the first message of the director', async () => {
    assert.deepEqual(
      await askBoth('director', [
        ['start', 'basic', null],
        ['start', 'basic', 3],
      ]),
      [BLOCKED, BLOCKED],
    );
    assert.equal((await client.start(address(SLOT), 'run_test_func', {})).message, BLOCKED);
  });

  it('without a policy, everybody has level 1', async () => {
    const [accepted, refused] = await askBoth('none', [
      ['start', 'basic', PW.wrong],
      ['start', 'advanced', PW.override3],
    ]);
    assert.equal(accepted, 'Started task "basic".');
    assert.match(refused ?? '', /only level 1-BASIC No access policy -- level 1 for all\.$/);
  });

  const REQUESTS: readonly Request[] = [
    ['start', 'basic', null],
    ['wait', 'basic', null],
    ['start', 'basic', PW.wrong],
    ['wait', 'basic', null],
    ['start', 'advanced', null],
    ['start', 'advanced', PW.wrong],
    ['start', 'advanced', 2],
    ['wait', 'advanced', null],
    ['start', 'full', 2],
    ['start', 'full', 3],
    ['wait', 'full', null],
    ['start', 'full', PW.wrong],
    ['status', 'full', null],
    ['stop', 'watch', null],
    ['stop', 'watch', 2],
    ['start', 'watch', 1],
    ['start', 'watch', 2],
    ['start', 'watch', PW.wrong],
    ['stop', 'watch', PW.wrong],
    ['stop', 'watch', 3],
    ['wait', 'watch', null],
  ];
  const MESSAGES = [
    'Started task "basic".',
    'Operation "basic" is currently not running (SUCCEEDED).',
    'Started task "basic".',
    'Operation "basic" is currently not running (SUCCEEDED).',
    'The action requires credential level 2-ADVANCED but the client has only level 1-BASIC',
    'The action requires credential level 2-ADVANCED but the client has only level 1-BASIC',
    'Started task "advanced".',
    'Operation "advanced" is currently not running (SUCCEEDED).',
    'The action requires credential level 3-FULL but the client has only level 2-ADVANCED',
    'Started task "full".',
    'Operation "full" is currently not running (SUCCEEDED).',
    'The action requires credential level 3-FULL but the client has only level 1-BASIC',
    'No session active.',
    'The action requires credential level 2-ADVANCED but the client has only level 1-BASIC',
    'No session active.',
    'The action requires credential level 2-ADVANCED but the client has only level 1-BASIC',
    'Started process "watch".',
    'Operation "watch" already in progress.',
    'The action requires credential level 2-ADVANCED but the client has only level 1-BASIC',
    'Requested stop on process watch".',
    'Operation "watch" is currently not running (SUCCEEDED).',
  ];

  it('by passwords of the agent itself is the same on ours and on ocs', async () => {
    assert.deepEqual(await askBoth('override', REQUESTS), MESSAGES);
  });

  it('by the access director is the same on ours and on ocs', async () => {
    await startDirector();
    await untilStep(1);
    assert.deepEqual(await askBoth('director', REQUESTS), MESSAGES);
    const [superuser] = await ask('ours-director', [['start', 'full', PW.superuser]]);
    assert.equal(superuser?.[2]['cred_level'], 4);
  });

  it('of real slots refuses wrong and missing passwords, and accepts the right one', async () => {
    const start = (password?: Secret) =>
      client.start(address(SLOT), 'run_test_func', {}, password ? { password } : {});
    assert.deepEqual(await start(), { code: -1, message: BLOCKED, session: null });
    assert.deepEqual(await start(createSecret(PW.wrong)), { code: -1, message: BLOCKED, session: null });
    const found = passwords.find({ instanceId: SLOT, agentClass: 'PysmurfController' }, 2);
    assert.equal(found?.reveal(), PW.slot1);
    const started = await start(found);
    assert.deepEqual([started.code, started.session?.cred_level], [0, 1]);
    assert.equal((await client.wait(address(SLOT), 'run_test_func', 20)).session?.success, true);
    assert.equal((await client.stop(address(SLOT), 'check_state')).message, BLOCKED);
  });

  it('allows only the holder of an exclusive grant', async () => {
    const exclusive = (password: string, grantName = 'night') =>
      createExclusiveAccess({
        connection,
        address: address(DIRECTOR),
        grantName,
        grantee: "Ann's night",
        password: createSecret(password),
      });
    const refusalOf = (promise: Promise<unknown>) =>
      promise.then(
        () => 'accepted',
        (error) => (error instanceof GrantRefusedError ? error.message : error),
      );
    assert.match(await refusalOf(exclusive(PW.wrong).acquire()), /Credential failed to access \(night\)/);
    assert.match(await refusalOf(exclusive(PW.grant, 'day').acquire()), /Named grant not found \(day\)/);

    const night = exclusive(PW.grant);
    assert.match(await refusalOf(night.renew()), /not currently held; cannot renew/);
    const grant = await night.acquire(60);
    grantPasswords.push(grant.password.reveal());
    assert.match(await refusalOf(night.acquire()), /already held \(grantee: Ann's night\)/);
    assert.ok((await night.renew(600)) > grant.expireAt + 500);
    await untilStep(grant.step);
    const detail = `Privileges diminished; lockouts active: ["night[Ann's night]"]`;
    assert.deepEqual(
      await askBoth('director', [
        ['start', 'advanced', 2],
        ['start', 'full', 3],
        ['start', 'advanced', grant.password.reveal()],
        ['start', 'basic', null],
        ['stop', 'watch', 2],
      ]),
      [
        `The action requires credential level 2-ADVANCED but the client has only level 1-BASIC ${detail}`,
        `The action requires credential level 3-FULL but the client has only level 1-BASIC ${detail}`,
        'Started task "advanced".',
        'Started task "basic".',
        'The action requires credential level 2-ADVANCED but the client has only level 1-BASIC',
      ],
    );
    await night.release();
    await untilStep(grant.step + 1);
    assert.deepEqual(await askBoth('director', [['start', 'advanced', 2]]), ['Started task "advanced".']);
  });

  it('keeps its rules while the director is away, and updates them when it is back', async () => {
    await director.kill();
    assert.deepEqual(await askBoth('director', [['start', 'full', 3]]), ['Started task "full".']);
    const count = Number((await accessOf('ours-director'))['update_count']);
    await director.restart();
    const heard = async () => Number((await accessOf('ours-director'))['update_count']) > count;
    await until(heard, 'our agent hears the new director');
  });

  it('leaves no password in any log', () => {
    const files = readdirSync(network.directory).filter((name) => name.endsWith('.log'));
    assert.ok(files.length >= 6 && log.length > 0);
    const logs = [...files.map((name) => readFileSync(join(network.directory, name), 'utf8')), log.join('')];
    assert.ok(logs.some((text) => text.includes('start called for full')));
    for (const word of ['sesame', ...grantPasswords]) {
      assert.equal(
        logs.findIndex((text) => text.includes(word)),
        -1,
        `found ${word.slice(0, 6)}`,
      );
    }
  });
});

/** A reply without what differs from one agent to the other: times, and how far a stop has got. */
function comparable([status, message, session]: Reply): unknown {
  const { session_id, start_time, end_time, messages, ...rest } = session;
  // Just after a start or a stop, the session may be in the state before it or after it.
  if (/^Requested stop| already in progress\.$/.test(message)) return [status, message];
  const texts = Array.isArray(messages) ? messages.map((entry) => entry[1]) : undefined;
  return [status, message, rest, texts, end_time === null];
}

function apiComparable(api: unknown): unknown {
  const { tasks, processes, access_control, feeds, ...rest } = api as Record<string, unknown>;
  const { update_timestamp, ...access } = access_control as Record<string, unknown>;
  assert.equal(typeof update_timestamp, 'number');
  return { tasks, processes, access, keys: Object.keys(rest) };
}
