import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { parseCommandLine } from '../../../src/config/cli/parse.js';
import { projectRoot } from '../../project-root.js';
import {
  configOf,
  createSources,
  demoConfigOf,
  problemsOf,
  type Surroundings,
  serveConfigOf,
} from '../sources.js';

const ROUTER = '--site none --site-hub ws://localhost:8001/ws';
const TOKEN = 'correct-horse-battery';
const FILES = { token: `${TOKEN}\n`, ticket: 'hunter2\n', empty: '\n', short: 'hunter2' };

describe('allowed origins and hosts', () => {
  it('can be repeated or separated by commas, and are written as browsers do', () => {
    const line = '--allow-origin http://localhost:5173,HTTPS://Site.example:443/ --allow-origin http://b:80';
    const { http } = demoConfigOf(`${line} --allow-host DAQ.example.org --allow-host ::1,other`);
    assert.deepEqual(http.allowedOrigins, ['http://localhost:5173', 'https://site.example', 'http://b']);
    assert.deepEqual(http.allowedHosts, ['daq.example.org', '[::1]', 'other']);
    assert.deepEqual(serveConfigOf(`${ROUTER} --allow-host a`).http.allowedHosts, ['a']);
  });

  it('are empty by default', () => {
    assert.deepEqual(demoConfigOf('').http, { host: '127.0.0.1', port: 4000 });
  });

  for (const wrong of ['*', 'localhost:5173', 'http://a/b', 'ws://a', 'http://u:p@a', 'http://a,', 'null']) {
    it(`cannot be the origin ${wrong}`, () => {
      const [problem] = problemsOf(`demo --allow-origin ${wrong}`);
      assert.equal(problem?.source, '--allow-origin');
      assert.match(problem?.message ?? '', /^expected the origin of a page without a path/);
    });
  }

  it('cannot be a host with a port', () => {
    assert.match(problemsOf('demo --allow-host a:80')[0]?.message ?? '', /without a port, .*, got a:80$/);
  });
});

describe('the token of the HTTP side', () => {
  it('comes from a file, without its newline, or from the environment, the file first', () => {
    const env = { MULTISMURF_AUTH_TOKEN: 'from-the-environment' };
    const both = serveConfigOf(`${ROUTER} --auth-token-file token`, { files: FILES, env });
    assert.equal(both.http.authToken?.reveal(), TOKEN);
    assert.equal(serveConfigOf(ROUTER, { env }).http.authToken?.reveal(), 'from-the-environment');
    assert.equal(serveConfigOf(ROUTER, { env: { MULTISMURF_AUTH_TOKEN: '' } }).http.authToken, undefined);
  });

  for (const host of ['0.0.0.0', '::', '192.168.1.7', 'daq-host', 'localhost.example.org', '128.0.0.1']) {
    it(`is required to serve on ${host}`, () => {
      for (const line of [`serve ${ROUTER} --host ${host}`, `demo --host ${host}`]) {
        const problems = problemsOf(line);
        assert.deepEqual(
          problems.map((problem) => problem.source),
          ['--host'],
        );
        assert.match(
          problems[0]?.message ?? '',
          /other machines can reach .*, and the server would accept everybody, without a token; .*--tokens FILE.*--insecure/,
        );
      }
      const guarded = demoConfigOf(`--host ${host} --auth-token-file token`, { files: FILES });
      assert.equal(guarded.http.host, host);
      const named = demoConfigOf(`--host ${host} --tokens users`, { files: { users: '' } });
      assert.equal(named.http.tokens, 'users');
      assert.equal(demoConfigOf(`--host ${host} --insecure`).http.isInsecure, true);
    });
  }

  for (const host of ['127.0.0.1', '127.8.8.8', '::1', 'localhost', 'LOCALHOST']) {
    it(`is optional on ${host}, which only this machine can reach`, () => {
      assert.equal(demoConfigOf(`--host ${host}`).http.authToken, undefined);
    });
  }

  it('is required also if the address comes from the site file', () => {
    const yaml = `hub: {wamp_server: 'ws://x/ws', wamp_realm: r, address_root: a}
hosts: {localhost: {agent-instances: [{agent-class: MultiSmurfManager, instance-id: m, arguments: [--host, 0.0.0.0]}]}}
`;
    const [problem] = problemsOf('serve --site-file site.yaml', { files: { 'site.yaml': yaml } });
    assert.equal(problem?.source, 'site.yaml: hosts.localhost.agent-instances[0].arguments: --host');
  });

  const wrong: readonly [line: string, env: Record<string, string>, source: string, message: RegExp][] = [
    ['--auth-token-file short', {}, '--auth-token-file', /at least 16 .*, got 7 characters$/],
    [
      '',
      { MULTISMURF_AUTH_TOKEN: 'with spaces hunter2' },
      'MULTISMURF_AUTH_TOKEN',
      /got a token with other characters$/,
    ],
    ['--auth-token-file empty', {}, '--auth-token-file', /the file is empty/],
    ['--auth-token-file gone', {}, '--auth-token-file', /in gone, but the file does not exist/],
  ];
  for (const [line, env, source, message] of wrong) {
    it(`is refused without being shown: ${message.source}`, () => {
      const problems = problemsOf(`demo --host 0.0.0.0 ${line}`, { files: FILES, env });
      assert.deepEqual(
        problems.map((problem) => problem.source),
        [source],
      );
      assert.match(problems[0]?.message ?? '', message);
      assert.doesNotMatch(JSON.stringify(problems), /hunter2/);
    });
  }
});

