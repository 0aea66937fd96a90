import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Run, SkippedSlot } from '../../../src/core/runs/run.js';
import { goingOn, reasonOf, runSummary } from '../../../src/core/runs/run-summary.js';
import { run, runSlot } from '../fixtures.js';

const SKIPPED: SkippedSlot = {
  address: 'observatory.pysmurf-controller-s9',
  instanceId: 'pysmurf-controller-s9',
  streamId: 'ufm_mv9',
  code: 'OUTCOME_UNKNOWN',
  reason: 'The outcome of take_iv is unknown: it was LOST in run a.',
  brief: 'outcome of take_iv unknown',
};

const of = (slots: Run['slots'], change: Partial<Run> = {}) => runSummary({ ...run([]), slots, ...change });

describe('the summary of a run', () => {
  it('begins with the skipped slots', () => {
    const slots = [runSlot('SUCCEEDED', 2), runSlot('SUCCEEDED', 3), runSlot('SUCCEEDED', 4)];
    assert.equal(
      of(slots, { status: 'SUCCEEDED', skipped: [SKIPPED] }),
      'Commanded 3 of 4 slots; skipped ufm_mv9: outcome of take_iv unknown. take_noise succeeded on 3 slots.',
    );
  });

  it('of an open run reports only the skipped slots', () => {
    assert.equal(of([runSlot('RUNNING')]), null);
    assert.match(
      of([runSlot('RUNNING')], { skipped: [SKIPPED] }) ?? '',
      /^Commanded 1 of 2 slots; skipped ufm_mv9/,
    );
  });

  it('names each slot that did not succeed, with its reason in one line', () => {
    const traceback = 'Traceback (most recent call last):\n  File "x", line 1, in f\nKeyError: \'band\'\n';
    const slots = [runSlot('SUCCEEDED', 2), runSlot('FAILED', 3, { message: traceback }), runSlot('LOST', 4)];
    const text = of(slots, { status: 'FAILED' }) ?? '';
    assert.match(text, /did not succeed on 2 of 3 slots/);
    assert.match(text, /ufm_mv3: FAILED, KeyError: 'band'\. ufm_mv4: LOST\./);
  });

  it('reads the exception texts of Twisted, and never ends with a bracket', () => {
    const message =
      "CRASH: [Failure instance: Traceback: <class 'KeyError'>: 'rfrac_range'\n/usr/lib/python3/x.py:1:f\n]";
    const text = of([runSlot('FAILED', 2, { message })], { status: 'FAILED' }) ?? '';
    assert.match(text, /ufm_mv2: FAILED, KeyError: 'rfrac_range'\./);
    assert.doesNotMatch(text, /\]\.?$/);
  });

  it('counts the slots whose outcome was inferred', () => {
    const slots = [runSlot('SUCCEEDED', 2, { inferred: true }), runSlot('SUCCEEDED', 3)];
    assert.match(of(slots, { status: 'SUCCEEDED' }) ?? '', /The outcome of 1 slot was inferred\.$/);
  });
});

describe('the reason of a slot, in one line', () => {
  const TRACE = '/usr/lib/python3/site-packages/ocs/ocs_agent.py:980:handler\n';
  const known: readonly [what: string, message: string, reason: string][] = [
    [
      "a failure of Twisted's",
      `CRASH: [Failure instance: Traceback: <class 'KeyError'>: 'rfrac_range'\n${TRACE}]`,
      "KeyError: 'rfrac_range'.",
    ],
    [
      "a failure of Twisted's without words",
      `[Failure instance: Traceback: <class 'AssertionError'>: \n${TRACE}]`,
      'AssertionError.',
    ],
    [
      "a failure of Twisted's without frames",
      "[Failure instance: Traceback (failure with no frames): <class 'twisted.internet.defer.CancelledError'>: \n]",
      'twisted.internet.defer.CancelledError.',
    ],
    [
      "a failure of Twisted's in one line",
      "[Failure instance: Traceback: <class 'ValueError'>: no tones]",
      'ValueError: no tones.',
    ],
    [
      'a traceback of Python',
      "Traceback (most recent call last):\n  File \"x.py\", line 1, in f\n    y['band']\n    ~^^^^^^\nKeyError: 'band'\n",
      "KeyError: 'band'.",
    ],
    [
      'a traceback whose exception has several lines',
      'Traceback (most recent call last):\n  File "x.py", line 1, in f\n    g()\nValueError: bad bands:\n[4,\n 5]\n',
      'ValueError: bad bands.',
    ],
    [
      'a traceback of an exception in the course of another',
      'Traceback (most recent call last):\n  File "a.py", line 1, in f\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "b.py", line 2, in g\nOSError: no link\n',
      'OSError: no link.',
    ],
    [
      'words of an agent',
      "params included unexpected values: ['x']",
      "params included unexpected values: ['x'].",
    ],
    ['whole sentences', 'Script has finished. Exit code 1.', 'Script has finished. Exit code 1.'],
    ['what ends with a bracket', 'It failed: [\n  no signal\n]\n', 'It failed.'],
  ];
  for (const [what, message, reason] of known) {
    it(`is read from ${what}`, () => assert.equal(reasonOf({ message }), reason));
  }

  it('is null if there is no message', () => assert.equal(reasonOf({ message: null }), null));
});

describe('what still runs after a cancel', () => {
  it('is each slot that is still open, with the reason', () => {
    const slots = [
      runSlot('RUNNING', 2, { message: 'The agent cannot abort take_noise' }),
      runSlot('CANCELLED', 3, { message: 'ended' }),
    ];
    assert.deepEqual(goingOn({ ...run([]), slots }), [
      'take_noise continues on ufm_mv2: The agent cannot abort take_noise.',
    ]);
  });
});
