import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Run } from '../../../src/core/runs/run.js';
import { matchesFilter, type RunFilter } from '../../../src/core/runs/run-store.js';
import { run } from '../fixtures.js';

describe('a filter of runs', () => {
  const startTime = new Date('2026-11-22T04:00:00Z');
  const one: Run = run(['SUCCEEDED', 'FAILED'], { requestedBy: 'ann', startTime, labels: ['calibration'] });
  const earlier = new Date(startTime.getTime() - 1);
  const later = new Date(startTime.getTime() + 1);

  it('matches all runs if it is empty', () => {
    assert.ok(matchesFilter(one, {}));
  });

  it('matches runs for which all conditions are true', () => {
    const cases: [RunFilter, RunFilter][] = [
      [{ operation: 'take_noise' }, { operation: 'stream' }],
      [{ statuses: ['FAILED', 'RUNNING'] }, { statuses: ['FAILED'] }],
      [{ actions: ['RUN'] }, { actions: ['STOP', 'ABORT'] }],
      [{ via: 'GRAPHQL' }, { via: 'OCS' }],
      [{ requestedBy: 'ann' }, { requestedBy: 'bob' }],
      [{ slot: 'ufm_mv3' }, { slot: 'ufm_mv4' }],
      [{ slot: 'pysmurf-controller-s2' }, { slot: 'pysmurf-controller-s4' }],
      [{ slot: 'observatory.pysmurf-controller-s2' }, { slot: 'observatory.pysmurf-controller-s4' }],
      [{ label: 'calibration' }, { label: 'calib' }],
      [{ since: startTime }, { since: later }],
      [{ until: later }, { until: startTime }],
      [
        { since: earlier, until: later },
        { since: earlier, until: earlier },
      ],
      [
        { operation: 'take_noise', via: 'GRAPHQL' },
        { operation: 'take_noise', via: 'OCS' },
      ],
    ];
    for (const [fitting, other] of cases) {
      assert.equal(matchesFilter(one, fitting), true, JSON.stringify(fitting));
      assert.equal(matchesFilter(one, other), false, JSON.stringify(other));
    }
  });
});
