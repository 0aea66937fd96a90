import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { parse } from 'yaml';
import { silentLogger } from '../../src/lib/logger.js';
import { createRouter } from '../../src/router/router.js';
import { createSimulation } from '../../src/simulator/simulation.js';
import { freePort } from '../free-port.js';
import { ask, isReady, LISTENING, type Running, startProgram } from '../programs/program.js';
import { projectRoot } from '../project-root.js';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { within } from '../until.js';
import { PLATFORM, RULES, type Stack, startStack } from './stack.js';

const REALM = 'test_realm';

/** Prometheus has to see a change, and Alertmanager has to send it. */
const BOUND_MS = 45_000;

/** Queries that may find nothing: no slot has the problem, or no run ended within the window. */
const MAY_BE_EMPTY = /multismurf_slot_problem|multismurf_run_slots_open|changes\(|> 0$/;

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] };
}

const dashboard = JSON.parse(
  readFileSync(join(projectRoot, 'docs/grafana/multismurf.json'), 'utf8'),
) as Dashboard;

it('the rules for alerts and the example of a configuration are valid', () => {
  execFileSync('promtool', ['check', 'rules', RULES], { stdio: 'pipe' });
  execFileSync('promtool', ['check', 'config', join(projectRoot, 'docs/prometheus/prometheus.yml')], {
    stdio: 'pipe',
  });
});

