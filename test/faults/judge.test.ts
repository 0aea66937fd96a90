import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLines } from './agent-log.js';
import { judge } from './judge.js';
import type { SeenSlot } from './play-schedule.js';

const AT = '2026-11-25T19:10:10+0000';
const BEGUN = [
  `${AT} start called for take_noise`,
  `${AT} take_noise:4 Status is now "starting".`,
  `${AT} take_noise:4 Status is now "running".`,
];
const WELL = [
  ...BEGUN,
  `${AT} take_noise:4 Finished taking noise`,
  `${AT} take_noise:4 Status is now "done".`,
];
const BADLY = [
  ...BEGUN,
  `${AT} Exception raised in subprocess:`,
  `${AT} take_noise:4 Finished taking noise`,
  `${AT} take_noise:4 Status is now "done".`,
];
const OWN = { sessionId: 4, startTime: '2026-11-25T19:10:10.400Z' };

/** What the judge says of runs of one slot, each with one of these outcomes. */
function judged(
  lines: readonly string[],
  outcomes: readonly Partial<SeenSlot>[],
  watchedStatus = 'SUCCEEDED',
) {
  const runs = outcomes.map((outcome, index) => ({
    ...{ id: String(index), action: 'RUN', operation: 'take_noise', status: 'SUCCEEDED' },
    slots: [
      {
        ...{ streamId: 'ufm_mv12', status: 'SUCCEEDED', inferred: false, reason: null },
        ...{ sentAt: AT, session: OWN },
        ...outcome,
      },
    ],
  }));
  const watched = new Map(runs.map((run) => [run.id, { ...run, status: watchedStatus }]));
  const agents = new Map([['ufm_mv12', readLines(lines)]]);
  return judge({ seed: 1, commands: [], faults: [] }, { runs, watched, agents, refusals: [], crashes: [] });
}

describe('the judge of the fault schedules', () => {
  it('reads how a session ended from the lines of its agent', () => {
    const outcomes = [WELL, BADLY, BEGUN, [...BEGUN, '[pysmurf-controller-s2 ended: SIGKILL]']].map(
      (lines) => readLines(lines).sessions[0]?.outcome,
    );
    assert.deepEqual(outcomes, ['succeeded', 'failed', 'still running', 'died with its agent']);
  });

  it('finds nothing wrong where each outcome is that of the agent', () => {
    assert.deepEqual(judged(WELL, [{}]), []);
    assert.deepEqual(judged(BADLY, [{ status: 'FAILED' }]), []);
    assert.deepEqual(judged([], [{ status: 'NOT_STARTED', sentAt: null, session: null }]), []);
  });

  it('reports an outcome that contradicts the agent', () => {
    assert.match(judged(BADLY, [{}]).join(), /failed by its agent, but is SUCCEEDED/);
    assert.match(judged(WELL, [{ status: 'FAILED' }]).join(), /succeeded by its agent, but is FAILED/);
  });

  it('reports a session that two runs claim, that no run claims, and that the agent never began', () => {
    assert.match(judged(WELL, [{}, {}]).join(), /belongs to two runs/);
    assert.match(judged(WELL, [{ status: 'NOT_STARTED', session: null }]).join(), /belong to no run/);
    assert.match(judged([], [{}]).join(), /never began/);
  });

  it('reports more starts at the agent than were sent', () => {
    assert.match(judged([...WELL, ...BEGUN], [{}]).join(), /was started 2 times/);
  });

  it('reports an end that the subscription does not have, and a loss that nothing explains', () => {
    assert.match(judged(WELL, [{}], 'RUNNING').join(), /the subscription has RUNNING/);
    assert.match(judged([], [{ status: 'LOST', session: null }]).join(), /nothing that could cause it/);
  });
});
