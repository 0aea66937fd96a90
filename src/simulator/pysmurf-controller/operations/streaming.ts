import type { ProcessDefinition } from '../../../ocs/agent/operations.js';
import type { Params } from '../../../ocs/agent/parameters.js';
import { type OpSession, unixTime } from '../../../ocs/agent/session.js';
import { elapse, locked, type OperationContext } from '../context.js';
import { docstring } from '../docstring.js';
import { KWARGS } from '../measurement.js';

/** About how long the real hardware takes to open and close the data stream. */
const OPEN_SECONDS = 30;
const CLOSE_SECONDS = 2;

/** The process that streams detector data. A stop during the opening takes effect when the stream is open. */
export function stream(context: OperationContext): ProcessDefinition {
  const { clock, hardware, pace } = context;
  return {
    docstring: docstring({
      signature:
        "stream(duration=None, kwargs=None, load_tune=True, stream_type='obs', subtype=None, tag=None, test_mode=False)",
      kind: 'Process',
      text: 'Streams detector data until it is stopped, or for a given time. In the session data, stream_on is true while the slot sends data: opening the stream takes about half a minute.',
      args: [
        ['duration', 'float, optional', 'Seconds to stream; by default the stream runs until it is stopped.'],
        [
          'kwargs',
          'dict',
          'More keyword arguments for the function of sodetlib. No effect in the simulator.',
        ],
        ['load_tune', 'bool', 'Read the tune file first. No effect in the simulator.'],
        ['stream_type', 'string, optional', "'obs' or 'oper': the last tag of the stream, if no tag is set."],
        ['subtype', 'string, optional', "The second tag of the stream; 'stream' by default."],
        ['tag', 'string, optional', 'More tags, separated by commas, instead of stream_type.'],
        ['test_mode', 'bool, optional', 'For tests: end after one round.'],
      ],
    }),
    parameters: {
      duration: { default: null, type: 'float' },
      ...KWARGS,
      load_tune: { default: true, type: 'bool' },
      stream_type: { default: 'obs', choices: ['obs', 'oper'] },
      subtype: { default: null },
      tag: { default: null },
      test_mode: { default: false, type: 'bool' },
    },
    run: locked(context, 'stream', async (session, params) => {
      Object.assign(session.data, { stream_on: false, last_updated: unixTime(clock) });
      const { duration } = params;
      const seconds = typeof duration === 'number' ? pace.scaled(OPEN_SECONDS + duration) : Infinity;
      const until = clock.monotonic() + seconds * 1000;
      await elapse(context, session, OPEN_SECONDS);
      hardware.openStream(streamTag(params), 'stream_g3_on');
      try {
        Object.assign(session.data, {
          stream_id: context.streamId(),
          sid: Math.floor(unixTime(clock)),
          stream_on: true,
        });
        await streamUntil(until, session, params);
        await pace.work(CLOSE_SECONDS);
      } finally {
        hardware.closeStream();
        Object.assign(session.data, { stream_on: false, last_updated: unixTime(clock) });
      }
      return [true, 'Finished streaming data'];
    }),
  };

  async function streamUntil(until: number, session: OpSession, { test_mode }: Params): Promise<void> {
    while (session.status !== 'stopping') {
      session.data['last_updated'] = unixTime(clock);
      const left = (until - clock.monotonic()) / 1000;
      if (left <= 0) return;
      await pace.wait(Math.min(1, left), session.stopRequested);
      if (test_mode) return;
    }
  }
}

/** Subtypes of observations. A stream with any other subtype has the type `oper`, regardless of `stream_type`. */
const OBSERVATIONS = ['stream', 'cmb', 'cal'];

/**
 * Type, subtype and tag. socs 0.6.4 passes `stream_type` to sodetlib as the tag unless there is one (agent.py,
 * `stream`), and sodetlib 0.6.5 derives the type from the subtype (stream.py, `stream_g3_on`).
 */
function streamTag({ stream_type, subtype, tag }: Params): string {
  const kind = typeof subtype === 'string' ? subtype : 'stream';
  const type = OBSERVATIONS.includes(kind) ? 'obs' : 'oper';
  return [type, kind, tag ?? stream_type].join(',');
}
