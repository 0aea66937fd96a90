import type { ProcessDefinition } from '../../../ocs/agent/operations.js';
import type { Params } from '../../../ocs/agent/parameters.js';
import { type OpSession, unixTime } from '../../../ocs/agent/session.js';
import { locked, type OperationContext, occupy } from '../context.js';
import { docstring } from '../docstring.js';
import { KWARGS } from '../measurement.js';

/** What opening and closing the data stream takes on the real hardware, about. */
const OPEN_SECONDS = 30;
const CLOSE_SECONDS = 2;

/** The process that streams detector data. A stop that comes while it opens is heeded when it is open. */
export function stream(context: OperationContext): ProcessDefinition {
  const { clock, hardware, pace } = context;
  return {
    docstring: docstring({
      signature:
        "stream(duration=None, kwargs=None, load_tune=True, stream_type='obs', subtype=None, tag=None, test_mode=False)",
      kind: 'Process',
      text: 'Streams detector data until it is stopped, or for a given time. The session data says with stream_on when the data flows: opening the stream takes about half a minute.',
      args: [
        ['duration', 'float, optional', 'Seconds to stream; without it the stream runs until stopped.'],
        ['kwargs', 'dict', 'More keyword arguments for the function of sodetlib. Without effect here.'],
        ['load_tune', 'bool', 'Read the tune file first. Without effect here.'],
        ['stream_type', 'string, optional', "'obs' or 'oper': the first of the stream's tags."],
        ['subtype', 'string, optional', "The second of the stream's tags."],
        ['tag', 'string, optional', 'More tags, separated by commas.'],
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
      await occupy(context, session, OPEN_SECONDS);
      const tags = [params['stream_type'], params['subtype'], params['tag']];
      hardware.openStream(tags.filter((tag) => typeof tag === 'string').join(','));
      hardware.act(session.opName);
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
        hardware.act('idle');
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
