import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createFailedRuns } from '../../src/alerts/failed-runs.js';
import { run, runSlot } from '../core/fixtures.js';

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);

it('a run that began before another one failed does not end the alert of that one', () => {
  const failed = createFailedRuns();
  const early = run(['SUCCEEDED', 'RUNNING'], { id: 'early', startTime: at(0) });
  failed.take(early, at(10));
  const slots = [runSlot('FAILED', 2)];
  failed.take(run([], { id: 'failed', startTime: at(20), endTime: at(30), status: 'FAILED', slots }), at(30));
  failed.take(early, at(40));
  assert.deepEqual(
    failed.alerts(at(40)).map(({ key }) => key),
    ['run/failed'],
  );
  failed.take(run(['SUCCEEDED'], { id: 'later', startTime: at(50) }), at(60));
  assert.deepEqual(failed.alerts(at(60)), []);
});

it('a failed run whose note is changed after its alert has ended has none again', () => {
  const failed = createFailedRuns();
  const slots = [runSlot('FAILED', 2)];
  const broken = run([], { id: 'failed', startTime: at(0), endTime: at(10), status: 'FAILED', slots });
  failed.take(broken, at(10));
  failed.take(run(['SUCCEEDED'], { id: 'later', startTime: at(20) }), at(30));
  failed.take({ ...broken, note: 'bad weather' }, at(40));
  assert.deepEqual(failed.alerts(at(40)), []);
  failed.take({ ...broken, note: 'bad weather' }, at(3600));
  assert.deepEqual(failed.alerts(at(3600)), []);
});
