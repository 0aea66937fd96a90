import type { Core } from '../core/core.js';
import { displayName, type Slot } from '../core/slots/slot.js';
import { slotsToMark } from '../core/slots/slots-to-mark.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import { ParamError, type ParameterSpecs, type Params } from '../ocs/agent/parameters.js';
import { readStreamIds, rejectsStart } from './own-parameters.js';
import { OCS_WORDS } from './run-options.js';

const STREAM_IDS = [
  'stream_ids : list of str',
  "    The slots, by stream id or instance id; ['all'] for every slot, also the expired ones.",
];

/** Tasks by which people say what they know of slots. */
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
          throw new ParamError('reason is empty: say why, for the people who come after you.');
        }
      },
      run(_session, params) {
        const slots = slotsOf(params);
        for (const slot of slots) mark(slot, params);
        return [true, `${done}: ${slots.map(displayName).join(', ')}.`];
      },
    };
  }

  return {
    acknowledge: task(
      [
        'acknowledge(stream_ids)',
        '',
        '**Task** - Confirms that somebody has looked at slots whose last outcome is unknown: they can be commanded',
        'again, and runs that they hold go on.',
        '',
        'Args',
        '----',
        ...STREAM_IDS,
      ],
      {},
      ({ address }) => marks.acknowledge(address),
      'Acknowledged',
    ),
    out_of_service: task(
      [
        'out_of_service(stream_ids, reason, by=None)',
        '',
        '**Task** - Takes slots out of service: runs on all slots leave them out and report that, runs that name them',
        'are rejected. Stops still reach them. The mark is lost when MultiSmurf restarts.',
        '',
        'Args',
        '----',
        ...STREAM_IDS,
        'reason : str',
        '    Why, for the people who come after you.',
        'by : str, optional',
        '    Who reports it.',
      ],
      { reason: { type: 'str' }, by: { type: 'str', default: null } },
      ({ address }, { reason, by }) =>
        marks.setOutOfService(address, {
          since: clock.now(),
          by: by as string | null,
          reason: (reason as string).trim(),
        }),
      'Out of service',
    ),
    in_service: task(
      [
        'in_service(stream_ids)',
        '',
        '**Task** - Takes slots back into service.',
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