describe('the login at the router', () => {
  const ways: readonly [name: string, line: string, env: Record<string, string>, method: string][] = [
    ['a ticket in a file', '--wamp-ticket-file ticket', {}, 'ticket'],
    ['a ticket in the environment', '', { MULTISMURF_WAMP_TICKET: 'hunter2' }, 'ticket'],
    ['a secret in a file', '--wamp-secret-file ticket', {}, 'wampcra'],
    ['a secret in the environment', '', { MULTISMURF_WAMP_SECRET: 'hunter2' }, 'wampcra'],
  ];
  for (const [name, line, env, method] of ways) {
    it(`uses ${name}, and no print of the configuration shows it`, () => {
      const config = serveConfigOf(`${ROUTER} --wamp-authid smurf ${line}`, { files: FILES, env });
      assert.equal(config.wamp.auth?.method, method);
      assert.equal(config.wamp.auth?.authid, 'smurf');
      assert.equal(config.wamp.auth?.secret.reveal(), 'hunter2');
      assert.doesNotMatch(
        JSON.stringify(config) + inspect(config, { depth: 9, showHidden: true }),
        /hunter2/,
      );
      assert.equal(`${config.wamp.auth?.secret}`, '[secret]');
    });
  }

  const halves: readonly [line: string, env: Record<string, string>, source: string, message: RegExp][] = [
    ['--wamp-authid smurf', {}, '--wamp-authid', /--wamp-ticket-file or --wamp-secret-file .* also required/],
    ['--wamp-ticket-file ticket', {}, '--wamp-ticket-file', /--wamp-authid NAME is also required/],
    [
      '',
      { MULTISMURF_WAMP_SECRET: 'hunter2' },
      'MULTISMURF_WAMP_SECRET',
      /--wamp-authid NAME is also required/,
    ],
    ['--wamp-authid smurf --wamp-ticket-file gone', {}, '--wamp-ticket-file', /the file does not exist/],
    [
      '--wamp-authid smurf --wamp-ticket-file ticket',
      { MULTISMURF_WAMP_SECRET: 'hunter2' },
      'MULTISMURF_WAMP_SECRET',
      /either a ticket or a secret/,
    ],
  ];
  for (const [line, env, source, message] of halves) {
    it(`requires both a name and a secret, and only one of each: ${message.source} (${source})`, () => {
      const problems = problemsOf(`serve ${ROUTER} ${line}`, { files: FILES, env });
      assert.deepEqual(
        problems.map((problem) => problem.source),
        [source],
      );
      assert.match(problems[0]?.message ?? '', message);
    });
  }

  it('never shows a value that may be a secret', () => {
    const lines: readonly string[] = [
      'serve --wamp-ticket hunter2',
      'serve --wamp-ticket=hunter2',
      'serve --auth-token hunter2',
      'serve --site none --site-hub ws://smurf:hunter2@localhost:8001/ws',
      'serve --site none --site-hub http://smurf:hunter2@localhost:99999/ws',
      `serve ${ROUTER} --site-http http://smurf:hunter2@localhost:8001/call`,
      `serve ${ROUTER} --site-http http://smurf:hunter2@localhost:99999/call`,
      `serve ${ROUTER} --access-policy overide:hunter2,x`,
    ];
    const nothing: Surroundings = {};
    for (const line of lines) {
      const result = parseCommandLine(line.split(' '), createSources(nothing));
      assert.equal(result.kind, 'problems', line);
      assert.doesNotMatch(JSON.stringify(result), /hunter2/, line);
    }
  });
});

