import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { stringify } from 'yaml';
import { freePort } from '../free-port.js';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { until } from '../until.js';

/** Debian's package `prometheus-alertmanager`. */
const COMMAND = 'prometheus-alertmanager';

/** An Alertmanager on loopback, which posts to a webhook. */
export interface Alertmanager {
  /** Such as `http://127.0.0.1:9093`. */
  readonly url: string;
  /** Adds alerts, in the form of its API (v2). */
  post(alerts: readonly unknown[]): Promise<void>;
}

/** Starts it for one test. @param groupBy the labels by which it groups alerts */
export async function startAlertmanager(
  t: TestContext,
  webhook: string,
  groupBy: readonly string[],
): Promise<Alertmanager> {
  const folder = temporaryFolder(t);
  const config = join(folder, 'alertmanager.yml');
  writeFileSync(
    config,
    stringify({
      route: {
        receiver: 'multismurf',
        group_by: groupBy,
        ...{ group_wait: '1s', group_interval: '1s', repeat_interval: '1h' },
      },
      receivers: [{ name: 'multismurf', webhook_configs: [{ url: webhook }] }],
    }),
  );
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = [
    `--config.file=${config}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=${new URL(url).host}`,
    // No cluster: it would listen on all addresses.
    '--cluster.listen-address=',
  ];
  const child = spawn(COMMAND, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${COMMAND} cannot be started: ${error.message}`)));
    child.once('exit', () => reject(new Error(`${COMMAND} has ended: ${output}`)));
  });
  failed.catch(() => {});
  t.after(async () => {
    if (child.exitCode !== null || child.pid === undefined) return;
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  });
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await Promise.race([until(isReady, `${COMMAND} answers`), failed]);
  return {
    url,
    async post(alerts) {
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(alerts),
      });
      assert.ok(response.ok, await response.text());
    },
  };
}
