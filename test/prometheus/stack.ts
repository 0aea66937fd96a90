import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { freePort } from '../free-port.js';
import { projectRoot } from '../project-root.js';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { until } from '../until.js';

export const PLATFORM = 'satp1';
export const RULES = join(projectRoot, 'docs/prometheus/multismurf.rules.yml');

/** How long an increase is looked for in the copy of the rules. */
const WINDOW = '15s';

/** What Alertmanager says of an alert. */
export interface Alert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Stack {
  /** All that Alertmanager has sent so far. */
  readonly alerts: readonly Alert[];
  /** The values that Prometheus has for a query. */
  query(expression: string): Promise<readonly { readonly value: readonly [number, string] }[]>;
}

/** Starts Debian's Prometheus and Alertmanager, and a receiver behind them. @param port of MultiSmurf */
export async function startStack(t: TestContext, port: number): Promise<Stack> {
  const folder = temporaryFolder(t);
  const alerts: Alert[] = [];
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    alerts.push(...(JSON.parse(body) as { alerts: Alert[] }).alerts);
    response.end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  t.after(() => receiver.close());
  const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;

  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const managerPort = await freePort();
  const manager = file(
    'alertmanager.yml',
    `route: { receiver: test, group_by: ['...'], group_wait: 100ms, group_interval: 500ms, repeat_interval: 1h }
receivers: [{ name: test, webhook_configs: [{ url: '${hook}' }] }]
`,
  );
  start(t, 'prometheus-alertmanager', [
    `--config.file=${manager}`,
    `--storage.path=${join(folder, 'alertmanager')}`,
    `--web.listen-address=127.0.0.1:${managerPort}`,
    '--cluster.listen-address=',
  ]);
  const rules = file('rules.yml', shortened(readFileSync(RULES, 'utf8')));
  const prometheusPort = await freePort();
  const config = file(
    'prometheus.yml',
    `global: { scrape_interval: 500ms, evaluation_interval: 500ms }
rule_files: ['${rules}']
alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:${managerPort}'] }] }] }
scrape_configs:
  - job_name: multismurf
    static_configs: [{ targets: ['127.0.0.1:${port}'], labels: { platform: ${PLATFORM} } }]
`,
  );
  execFileSync('promtool', ['check', 'config', config], { stdio: 'pipe' });
  start(t, 'prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'prometheus')}`,
    `--web.listen-address=127.0.0.1:${prometheusPort}`,
  ]);
  const prometheus = `http://127.0.0.1:${prometheusPort}`;
  for (const url of [prometheus, `http://127.0.0.1:${managerPort}`]) {
    await until(async () => (await fetch(`${url}/-/ready`).catch(() => null))?.ok, `${url} is ready`);
  }
  const query: Stack['query'] = async (expression) => {
    const response = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const answer = (await response.json()) as {
      readonly status: string;
      readonly error?: string;
      readonly data?: { readonly result: Awaited<ReturnType<Stack['query']>> };
    };
    if (answer.status !== 'success' || !answer.data) throw new Error(`${expression}: ${answer.error}`);
    return answer.data.result;
  };
  await until(async () => (await query('up == 1')).length > 0, 'Prometheus reads MultiSmurf');
  return { alerts, query };
}

/** The same rules, but each alert waits a second at most, and an increase is of the last seconds. */
function shortened(rules: string): string {
  return rules.replace(/\bfor: \w+/g, 'for: 1s').replace(/\[10m\]/g, `[${WINDOW}]`);
}

/** Starts a program until the end of the test. What it says is shown if it fails. */
function start(t: TestContext, command: string, args: readonly string[]): void {
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (text) => {
    said = `${said}${text}`.slice(-4000);
  });
  const ended = once(child, 'exit').then(([code]) => {
    if (code) t.diagnostic(`${command} ended with ${code}: ${said}`);
  });
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
  });
}
