import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sentence } from '../../../src/core/runs/run-summary.js';

const FRAMES = [
  '/usr/lib/python3/dist-packages/twisted/python/threadpool.py:269:inContext',
  '/usr/lib/python3/dist-packages/twisted/python/threadpool.py:285:<lambda>',
  '/usr/lib/python3/dist-packages/socs/agents/pysmurf_controller/agent.py:995:take_bias_waves',
];

/** As ocs 0.12.1 reports an exception of a task on twisted 26.10.0. */
const crash = (type: string, text: string, frames = FRAMES) =>
  [`CRASH: [Failure instance: Traceback: <class '${type}'>: ${text}`, ...frames, ']'].join('\n');

/** As socs 0.6.4 puts it into `session.data.result.traceback` of an operation with a process of its own. */
const traceback = (exception: string) =>
  `Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/socs/agents/pysmurf_controller/smurf_subprocess_util.py", line 363, in subprocess_main
    return_val = func_map[cfg.func_name](*cfg.args, **cfg.kwargs)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3/dist-packages/socs/agents/pysmurf_controller/smurf_subprocess_util.py", line 104, in take_noise
    _, res = sdl.noise.take_noise(S, cfg, duration, **kwargs)
             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
${exception}
`;

const TEXTS: Readonly<Record<string, readonly [message: string, line: string]>> = {
  'the missing parameter of uxm_setup': [
    crash('KeyError', "'run_in_main_process'"),
    "KeyError: 'run_in_main_process'.",
  ],
  'the missing parameter of take_bias_waves': [
    crash('KeyError', "'rfrac_range'"),
    "KeyError: 'rfrac_range'.",
  ],
  'an abort without a script': [
    crash('AttributeError', "'NoneType' object has no attribute 'transport'"),
    "AttributeError: 'NoneType' object has no attribute 'transport'.",
  ],
  'an abort after the end of the script': [
    crash('twisted.internet.error.ProcessExitedAlready', ''),
    'twisted.internet.error.ProcessExitedAlready.',
  ],
  'a crash in a task that runs in the reactor': [
    crash('RuntimeError', 'no tones', ['--- <exception caught here> ---', ...FRAMES]),
    'RuntimeError: no tones.',
  ],
  'a cancelled call, which has no frames': [
    "CRASH: [Failure instance: Traceback (failure with no frames): <class 'twisted.internet.defer.CancelledError'>: \n]",
    'twisted.internet.defer.CancelledError.',
  ],
  'a crash whose text has several lines': [crash('RuntimeError', '\ntwo\nlines'), 'RuntimeError: two.'],
  'a crash whose text has brackets': [crash('ValueError', 'a] b: [c]'), 'ValueError: a] b: [c].'],
  'a crash whose text ends with a colon': [crash('RuntimeError', 'no signal:\n'), 'RuntimeError: no signal.'],
  'a crash behind other words': [
    `set_biases, which zero_biases started, failed: ${crash('RuntimeError', 'no bias card')}`,
    'set_biases, which zero_biases started, failed: RuntimeError: no bias card.',
  ],
  'a traceback': [traceback('RuntimeError: no tones'), 'RuntimeError: no tones.'],
  'a relock whose amplifiers failed': [
    traceback("KeyError: 'tracking_setup_results'"),
    "KeyError: 'tracking_setup_results'.",
  ],
  'a traceback whose text has several lines': [traceback('RuntimeError: two\nlines\n'), 'RuntimeError: two.'],
  'a traceback of an exception without text': [traceback('RuntimeError'), 'RuntimeError.'],
  'a traceback while another exception was handled': [
    `${traceback('KeyError: 2')}
During handling of the above exception, another exception occurred:

${traceback('epics.ca.ChannelAccessGetFailure: Get failed; status code: 192')}`,
    'epics.ca.ChannelAccessGetFailure: Get failed; status code: 192.',
  ],
  'a traceback that was cut': ['Traceback (most recent call last):', 'Traceback (most recent call last).'],
  'a lock': ['Operation failed: bias_steps is running.', 'Operation failed: bias_steps is running.'],
  'a lock, with what holds it': [
    'Operation failed: bias_steps is running. Running on this slot: bias_dets.',
    'Operation failed: bias_steps is running. Running on this slot: bias_dets.',
  ],
  'a script that was killed': [
    'Script has finished with exit code None',
    'Script has finished with exit code None.',
  ],
  'biases in another number than the groups': [
    'Number of biases must match number of bgs',
    'Number of biases must match number of bgs.',
  ],
  'several lines': ['\nNo link to the card\n]\n', 'No link to the card.'],
  'only a bracket': ['\n]', 'The agent gave no reason.'],
  'no text': ['', 'The agent gave no reason.'],
};

describe('the reason for a failure in one line, of', () => {
  for (const [what, [message, line]] of Object.entries(TEXTS)) {
    it(what, () => assert.equal(sentence(message), line));
  }
});