describe('the tokens of users', () => {
  const HASH = 'A'.repeat(43);

  it('are in a file, whose mistakes are reported at the start', () => {
    const users = `- {name: anna, role: operator, sha256: ${HASH}}`;
    assert.equal(serveConfigOf(`${ROUTER} --tokens users`, { files: { users } }).http.tokens, 'users');
    const wrong = `- {name: anna, role: root, sha256: ${HASH}}`;
    assert.deepEqual(problemsOf('demo --tokens users', { files: { users: wrong } }), [
      { source: 'users', message: 'anna: role: expected one of viewer, operator, administrator' },
    ]);
    const [gone] = problemsOf('demo --tokens users');
    assert.match(gone?.message ?? '', /but the file does not exist; make it with "multismurf token"$/);
  });
});

describe('a new token', () => {
  const tokenOf = (line: string) => configOf(`token ${line}`);

  it('is for a user with a role, for all operations and slots unless they are listed', () => {
    assert.deepEqual(tokenOf('anna --tokens users'), {
      command: 'token',
      viewer: { name: 'anna', role: 'viewer', operations: null, slots: null },
      ...{ days: null, file: 'users' },
    });
    assert.deepEqual(
      tokenOf(
        'ben --role operator --operation take_iv,take_noise --slot tube1 --slot ufm_mv5 --days 30 --tokens users',
      ),
      {
        command: 'token',
        viewer: {
          ...{ name: 'ben', role: 'operator' },
          ...{ operations: ['take_iv', 'take_noise'], slots: ['tube1', 'ufm_mv5'] },
        },
        ...{ days: 30, file: 'users' },
      },
    );
  });

  for (const [line, source, message] of [
    ['--tokens users', 'command line', /^expected token NAME/],
    ['anna', '--tokens', /^expected the file of tokens: --tokens FILE$/],
    ['anna ben --tokens users', 'command line', /^unexpected argument "ben"$/],
    [
      'anna --role root --tokens users',
      '--role',
      /^expected one of viewer, operator, administrator, got root$/,
    ],
    ['anna --days soon --tokens users', '--days', /^expected a number of days/],
  ] as const) {
    it(`is refused: token ${line}`, () => {
      const [problem, ...others] = problemsOf(`token ${line}`);
      assert.equal(problem?.source, source);
      assert.match(problem?.message ?? '', message);
      assert.deepEqual(others, []);
    });
  }
});

describe('limits for clients', () => {
  it('are those that are given; the others have their defaults', () => {
    const { http } = demoConfigOf('--max-depth 20 --max-sockets 7 --no-introspection --no-graphiql');
    assert.deepEqual(http.limits, { depth: 20, sockets: 7 });
    assert.deepEqual([http.hidesSchema, http.hidesGraphiQL], [true, true]);
  });

  it('cannot be nothing, or more than the machine can hold', () => {
    for (const wrong of ['0', '-1', '1.5', '1e12', 'all']) {
      const [problem] = problemsOf(`demo --max-sockets ${wrong}`);
      assert.match(problem?.message ?? '', /^expected a whole number from 1 to 100000/, wrong);
    }
  });
});

describe('TLS', () => {
  const pem = (name: string) => readFileSync(join(projectRoot, 'test', 'http', 'tls', name), 'utf8');
  const files = { cert: pem('cert.pem'), key: pem('key.pem'), other: pem('other-key.pem') };

  it('needs a certificate and its key', () => {
    const { http } = demoConfigOf('--tls-cert cert --tls-key key', { files });
    assert.deepEqual(http.tls, { cert: 'cert', key: 'key' });
  });

  for (const [line, source, message] of [
    ['--tls-cert cert', '--tls-cert', /^--tls-key FILE is also required$/],
    ['--tls-key key', '--tls-key', /^--tls-cert FILE is also required$/],
    [
      '--tls-cert gone --tls-key key',
      '--tls-cert',
      /^expected a certificate in gone, but the file does not exist$/,
    ],
    ['--tls-cert cert --tls-key other', '--tls-cert', /both PEM\), but they cannot be used: .*mismatch/],
  ] as const) {
    it(`is refused: ${line}`, () => {
      const [problem, ...others] = problemsOf(`demo ${line}`, { files });
      assert.equal(problem?.source, source);
      assert.match(problem?.message ?? '', message);
      assert.deepEqual(others, []);
      assert.doesNotMatch(problem?.message ?? '', /BEGIN/);
    });
  }
});

