import type { SlotParams } from '../generated/graphql.js';
import type { Slot } from '../live/model.js';
import { setParams } from '../location/location.js';
import { isObject } from './entries.js';
import type { Preset } from './model.js';

/** Fills the panel with a preset. One that names no slots leaves the selection as it is. */
export function fillIn(preset: Preset, slots: readonly Slot[]): void {
  const { operation, params, streamIds } = preset;
  const options = withInstanceIds(preset.options, slots);
  const text = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
  setParams({
    command: operation,
    params: text(params),
    options: text(options),
    note: null,
    ...(streamIds && { selected: instanceIds(streamIds, slots).join(',') }),
  });
}

function withInstanceIds(options: unknown, slots: readonly Slot[]): unknown {
  if (!isObject(options) || !Array.isArray(options['slotParams'])) return options;
  const own = (options['slotParams'] as SlotParams[]).map((one) => ({
    ...one,
    streamIds: instanceIds(one.streamIds, slots),
  }));
  return { ...options, slotParams: own };
}

/** The slots behind names of slots and groups. A name that is not known stays, so that the plan says so. */
function instanceIds(names: readonly string[], slots: readonly Slot[]): readonly string[] {
  return names.flatMap((name) => {
    const named = slots.filter(
      ({ instanceId, streamId, groups }) =>
        name === instanceId || name === streamId || groups.includes(name) || name === 'all',
    );
    return named.length === 0 ? [name] : named.map(({ instanceId }) => instanceId);
  });
}
