import { unixTime } from '../../../ocs/agent/session.js';
import { locked, type OperationContext, occupy, type Tasks } from '../context.js';
import { docstring } from '../docstring.js';

/** What these take on the real hardware, about. */
const OFF_SECONDS = 15;
const RSSI_SECONDS = 2;

/** Tasks that switch the slot off, and bring its link back. */
export function powerTasks(context: OperationContext): Tasks {
  return {
    all_off: {
      docstring: docstring({
        signature: 'all_off(disable_amps=True, disable_tones=True)',
        kind: 'Task',
        text: 'Switches off what would warm the detectors: tones and flux ramp, and the amplifiers.',
        args: [
          ['disable_amps', 'bool', 'Switch off the amplifiers. They are not simulated.'],
          ['disable_tones', 'bool', 'Switch off tones and flux ramp: no channel is active then.'],
        ],
      }),
      parameters: {
        disable_amps: { default: true, type: 'bool' },
        disable_tones: { default: true, type: 'bool' },
      },
      run: locked(context, 'all_off', async (session, { disable_tones }) => {
        await occupy(context, session, OFF_SECONDS);
        if (disable_tones) context.hardware.tonesOff();
        return [true, 'Everything off'];
      }),
    },

    restart_rssi: {
      docstring: docstring({
        signature: 'restart_rssi()',
        kind: 'Task',
        text: 'Brings back the link to the card if it has locked up; here it never has. The session data says with rssi_responsive whether the card answers.',
      }),
      parameters: {},
      run: locked(context, 'restart_rssi', async (session) => {
        await occupy(context, session, RSSI_SECONDS);
        Object.assign(session.data, { rssi_responsive: true, last_updated: unixTime(context.clock) });
        return [true, 'RSSI is not locked-up -- Doing nothing.'];
      }),
    },
  };
}
