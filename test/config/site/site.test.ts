import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemsOf, type Surroundings, serveConfigOf } from '../sources.js';

const HUB = `hub:
  wamp_server: ws://10.10.10.3:8001/ws
  wamp_http: http://10.10.10.3:8001/call
  wamp_realm: test_realm
  address_root: observatory
`;

/** As observatories write it: flow style, one file for several hosts, a host for Docker. */
const OBSERVATORY = `# Site configuration of a telescope.
${HUB}
hosts:

  daq-host: {
    'crossbar': {'config-dir': './dot_crossbar/'},
    'log-dir': '/data/logs',
    'crossbar_timeout': 20,

    'agent-instances': [
      {'agent-class': 'HostManager',
       'instance-id': 'hm-daq',
       'arguments': []},
      {'agent-class': 'PysmurfController',
       'instance-id': 'pysmurf-controller-s2',
       'manage': 'host/down',
       'arguments': [['--slot', 2], ['--poll-interval', 10]]},
      {'agent-class': 'MultiSmurfManager',
       'instance-id': 'multismurf-satp1',
       'arguments': ['--port', 4100,
                     ['--expire-time', '30'], [['--timeout', 'take_iv=1800']],
                     '--timeout=take_noise=60']},
    ]
  }

  daq-docker: {
    'wamp_server': 'ws://crossbar:8001/ws',
    'wamp_http': 'http://crossbar:8001/call',
    'wamp_realm': 'docker_realm',
    'agent-instances': [
      {'agent-class': 'MultiSmurfManager', 'instance-id': 'multi-a'},
      {'agent-class': 'MultiSmurfManager', 'instance-id': 'multi-b', 'arguments': ['--site-realm', 'b_realm']},
    ]
  }

  empty-host: {'agent-instances': null}
`;

const CONFIGURED: Surroundings = {
  env: { OCS_CONFIG_DIR: '/ocs' },
  files: { '/ocs/default.yaml': OBSERVATORY, '/ocs/lab.yaml': OBSERVATORY.replaceAll('10.10.10.3', 'lab') },
};

function siteOf(yaml: string, hostname = 'daq-host'): Surroundings {
  return { files: { 'site.yaml': yaml }, hostname };
}

/** A site file whose one host, localhost, has these agents. */
function agents(list: string): Surroundings {
  return siteOf(`${HUB}hosts:\n  localhost:\n    agent-instances: ${list}\n`);
}

