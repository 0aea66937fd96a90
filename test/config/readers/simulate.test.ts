import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCommandLine } from '../../../src/config/cli/parse.js';
import { describeKinds } from '../../../src/simulator/fault-text.js';
import { configOf, createSources, demoConfigOf, problemsOf, simulateConfigOf } from '../sources.js';

const ROUTER = '--site-hub ws://localhost:8001/ws';

const SITE_FILE = `
hub:
  wamp_server: ws://hub:8001/ws
  wamp_http: http://hub:8001/call
  wamp_realm: lab
  address_root: lab.east
  access_policy: director:access-director
hosts:
  daq-host:
    wamp_server: ws://daq-host:8001/ws
    agent-instances:
      - {'agent-class': 'RegistryAgent', 'instance-id': 'registry'}
`;

describe('the configuration of simulate', () => {
  it('is complete with only the URL of the router', () => {
    assert.deepEqual(configOf(`simulate ${ROUTER}`), {
      command: 'simulate',
      slots: 3,
      seed: 1,
      timeScale: 1,
      faults: [],
      wamp: { url: 'ws://localhost:8001/ws', realm: 'test_realm' },
      addressRoot: 'observatory',
      instanceId: 'simulator',
      instancePrefix: 'pysmurf-controller-',
      logLevel: 'info',
    });
  });

  it('accepts all its options', () => {
    const config = simulateConfigOf(
      `${ROUTER} --site-realm lab --address-root lab.east --instance-id sim-2 --instance-prefix rehearsal-
      --slots 2 --seed 7 --time-scale 10 --fault rehearsal-s3:take_iv=raise --fault=sim_mv5=nan --log-level warn
      --crossbar-timeout 0 --log-dir logs --site-http http://localhost:8001/call`.replace(/\n/g, ' '),
    );
    assert.deepEqual(config, {
      command: 'simulate',
      slots: 2,
      seed: 7,
      timeScale: 10,
      faults: ['rehearsal-s3:take_iv=raise', 'sim_mv5=nan'],
      wamp: { url: 'ws://localhost:8001/ws', realm: 'lab' },
      addressRoot: 'lab.east',
      instanceId: 'sim-2',
      instancePrefix: 'rehearsal-',
      logLevel: 'warn',
    });
  });

  it('uses the hub and host of a site file that has no block for it', () => {
    const config = simulateConfigOf('--site-file site.yaml', { files: { 'site.yaml': SITE_FILE } });
    assert.deepEqual(config.wamp, { url: 'ws://daq-host:8001/ws', realm: 'lab' });
    assert.equal(config.addressRoot, 'lab.east');
    assert.equal(config.accessPolicy?.reveal(), 'director:access-director');
  });

  it('reports the problems of site and simulation at once', () => {
    const problems = problemsOf('simulate --site none --slots 0 --fault s2=loud --instance-prefix a.b');
    assert.deepEqual(
      problems.map(({ source }) => source),
      ['--site-hub', '--instance-prefix', '--slots', '--fault'],
    );
  });

  it('logs in as serve does, and has no HTTP options', () => {
    const env = { MULTISMURF_WAMP_TICKET: 'let me in' };
    const { wamp } = simulateConfigOf(`${ROUTER} --wamp-authid sim`, { env });
    assert.equal(wamp.auth?.secret.reveal(), 'let me in');
    assert.match(problemsOf(`simulate ${ROUTER} --port 1`)[0]?.message ?? '', /unknown option/);
  });
});

describe('faults on the command line', () => {
  it('are kept as they were written', () => {
    assert.deepEqual(demoConfigOf('--slots 5 --fault s6=crash@30s..60s').faults, ['s6=crash@30s..60s']);
  });

  it('are all reported at once, each with everything that is wrong', () => {
    const problems = problemsOf('demo --fault s9:take_noises=boom@60..30 --fault s2=silent --fault x');
    assert.equal(problems.length, 2);
    const [first, second] = problems.map(({ message }) => message);
    assert.match(
      first ?? '',
      /^expected a simulated slot instead of s9 \(known: all, s2 \(ufm_mv5\), .*\); also an operation after the colon: abort, .*; also after the = one of raise, .*; also after the @ a start and an end in seconds .*, got s9:take_noises=boom@60\.\.30$/,
    );
    assert.match(second ?? '', /^expected SLOT\[:OPERATION\]=FAULT.*, got x$/);
  });

  it('are all described in the help of demo and simulate', () => {
    for (const command of ['demo', 'simulate']) {
      const help = parseCommandLine([command, '--help'], createSources());
      assert.equal(help.kind, 'text');
      for (const [syntax] of describeKinds()) {
        const kind = syntax.replace(/^[^=]*=/, '');
        assert.ok(help.text.includes(`    ${kind} `), `help of ${command} lacks ${kind}`);
      }
    }
  });
});
