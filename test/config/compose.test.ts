import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { projectRoot } from '../project-root.js';
import { configOf, problemsOf, serveConfigOf } from './sources.js';

interface Compose {
  readonly services: Readonly<Record<string, Record<string, unknown> & { readonly command?: string[] }>>;
}

const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8');
const compose = (text: string): Compose => parse(text, { merge: true });
const TEXT = read('docker-compose.yml');
const SERVICE = 'ocs-multismurfmanager';

/** The service as OCS's documentation of the MultiSmurfManager has it. */
const DOCUMENTED = `  ocs-multismurfmanager:
    image: simonsobs/ocs-multismurf-manager:latest
    volumes:
      - \${OCS_CONFIG_DIR}:/config:ro
`;

const files = {
  '/config/default.yaml': `
hub: { wamp_server: 'ws://localhost:8001/ws', wamp_realm: test_realm, address_root: observatory }
hosts:
  localhost:
    agent-instances:
      - {'agent-class': 'MultiSmurfManager', 'instance-id': 'multismurf', 'arguments': []}
`,
};
const OCS_CONFIG_DIR = '/config';
const TOKEN = 'a-token-of-27-characters-xx';

/** The command of the image, which runs if Compose has no command. */
const [, imageCommand = ''] = /^CMD \["(.*)"\]$/m.exec(read('Dockerfile')) ?? [];

describe('docker-compose.yml', () => {
  it('has the documented service, as the docs do', () => {
    assert.ok(TEXT.includes(DOCUMENTED));
    assert.ok(read('docs/multismurf-manager.md').includes(DOCUMENTED));
  });

  it('serves on loopback without a token by default', () => {
    assert.equal(compose(TEXT).services[SERVICE]?.command, undefined);
    assert.match(read('Dockerfile'), /OCS_CONFIG_DIR=\/config \\\n/);
    assert.equal(imageCommand, 'serve');
    const { http, wamp } = serveConfigOf('', { env: { OCS_CONFIG_DIR }, files });
    assert.deepEqual(http, { host: '127.0.0.1', port: 4000 });
    assert.equal(wamp.url, 'ws://localhost:8001/ws');
  });

  it('uses the network of the host: on a bridge network, localhost in a site file is the container itself', () => {
    const service = compose(TEXT).services[SERVICE];
    assert.deepEqual([service?.['network_mode'], service?.['networks']], ['host', undefined]);
  });

  it('publishes the API with its two commented lines and a token', () => {
    const { command = [], environment } =
      compose(TEXT.replace(/# (command|environment): /g, '$1: ')).services[SERVICE] ?? {};
    assert.deepEqual(Object.keys(environment as object), ['MULTISMURF_AUTH_TOKEN']);
    const line = command.slice(1).join(' ');
    const config = serveConfigOf(line, {
      env: { OCS_CONFIG_DIR, MULTISMURF_AUTH_TOKEN: TOKEN },
      files,
    });
    assert.equal(command[0], 'serve');
    assert.equal(config.http.host, '0.0.0.0');
    assert.equal(config.http.authToken?.reveal(), TOKEN);
    const [problem] = problemsOf(`serve ${line}`, { env: { OCS_CONFIG_DIR }, files });
    assert.equal(problem?.source, '--host');
  });
});

describe('docker-compose.simulated.yml', () => {
  const { services } = compose(read('docker-compose.simulated.yml'));
  for (const name of ['simulated-slots', 'multismurf']) {
    it(`starts ${name} with a valid command`, () => {
      const command = services[name]?.command ?? [];
      const config = configOf(command.join(' '), { env: { MULTISMURF_AUTH_TOKEN: TOKEN } });
      assert.equal(config.command, command[0]);
    });
  }
});

describe('docker-compose.scaled.yml', () => {
  const { services } = compose(read('docker-compose.scaled.yml'));
  const proxied = [...read('docs/nginx.conf').matchAll(/^ *server 127\.0\.0\.1:(\d+) /gm)].map(
    ([, port]) => port,
  );

  it('starts two servers on the ports to which nginx passes requests, with the database of PostgreSQL', () => {
    const servers = Object.values(services).filter(({ command }) => command?.[0] === 'serve');
    const configs = servers.map(({ command = [], environment }) => {
      const url = (environment as { DATABASE_URL: string }).DATABASE_URL.replace(/\$\{.*?\}/, 'secret');
      const env = { OCS_CONFIG_DIR, DATABASE_URL: url };
      return serveConfigOf(command.slice(1).join(' '), { env, files });
    });
    assert.deepEqual(
      configs.map(({ http, storage }) => [http.host, String(http.port), storage.kind]),
      proxied.map((port) => ['127.0.0.1', port, 'postgres']),
    );
    assert.equal(configs.length, 2);
  });
});
