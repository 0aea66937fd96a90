import type { AuditEntry, AuditRecord } from '../../../src/core/audit/audit-record.js';

const TIME = new Date('2026-11-25T04:00:00Z');

/** A mutation of anna. */
export const entry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ time: TIME, who: 'anna', isVerified: true, via: 'GRAPHQL', address: '192.0.2.7' },
  ...{ action: 'stopAll', summary: 'on ufm_mv5', outcome: 'OK' },
  ...change,
});

export const auditRecord = (id: string, change: Partial<AuditRecord> = {}): AuditRecord => {
  const { time, ...rest } = entry();
  return { ...rest, id, count: 1, firstTime: time, lastTime: time, ...change };
};
