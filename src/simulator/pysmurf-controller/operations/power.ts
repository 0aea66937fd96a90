import { unixTime } from '../../../ocs/agent/session.js';
import { locked, type OperationContext, occupy, type Tasks } from '../context.js';
import { docstring } from '../docstring.js';

/** About how long these take on the real hardware. */
const OFF_SECONDS = 15;
const RSSI_SECONDS = 2;

/** Tasks that switch the slot off, and restart its link. */
export function powerTasks(context: OperationContext): Tasks {
  return {
    all_off: {
      docstring: docstring({
        signature: 'all_off(disable_amps=True, disable_tones=True)',
        kind: 'Task',
        text: 'Switches off everything that heats the detectors: tones, flux ramp and amplifiers.',
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
        text: 'Restarts the link to the card if it is locked up, which never happens in the simulator. In the session data, rssi_responsive is true if the card answers.',
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
