import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leavesFilter, matchesFilter } from '../../../src/core/runs/run-store.js';
import { run } from '../fixtures.js';

const RUNNING = { statuses: ['RUNNING'], operation: 'take_noise' } as const;

describe('a run that changes', () => {
  const going = run(['RUNNING']);
  const ended = run(['SUCCEEDED'], { status: 'SUCCEEDED', revision: 5, endTime: new Date() });

  it('leaves a filter by its end, if it matched before', () => {
    assert.equal(matchesFilter(ended, RUNNING), false);
    assert.equal(leavesFilter(ended, RUNNING), true);
  });

  it('leaves no filter that it still matches, or never matched', () => {
    assert.equal(leavesFilter(going, RUNNING), false);
    assert.equal(leavesFilter(ended, { statuses: ['RUNNING', 'SUCCEEDED'] }), false);
    assert.equal(leavesFilter(ended, { ...RUNNING, operation: 'take_iv' }), false);
    assert.equal(leavesFilter(ended, { statuses: ['FAILED'] }), false);
  });

  it('that had ended when it began was never running', () => {
    assert.equal(leavesFilter({ ...ended, revision: 1 }, RUNNING), false);
  });
});