describe('JSON Web Tokens', () => {
  const GIVEN =
    '--jwt-issuer https://login.example.org --jwt-audience multismurf --jwt-keys https://login.example.org/k';
  const jwt = {
    ...{ issuer: 'https://login.example.org', audience: 'multismurf', keys: 'https://login.example.org/k' },
    ...{ algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'], roleClaim: 'role' },
  };

  it('are accepted from an issuer, for this server, and count as a token for other addresses', () => {
    assert.deepEqual(demoConfigOf(`--host 0.0.0.0 ${GIVEN}`).http.jwt, jwt);
    const chosen = demoConfigOf(`${GIVEN} --jwt-algorithms ES256,ES384 --jwt-role-claim groups`);
    assert.deepEqual(chosen.http.jwt, { ...jwt, algorithms: ['ES256', 'ES384'], roleClaim: 'groups' });
    const limited = demoConfigOf(`${GIVEN} --jwt-operations-claim ops --jwt-slots-claim where`);
    assert.deepEqual(limited.http.jwt, { ...jwt, operationsClaim: 'ops', slotsClaim: 'where' });
  });

  for (const [line, source, message] of [
    ['--jwt-issuer x', '--jwt-issuer', /^--jwt-audience and --jwt-keys are also required$/],
    ['--jwt-role-claim x', '--jwt-role-claim', /--jwt-issuer and --jwt-audience and --jwt-keys are/],
    [`${GIVEN} --jwt-algorithms none`, '--jwt-algorithms', /^expected some of RS256, .*, got none$/],
    [`${GIVEN} --jwt-algorithms HS256`, '--jwt-algorithms', /got HS256$/],
    ['--jwt-issuer x --jwt-audience y --jwt-keys z', '--jwt-keys', /^expected an http/],
  ] as const) {
    it(`are refused: ${line}`, () => {
      const [problem, ...others] = problemsOf(`demo ${line}`);
      assert.equal(problem?.source, source);
      assert.match(problem?.message ?? '', message);
      assert.deepEqual(others, []);
    });
  }
});

describe('trusted proxies', () => {
  it('are addresses, subnets and loopback, separated by commas or repeated', () => {
    const { http } = demoConfigOf('--trust-proxy loopback,10.0.0.0/8 --trust-proxy fd00::1');
    assert.deepEqual(http.trustedProxies, ['loopback', '10.0.0.0/8', 'fd00::1']);
    assert.deepEqual(serveConfigOf(`${ROUTER} --trust-proxy ::1/128`).http.trustedProxies, ['::1/128']);
  });

  for (const wrong of [
    '1',
    'proxy',
    '10.0.0.0/33',
    '10.0.0.1/',
    'fd00::/129',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
  ]) {
    it(`cannot be ${wrong}`, () => {
      const [problem] = problemsOf(`demo --trust-proxy ${wrong}`);
      assert.equal(problem?.source, '--trust-proxy');
      assert.match(problem?.message ?? '', /^expected an address, a subnet such as .* or loopback, got /);
    });
  }
});

describe('the path prefix', () => {
  it('has no slash at its end, and is none if it is only a slash', () => {
    for (const [given, prefix] of [
      ['/multismurf', '/multismurf'],
      ['/a/b.c_d~1-2/', '/a/b.c_d~1-2'],
      ['/', undefined],
    ]) {
      assert.equal(demoConfigOf(`--path-prefix ${given}`).http.pathPrefix, prefix);
    }
  });

  for (const wrong of ['multismurf', '//a', '/a//b', '/a/../b', '/.a', '/a?b', '/a%20b', 'http://a/b']) {
    it(`cannot be ${wrong}`, () => {
      const [problem] = problemsOf(`demo --path-prefix ${wrong}`);
      assert.equal(problem?.source, '--path-prefix');
      assert.match(problem?.message ?? '', /^expected a path such as \/multismurf, got /);
    });
  }
});
