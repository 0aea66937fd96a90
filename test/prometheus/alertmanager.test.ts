import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Alert, AlertState } from '../../src/alerts/alert.js';
import { webhookBody } from '../../src/alerts/webhook-body.js';
import { startReceiver } from '../alerts/receiver.js';
import { until } from '../until.js';
import { startAlertmanager } from './alertmanager.js';

const BEGUN = new Date('2026-11-27T06:00:00.123Z');

function expired(slot: string): Alert {
  return {
    ...{ key: slot, name: 'SlotExpired', severity: 'critical', view: `?view=slot&id=${slot}` },
    labels: { slot, instance_id: `crate1-${slot}` },
    description: `No <heartbeat> & "quotes" of ${slot} since 06:00 – µ`,
    startsAt: BEGUN,
  };
}

/** The value with the type in place of each text and number. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

it('our body is the one that Alertmanager sends for the same alerts, while they fire and at their end', async (t) => {
  const receiver = await startReceiver(t);
  const platform = 'sat "p1" µ';
  const alertmanager = await startAlertmanager(t, receiver.url, ['alertname', 'platform']);
  const ours = (states: readonly AlertState[]) => {
    const body = webhookBody(states, 0, { platform, groups: 'daq', externalUrl: 'http://daq:4000/' });
    return { ...body, alerts: body.alerts.toSorted((a, b) => a.fingerprint.localeCompare(b.fingerprint)) };
  };
  const compare = async (states: readonly AlertState[], status: string) => {
    const { alerts, ...own } = ours(states);
    await alertmanager.post(
      alerts.map(({ labels, annotations, startsAt, endsAt, generatorURL }) => ({
        ...{ labels, annotations, startsAt, generatorURL },
        ...(status === 'resolved' && { endsAt }),
      })),
    );
    const got = await until(
      () => receiver.got.find(({ body }) => body.status === status && body.alerts.length === alerts.length),
      `Alertmanager sends that all are ${status}`,
    );
    const body = got.body as typeof got.body & ReturnType<typeof ours>;
    const theirs = {
      ...body,
      alerts: body.alerts.toSorted((a, b) => a.fingerprint.localeCompare(b.fingerprint)),
      externalURL: own.externalURL,
    };
    assert.equal(typeof body.externalURL, 'string');
    assert.deepEqual(shapeOf({ ...own, alerts }), shapeOf(theirs), 'the same keys and types');
    assert.deepEqual({ ...own, alerts }, theirs, 'the same values, except for the address of the sender');
    assert.equal(got.headers['content-type'], 'application/json');
  };
  const slots = ['ufm_mv5', 'ufm_mv12', 'ufm_µ'].map(expired);
  await compare(
    slots.map((alert) => ({ alert, endsAt: null })),
    'firing',
  );
  // Go leaves zeros at the end of a fraction out, so the last digit is not zero.
  const endsAt = new Date(Math.floor(Date.now() / 1000) * 1000 - 877);
  await compare(
    slots.map((alert) => ({ alert, endsAt })),
    'resolved',
  );
});