it('each alert fires and ends, and each query of the dashboard works', async (t) => {
  const observatory = await startObservatory(t);
  const { port, place, slots } = observatory;
  const [failing, silent, streaming, hanging] = slots;
  assert.ok(failing && silent && streaming && hanging);
  let server = await observatory.serve();
  const { url } = server;
  const stack = await startStack(t, port);

  const run = (operation: string, streamId: string, options = '', waitFor = 'FINISHED') =>
    ask(
      url,
      `mutation Start { runOperation(operation: "${operation}", streamIds: ["${streamId}"]${options}, waitFor: ${waitFor}, waitSeconds: 20) { id } }`,
    );
  const noise = (seconds: number) => `, params: { duration: ${seconds} }`;

  // Its past, so that it can be overdue.
  for (let count = 0; count < 5; count += 1) await run('take_noise', hanging.streamId, noise(2));
  const hang = hanging.fault({ kind: 'hang', operation: 'take_noise' });
  await run('take_noise', hanging.streamId, noise(2), 'STARTED');

  const raising = failing.fault({ kind: 'raise', operation: 'take_noise' });
  await run('take_noise', failing.streamId, noise(2));
  raising.close();
  const breaking = streaming.fault({ kind: 'raise', operation: 'stream' });
  await run('stream', streaming.streamId, noise(5));
  breaking.close();
  await run('take_noise', silent.streamId, noise(600), 'STARTED');
  const silence = silent.fault({ kind: 'silent' });
  await Promise.all([
    fires(stack, 'RunFailed', { operation: 'take_noise' }),
    fires(stack, 'StreamStopped', { slot: streaming.streamId }),
    fires(stack, 'SlotLost', { slot: silent.streamId, operation: 'take_noise' }),
    fires(stack, 'SlotExpired', { slot: silent.streamId }),
    fires(stack, 'SlotOverdue', { slot: hanging.streamId }),
  ]);

  silence.close();
  hang.close();
  // Only this ends an operation that hangs; nobody knows what it did.
  await hanging.restart();
  await run('stream', streaming.streamId, '', 'STARTED');
  await Promise.all([
    ends(stack, 'StreamStopped'),
    ends(stack, 'SlotLost'),
    ends(stack, 'SlotExpired'),
    ends(stack, 'SlotOverdue'),
    fires(stack, 'OutcomeNotAcknowledged', { slot: hanging.streamId }),
  ]);
  await ask(url, `mutation { acknowledge(streamIds: ["${hanging.streamId}"]) { id } }`);
  await Promise.all([ends(stack, 'OutcomeNotAcknowledged'), ends(stack, 'RunFailed')]);

  await everyQueryWorks(stack);

  const other = new Database(join(place, 'multismurf.sqlite'));
  t.after(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  const rejected = ask(url, 'mutation { runOperation(operation: "check_state") { id } }');
  await assert.rejects(rejected, /STORE_UNAVAILABLE/);
  await fires(stack, 'StoreFailing', { severity: 'critical' });
  other.exec('ROLLBACK');
  await ends(stack, 'StoreFailing');

  await observatory.closeRouter();
  await fires(stack, 'LinkDown', { severity: 'critical' });
  await observatory.openRouter();
  await ends(stack, 'LinkDown');

  server.program.kill('SIGTERM');
  await within(server.program.ended, 'the end of the server');
  await fires(stack, 'ServerDown', { job: 'multismurf' });
  server = await observatory.serve();
  await ends(stack, 'ServerDown');

  const names = (
    parse(readFileSync(RULES, 'utf8')) as { groups: { rules: { alert: string }[] }[] }
  ).groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  const seen = (status: string) =>
    [
      ...new Set(
        stack.alerts.filter((alert) => alert.status === status).map(({ labels }) => labels['alertname']),
      ),
    ].sort();
  assert.deepEqual(seen('firing'), names.sort());
  assert.deepEqual(seen('resolved'), names);
  for (const { labels, annotations } of stack.alerts) {
    assert.equal(labels['platform'], PLATFORM);
    assert.match(labels['severity'] ?? '', /^(warning|critical)$/);
    assert.equal(annotations['groups'], 'multismurf');
    assert.doesNotMatch(annotations['description'] ?? '<', /<|\{\{|\(\)/);
  }
});

interface Observatory {
  readonly port: number;
  /** Where the server stores its runs. */
  readonly place: string;
  readonly slots: ReturnType<typeof createSimulation>['slots'];
  serve(): Promise<{ readonly url: string; readonly program: Running }>;
  closeRouter(): Promise<void>;
  openRouter(): Promise<void>;
}

/** Simulated slots on a router that can go away, and a server as a process. */
async function startObservatory(t: TestContext): Promise<Observatory> {
  const routerPort = await freePort();
  const place = temporaryFolder(t);
  const open = () => createRouter({ port: routerPort, realm: REALM, logger: silentLogger });
  let router = await open();
  const simulation = createSimulation({
    ...{ url: router.url, realm: REALM, addressRoot: 'observatory', logger: silentLogger },
    ...{ slots: 4, seed: 1, timeScale: 0.1, pollInterval: 1 },
  });
  t.after(async () => {
    await simulation.close();
    await router.close();
  });
  await within(simulation.started, 'the slots');
  const port = await freePort();
  const site = ['--site', 'none', '--site-hub', router.url, '--site-realm', REALM];
  const own = ['--port', String(port), '--data-dir', place, '--expire-time', '4', '--log-level', 'error'];
  return {
    ...{ port, place, slots: simulation.slots },
    async serve() {
      const program = startProgram(t, ['serve', ...site, ...own]);
      const [, url = ''] = await program.line(LISTENING);
      await isReady(url);
      return { url, program };
    },
    closeRouter: () => router.close(),
    async openRouter() {
      router = await open();
    },
  };
}

/** Resolves when an alert with these labels has begun. */
const fires = (stack: Stack, name: string, labels: Readonly<Record<string, string>>) =>
  comes(stack, 'firing', name, labels);

const ends = (stack: Stack, name: string) => comes(stack, 'resolved', name, {});

async function comes(
  { alerts }: Stack,
  status: string,
  alertname: string,
  wanted: Readonly<Record<string, string>>,
): Promise<void> {
  const expected = Object.entries({ ...wanted, alertname });
  const bound = Date.now() + BOUND_MS;
  const fits = () =>
    alerts.some(
      (alert) => alert.status === status && expected.every(([label, value]) => alert.labels[label] === value),
    );
  while (!fits()) {
    const known = alerts.map(({ status, labels }) => `${labels['alertname']} ${status}`).join(', ');
    assert.ok(Date.now() < bound, `${alertname} is not ${status}: ${known}`);
    await sleep(50);
  }
}

/** Sends each query to Prometheus, as Grafana would with all platforms and a short interval. */
async function everyQueryWorks(stack: Stack): Promise<void> {
  const queries = [
    ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr }))),
    ...dashboard.annotations.list.map(({ name, expr }) => ({ title: name, expr })),
  ];
  assert.ok(queries.length > 25);
  for (const { title, expr } of queries) {
    const expression = expr
      .replaceAll('$platform', '.*')
      .replaceAll('$__rate_interval', '2m')
      .replaceAll('$__interval', '2m');
    assert.doesNotMatch(expression, /\$/, title);
    const found = await stack.query(expression);
    if (!MAY_BE_EMPTY.test(expr)) assert.ok(found.length > 0, `${title} finds nothing: ${expression}`);
  }
}
