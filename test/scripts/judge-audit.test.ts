import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeAudit } from '../../scripts/judge-audit.js';

const reported = (
  severity: string,
  via: readonly unknown[] = [{ title: 'Reads too much', url: 'https://x/1' }],
) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: { leaky: { name: 'leaky', severity, range: '<1.2', via, effects: [], nodes: [] } },
    metadata: {},
  });

describe('the report of npm audit', () => {
  for (const severity of ['high', 'critical']) {
    it(`with a hole of ${severity} severity fails, and names the package and the hole`, () => {
      assert.deepEqual(judgeAudit(reported(severity)), {
        kind: 'holes',
        holes: [`leaky <1.2: ${severity}: Reads too much (https://x/1)`],
      });
    });
  }

  it('names the package through which a hole comes in', () => {
    assert.deepEqual(judgeAudit(reported('high', ['deep'])), {
      kind: 'holes',
      holes: ['leaky <1.2: high: through deep'],
    });
  });

  it('with smaller holes, or none, is clean', () => {
    assert.deepEqual(judgeAudit(reported('moderate')), { kind: 'clean' });
    assert.deepEqual(judgeAudit('{"auditReportVersion": 2, "vulnerabilities": {}}'), { kind: 'clean' });
  });

  it('is never clean if the service was not reached', () => {
    const refused = JSON.stringify({ message: '405 Method Not Allowed - POST https://x', statusCode: 405 });
    assert.deepEqual(judgeAudit(refused), {
      kind: 'not checked',
      reason: '405 Method Not Allowed - POST https://x',
    });
    for (const text of ['', 'no JSON', '{}', '{"auditReportVersion": 3, "vulnerabilities": {}}']) {
      assert.deepEqual(judgeAudit(text), { kind: 'not checked', reason: 'npm audit wrote no report' });
    }
  });
});
