import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLines } from './agent-log.js';
import { judge } from './judge.js';
import { judgeRequests } from './judge-requests.js';
import type { Played } from './play-schedule.js';
import type { FaultKind } from './schedule.js';
import type { Refusal } from './send-command.js';
import type { SeenSlot } from './watch-runs.js';

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
  const seen = { last: '0', refusals: [], unstopped: [], crashes: [] };
  return judge({ seed: 1, commands: [], faults: [] }, { runs, watched, agents, ...seen });
}

/** What the judge says of the answers to requests in a schedule with these faults. */
function judgedRequests(kinds: readonly FaultKind[], seen: Partial<Played>) {
  const faults = kinds.map((kind) => ({ kind, at: 0, lasts: 9, slot: 0 }));
  const run = { id: 'a', action: 'RUN', operation: 'take_noise', status: 'SUCCEEDED', slots: [] };
  const all = { runs: [run], last: 'a', watched: new Map(), agents: new Map() };
  const rest = { refusals: [], unstopped: [], crashes: [] };
  return judgeRequests({ seed: 1, commands: [], faults }, { ...all, ...rest, ...seen }).join();
}
const refused = (command: Refusal['command'], code: string | null) => ({
  refusals: [{ command, code, message: 'no' }],
});

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

  it('reports that a run does not succeed although everything is mended', () => {
    assert.equal(judgedRequests([], {}), '');
    assert.match(judgedRequests([], { last: undefined }), /after everything was mended is not there/);
  });

  it('accepts that a run is rejected while its store is away, and nothing else', () => {
    assert.equal(judgedRequests(['disk full'], refused('run', 'STORE_UNAVAILABLE')), '');
    assert.match(judgedRequests(['link cut'], refused('run', 'STORE_UNAVAILABLE')), /the store worked/);
    assert.match(judgedRequests(['disk full'], refused('stopAll', 'STORE_UNAVAILABLE')), /needs no store/);
    assert.match(judgedRequests(['disk full'], refused('stopAll', null)), /another reason/);
    assert.equal(judgedRequests(['disk full', 'server killed'], refused('stopAll', null)), '');
  });

  it('reports a stop that did not go out while the store was away', () => {
    const unstopped = ['stream:3 of ufm_mv12'];
    assert.match(judgedRequests(['database killed'], { unstopped }), /did not reach stream:3 of ufm_mv12/);
    assert.equal(judgedRequests(['database killed', 'link cut'], { unstopped }), '');
  });
});
