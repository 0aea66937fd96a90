import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert } from '../../src/alerts/alert.js';
import { fingerprint, webhookBody } from '../../src/alerts/webhook-body.js';

const ORIGIN = { platform: 'satp1', groups: 'daq', externalUrl: 'http://daq:4000/' };
const BEGUN = new Date('2026-11-27T06:00:00.123Z');

function expired(slot: string, change: Partial<Alert> = {}): Alert {
  return {
    ...{ key: slot, name: 'SlotExpired', severity: 'critical', labels: { slot }, view: '?view=slot' },
    description: `${slot} is silent`,
    startsAt: BEGUN,
    ...change,
  };
}

// test/prometheus/alertmanager.test.ts compares the body with that of a real Alertmanager.
describe('the body of the webhook', () => {
  it('fires while one of its alerts does', () => {
    const firing = { alert: expired('a'), endsAt: null };
    const ended = { alert: expired('b'), endsAt: BEGUN };
    assert.equal(webhookBody([firing, ended], 0, ORIGIN).status, 'firing');
    const { status, alerts } = webhookBody([ended], 3, ORIGIN);
    assert.deepEqual(
      [status, alerts[0]?.status, alerts[0]?.endsAt],
      ['resolved', 'resolved', BEGUN.toISOString()],
    );
  });

  it('names what all alerts have in common', () => {
    const states = ['a', 'b'].map((slot) => ({ alert: expired(slot), endsAt: null }));
    const { commonLabels, commonAnnotations, groupLabels } = webhookBody(states, 0, ORIGIN);
    assert.deepEqual(commonLabels, { alertname: 'SlotExpired', platform: 'satp1', severity: 'critical' });
    assert.deepEqual(commonAnnotations, { groups: 'daq' });
    assert.deepEqual(groupLabels, { alertname: 'SlotExpired', platform: 'satp1' });
  });

  it('shortens a description that is as long as a traceback', () => {
    const alert = expired('a', { description: 'x'.repeat(1_000_000) });
    assert.equal(
      webhookBody([{ alert, endsAt: null }], 0, ORIGIN).alerts[0]?.annotations['description']?.length,
      2003,
    );
  });
});

it('the fingerprint is that of Alertmanager, whatever the order of the labels', () => {
  const labels = { alertname: 'SlotExpired', platform: 'sat1', severity: 'critical', slot: 'ufm_mv5' };
  // What Alertmanager 0.25 sends for these labels.
  assert.equal(fingerprint(labels), '4f16536507efbdd8');
  assert.equal(fingerprint(Object.fromEntries(Object.entries(labels).reverse())), '4f16536507efbdd8');
});
