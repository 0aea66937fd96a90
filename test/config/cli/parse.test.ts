import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCommandLine } from '../../../src/config/cli/parse.js';
import { CLIENT_COMMANDS } from '../../../src/config/client-command.js';
import { formatProblems } from '../../../src/config/problem.js';
import { configOf, createSources, demoConfigOf, problemsOf, serveConfigOf } from '../sources.js';

const ROUTER = '--site none --site-hub ws://localhost:8001/ws';

function textOf(...argv: string[]): string {
  const result = parseCommandLine(argv, createSources());
  assert.equal(result.kind, 'text');
  return result.text;
}

describe('the command line', () => {
  it('returns a complete configuration from only the URL of the router', () => {
    assert.deepEqual(configOf('serve --site-hub wss://router.example:8001/ws'), {
      command: 'serve',
      wamp: { url: 'wss://router.example:8001/ws', realm: 'test_realm', http: null },
      ocs: { addressRoot: 'observatory', instanceId: 'multismurf', agentClass: 'MultiSmurfManager' },
      http: { host: '127.0.0.1', port: 4000 },
      expireTimeMs: 20_000,
      runs: { defaultTimeoutSeconds: 7200, timeouts: new Map(), holdSeconds: 600, lostSeconds: 120 },
      explicitSlots: false,
      groups: new Map(),
      presets: null,
      storage: { kind: 'default folder', path: null },
      logLevel: 'info',
    });
  });

  it('accepts every option of serve: the last of each, and every --timeout', () => {
    const config = serveConfigOf(
      `${ROUTER} --site-realm lab --address-root lab.east --instance-id multi-2 --host ::1 --port 1 --port=0
      --expire-time 7.5 --default-timeout 600 --timeout take_iv=1800 --timeout=uxm_setup=3600 --log-level debug
      --hold-seconds 30 --lost-seconds 7.5 --explicit-slots --network-name satp1 --data-dir /var/lib/multismurf
      --site-http http://localhost:8001/call --log-dir logs --working-dir /tmp --crossbar-timeout 0
      --registry-address observatory.registry`.replace(/\n/g, ' '),
    );
    assert.deepEqual(config, {
      command: 'serve',
      wamp: { url: 'ws://localhost:8001/ws', realm: 'lab', http: 'http://localhost:8001/call' },
      ocs: {
        addressRoot: 'lab.east',
        instanceId: 'multi-2',
        agentClass: 'MultiSmurfManager',
        networkName: 'satp1',
      },
      http: { host: '::1', port: 0 },
      expireTimeMs: 7500,
      runs: {
        defaultTimeoutSeconds: 600,
        timeouts: new Map([
          ['take_iv', 1800],
          ['uxm_setup', 3600],
        ]),
        holdSeconds: 30,
        lostSeconds: 7.5,
      },
      explicitSlots: true,
      groups: new Map(),
      presets: null,
      storage: { kind: 'folder', path: '/var/lib/multismurf' },
      logLevel: 'debug',
    });
  });

  it('returns the configuration of demo, with its defaults and with all options', () => {
    assert.deepEqual(configOf('demo'), {
      command: 'demo',
      slots: 3,
      seed: 1,
      timeScale: 1,
      faults: [],
      http: { host: '127.0.0.1', port: 4000 },
      runs: { holdSeconds: 600, lostSeconds: 120 },
      explicitSlots: false,
      groups: new Map(),
      presets: null,
      storage: { kind: 'memory' },
      logLevel: 'info',
    });
    const set = demoConfigOf(
      '--slots 64 --seed 0 --time-scale 0.5 --port 8080 --host localhost --log-level silent --fault crate1-s3:take_noise=raise --fault=all=late:2@5..60 --explicit-slots --hold-seconds 1 --lost-seconds 2 --data-dir runs',
    );
    assert.deepEqual(set, {
      command: 'demo',
      slots: 64,
      seed: 0,
      timeScale: 0.5,
      faults: ['crate1-s3:take_noise=raise', 'all=late:2@5..60'],
      http: { host: 'localhost', port: 8080 },
      runs: { holdSeconds: 1, lostSeconds: 2 },
      explicitSlots: true,
      groups: new Map(),
      presets: null,
      storage: { kind: 'folder', path: 'runs' },
      logLevel: 'silent',
    });
  });

  it('accepts schema, which has no options', () => {
    assert.deepEqual(configOf('schema'), { command: 'schema' });
    assert.equal(
      problemsOf('schema now')[0]?.message,
      'unexpected argument "now": it is neither an option nor the value of one',
    );
  });

  const wrong: readonly [line: string, source: string, message: RegExp][] = [
    [
      '',
      'command line',
      /expected one of the commands serve, demo, simulate, token, alert, schema, list, .*, got none/,
    ],
    ['sevre', 'command line', /got 'sevre' \(Did you mean serve\?\)/],
    ['--port 1 serve', 'command line', /before any option/],
    ['demo --prot 1', '--prot', /unknown option\. Did you mean --port\?$/],
    ['demo --prot=1', '--prot', /unknown option\. Did you mean --port\?$/],
    ['demo --time 1', '--time', /Did you mean --time-scale\?$/],
    ['demo -p 1', '-p', /unknown option\.$/],
    ['demo --site none', '--site', /unknown option/],
    ['demo --port', '--port', /expected a value after it, got none/],
    ['demo --port=', '--port', /from 0 to 65535, got nothing/],
    ['demo --port 65536', '--port', /a whole number from 0 to 65535, got 65536/],
    ['demo --port -1', '--port', /got -1/],
    ['demo --port 0x50', '--port', /got 0x50/],
    ['demo --slots 0', '--slots', /from 1 to 64, got 0/],
    ['demo --slots 65', '--slots', /from 1 to 64, got 65/],
    ['demo --slots 2.5', '--slots', /whole number/],
    ['demo --seed x', '--seed', /whole number/],
    ['demo --time-scale 0', '--time-scale', /a number from 0\.01 to 1000, got 0/],
    ['demo --time-scale Infinity', '--time-scale', /got Infinity/],
    ['demo --log-level loud', '--log-level', /one of trace, debug, info, warn, error, silent, got loud/],
    ['demo --host 127.0.0.300', '--host', /an address such as 127\.0\.0\.1/],
    ['demo --host http://localhost', '--host', /an address such as/],
    ['serve --site none', '--site-hub', /add --site-hub ws:/],
    ['serve --site none --site-hub 8001', '--site-hub', /a ws:\/\/ or wss:\/\/ URL .*, got 8001$/],
    ['serve --site none --site-hub http://localhost:8001', '--site-hub', /got http:/],
    [`serve ${ROUTER} --site-http ws://localhost:8001/ws`, '--site-http', /an http:.* URL .*\/call, got ws:/],
    [`serve ${ROUTER} --site-http localhost:8001/call`, '--site-http', /got localhost:8001\/call$/],
    [`serve ${ROUTER} --site-http http://a:b@localhost/call`, '--site-http', /without user and password$/],
    [`serve ${ROUTER} --site-http=`, '--site-http', /got nothing$/],
    [`serve ${ROUTER} --site-realm a#b`, '--site-realm', /got a#b/],
    [`serve ${ROUTER} --address-root a..b`, '--address-root', /got a\.\.b/],
    [`serve ${ROUTER} --instance-id a.b`, '--instance-id', /without spaces, dots/],
    [`serve ${ROUTER} --expire-time 0`, '--expire-time', /seconds from 0\.1/],
    [`serve ${ROUTER} --expire-time nan`, '--expire-time', /got nan/],
    [`serve ${ROUTER} --crossbar-timeout 1.5`, '--crossbar-timeout', /whole number/],
    [`serve ${ROUTER} --explicit-slots=yes`, '--explicit-slots', /takes no value/],
    [`serve ${ROUTER} --hold-seconds -1`, '--hold-seconds', /seconds from 0\.1 .*got -1$/],
    ['demo --lost-seconds long', '--lost-seconds', /a number of seconds .*got long$/],
    // More than a timer can wait would fire at once.
    [`serve ${ROUTER} --default-timeout 2147484`, '--default-timeout', /to 2147483, got 2147484/],
    [`serve ${ROUTER} --timeout take_iv`, '--timeout', /OPERATION=SECONDS.*got take_iv$/],
    [`serve ${ROUTER} --timeout take-iv=3`, '--timeout', /got take-iv=3$/],
    [`serve ${ROUTER} --timeout take_iv=soon`, '--timeout', /a number of seconds .*got take_iv=soon$/],
    [`serve ${ROUTER} --access-policy open`, '--access-policy', /none, director:INSTANCE-ID or override/],
    [`serve ${ROUTER} --access-policy override:one`, '--access-policy', /override:PASSWORD2,PASSWORD3$/],
  ];
  for (const [line, source, message] of wrong) {
    it(`reports what is wrong with "${line}"`, () => {
      const problems = problemsOf(line);
      assert.deepEqual(
        problems.map((problem) => problem.source),
        [source],
      );
      assert.match(problems[0]?.message ?? '', message);
    });
  }

  it('reports all problems of a command line at once, one per line', () => {
    const problems = problemsOf('demo stray --prot 1 --slots none more --port x --seed');
    const lines = formatProblems(problems).split('\n');
    assert.deepEqual(
      lines.map((line) => line.slice(0, line.indexOf(':'))),
      ['--seed', 'command line', '--prot', 'command line', '--slots', '--port', ''],
    );
  });

  it('prints one line for each problem, whatever the value', () => {
    const value = `a\u001b[2J\n${'b'.repeat(50_000)}`;
    const printed = formatProblems([
      { source: '--port', message: `expected a port, got ${value}; give one` },
    ]);
    assert.match(printed, /^--port: expected a port, got a \[2J b+ … b+; give one\n$/);
    assert.ok(printed.length < 1100);
  });

  it('does not take an option as the value of another option', () => {
    assert.deepEqual(
      problemsOf('demo --slots --port 1').map((problem) => problem.source),
      ['--slots'],
    );
  });

  it('prints its version', () => {
    assert.equal(textOf('--version').trim(), '1.2.3');
  });

  it('prints the help of the program and of each command, whatever else is on the command line', () => {
    assert.match(
      textOf('--help'),
      /serve \[options\].*\n.*demo \[options\].*\n.*simulate \[options\].*\n.*token \[options\].*\n.*alert \[options\].*\n.*schema/,
    );
    const serve = textOf('serve', '--prot', '1', '--help');
    const groups = ['OCS site options:', 'Login at the router:', 'Environment:', 'Examples:', 'Site file:'];
    for (const group of groups) assert.ok(serve.includes(group), `help lacks ${group}`);
    assert.match(serve, /--port <PORT> .*default: 4000/);
    assert.match(textOf('help', 'demo'), /--slots <N>/);
    assert.match(textOf('schema', '-h'), /schema > schema\.graphql/);
  });

  it('prints help that is at most 100 columns wide', () => {
    for (const command of ['serve', 'demo', 'simulate', 'token', 'alert', 'schema', ...CLIENT_COMMANDS]) {
      const long = textOf(command, '--help')
        .split('\n')
        .filter((line) => line.length > 100);
      assert.deepEqual(long, []);
    }
  });
});
