import type { SlotReading } from '../states/slot-state.js';
import type { Plan, Request } from './use-plan.js';

/** A selected slot in the plan. */
export interface PlanRow {
  readonly instanceId: string;
  readonly name: string;
  /** Undefined if no slot has this instance id. */
  readonly reading: SlotReading | undefined;
  /** Whether it would be commanded. */
  readonly isCommanded: boolean;
  /** Why it would not be commanded, or might fail, in the words of the server. */
  readonly reasons: readonly string[];
  /** Its parameters, if they are not those of all slots. */
  readonly ownParams: string | null;
}

/** Mistakes in the parameters belong to the fields, not to each slot. */
const OF_FIELDS = 'UNKNOWN_PARAMETER';

/** The selected slots in the order of the board, whatever the order of the clicks. Unknown ones come last. */
export function inBoardOrder(
  selected: ReadonlySet<string>,
  readings: readonly SlotReading[],
): ReadonlySet<string> {
  const known = readings.map(({ slot }) => slot.instanceId).filter((id) => selected.has(id));
  return new Set([...known, ...selected]);
}

/**
 * The selected slots as the plan has them.
 *
 * @param repeated a start that is sent again as it was: it commands its own slots, whatever the plan says now
 */
export function planRows(
  selected: ReadonlySet<string>,
  readings: readonly SlotReading[],
  plan: Plan | null,
  repeated?: Request,
): readonly PlanRow[] {
  const byId = new Map(readings.map((reading) => [reading.slot.instanceId, reading]));
  const common = JSON.stringify(plan?.params);
  const isRejected = plan !== null && plan.rejection !== null;
  return [...selected].map((instanceId): PlanRow => {
    const reading = byId.get(instanceId);
    const planned = plan?.slots.find((slot) => slot.instanceId === instanceId);
    const skipped = plan?.skipped.find((slot) => slot.instanceId === instanceId);
    const own = planned && JSON.stringify(planned.params);
    return {
      ...{ instanceId, reading },
      name: reading?.name ?? instanceId,
      isCommanded: repeated ? repeated.streamIds.includes(instanceId) : planned !== undefined && !isRejected,
      reasons: [
        ...(skipped ? [skipped.reason] : []),
        ...(planned?.blockers ?? []).filter(({ code }) => code !== OF_FIELDS).map(({ message }) => message),
        ...(reading ? [] : ['No slot has this name.']),
      ],
      ownParams: own === undefined || own === common ? null : own,
    };
  });
}

/** The complaints about parameters, each once. */
export function parameterComplaints(plan: Plan | null): readonly string[] {
  const blockers = plan?.slots.flatMap((slot) => slot.blockers) ?? [];
  return [...new Set(blockers.filter(({ code }) => code === OF_FIELDS).map(({ message }) => message))];
}
