import type { ProcessDefinition } from '../../../ocs/agent/operations.js';
import { unixTime } from '../../../ocs/agent/session.js';
import { elapse, type OperationContext } from '../context.js';
import { docstring } from '../docstring.js';

/** The process that reads the state of the slot at intervals. It needs no lock. */
export function checkState(context: OperationContext, pollInterval: number | undefined): ProcessDefinition {
  const { pace, faults, publishBlock } = context;
  return {
    docstring: docstring({
      signature: 'check_state(poll_interval=10, test_mode=False)',
      kind: 'Process',
      text: 'Reads the state of the SMuRF slot at intervals into the session data. It changes nothing on the slot, so it can run together with any other operation.',
      args: [
        ['poll_interval', 'float', 'Seconds between two readings.'],
        ['test_mode', 'bool, optional', 'For tests: end after one reading.'],
      ],
    }),
    parameters: {
      poll_interval: { default: 10, type: 'float' },
      test_mode: { default: false, type: 'bool' },
    },
    startup: pollInterval === undefined ? {} : { poll_interval: pollInterval },
    async run(session, { poll_interval, test_mode }) {
      while (session.status !== 'stopping') {
        await elapse(context, session, 0);
        // socs ignores errors while it reads, and tries again the next time.
        if (!faults.find('stale')) {
          const state = readState(context);
          session.data = { ...session.data, ...state };
          const { open_g3stream, num_active_channels } = state;
          publishBlock('state_results', 'state_results', { open_g3stream, num_active_channels });
        }
        await pace.wait(Number(poll_interval), session.stopRequested);
        if (test_mode) break;
      }
      return [true, 'Finished checking state'];
    },
  };
}

/** The same state as in socs 0.6.4, agent.py, `check_state`. */
function readState({ clock, hardware, streamId }: OperationContext) {
  const { active, channelMask, stream } = hardware;
  return {
    channel_mask: channelMask,
    downsample_factor: 20,
    agg_time: 1,
    open_g3stream: stream.open ? 1 : 0,
    pysmurf_action: stream.action,
    pysmurf_action_timestamp: stream.since,
    stream_tag: stream.tag,
    last_update: unixTime(clock),
    stream_id: streamId(),
    num_active_channels: active().length,
  };
}
