import type { Core } from '../core/core.js';
import { displayName, type Slot } from '../core/slots/slot.js';
import { slotsToMark } from '../core/slots/slots-to-mark.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import { ParamError, type ParameterSpecs, type Params } from '../ocs/agent/parameters.js';
import { readStreamIds, rejectsStart } from './own-parameters.js';
import { OCS_WORDS } from './run-options.js';

const STREAM_IDS = [
  'stream_ids : list of str',
  "    The slots, by stream id, instance id or group. ['all'] selects every slot, including expired slots.",
];

/** Tasks that set and clear the marks of slots. */
export function markTasks({ registry, marks, clock }: Pick<Core, 'registry' | 'marks' | 'clock'>) {
  function slotsOf({ stream_ids }: Params): readonly Slot[] {
    return rejectsStart(() => slotsToMark(registry, readStreamIds(stream_ids) ?? [], OCS_WORDS));
  }

  function task(
    docstring: readonly string[],
    parameters: ParameterSpecs,
    mark: (slot: Slot, params: Params) => void,
    done: string,
  ): TaskDefinition {
    return {
      docstring: docstring.join('\n'),
      parameters: { stream_ids: {}, ...parameters },
      blocking: false,
      accept(params) {
        slotsOf(params);
        if (typeof params['reason'] === 'string' && params['reason'].trim() === '') {
          throw new ParamError('reason is empty: enter a reason for other users.');
        }
      },
      async run(_session, params) {
        const slots = slotsOf(params);
        for (const slot of slots) mark(slot, params);
        await marks.stored();
        return [true, `${done}: ${slots.map(displayName).join(', ')}.`];
      },
    };
  }

  return {
    acknowledge: task(
      [
        'acknowledge(stream_ids, by=None)',
        '',
        '**Task** - Confirms that somebody has checked slots whose last outcome is unknown. These slots can then be',
        'commanded again. Runs that were held by these slots continue.',
        '',
        'Args',
        '----',
        ...STREAM_IDS,
        'by : str, optional',
        '    Who has checked the slots.',
      ],
      { by: { type: 'str', default: null } },
      ({ address }, { by }) => marks.acknowledge(address, { at: clock.now(), by: by as string | null }),
      'Acknowledged',
    ),
    out_of_service: task(
      [
        'out_of_service(stream_ids, reason, by=None)',
        '',
        '**Task** - Takes slots out of service: a run on all slots skips and reports them; a run that names them is',
        'rejected. They can still be stopped.',
        '',
        'Args',
        '----',
        ...STREAM_IDS,
        'reason : str',
        '    The reason, for other users.',
        'by : str, optional',
        '    Who takes the slots out of service.',
      ],
      { reason: { type: 'str' }, by: { type: 'str', default: null } },
      ({ address }, { reason, by }) =>
        marks.setOutOfService(address, {
          since: clock.now(),
          by: by as string | null,
          isVerified: false,
          reason: (reason as string).trim(),
        }),
      'Out of service',
    ),
    in_service: task(
      [
        'in_service(stream_ids)',
        '',
        '**Task** - Puts slots back into service.',
        '',
        'Args',
        '----',
        ...STREAM_IDS,
      ],
      {},
      ({ address }) => marks.setOutOfService(address, null),
      'In service',
    ),
  };
}