describe('the site file', () => {
  it('is default.yaml in $OCS_CONFIG_DIR, with our block found by agent class under our host', () => {
    const config = serveConfigOf('', CONFIGURED);
    assert.deepEqual(config.wamp, {
      url: 'ws://10.10.10.3:8001/ws',
      realm: 'test_realm',
      http: 'http://10.10.10.3:8001/call',
    });
    assert.deepEqual(config.ocs, {
      addressRoot: 'observatory',
      instanceId: 'multismurf-satp1',
      agentClass: 'MultiSmurfManager',
      site: { file: '/ocs/default.yaml', host: 'daq-host' },
    });
  });

  it('reads the arguments of our block: flat, nested, as numbers or with =', () => {
    const config = serveConfigOf('', CONFIGURED);
    assert.equal(config.http.port, 4100);
    assert.equal(config.expireTimeMs, 30_000);
    assert.deepEqual(
      [...config.runs.timeouts],
      [
        ['take_iv', 1800],
        ['take_noise', 60],
      ],
    );
  });

  it('is overridden by the command line for each option, and for each timeout', () => {
    const config = serveConfigOf(
      '--port 0 --timeout take_iv=5 --site-hub ws://other:1/ws --site-http http://other:1/call --site-realm r --address-root a',
      CONFIGURED,
    );
    assert.equal(config.http.port, 0);
    assert.equal(config.expireTimeMs, 30_000);
    assert.deepEqual(
      [...config.runs.timeouts],
      [
        ['take_iv', 5],
        ['take_noise', 60],
      ],
    );
    assert.deepEqual(config.wamp, { url: 'ws://other:1/ws', realm: 'r', http: 'http://other:1/call' });
    assert.equal(config.ocs.addressRoot, 'a');
  });

  it('is selected by --site or --site-file', () => {
    assert.equal(serveConfigOf('--site lab', CONFIGURED).wamp.url, 'ws://lab:8001/ws');
    const byPath = serveConfigOf('--site-file x/y.yaml', { files: { 'x/y.yaml': OBSERVATORY } });
    assert.equal(byPath.ocs.site?.file, 'x/y.yaml');
  });

  it('is not read with --site none, even if a site file is configured', () => {
    const config = serveConfigOf(
      '--site none --site-hub ws://localhost:1/ws --site-file gone.yaml',
      CONFIGURED,
    );
    assert.equal(config.ocs.site, undefined);
    assert.equal(config.ocs.instanceId, 'multismurf');
  });

  it('is required if $OCS_CONFIG_DIR is set, even with --site-hub', () => {
    const [problem] = problemsOf('serve --site-hub ws://localhost:1/ws', {
      env: { OCS_CONFIG_DIR: '/none' },
    });
    assert.equal(problem?.source, '/none/default.yaml');
    assert.match(problem?.message ?? '', /the file does not exist; .*--site none/);
  });

  it('lets a host override router, bridge and realm, and arguments override the host', () => {
    const a = serveConfigOf('--site-host daq-docker --instance-id multi-a', CONFIGURED);
    const docker = { url: 'ws://crossbar:8001/ws', http: 'http://crossbar:8001/call' };
    assert.deepEqual(a.wamp, { ...docker, realm: 'docker_realm' });
    assert.equal(a.ocs.site?.host, 'daq-docker');
    const b = serveConfigOf('--site-host daq-docker --instance-id multi-b', CONFIGURED);
    assert.deepEqual(b.wamp, { ...docker, realm: 'b_realm' });
  });

  it('falls back to localhost, if the host is not listed', () => {
    const one = agents("[{'agent-class': 'MultiSmurfManager', 'instance-id': 'm'}]");
    assert.deepEqual(serveConfigOf('--site-file site.yaml --site-host x', one).ocs.site, {
      file: 'site.yaml',
      host: 'localhost',
    });
  });

  it('uses the instance id of the block that was found, whatever its arguments are', () => {
    const own = agents(
      "[{'agent-class': 'MultiSmurfManager', 'instance-id': 'm', 'arguments': ['--instance-id', 'n']}]",
    );
    assert.equal(serveConfigOf('--site-file site.yaml', own).ocs.instanceId, 'm');
  });

  it('is YAML as OCS reads it: merge keys, anchors, the last of two equal keys', () => {
    const yaml = `${HUB}  wamp_realm: second
hosts:
  base: &base
    wamp_server: ws://base:8001/ws
    agent-instances: [{agent-class: MultiSmurfManager, instance-id: m}]
  daq-host:
    <<: *base
`;
    const { wamp } = serveConfigOf('--site-file site.yaml', siteOf(yaml));
    assert.deepEqual(wamp, {
      url: 'ws://base:8001/ws',
      realm: 'second',
      http: 'http://10.10.10.3:8001/call',
    });
  });

  it('passes on the access policy of the hub without showing it', () => {
    const yaml = `${HUB}  access_policy: 'override:hunter2,hunter3'\nhosts: {localhost: {agent-instances: [{agent-class: MultiSmurfManager, instance-id: m}]}}\n`;
    const { ocs } = serveConfigOf('--site-file site.yaml', siteOf(yaml));
    assert.equal(ocs.accessPolicy?.reveal(), 'override:hunter2,hunter3');
    assert.doesNotMatch(JSON.stringify(ocs), /hunter/);
  });

  for (const [name, line] of [
    ['no key', ''],
    ['a key without a value', '\n  wamp_http:'],
  ] as const) {
    it(`may have no HTTP bridge: ${name}`, () => {
      const yaml = `hub:\n  wamp_server: ws://x/ws\n  wamp_realm: r\n  address_root: a${line}\nhosts: {localhost: {agent-instances: [{agent-class: MultiSmurfManager, instance-id: m}]}}\n`;
      assert.equal(serveConfigOf('--site-file site.yaml', siteOf(yaml)).wamp.http, null);
    });
  }

  it('does not need the values that are on the command line', () => {
    const yaml =
      'hub: {wamp_realm: r, address_root: a}\nhosts: {localhost: {agent-instances: [{agent-class: MultiSmurfManager, instance-id: m}]}}\n';
    const { wamp } = serveConfigOf('--site-file site.yaml --site-hub ws://x:1/ws', siteOf(yaml));
    assert.equal(wamp.url, 'ws://x:1/ws');
  });

  const OURS = "{'agent-class': 'MultiSmurfManager', 'instance-id': 'm'";
  const AT = 'site.yaml: hosts.localhost.agent-instances';
  const wrong: readonly [name: string, surroundings: Surroundings, line: string, source: string, RegExp][] = [
    ['no file configured', {}, '', 'OCS_CONFIG_DIR', /it is not set; set it, or use --site-file FILE/],
    ['--site without a directory', {}, '--site lab --site-hub ws://x:1/ws', 'OCS_CONFIG_DIR', /is not set/],
    ['--site and --site-file', CONFIGURED, '--site lab --site-file x', '--site', /got both/],
    ['a missing file', {}, '--site-file site.yaml', 'site.yaml', /the file does not exist/],
    ['an empty file', siteOf(''), '', 'site.yaml', /expected the blocks hub and hosts, got nothing/],
    ['a list', siteOf('- a\n'), '', 'site.yaml', /got a list/],
    ['broken YAML', siteOf(`${HUB}hosts: {a: [}\n`), '', 'site.yaml:6:13', /invalid YAML/],
    ['a tab for indentation', siteOf('hub:\n\twamp_realm: x\n'), '', 'site.yaml:2:1', /invalid YAML: Tabs/],
    [
      'an alias to nothing',
      siteOf('hub: *gone\n'),
      '',
      'site.yaml',
      /the YAML cannot be used: Unresolved alias/,
    ],
    [
      'another host',
      siteOf(`${HUB}hosts: {a: {agent-instances: []}}\n`),
      '',
      'site.yaml: hosts',
      /expected a block for daq-host or localhost, got a; /,
    ],
    ['no hosts', siteOf(HUB), '', 'site.yaml: hosts', /got none; add one/],
    [
      'hosts that are a list',
      siteOf(`${HUB}hosts: [a]\n`),
      '',
      'site.yaml: hosts',
      /a block for each host, got a list/,
    ],
    ['a host without agents', siteOf(`${HUB}hosts: {localhost: {}}\n`), '', AT, /the key is missing/],
    ['agents that are no list', agents('{}'), '', AT, /expected a list of agents, got a block/],
    ['an agent that is a word', agents('[m]'), '', `${AT}[0]`, /agent-class and instance-id, got m/],
    [
      'no agent of ours',
      agents('[{agent-class: HostManager, instance-id: hm}]'),
      '',
      AT,
      /agent-class MultiSmurfManager, got none; add \{'agent-class': 'MultiSmurfManager', 'instance-id': 'multismurf', 'arguments': \[\]\}$/,
    ],
    [
      'no agent of that id',
      agents(`[${OURS}}]`),
      '--instance-id n',
      AT,
      /instance-id n, got none; add .*'instance-id': 'n'/,
    ],
    [
      "another agent's id",
      agents('[{agent-class: HostManager, instance-id: hm}]'),
      '--instance-id hm',
      `${AT}[0].agent-class`,
      /expected MultiSmurfManager, got HostManager/,
    ],
    [
      'two agents of ours',
      agents(`[${OURS}}, {agent-class: MultiSmurfManager, instance-id: n}]`),
      '',
      AT,
      /got m, n; select one with --instance-id/,
    ],
    [
      'an id that is a number',
      agents('[{agent-class: MultiSmurfManager, instance-id: 3}]'),
      '',
      `${AT}[0].instance-id`,
      /got 3/,
    ],
    [
      'an id with a dot',
      agents('[{agent-class: MultiSmurfManager, instance-id: a.b}]'),
      '',
      `${AT}[0].instance-id`,
      /got a\.b/,
    ],
    [
      'arguments in one text',
      agents(`[${OURS}, arguments: '--port 1'}]`),
      '',
      `${AT}[0].arguments`,
      /\['--port', '4000'\], got --port 1/,
    ],
    [
      'an option and its value in one word',
      agents(`[${OURS}, arguments: ['--port 1']}]`),
      '',
      `${AT}[0].arguments: --port`,
      /write them as two/,
    ],
    [
      'arguments as a block',
      agents(`[${OURS}, arguments: [{port: 1}]}]`),
      '',
      `${AT}[0].arguments`,
      /got a block among them/,
    ],
    [
      'a wrong value in the arguments',
      agents(`[${OURS}, arguments: [--port, 70000]}]`),
      '',
      `${AT}[0].arguments: --port`,
      /got 70000/,
    ],
    [
      'an unknown option in the arguments',
      agents(`[${OURS}, arguments: [--prot, 4000]}]`),
      '',
      `${AT}[0].arguments: --prot`,
      /Did you mean --port\?/,
    ],
    [
      'help among the arguments',
      agents(`[${OURS}, arguments: [--help]}]`),
      '',
      `${AT}[0].arguments: --help`,
      /unknown option/,
    ],
  ];
  for (const [name, surroundings, line, source, message] of wrong) {
    it(`reports the place of an error: ${name}`, () => {
      const file =
        surroundings.files !== undefined && surroundings.env === undefined ? '--site-file site.yaml' : '';
      const problems = problemsOf(`serve ${file} ${line}`, surroundings);
      assert.deepEqual(
        problems.map((problem) => problem.source),
        [source],
      );
      assert.match(problems[0]?.message ?? '', message);
    });
  }

  const KEYS: readonly [name: string, hub: string, source: string, message: RegExp][] = [
    ['a port for a URL', 'wamp_server: 8001', 'hub.wamp_server', /a ws:\/\/ or wss:\/\/ URL .*got 8001$/],
    [
      'a WebSocket for the HTTP bridge',
      'wamp_http: ws://x:8001/ws',
      'hub.wamp_http',
      /an http:\/\/ or https:\/\/ URL .*got ws:\/\/x:8001\/ws$/,
    ],
    ['no URL', 'wamp_server:', 'hub.wamp_server', /URL .*got nothing$/],
    [
      'a list for a realm',
      'wamp_server: ws://x/ws\n  wamp_realm: [a]',
      'hub.wamp_realm',
      /expected text, got a list/,
    ],
  ];
  for (const [name, hub, source, message] of KEYS) {
    it(`names the key of the hub that is wrong, and those that are missing: ${name}`, () => {
      const yaml = `hub:\n  ${hub}\nhosts: {localhost: {agent-instances: [{agent-class: MultiSmurfManager, instance-id: m}]}}\n`;
      const problems = problemsOf('serve --site-file site.yaml', siteOf(yaml));
      const problem = problems.find((each) => each.source === `site.yaml: ${source}`);
      assert.match(problem?.message ?? 'not reported', message);
      const missing = problems.find((each) => each.source === 'site.yaml: hub.address_root');
      assert.match(
        missing?.message ?? 'not reported',
        /add address_root: observatory, or use --address-root/,
      );
    });
  }

  it('rejects an alias bomb', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    const [problem] = problemsOf(
      'serve --site-file site.yaml',
      siteOf(`a0: &a0 [x]\n${levels.join('\n')}\n`),
    );
    assert.match(problem?.message ?? '', /the YAML cannot be used: Excessive alias count/);
  });

  it('reports problems of hub, hosts, arguments and command line together', () => {
    const yaml = `hub: {wamp_server: 1, wamp_realm: r, address_root: a}
hosts:
  other: {}
  localhost: {agent-instances: [{agent-class: MultiSmurfManager, instance-id: m, arguments: [--expire-time, soon, --bad]}]}
`;
    const problems = problemsOf('serve --site-file site.yaml --port x --worse', siteOf(yaml));
    assert.deepEqual(
      problems.map((problem) => problem.source),
      [
        '--worse',
        'site.yaml: hosts.other.agent-instances',
        'site.yaml: hosts.localhost.agent-instances[0].arguments: --bad',
        'site.yaml: hub.wamp_server',
        '--port',
        'site.yaml: hosts.localhost.agent-instances[0].arguments: --expire-time',
      ],
    );
  });
});
