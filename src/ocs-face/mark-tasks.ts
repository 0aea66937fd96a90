import type { Core } from '../core/core.js';
import { requireScan } from '../core/slots/initial-scan.js';
import { requireNames, resolveNames } from '../core/slots/resolve-names.js';
import { displayName, type Slot } from '../core/slots/slot.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import { ParamError, type ParameterSpecs, type Params } from '../ocs/agent/parameters.js';
import { readStreamIds, rejectsStart } from './own-parameters.js';
import { OCS_WORDS } from './run-options.js';

const STREAM_IDS = ['stream_ids : list of str', '    The slots, by stream id or instance id.'];

/** Tasks by which people say what they know of slots. */
export function markTasks({ registry, marks, clock }: Pick<Core, 'registry' | 'marks' | 'clock'>) {
  function slotsOf({ stream_ids }: Params): Slot[] {
    return rejectsStart(() => {
      const names = readStreamIds(stream_ids) ?? [];
      requireNames(registry.slots, names, OCS_WORDS);
      requireScan(registry.scan);
      return resolveNames(registry.slots, names);
    });
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
        '**Task** - Confirms that somebody has looked at slots whose last outcome is unknown: they can be commanded',
        'again, and runs that they hold go on.',
        '',
        'Args',
        '----',
        ...STREAM_IDS,
        'by : str, optional',
        '    Who has looked.',
      ],
      { by: { type: 'str', default: null } },
      ({ address }, { by }) => marks.acknowledge(address, { at: clock.now(), by: by as string | null }),
      'Acknowledged',
    ),
    out_of_service: task(
      [
        'out_of_service(stream_ids, reason, by=None)',
        '',
        '**Task** - Takes slots out of service: runs on all slots leave them out and report that, runs that name them',
        'are rejected. Stops still reach them.',
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
