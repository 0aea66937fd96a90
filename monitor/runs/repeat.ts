import type { MonitorRepeatQuery } from '../generated/graphql.js';
import type { Params } from '../location/location.js';
import { ownParams } from './run-words.js';

export type RepeatedRun = NonNullable<MonitorRepeatQuery['run']>;
type Values = Readonly<Record<string, unknown>>;

/** The address of the command panel, filled in as for this run. */
export function repeatOf(run: RepeatedRun): Params {
  const text = (values: unknown) => (values === null ? null : JSON.stringify(values));
  const options = optionsOf(run);
  return {
    ...{ command: run.operation, selected: run.slots.map(({ instanceId }) => instanceId).join() },
    ...{ params: text(run.params), note: run.note },
    options: Object.keys(options).length === 0 ? null : text(options),
  };
}

/** What was asked for besides the parameters and the note. */
function optionsOf({ id, params, slots, ...run }: RepeatedRun): Values {
  const { batches, maxConcurrency, maxErrors, minSlots, settleSeconds } = run;
  const own = slots.map((slot) => ({ ...slot, params: ownParams(slot.params, params) }));
  const isTag = (value: unknown) => value === id;
  const slotParams = slotParamsOf(own, isTag);
  const all = {
    ...{ batches, maxConcurrency, maxErrors, minSlots, settleSeconds: settleSeconds || null },
    tagWithRunId: own.some((slot) => Object.values(slot.params).some(isTag)) || null,
    slotParams: slotParams.length === 0 ? null : slotParams,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** Slots with the same parameters of their own are one entry. A tag with the id of the run is none of them. */
function slotParamsOf(
  slots: readonly { readonly instanceId: string; readonly params: Values }[],
  isTag: (value: unknown) => boolean,
) {
  const entries = new Map<string, { readonly streamIds: string[]; readonly params: Values }>();
  for (const { instanceId, params } of slots) {
    const own = Object.fromEntries(Object.entries(params).filter(([, value]) => !isTag(value)));
    const key = JSON.stringify(own);
    if (key === '{}') continue;
    const same = entries.get(key);
    if (same) same.streamIds.push(instanceId);
    else entries.set(key, { streamIds: [instanceId], params: own });
  }
  return [...entries.values()];
}
