import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { pino } from 'pino';
import type { AlertsConfig } from '../../src/config/alerts-config.js';
import { createSecret } from '../../src/lib/secret.js';
import { freePort } from '../free-port.js';
import { startProduct } from '../product.js';
import { until } from '../until.js';
import { type AlertBody, startReceiver } from './receiver.js';

const TOKEN = 'token-of-the-receiver';
const PASSWORD = 'hunter2-in-the-url';
const named = (name: string, status: string) => (alert: AlertBody) =>
  alert.labels['alertname'] === name && alert.status === status;

/** Simulated slots and a server that sends alerts, with what it logs. */
async function product(t: TestContext, url: string, slots: number) {
  const lines: Record<string, unknown>[] = [];
  const alerts: AlertsConfig = {
    ...{ url: createSecret(url), token: createSecret(TOKEN), platform: 'satp1', groups: 'daq' },
  };
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const made = await startProduct({ slots, expireTimeMs: 2000, alerts, logger });
  let isClosed = false;
  t.after(() => (isClosed ? undefined : made.close()));
  return {
    ...made,
    lines,
    async end() {
      isClosed = true;
      await made.close();
    },
    degraded: async () => {
      const ready = await fetch(`${made.origin}/health/ready`);
      return ((await ready.json()) as { degraded: readonly string[] }).degraded;
    },
  };
}

const FAILED = 'mutation { runOperation(operation: "take_noise", waitSeconds: 10) { id } }';

describe('alerts on their way to a receiver', { concurrency: true }, () => {
  it('begin and end with the faults of the slots, many in one post, and the end of the server ends none', async (t) => {
    const receiver = await startReceiver(t);
    const { controllers, ask, origin, end } = await product(t, receiver.url, 4);
    const [first, ...others] = controllers;
    first?.failNext('take_noise', 'no tones');
    const { runOperation } = await ask<{ runOperation: { id: string } }>(FAILED);
    const silences = others.map((slot) => slot.fault({ kind: 'silent' }));

    const failed = await receiver.alert(named('RunFailed', 'firing'), 'a failed run');
    assert.equal(failed.alert.labels['run'], runOperation.id);
    assert.equal(failed.alert.labels['platform'], 'satp1');
    assert.equal(failed.alert.annotations['groups'], 'daq');
    assert.match(failed.alert.annotations['description'] ?? '', /no tones/);
    assert.equal(failed.alert.generatorURL, `${origin}/?view=run&id=${runOperation.id}`);
    const expired = await receiver.alert(named('SlotExpired', 'firing'), 'expired slots');
    assert.equal(expired.body.alerts.length, 3, 'in one post');
    assert.equal(receiver.got[0]?.headers.authorization, `Bearer ${TOKEN}`);
    assert.equal(receiver.got[0]?.headers['content-type'], 'application/json');

    for (const silence of silences) silence.close();
    const resolved = await receiver.alert(named('SlotExpired', 'resolved'), 'the slots are back');
    assert.equal(resolved.body.status, 'resolved');
    const begun = expired.body.alerts.find(({ fingerprint }) => fingerprint === resolved.alert.fingerprint);
    assert.equal(begun?.startsAt, resolved.alert.startsAt);
    assert.ok(resolved.alert.endsAt > resolved.alert.startsAt);

    const posts = receiver.got.length;
    await end();
    assert.equal(receiver.got.length, posts, 'the run is not reported as repaired');
  });

  it('wait for a receiver that is away; that is logged once and shown, without the secrets', async (t) => {
    const port = await freePort();
    const url = `http://anna:${PASSWORD}@127.0.0.1:${port}/hook/${PASSWORD}?key=${PASSWORD}`;
    const { controllers, ask, degraded, lines } = await product(t, url, 1);
    controllers[0]?.failNext('take_noise', 'no tones');
    await ask(FAILED);
    const [trouble] = await until(async () => {
      const all = await degraded();
      return all.length > 0 ? all : null;
    }, 'the server says that alerts are not delivered');
    assert.match(
      trouble ?? '',
      new RegExp(`^Alerts cannot be delivered to http://127\\.0\\.0\\.1:${port}: .*ECONNREFUSED`),
    );
    const receiver = await startReceiver(t, port);
    receiver.answer({
      status: 302,
      headers: { location: `http://127.0.0.1:${port}/elsewhere` },
      text: PASSWORD,
    });
    await until(() => receiver.got.length >= 2, 'it is tried again');
    receiver.answer({ status: 200 });
    await until(async () => (await degraded()).length === 0, 'the alert is delivered');
    assert.deepEqual(
      [...new Set(receiver.got.map(({ path }) => path))],
      [`/hook/${PASSWORD}?key=${PASSWORD}`],
    );
    assert.equal(receiver.got[0]?.headers.authorization, `Bearer ${TOKEN}`);
    const about = lines.filter(({ msg }) => String(msg).includes('alerts'));
    assert.deepEqual(
      about.map(({ level, msg }) => [level, msg]),
      [
        [40, 'alerts cannot be delivered, and are tried again'],
        [30, 'alerts can be delivered again'],
      ],
    );
    const all = JSON.stringify([lines, trouble]);
    for (const secret of [PASSWORD, TOKEN]) assert.ok(!all.includes(secret), secret);
  });
});
